/**
 * The mean of a stretch of pressure and its half-width, for a chamber that should stand still.
 *
 * The half-width is two deviations of the mean plus half of what the stretch drifted, which is a
 * bound and no deviation: gas that still cools is not noise.
 *
 * Units: mPa, µ°C. Ledger: deviations from the first sample are limited to 3e5 mPa; with at most
 * 200 samples the square of their sum is at most 3.6e15, below 2^53, and all else is smaller.
 */
import { abs, integerSqrt } from "../detector/fixed"
import { TEMP_MISSING_MICRO_C } from "../sensor/reading"

/** Deviations are limited to this, mPa; beyond it the chamber did not stand still. */
const DEVIATION_MAX_MILLI_PA = 300000
/** Samples that count; later ones are passed over. */
const SAMPLES_MAX = 200
/** Fewest samples of a mean. */
export const MEAN_SAMPLES_MIN = 20

/** See the file's head. Reused. */
export class PressureMean {
    /** Samples taken. */
    samples = 0
    /** Mean pressure, mPa, and its half-width, valid after `settle`. */
    milliPa = 0
    halfWidthMilliPa = 0
    /** Mean temperature, µ°C; missing when a single one was. */
    microC = 0
    /** A sample was so far off that this is no mean of anything. */
    hasMoved = false
    private firstMilliPa = 0
    private firstMicroC = 0
    private sum = 0
    private squares = 0
    private moments = 0
    private sumMicroC = 0
    private isBlind = false

    /** Begins anew; what `settle` found last stays. */
    restart() {
        this.samples = 0
        this.hasMoved = false
        this.sum = 0
        this.squares = 0
        this.moments = 0
        this.sumMicroC = 0
        this.isBlind = false
    }

    /** One accepted sample. */
    add(pressureMilliPa: number, tempMicroC: number) {
        const i = this.samples
        if (i >= SAMPLES_MAX) return
        if (i === 0) {
            this.firstMilliPa = pressureMilliPa
            this.firstMicroC = tempMicroC
        }
        this.samples = i + 1
        let x = pressureMilliPa - this.firstMilliPa
        if (x > DEVIATION_MAX_MILLI_PA || x < -DEVIATION_MAX_MILLI_PA) {
            this.hasMoved = true
            x = 0
        }
        this.sum = this.sum + x
        this.squares = this.squares + x * x
        this.moments = this.moments + i * x
        if (tempMicroC === TEMP_MISSING_MICRO_C) this.isBlind = true
        this.sumMicroC = this.sumMicroC + (tempMicroC - this.firstMicroC)
    }

    /**
     * Works out mean and half-width.
     * @returns false when there is no mean: too few samples, or the chamber did not stand still
     */
    settle(): boolean {
        const n = this.samples
        if (n < MEAN_SAMPLES_MIN || this.hasMoved) return false
        this.milliPa = (this.firstMilliPa + Math.floor(this.sum / n)) | 0
        const microC = (this.firstMicroC + Math.floor(this.sumMicroC / n)) | 0
        this.microC = this.isBlind ? TEMP_MISSING_MICRO_C : microC
        const variance = Math.floor((this.squares - Math.floor((this.sum * this.sum) / n)) / n)
        const sd = integerSqrt(variance, 300)
        // 2 sd / sqrt(n), rounded up
        const noise = Math.floor((2 * sd * 16) / integerSqrt(n * 256, 128)) + 1
        // the line's rise over the stretch: 12 Σ (i - mean) x / (n (n + 1))
        const covered = this.moments - Math.floor((this.sum * (n - 1)) / 2)
        const drift = abs(Math.floor((12 * covered) / (n * (n + 1))))
        this.halfWidthMilliPa = (noise + (drift >> 1)) | 0
        return true
    }
}
