/**
 * What sits on the firmware's Jacdac bus: a buzzer of our own, and ears for the lamps.
 *
 * The lamps' service is hosted by the firmware itself (`startTrafficLight`), so the bench listens
 * to the commands it gets; the buzzer is a service that the firmware finds on the bus. Both keep
 * what they were told, with the instant. Numbers of services and commands: Jacdac service
 * catalogue.
 */
import type { Clock } from "../vm/clock"
import { announcedIndex, type Packet } from "./frame"
import { Peer } from "./peer"

const CONTROL_SERVICE = 0
const ANNOUNCE = 0x00

const TRAFFIC_LIGHT_CLASS = 0x15c38d9b
const REGISTER_SET = 0x2000
const RED_REGISTER = REGISTER_SET | 0x80
const AMBER_REGISTER = REGISTER_SET | 0x81
const GREEN_REGISTER = REGISTER_SET | 0x82

const BUZZER_CLASS = 0x1b57b1d7
const PLAY_TONE = 0x80
const VOLUME_REGISTER = 0x01

/** Which lamps are lit. */
export interface LampState {
    readonly red: boolean
    readonly amber: boolean
    readonly green: boolean
}

/** The three lamps as their commands say, from power-up (dark). */
export class LampListener {
    state: LampState = { red: false, amber: false, green: false }
    /** Called at every change of a lamp. */
    onChange: (state: LampState) => void = () => {}

    /** Device and service index that announced a traffic light, once heard. */
    private service: { deviceId: string; index: number } | undefined

    /** Every packet of the bus comes by here. */
    packet(packet: Packet) {
        if (!packet.isCommand) {
            if (packet.serviceIndex === CONTROL_SERVICE && packet.command === ANNOUNCE)
                this.announced(packet)
            return
        }
        const service = this.service
        if (
            service === undefined ||
            packet.deviceId !== service.deviceId ||
            packet.serviceIndex !== service.index
        )
            return
        const lit = packet.payload[0] !== 0
        const before = this.state
        if (packet.command === RED_REGISTER) this.state = { ...before, red: lit }
        else if (packet.command === AMBER_REGISTER) this.state = { ...before, amber: lit }
        else if (packet.command === GREEN_REGISTER) this.state = { ...before, green: lit }
        else return
        const after = this.state
        if (
            before.red !== after.red ||
            before.amber !== after.amber ||
            before.green !== after.green
        )
            this.onChange(after)
    }

    /** The power of the device went: lamps are dark until told again. */
    powerLost() {
        this.service = undefined
        this.state = { red: false, amber: false, green: false }
        this.onChange(this.state)
    }

    private announced(packet: Packet) {
        const index = announcedIndex(packet.payload, TRAFFIC_LIGHT_CLASS)
        if (index !== undefined) this.service = { deviceId: packet.deviceId, index }
    }
}

/** One tone the buzzer was told to play. */
export interface Tone {
    readonly atMs: number
    readonly frequencyHz: number
    readonly lengthMs: number
}

/** A Jacdac buzzer that announces itself and tells what it is asked to play. */
export class BuzzerPeer extends Peer {
    /** Called at the beginning of every tone. */
    onTone: (tone: Tone) => void = () => {}

    /** Loudness as u0.8; the simulated buzzer only keeps it. */
    private volume = 0xff

    /** Parameters as of `Peer`. */
    constructor(clock: Clock, put: (packet: Packet) => void, deviceId: string) {
        super(clock, put, deviceId, BUZZER_CLASS, "Leaktight simulated buzzer")
    }

    protected register(code: number): Uint8Array | undefined {
        return code === VOLUME_REGISTER ? new Uint8Array([this.volume]) : undefined
    }

    protected write(code: number, value: Uint8Array): boolean {
        if (code !== VOLUME_REGISTER || value.length < 1) return false
        this.volume = value[0]
        return true
    }

    protected command(command: number, payload: Uint8Array): boolean {
        if (command !== PLAY_TONE || payload.length < 6) return false
        const words = new DataView(payload.buffer, payload.byteOffset, payload.byteLength)
        const periodUs = words.getUint16(0, true)
        // a tone without a period is silence
        if (periodUs !== 0)
            this.onTone({
                atMs: this.clock.nowMs,
                frequencyHz: Math.round(1e6 / periodUs),
                lengthMs: words.getUint16(4, true),
            })
        return true
    }
}
