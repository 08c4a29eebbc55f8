/**
 * Watches the one promise of the green lamp: it is never lit on stale data.
 */
import type { SerialRecord } from "../../host/records"
import type { LampState } from "../../sim/jacdac/peers"
import { Rejection } from "../../src/sensor/rejection"

/** Oldest accepted sample under a green lamp, ms: a second of silence, and time to show it. */
export const GREEN_LASTS_MS = 1500

/** Told of every record and lamp, it gathers what broke the promise. */
export class GreenWatch {
    readonly violations: string[] = []
    private lit = false
    private acceptedAtMs = -Infinity

    /** A line of the serial port; `record` when it is one. */
    record(record: SerialRecord | undefined, atMs: number) {
        if (record?.k !== "s" || record.e !== undefined || record.g !== Rejection.None) return
        this.look(atMs)
        this.acceptedAtMs = atMs
    }

    /** The lamps have changed. */
    lamps(state: LampState, atMs: number) {
        this.look(atMs)
        // with red beside it, it is the lamp test
        this.lit = state.green && !state.red
        this.look(atMs)
    }

    /** The run is over. */
    end(atMs: number) {
        this.look(atMs)
    }

    /** Green up to now: was the last accepted sample young enough? */
    private look(atMs: number) {
        const ageMs = atMs - this.acceptedAtMs
        if (this.lit && ageMs > GREEN_LASTS_MS)
            this.violations.push(`green at ${atMs} ms, ${ageMs} ms after the last good sample`)
    }
}
