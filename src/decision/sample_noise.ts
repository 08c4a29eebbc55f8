/**
 * The noise of single samples of one quantity, and whether it is white or slow.
 *
 * The window's batches tell the noise at the scale that matters, but from few numbers; its samples
 * are many, and tell whether they may be trusted to average out. Second differences see what
 * changes from sample to sample, differences over four samples what lasts longer; of white noise
 * both tell the same variance, of filtered noise the latter tells more. Neither sees a slope or a
 * slow curve. Pressure and thermometer are looked at one by one, for the white noise of one hides
 * a filter in the other.
 *
 * Units: mPa; variances q4 mPa². Ledger: differences <= 1e5 mPa; N <= 2^15 samples in sums of
 * squares: 3.3e14, times 16 below 2^53.
 */
import { integerSqrt, zeros } from "../detector/fixed"

/** The long difference reaches over so many samples. */
const LAG = 4
/** Differences are limited to this, mPa. */
const DIFFERENCE_MAX_MILLI_PA = 100000
/** Fewest samples of an estimate. */
const SAMPLES_MIN = 16
/** Filtered from a ratio of 1 + 2.8 / sqrt(N) on (white noise: one window in ten), q8. */
const FILTERED_Q8 = 717
/** Filtered noise this many times smaller than all noise does not matter. */
const SMALL_SHARE = 25
/** A ratio of 6 is a random walk; 5.4 (a filter over 15 samples) is told at most, q4. */
const WALK_Q4 = 96
const RATIO_MAX_Q4 = 86
/** 50 in q12. */
const MEMORY_Q12 = 204800
/** Of a ratio beyond 4 (q4), which tells the memory badly, so many samples more for each 1. */
const LONG_Q4 = 64
const LONG_GAIN = 24

/** One quantity. Reused from window to window. */
export class SampleNoise {
    private samples = 0
    private ring: number[] = zeros(LAG)
    private first = 0
    private last = 0
    private lastMove = 0
    private bendSquares = 0
    private lagSquares = 0

    /** Forgets everything. */
    restart(): void {
        this.samples = 0
        this.bendSquares = 0
        this.lagSquares = 0
    }

    /** Takes a sample, mPa. */
    add(milliPa: number): void {
        const n = this.samples
        const at = n & (LAG - 1)
        if (n === 0) this.first = milliPa
        const move = limited(milliPa - this.last)
        const bend = limited(move - this.lastMove)
        const lag = limited(milliPa - this.ring[at])
        if (n > 1) this.bendSquares = this.bendSquares + bend * bend
        if (n >= LAG) this.lagSquares = this.lagSquares + lag * lag
        this.ring[at] = milliPa
        this.last = milliPa
        this.lastMove = move
        this.samples = n + 1
    }

    /** Variance of a sample if the noise is white, q4 mPa². */
    white_q4(): number {
        if (this.samples < SAMPLES_MIN) return 0
        // the mean square of white noise is 6 σ²
        return Math.floor((this.bendSquares * 16) / (6 * (this.samples - 2)))
    }

    /**
     * How many samples of a batch a filter takes away, q4: 50 / (6 - ratio)², or 0 when there is
     * none or its noise does not matter. An IIR of coefficient n has a ratio of 3.7, 4.7 and 5.3
     * for n = 3, 7 and 15 and takes 2 n; the rest is for what a ratio from few samples is worth
     * (measured: `npm run bench -- verdict`).
     * @param allNoise_q4 variance of the noise that this is part of, q4 mPa²
     */
    memory_q4(allNoise_q4: number): number {
        const n = this.samples
        if (n < SAMPLES_MIN) return 0
        const white_q4 = this.white_q4()
        // what the slope moves in four samples: (4 · move)², in q4
        const move_q4 = Math.floor(((this.last - this.first) * 16) / (n - 1))
        const lagged_q4 = Math.floor((this.lagSquares * 16) / (n - LAG)) - move_q4 * move_q4
        const variance_q4 = Math.floor(lagged_q4 / 2)
        const threshold_q8 = 256 + Math.floor((FILTERED_Q8 * 16) / integerSqrt(n * 256, 256))
        if (variance_q4 * 256 <= white_q4 * threshold_q8) return 0
        if (variance_q4 * SMALL_SHARE <= allNoise_q4) return 0
        let ratio_q4 = Math.floor((variance_q4 * 16) / (white_q4 + 1))
        if (ratio_q4 > RATIO_MAX_Q4) ratio_q4 = RATIO_MAX_Q4
        const rest_q4 = WALK_Q4 - ratio_q4
        const memory_q4 = Math.floor(MEMORY_Q12 / (rest_q4 * rest_q4))
        return ratio_q4 > LONG_Q4 ? memory_q4 + (ratio_q4 - LONG_Q4) * LONG_GAIN : memory_q4
    }
}

function limited(difference: number): number {
    if (difference > DIFFERENCE_MAX_MILLI_PA) return DIFFERENCE_MAX_MILLI_PA
    return difference < -DIFFERENCE_MAX_MILLI_PA ? -DIFFERENCE_MAX_MILLI_PA : difference
}
