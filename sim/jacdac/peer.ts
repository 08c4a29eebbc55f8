/**
 * A Jacdac device with one service: it announces itself, and answers what every device answers.
 *
 * What a peer does with its service is the subclass's; what is the same for all is here: control
 * service, acknowledgements, registers, and saying so when something is not known. Numbers: Jacdac
 * service catalogue, "Control" and the base of all services ("_base"), and the protocol reference.
 */
import type { Clock } from "../vm/clock"
import type { Packet } from "./frame"

const CONTROL_SERVICE = 0
const OWN_SERVICE = 1
/** Index under which a frame's checksum comes back (JD_SERVICE_INDEX_CRC_ACK). */
export const ACKNOWLEDGEMENT_SERVICE = 0x3f

const ANNOUNCE = 0x00
const ANNOUNCE_PERIOD_MS = 500
/** Announce flags: acknowledgements supported; the low four bits count restarts. */
const ANNOUNCE_FLAGS = 0x0100
const RESTARTS_MAX = 15

const NOT_IMPLEMENTED = 0x03
const REGISTER_GET = 0x1000
const REGISTER_SET = 0x2000
const REGISTER_KIND = 0xf000
const REGISTER_CODE = 0x0fff
const EVENT = 0x8000
const EVENT_COUNTER_MAX = 0x7f
/** An event is sent three times, for receivers that miss one, and they tell by its counter. */
const EVENT_REPEATS_MS = [0, 20, 70]

const DESCRIPTION_REGISTER = 0x180

/** See the file's head. */
export abstract class Peer {
    /** False takes it off the bus: no announcement, deaf. */
    connected = true

    private restarts = 1
    private eventCount = 0

    /**
     * @param clock when to announce
     * @param put puts a packet on the bus
     * @param deviceId its own id, 16 hex digits
     * @param serviceClass of its only service
     * @param description what it is, for people
     */
    constructor(
        protected readonly clock: Clock,
        private readonly put: (packet: Packet) => void,
        private readonly deviceId: string,
        private readonly serviceClass: number,
        private readonly description: string
    ) {
        this.announceForever()
    }

    /** Every packet of the bus comes by here. */
    packet(packet: Packet) {
        if (!this.connected || !packet.isCommand || packet.deviceId !== this.deviceId) return
        if (packet.acknowledgeCrc !== undefined)
            this.report(ACKNOWLEDGEMENT_SERVICE, packet.acknowledgeCrc, new Uint8Array(0))
        if (packet.serviceIndex !== CONTROL_SERVICE && packet.serviceIndex !== OWN_SERVICE) return
        if (packet.serviceIndex === CONTROL_SERVICE && packet.command === ANNOUNCE) {
            this.announce()
            return
        }
        const known =
            (packet.command & REGISTER_KIND) === REGISTER_GET
                ? this.answer(packet)
                : packet.serviceIndex === OWN_SERVICE && this.serve(packet)
        if (!known) this.refuse(packet)
    }

    /**
     * Value of a register of its service; undefined when there is no such register.
     * @param code without the bits for reading and writing
     */
    protected abstract register(code: number): Uint8Array | undefined

    /**
     * A register of its service is written.
     * @returns false when it cannot be
     */
    protected abstract write(code: number, value: Uint8Array): boolean

    /**
     * A command of its service.
     * @returns false when it is not known
     */
    protected abstract command(command: number, payload: Uint8Array): boolean

    /** Reports a register's value without having been asked, as sensors do. */
    protected stream(code: number) {
        const value = this.register(code)
        if (this.connected && value !== undefined)
            this.report(OWN_SERVICE, REGISTER_GET | code, value)
    }

    /** Tells everybody that something has happened. */
    protected event(code: number, payload: Uint8Array) {
        const command = EVENT | (this.eventCount << 8) | code
        this.eventCount = (this.eventCount + 1) & EVENT_COUNTER_MAX
        for (const afterMs of EVENT_REPEATS_MS)
            this.clock.schedule(() => {
                if (this.connected) this.report(OWN_SERVICE, command, payload)
            }, afterMs)
    }

    private answer(packet: Packet): boolean {
        const code = packet.command & REGISTER_CODE
        let value: Uint8Array | undefined
        if (packet.serviceIndex === OWN_SERVICE) value = this.register(code)
        else if (code === DESCRIPTION_REGISTER) value = new TextEncoder().encode(this.description)
        if (value === undefined) return false
        this.report(packet.serviceIndex, packet.command, value)
        return true
    }

    private serve(packet: Packet): boolean {
        const { command, payload } = packet
        return (command & REGISTER_KIND) === REGISTER_SET
            ? this.write(command & REGISTER_CODE, payload)
            : this.command(command, payload)
    }

    /** So that the asker does not ask for ever. */
    private refuse(packet: Packet) {
        const payload = new Uint8Array(4)
        new DataView(payload.buffer).setUint16(0, packet.command, true)
        this.report(packet.serviceIndex, NOT_IMPLEMENTED, payload)
    }

    private announceForever() {
        if (this.connected) this.announce()
        this.clock.schedule(() => this.announceForever(), ANNOUNCE_PERIOD_MS)
    }

    private announce() {
        const payload = new Uint8Array(8)
        const words = new DataView(payload.buffer)
        words.setUint32(0, ANNOUNCE_FLAGS | this.restarts, true)
        words.setUint32(4, this.serviceClass, true)
        if (this.restarts < RESTARTS_MAX) this.restarts++
        this.report(CONTROL_SERVICE, ANNOUNCE, payload)
    }

    private report(serviceIndex: number, command: number, payload: Uint8Array) {
        this.put({ deviceId: this.deviceId, isCommand: false, serviceIndex, command, payload })
    }
}
