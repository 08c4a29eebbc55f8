/**
 * The firmware's one clock, on DeviceScript's.
 *
 * `ds.millis()` counts as a double that outgrows int32 after 24.8 days; cut to its low 32 bits it
 * wraps, and the difference of two instants stays right for spans up to 24.8 days.
 */
import * as ds from "@devicescript/core"
import { Clock } from "../sensor/bus"

/** Milliseconds since boot modulo 2^32, as int32. */
export function nowMs(): number {
    return ds.millis() | 0
}

/** The clock as drivers are given it. */
export class DeviceClock implements Clock {
    nowMs(): number {
        return ds.millis() | 0
    }
    async sleepMs(ms: number): Promise<void> {
        await ds.delay(ms)
    }
}
