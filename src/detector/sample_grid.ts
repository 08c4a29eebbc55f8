/**
 * Learns the interval of the samples and puts each on a regular grid.
 *
 * The filters count samples; rates need milliseconds. The interval is taken from the samples' own
 * times, followed slowly, and learned anew when the times stop fitting it. Jitter of up to half an
 * interval passes, a duplicate is dropped, a gap counts the samples that are missing.
 *
 * Units: interval in q8 ms, 5,000 (20 ms) … 520,000 (2 s); instants int32 ms modulo 2^32.
 */

/** Intervals taken before the grid is trusted. */
const LEARNING_INTERVALS = 8
/** Longest interval that is learned from, ms. */
const INTERVAL_MAX_MS = 4000
/** So many samples off the grid in a row mean another grid. */
const MISFITS_MAX = 16
/** A block of the thermometer lasts about this long, q8 ms. */
const THERMAL_BLOCK_Q8 = 1100 * 256

/** The grid of one stream. */
export class SampleGrid {
    /** Learned interval, q8 ms; 0 while unknown. */
    interval_q8 = 0
    /** Samples in a block of the thermometer, and its binary logarithm. */
    thermalSamples = 1
    thermalLog2 = 0
    /** Set when another interval was learned; the reader clears it. */
    changed = false
    private learned = 0
    private lastAtMs = 0
    private misfits = 0

    /** Grid steps since the last sample: 0 drops it, 1 is the next one, more is a gap. */
    steps(sampleAtMs: number): number {
        const elapsedMs = (sampleAtMs - this.lastAtMs) | 0
        const interval_q8 = this.interval_q8
        if (this.learned < LEARNING_INTERVALS) {
            this.learn(sampleAtMs, elapsedMs)
            return 0
        }
        if (elapsedMs * 512 < interval_q8) {
            this.misfit()
            return 0
        }
        this.lastAtMs = sampleAtMs
        if (elapsedMs * 512 <= interval_q8 * 3) {
            if (this.misfits > 0) this.misfits = this.misfits - 1
            // Followed at 1/256 per sample, with the fraction rounded.
            this.interval_q8 = interval_q8 + ((elapsedMs * 256 - interval_q8 + 128) >> 8)
            return 1
        }
        this.misfit()
        if (elapsedMs > 1000000) return 1000
        return ((elapsedMs * 512 + interval_q8) / (2 * interval_q8)) | 0
    }

    private misfit(): void {
        this.misfits = this.misfits + 2
        if (this.misfits < 2 * MISFITS_MAX) return
        this.misfits = 0
        this.learned = 0
        this.interval_q8 = 0
    }

    /** The mean of those intervals that are not gaps: a much shorter one starts over. */
    private learn(sampleAtMs: number, elapsedMs: number): void {
        this.lastAtMs = sampleAtMs
        if (this.learned === 0) {
            this.learned = 1
            return
        }
        if (elapsedMs <= 0 || elapsedMs > INTERVAL_MAX_MS) return
        const mean_q8 = this.interval_q8
        if (mean_q8 === 0 || elapsedMs * 512 < mean_q8) {
            this.interval_q8 = elapsedMs * 256
            this.learned = 2
            return
        }
        if (elapsedMs * 512 > mean_q8 * 3) return
        this.interval_q8 = (mean_q8 + (elapsedMs * 256 - mean_q8) / this.learned) | 0
        this.learned = this.learned + 1
        if (this.learned < LEARNING_INTERVALS) return
        this.thermalSamples = 1
        this.thermalLog2 = 0
        while (this.thermalSamples * this.interval_q8 < THERMAL_BLOCK_Q8) {
            this.thermalSamples = this.thermalSamples * 2
            this.thermalLog2 = this.thermalLog2 + 1
        }
        this.changed = true
    }
}
