/**
 * A whole tester on a chamber: gate, detector and watch, as the firmware and `detect` run them.
 */
import { ROOM_SLOPES_MICRO_PA_PER_S, type RoomName } from "../../host/build/owner_config"
import { defaultRigConfig, LeakDirection } from "../../src/config"
import { Monitor } from "../../src/decision/monitor"
import { WatchState } from "../../src/decision/watch"
import { SensorFault, Reading, TEMP_MISSING_MICRO_C } from "../../src/sensor/reading"

/** Monitor and its clock. */
export class Tester {
    readonly monitor: Monitor
    /** Times the state became leak or rapid. */
    alarms = 0
    /** Instant of the last sample, ms; `add` wraps it as the firmware's clock does. */
    nowMs = 0
    private readonly reading = new Reading()
    private wasAlarmed = false

    constructor(
        readonly intervalMs: number,
        direction = LeakDirection.Either,
        room: RoomName = "quiet"
    ) {
        // wide open, as `detect` is: what is judged here is not the range
        this.monitor = new Monitor({
            ...defaultRigConfig(),
            leakDirection: direction,
            roomSlopeMicroPaPerS: ROOM_SLOPES_MICRO_PA_PER_S[room],
            pressureMinMilliPa: 1000000,
            pressureMaxMilliPa: 250000000,
        })
        this.reading.fault = SensorFault.None
    }

    /** Whether it says leak or rapid. */
    get alarmed(): boolean {
        const { state } = this.monitor.watch
        return state === WatchState.Leak || state === WatchState.Rapid
    }

    /** One sample, Pa and °C; without a thermometer the temperature is null. */
    take(pressurePa: number, tempC: number | null): void {
        this.pass()
        const { reading } = this
        reading.atMs = this.nowMs | 0
        reading.sampleAtMs = this.nowMs | 0
        reading.pressureMilliPa = Math.round(pressurePa * 1000)
        reading.tempMicroC = tempC === null ? TEMP_MISSING_MICRO_C : Math.round(tempC * 1e6)
        this.monitor.take(reading)
        const alarmed = this.alarmed
        if (alarmed && !this.wasAlarmed) this.alarms++
        this.wasAlarmed = alarmed
    }

    /** A sample that never came. */
    pass(): void {
        this.nowMs += this.intervalMs
    }
}
