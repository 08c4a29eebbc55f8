/**
 * A scenario around firmware that runs in DeviceScript's simulator: the rig, in real time.
 *
 * The firmware reaches its sensor by twin messages, which devtools passes on to every client; the
 * answers, the buzzer and the button are ordinary packets. So the program needs nothing for this
 * that it does not have on the virtual bench, and it does not matter who has deployed it.
 */
import { packFrame, unpackTwin, type Packet } from "../../sim/jacdac/frame"
import type { TesterPacket } from "../../sim/jacdac/leak_tester"
import type { LampState, Tone } from "../../sim/jacdac/peers"
import { unpackTransaction } from "../../sim/jacdac/sim_bus"
import { Surroundings, type PoweredRig } from "../../sim/rig/surroundings"
import type { Scenario } from "../../sim/scenario/scenario"
import { ScenarioWorld } from "../../sim/scenario/world"
import { RealClock } from "../../sim/vm/real_clock"
import type { DevtoolsLink } from "./link"

/** Switches the simulated device; only who has started it can. */
export interface DevicePower {
    off(): Promise<void>
    on(): Promise<void>
}

/** What the session tells; instants are ms since the firmware first asked for its sensor. */
export interface SessionEvents {
    /** The firmware has asked for its sensor: the scenario begins. */
    begun(session: Session, deviceId: string): void
    event(sentence: string, atMs: number): void
    lamps(state: LampState, atMs: number): void
    tone(tone: Tone): void
    /** The device's power was cut, or is back. */
    power(isOn: boolean, atMs: number): void
    failed(error: Error): void
}

/** A device that has been silent for so long is gone, and another may have the sensor. */
const GONE_AFTER_MS = 5000

/** See the file's head. */
export class Session implements PoweredRig {
    readonly world: ScenarioWorld

    private clockRunning: RealClock | undefined
    private surroundings: Surroundings | undefined
    /** The one device that has the sensor, and when it last used it. */
    private owner: { deviceId: string; atMs: number } | undefined
    private powered = true
    private readonly listener = (frame: Uint8Array) => this.frame(frame)

    /**
     * @param power what a power cut switches; without it the cut reaches the sensor alone
     */
    constructor(
        private readonly link: DevtoolsLink,
        private readonly scenario: Scenario,
        seed: number,
        private readonly power: DevicePower | undefined,
        private readonly events: SessionEvents
    ) {
        this.world = new ScenarioWorld(scenario, seed)
        this.world.onEvent = (sentence, atMs) => events.event(sentence, atMs)
        link.frameListeners.add(this.listener)
    }

    /** The scenario's clock; stands at nothing before the firmware has asked for its sensor. */
    get clock(): RealClock {
        if (this.clockRunning === undefined) throw new Error("the scenario has not begun")
        return this.clockRunning
    }

    /** The scenario has begun. */
    get hasBegun(): boolean {
        return this.clockRunning !== undefined
    }

    cutPower(forMs: number) {
        this.powered = false
        this.surroundings?.powerLost()
        this.events.power(false, this.clock.nowMs)
        const off = this.power?.off() ?? Promise.resolve()
        this.clock.schedule(() => {
            const on = async () => {
                await off
                this.world.powerCycled(this.clock.nowMs)
                this.powered = true
                this.events.power(true, this.clock.nowMs)
                await this.power?.on()
            }
            on().catch((error: Error) => this.events.failed(error))
        }, forMs)
        off.catch((error: Error) => this.events.failed(error))
    }

    press(lengthMs: number) {
        this.surroundings?.button.press(lengthMs)
    }

    command(packet: TesterPacket) {
        this.surroundings?.tester.send(packet)
    }

    /** Lets go of the bus. */
    stop() {
        this.link.frameListeners.delete(this.listener)
        this.clockRunning?.stop()
    }

    private frame(frame: Uint8Array) {
        if (this.surroundings === undefined) {
            const twin = unpackTwin(frame)
            if (twin === undefined || unpackTransaction(twin) === undefined) return
            this.surroundings = this.begin(twin.deviceId)
        }
        this.surroundings.frame(frame)
    }

    private begin(deviceId: string): Surroundings {
        const clock = new RealClock()
        this.clockRunning = clock
        const put = (packet: Packet) => this.link.send(packFrame(packet))
        // the way through devtools takes longer than any I2C bus, so nothing is added to it
        const surroundings = new Surroundings(clock, this.world, put, 0, this.events)
        surroundings.accepts = twin => this.powered && this.owns(twin.deviceId)
        this.world.schedule(this)
        const over = () => this.events.event("the scenario is over", clock.nowMs)
        clock.schedule(over, this.scenario.durationS * 1000)
        this.events.begun(this, deviceId)
        return surroundings
    }

    /** One sensor cannot serve two programs at once: whoever came first keeps it while it lives. */
    private owns(deviceId: string): boolean {
        const nowMs = this.clock.nowMs
        const owner = this.owner
        if (
            owner !== undefined &&
            owner.deviceId !== deviceId &&
            nowMs - owner.atMs < GONE_AFTER_MS
        )
            return false
        this.owner = { deviceId, atMs: nowMs }
        return true
    }
}
