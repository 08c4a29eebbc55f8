/**
 * The virtual bench: the compiled firmware in its VM, wired to a world of gas and chips.
 *
 * Everything hangs on one virtual clock, so the same firmware, world and seed give the same bytes.
 * Between the gas and the serial line nothing is mocked: I2C goes to register models, lamps and
 * buzzer are told over Jacdac, and lines come out of the VM's own log.
 */
import { packFrame, unpackFrame, unpackTwin, type Packet } from "../jacdac/frame"
import { BuzzerPeer, LampListener, type LampState, type Tone } from "../jacdac/peers"
import { packAnswer, unpackTransaction, type I2cAnswer } from "../jacdac/sim_bus"
import { VirtualClock } from "../vm/clock"
import { Flash, type Machine, type MachineFactory } from "../vm/machine"

/** What the firmware's bus reaches: the chips, and behind them the chamber. */
export interface World {
    /**
     * One I2C transaction.
     * @param nowMs the instant its last bit is on the wire
     */
    transfer(address: number, write: Uint8Array, readCount: number, nowMs: number): I2cAnswer
    /** The rig's power went off or came back: chips lose their registers. */
    powerCycled(nowMs: number): void
}

/** What can be seen and heard at the rig; every instant is milliseconds of simulated time. */
export interface RigEvents {
    /** A line on the serial port, with DeviceScript's prefix. */
    line(text: string, atMs: number): void
    /** A lamp changed. */
    lamps(state: LampState, atMs: number): void
    /** The buzzer began a tone. */
    tone(tone: Tone): void
    /** The program died with a panic code, or the device lost power or rebooted (code 0). */
    died(code: number, atMs: number): void
}

const DEVICE_ID = "1ea0717e5700c0de"
const BUZZER_ID = "b0220000000000b2"
/** The firmware starts its Sim Bus service before every other. */
const SIM_BUS_SERVICE_INDEX = 1
/** I2C at 400 kHz: nine clocks a byte. */
const BUS_MS_PER_BYTE = 9 / 400
/** From reset to the runtime's first step on a Pico; the runtime then waits 1.16 s by itself. */
const BOOT_MS = 30

/** A rig that is plugged in from the start. */
export class Rig {
    readonly clock: VirtualClock
    readonly flash = new Flash()
    readonly buzzer: BuzzerPeer
    readonly lampListener = new LampListener()

    private machine: Machine | undefined
    /** Machines booted so far; a frame for an older one is lost with it. */
    private generation = 0

    private constructor(
        private readonly factory: MachineFactory,
        private readonly firmware: Uint8Array,
        private readonly world: World,
        private readonly events: RigEvents
    ) {
        this.clock = new VirtualClock()
        this.buzzer = new BuzzerPeer(this.clock, packet => this.put(packet), BUZZER_ID)
        this.buzzer.onTone = tone => events.tone(tone)
        this.lampListener.onChange = state => events.lamps(state, this.clock.nowMs)
    }

    /**
     * Assembles a rig and switches it on at 0 ms.
     * @param firmware bytecode of `src/main.ts`
     */
    static async create(
        factory: MachineFactory,
        firmware: Uint8Array,
        world: World,
        events: RigEvents
    ): Promise<Rig> {
        const rig = new Rig(factory, firmware, world, events)
        await rig.boot()
        return rig
    }

    /** Lets simulated time pass up to `untilMs`. */
    async runUntil(untilMs: number) {
        while (this.clock.nowMs < untilMs) {
            this.clock.runUntil(untilMs)
            if (this.bootIsDue) await this.boot()
        }
    }

    /** The power fails now and is back after `forMs`; flash and time survive, nothing else does. */
    cutPower(forMs: number) {
        this.halt()
        this.events.died(0, this.clock.nowMs)
        this.clock.schedule(() => this.world.powerCycled(this.clock.nowMs), forMs)
        this.bootAfter(forMs)
    }

    /** Booting a VM takes real time, so the clock stops for it. */
    private bootIsDue = false

    private bootAfter(offMs: number) {
        this.clock.schedule(() => {
            this.bootIsDue = true
            this.clock.interrupt()
        }, offMs + BOOT_MS)
    }

    private async boot() {
        this.bootIsDue = false
        const generation = ++this.generation
        const alive = () => generation === this.generation
        this.machine = await this.factory.boot(this.clock, DEVICE_ID, this.flash, {
            frame: frame => {
                if (alive()) this.fromFirmware(frame)
            },
            line: text => {
                if (alive()) this.events.line(text, this.clock.nowMs)
            },
            panic: code => {
                // the VM announces a clean start with code 0
                if (alive() && code !== 0) this.events.died(code, this.clock.nowMs)
            },
            exit: () => {
                if (!alive()) return
                this.events.died(0, this.clock.nowMs)
                this.halt()
                this.bootAfter(0)
            },
        })
        if (generation === 1) this.machine.deploy(this.firmware)
    }

    private halt() {
        this.generation++
        this.machine?.stop()
        this.machine = undefined
        this.lampListener.powerLost()
    }

    private fromFirmware(frame: Uint8Array) {
        const twin = unpackTwin(frame)
        if (twin === undefined) {
            for (const packet of unpackFrame(frame)) {
                this.lampListener.packet(packet)
                this.buzzer.packet(packet)
            }
            return
        }
        const transaction = unpackTransaction(twin)
        if (transaction === undefined) return
        const { seq, address, write, readCount } = transaction
        const wireMs = (1 + write.length + (readCount > 0 ? 1 + readCount : 0)) * BUS_MS_PER_BYTE
        this.clock.schedule(() => {
            const answer = this.world.transfer(address, write, readCount, this.clock.nowMs)
            const packet = packAnswer(seq, answer, twin.deviceId, SIM_BUS_SERVICE_INDEX)
            if (packet !== undefined) this.put(packet)
        }, wireMs)
    }

    /** Puts a packet on the Jacdac bus, to be received after the current event. */
    private put(packet: Packet) {
        const generation = this.generation
        this.clock.schedule(() => {
            if (generation === this.generation) this.machine?.receive(packFrame(packet))
        }, 0)
    }
}
