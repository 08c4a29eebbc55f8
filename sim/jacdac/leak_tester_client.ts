/**
 * A host on the tester's bus: it finds the service by its announcement, commands it, and keeps what
 * it says.
 *
 * What is said before the tester has announced itself waits for it, as a host would.
 */
import { announcedIndex, type Packet } from "./frame"
import {
    EVENTS,
    LEAK_TESTER_CLASS,
    REGISTER_GET,
    REGISTERS,
    unpack,
    type EventName,
    type RegisterName,
    type TesterPacket,
} from "./leak_tester"

const CONTROL_SERVICE = 0
const ANNOUNCE = 0
const EVENT = 0x8000
const EVENT_CODE = 0xff
const EVENT_COUNTER_SHIFT = 8
const EVENT_COUNTER = 0x7f
/** A counter further ahead than this is one from before. */
const EVENTS_AHEAD_MAX = 63

/** See the file's head. */
export class LeakTesterClient {
    /** Values of registers as they were last told. */
    readonly registers = new Map<RegisterName, (number | string)[]>()
    /** Reports of commands, values of registers, and that something is not known. */
    onWord: (word: TesterPacket) => void = () => {}
    /** An event, once however often it is sent. */
    onEvent: (name: EventName, values: (number | string)[]) => void = () => {}

    private service: { deviceId: string; index: number } | undefined
    private waiting: TesterPacket[] = []
    /** Counter of the newest event: each is sent three times, in between others. */
    private newest: number | undefined

    /** @param put puts a packet on the bus */
    constructor(private readonly put: (packet: Packet) => void) {}

    /** The tester has announced itself. */
    get isFound(): boolean {
        return this.service !== undefined
    }

    /** Sends something to the tester, as soon as it is there. */
    send(packet: TesterPacket) {
        const service = this.service
        if (service === undefined) this.waiting.push(packet)
        else
            this.put({
                deviceId: service.deviceId,
                isCommand: true,
                serviceIndex: service.index,
                command: packet.command,
                payload: packet.payload,
            })
    }

    /** Every packet of the bus comes by here. */
    packet(packet: Packet) {
        if (packet.isCommand) return
        if (packet.serviceIndex === CONTROL_SERVICE && packet.command === ANNOUNCE)
            this.announced(packet)
        const service = this.service
        if (packet.deviceId !== service?.deviceId || packet.serviceIndex !== service.index) return
        const { command, payload } = packet
        if ((command & EVENT) !== 0) this.event(command, payload)
        else {
            for (const [name, { code, layout }] of Object.entries(REGISTERS))
                if (command === (REGISTER_GET | code))
                    this.registers.set(name as RegisterName, unpack(layout, payload))
            this.onWord({ command, payload })
        }
    }

    /** The tester's power went: it is lost until it announces itself again. */
    powerLost() {
        this.service = undefined
        this.newest = undefined
    }

    private event(command: number, payload: Uint8Array) {
        const counter = (command >> EVENT_COUNTER_SHIFT) & EVENT_COUNTER
        const ahead = (counter - (this.newest ?? counter - 1)) & EVENT_COUNTER
        if (ahead === 0 || ahead > EVENTS_AHEAD_MAX) return
        this.newest = counter
        for (const [name, { code, layout }] of Object.entries(EVENTS))
            if ((command & EVENT_CODE) === code)
                this.onEvent(name as EventName, unpack(layout, payload))
    }

    private announced(packet: Packet) {
        const index = announcedIndex(packet.payload, LEAK_TESTER_CLASS)
        if (index === undefined) return
        this.service = { deviceId: packet.deviceId, index }
        for (const waiting of this.waiting.splice(0)) this.send(waiting)
    }
}
