/**
 * What is around the firmware, on whatever bus it sits: chips, buzzer, button, a host, and ears for
 * the lamps.
 *
 * The virtual bench and the DeviceScript simulator differ in their clock and in how a frame gets
 * from one side to the other. Everything that answers frames is here, once, for both.
 */
import { ButtonPeer } from "../jacdac/button"
import { unpackFrame, unpackTwin, type Packet, type TwinMessage } from "../jacdac/frame"
import type { TesterPacket } from "../jacdac/leak_tester"
import { LeakTesterClient } from "../jacdac/leak_tester_client"
import { BuzzerPeer, LampListener, type LampState, type Tone } from "../jacdac/peers"
import { RelayPeer } from "../jacdac/relay"
import { packAnswer, unpackTransaction, type I2cAnswer } from "../jacdac/sim_bus"
import type { Clock } from "../vm/clock"

/** What the firmware's bus reaches: the chips, and behind them the chamber. */
export interface World {
    /**
     * One I2C transaction.
     * @param nowMs the instant its last bit is on the wire
     */
    transfer(address: number, write: Uint8Array, readCount: number, nowMs: number): I2cAnswer
    /** A valve that the rig has a relay for opens or shuts. Without it the rig has no valves. */
    readonly valve?: (valve: "fill" | "vent", isOpen: boolean, nowMs: number) => void
    /** The rig's power went off or came back: chips lose their registers. */
    powerCycled(nowMs: number): void
}

/** A rig as the events of a scenario need it. */
export interface PoweredRig {
    readonly clock: Clock
    /** The power fails now and is back after `forMs`. */
    cutPower(forMs: number): void
    /** Somebody presses the rig's button for `lengthMs`. */
    press(lengthMs: number): void
    /** A host on the bus commands the tester. */
    command(packet: TesterPacket): void
}

/** What can be seen and heard around the firmware; instants are milliseconds of the rig's clock. */
export interface SurroundingsEvents {
    /** A lamp changed. */
    lamps(state: LampState, atMs: number): void
    /** The buzzer began a tone. */
    tone(tone: Tone): void
}

const BUZZER_ID = "b0220000000000b2"
const BUTTON_ID = "b0770000000000b7"
/** The firmware's roles take relays in the order of their devices' ids. */
const FILL_RELAY_ID = "b0f10000000000f1"
const VENT_RELAY_ID = "b0f20000000000f2"
/** The firmware starts its Sim Bus service before every other. */
const SIM_BUS_SERVICE_INDEX = 1

/** See the file's head. */
export class Surroundings {
    readonly buzzer: BuzzerPeer
    readonly button: ButtonPeer
    readonly tester: LeakTesterClient
    readonly lampListener = new LampListener()
    /** The relays of the valves, none in a rig without. */
    readonly relays: readonly RelayPeer[]
    /** Decides whether a device's I2C transaction is answered; by default every one is. */
    accepts: (twin: TwinMessage) => boolean = () => true

    /**
     * @param send puts a packet on the firmware's Jacdac bus
     * @param wireMsPerByte what an I2C byte takes before the answer is known; 0 answers at once
     */
    constructor(
        private readonly clock: Clock,
        private readonly world: World,
        private readonly send: (packet: Packet) => void,
        private readonly wireMsPerByte: number,
        events: SurroundingsEvents
    ) {
        this.buzzer = new BuzzerPeer(clock, send, BUZZER_ID)
        this.buzzer.onTone = tone => events.tone(tone)
        this.button = new ButtonPeer(clock, send, BUTTON_ID)
        this.tester = new LeakTesterClient(send)
        this.relays = [
            ...this.relayOf("fill", FILL_RELAY_ID),
            ...this.relayOf("vent", VENT_RELAY_ID),
        ]
        this.lampListener.onChange = state => events.lamps(state, clock.nowMs)
    }

    /** Every frame of the bus, from whatever device, comes by here. */
    frame(frame: Uint8Array) {
        const twin = unpackTwin(frame)
        if (twin !== undefined) {
            this.transact(twin)
            return
        }
        for (const packet of unpackFrame(frame)) {
            this.lampListener.packet(packet)
            this.buzzer.packet(packet)
            this.button.packet(packet)
            this.tester.packet(packet)
            for (const relay of this.relays) relay.packet(packet)
        }
    }

    /** The rig has lost its power: what it drives falls off. */
    powerLost() {
        this.lampListener.powerLost()
        this.tester.powerLost()
        for (const relay of this.relays) relay.powerLost()
    }

    private relayOf(valve: "fill" | "vent", deviceId: string): RelayPeer[] {
        const { clock, world, send } = this
        if (world.valve === undefined) return []
        const relay = new RelayPeer(clock, send, deviceId)
        relay.onSwitch = isOn => world.valve?.(valve, isOn, clock.nowMs)
        return [relay]
    }

    private transact(twin: TwinMessage) {
        const transaction = unpackTransaction(twin)
        if (transaction === undefined || !this.accepts(twin)) return
        const { seq, address, write, readCount } = transaction
        const answer = () => {
            const bytes = this.world.transfer(address, write, readCount, this.clock.nowMs)
            const packet = packAnswer(seq, bytes, twin.deviceId, SIM_BUS_SERVICE_INDEX)
            if (packet !== undefined) this.send(packet)
        }
        const byteCount = 1 + write.length + (readCount > 0 ? 1 + readCount : 0)
        if (this.wireMsPerByte === 0) answer()
        else this.clock.schedule(answer, byteCount * this.wireMsPerByte)
    }
}
