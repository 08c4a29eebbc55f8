/**
 * When a record of a recording was written, counted from the recording's beginning.
 *
 * Records count from their boot; what lay between two boots is not known, and they are put end to
 * end. Nothing here depends on Node.
 */
import type { SerialRecord } from "./records"

/** See the file's head. */
export class RecordClock {
    /** Instant of the newest record so far, ms. */
    lastMs = 0
    private baseMs = 0
    private bootMs: number | undefined

    /** The instant of the next record, ms. */
    at(record: SerialRecord): number {
        if (record.k === "b") {
            this.baseMs = this.lastMs
            this.bootMs = record.t
        }
        this.bootMs ??= record.t
        const atMs = this.baseMs + ((record.t - this.bootMs) | 0)
        this.lastMs = Math.max(this.lastMs, atMs)
        return atMs
    }
}
