/**
 * The simulated device: DeviceScript's own VM process, and the program put into it over the bus.
 *
 * The bytes are those of `host/build`, as the virtual bench and a board get them. devtools could
 * compile and deploy by itself, but while it compiles it does not listen, and on a busy machine it
 * has then lost the device and cannot deploy (measured: five failures in a row).
 */
import { createHash } from "node:crypto"
import { packFrame, unpackFrame, type Packet } from "../../sim/jacdac/frame"
import { ACKNOWLEDGEMENT_SERVICE } from "../../sim/jacdac/peer"
import { DevtoolsError, type DevtoolsLink } from "./link"
import type { DevicePower } from "./session"

/** Its Jacdac id; the same at every start, so that a dashboard knows it again. */
export const DEVICE_ID = "1ea0717e5700c0de"

const CONTROL_SERVICE = 0
const ANNOUNCE = 0
/** Jacdac service catalogue, "DeviceScript Manager". */
const MANAGER_CLASS = 0x1134ea2b
const DEPLOY_BYTECODE = 0x80
const GET_PROGRAM_SHA256 = 0x1182

/** Jacdac protocol, "Pipes": index, and a command of port, flags and counter. */
const PIPE_SERVICE = 0x3e
const PIPE_PORT_SHIFT = 7
const PIPE_CLOSE = 0x20
const PIPE_COUNTER = 0x1f
/** A multiple of 8, which the manager wants, that fits a frame. */
const CHUNK_BYTES = 224

/** A step takes milliseconds; a busy small computer may need seconds. */
const STEP_TIMEOUT_MS = 30_000

/** The device behind a link to a devtools of our own. */
export class SimulatedDevice implements DevicePower {
    /** Service index of its DeviceScript manager. */
    private manager = 0

    /** @param program bytecode */
    constructor(
        private readonly link: DevtoolsLink,
        private readonly program: Uint8Array
    ) {}

    /**
     * Starts the VM with empty flash, deploys the program, and sees that it has arrived whole.
     * @throws DevtoolsError when a step takes too long or the program did not arrive
     */
    async on() {
        const vm = { deviceId: DEVICE_ID, stateless: true }
        const announced = this.heard("is not on the bus", packet => {
            this.manager = managerIndex(packet)
            return this.manager > 0
        })
        await Promise.all([announced, this.link.request("startVM", vm, STEP_TIMEOUT_MS)])
        await this.deploy()
        const { payload } = await this.ask(GET_PROGRAM_SHA256, new Uint8Array(0))
        const sent = createHash("sha256").update(this.program).digest()
        if (!sent.equals(payload))
            throw new DevtoolsError("the simulated device did not get the whole program; try again")
    }

    /** Ends the VM, as a loss of power does. */
    async off() {
        await this.link.request("stopVM", {}, STEP_TIMEOUT_MS)
    }

    private async deploy() {
        const size = new Uint8Array(4)
        new DataView(size.buffer).setUint32(0, this.program.length, true)
        const { payload } = await this.ask(DEPLOY_BYTECODE, size)
        const port = payload[0] | (payload[1] << 8)
        let counter = 0
        const pipe = (flags: number, chunk: Uint8Array) => {
            const command = (port << PIPE_PORT_SHIFT) | flags | (counter++ & PIPE_COUNTER)
            return this.acknowledged(PIPE_SERVICE, command, chunk)
        }
        for (let at = 0; at < this.program.length; at += CHUNK_BYTES)
            await pipe(0, this.program.subarray(at, at + CHUNK_BYTES))
        await pipe(PIPE_CLOSE, new Uint8Array(0))
    }

    /** Sends the manager a command, or reads its register, and waits for the report. */
    private async ask(command: number, payload: Uint8Array): Promise<Packet> {
        const answer = this.heard(
            `does not answer to command 0x${command.toString(16)}`,
            packet => packet.serviceIndex === this.manager && packet.command === command
        )
        this.link.send(packFrame(this.toDevice(this.manager, command, payload)))
        return await answer
    }

    private async acknowledged(serviceIndex: number, command: number, payload: Uint8Array) {
        const frame = packFrame(this.toDevice(serviceIndex, command, payload), true)
        const crc = frame[0] | (frame[1] << 8)
        const answer = this.heard(
            "does not take the program",
            packet => packet.serviceIndex === ACKNOWLEDGEMENT_SERVICE && packet.command === crc
        )
        this.link.send(frame)
        await answer
    }

    private toDevice(serviceIndex: number, command: number, payload: Uint8Array): Packet {
        return { deviceId: DEVICE_ID, isCommand: true, serviceIndex, command, payload }
    }

    /** The next report of the device that is the one. */
    private heard(otherwise: string, isIt: (packet: Packet) => boolean): Promise<Packet> {
        const listeners = this.link.frameListeners
        return new Promise((resolve, reject) => {
            const listener = (frame: Uint8Array) => {
                const found = unpackFrame(frame).find(
                    packet => packet.deviceId === DEVICE_ID && !packet.isCommand && isIt(packet)
                )
                if (found === undefined) return
                clearTimeout(timer)
                listeners.delete(listener)
                resolve(found)
            }
            const timer = setTimeout(() => {
                listeners.delete(listener)
                const seconds = STEP_TIMEOUT_MS / 1000
                reject(new DevtoolsError(`the simulated device ${otherwise} after ${seconds} s`))
            }, STEP_TIMEOUT_MS)
            // at the end of the run nobody waits for this any more
            timer.unref()
            listeners.add(listener)
        })
    }
}

/** Index of the DeviceScript manager in an announcement; 0 when it is none, or has none. */
function managerIndex(packet: Packet): number {
    if (packet.serviceIndex !== CONTROL_SERVICE || packet.command !== ANNOUNCE) return 0
    const { buffer, byteOffset, byteLength } = packet.payload
    const words = new DataView(buffer, byteOffset, byteLength)
    for (let at = 4; at + 4 <= byteLength; at += 4)
        if (words.getUint32(at, true) === MANAGER_CLASS) return at / 4
    return 0
}
