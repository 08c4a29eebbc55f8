/**
 * The slope of a test window as it grows: least squares over batches, with the noise it shows.
 *
 * Samples are averaged into 16 to 31 batches of equal length; when there are 32, pairs are merged,
 * so the state stays small while the window grows from seconds to minutes. A line through 16 batch
 * means loses 0.4 % of what the samples knew. How far the means stray from the line tells the noise
 * at the time scale that matters, whatever it is at the sample's: quantisation, filters and short
 * correlation are in it. But 16 numbers know it badly. Where the many samples show white
 * noise (sample_noise.ts), they tell it, and the batches may only add to it. Where they do not, the
 * batches alone are believed, with what neighbours have in common and what a filter hides from a
 * batch; neighbours too much alike say that the window is no line yet. A random walk slower than a
 * batch is allowed for as the parts' known wander.
 *
 * Units: pressure mPa at the temperature of the window's start (P·T0/T), q4 in the means; ms since
 * the start; rates µPa/s.
 * Ledger: |corrected| <= 1e7 mPa (limited), q4 1.6e8; dt <= 2^22 ms; products below 2^53.
 */
import { WANDER_MILLI_PA_PER_ROOT_S } from "../config_recipe"
import { abs, integerSqrt, saturate, zeros } from "../detector/fixed"
import { TEMP_MISSING_MICRO_C } from "../sensor/reading"
import { SampleNoise } from "./sample_noise"

/** So many batches are merged in pairs. */
const BATCHES_MAX = 32
/** Fewest batches of an estimate. */
export const BATCHES_MIN = 16
/** Samples in a batch at the beginning. */
const FIRST_BATCH_SAMPLES = 2
/** 0 °C in µK. */
const ZERO_CELSIUS_MICRO_K = 273150000
/** Corrected pressures are limited to this, mPa. */
const CORRECTED_MAX_MILLI_PA = 10000000
/** Residuals are limited to this, q4 mPa: 250 Pa. */
const RESIDUAL_MAX_Q4 = 4000000
/** Standard deviations are limited to this, µPa/s. */
const SD_MAX = 30000000
/** With neighbouring residuals more alike than this, q8 (0.4), the line says nothing yet. */
const CORRELATION_MAX_Q8 = 102
/** Batches whose variance is more than twice their samples' are no averages of white noise. */
const WHITE_MAX_RATIO = 2
/** Margin of the variance that n batches show, times n. */
const FEW_BATCHES = 17
/** Samples of a batch that slow noise takes away at least, q4. */
const MEMORY_MIN_Q4 = 96
/** Variances are limited to this before and after they are widened, q8 mPa². */
const VARIANCE_MAX = 1e12
const WIDENED_MAX = 1e13

/** One window. Reused from test to test. */
export class WindowSlope {
    /** Slope of the temperature-corrected pressure, µPa/s. */
    rateMicroPaPerS = 0
    /** Its standard deviation with what may be hidden in the noise, for verdicts, µPa/s. */
    sdMicroPaPerS = SD_MAX
    /** The same as far as the noise is what it looks like, for people: no margin in it, µPa/s. */
    plainSdMicroPaPerS = SD_MAX
    /** Straight but for noise; a curve is not, nor are batches too short for the noise. */
    isLine = false
    /** The samples' noise averages out; else only the batches may be believed. */
    isWhite = false
    /** What the temperature correction takes off, µPa/s. */
    thermalMicroPaPerS = 0
    /** Batches that the estimate rests on. */
    batches = 0
    /** Samples taken. */
    samples = 0
    private timeMs: number[] = zeros(BATCHES_MAX)
    private mean_q4: number[] = zeros(BATCHES_MAX)
    private thermal_q4: number[] = zeros(BATCHES_MAX)
    private batchSamples = FIRST_BATCH_SAMPLES
    private startMs = 0
    private startMilliPa = 0
    private startMicroC = TEMP_MISSING_MICRO_C
    private milliPaPerMicroK_q20 = 0
    private held = 0
    private sumMs = 0
    private sumMilliPa = 0
    private sumThermal = 0
    private lastMilliPa = 0
    private quantumMilliPa = 0
    private plain_q8 = 0
    private pressureNoise = new SampleNoise()
    private thermalNoise = new SampleNoise()
    private correctedNoise = new SampleNoise()

    /** Begins a window: forgets everything. */
    restart(): void {
        this.rateMicroPaPerS = 0
        this.sdMicroPaPerS = SD_MAX
        this.plainSdMicroPaPerS = SD_MAX
        this.thermalMicroPaPerS = 0
        this.isLine = false
        this.isWhite = false
        this.batches = 0
        this.samples = 0
        this.batchSamples = FIRST_BATCH_SAMPLES
        this.startMicroC = TEMP_MISSING_MICRO_C
        this.held = 0
        this.sumMs = 0
        this.sumMilliPa = 0
        this.sumThermal = 0
        this.quantumMilliPa = 0
        this.pressureNoise.restart()
        this.thermalNoise.restart()
        this.correctedNoise.restart()
    }

    /**
     * Takes one sample.
     * @returns true when a batch has been completed and the window has 16 of them at least: the
     *   moments at which a verdict may be looked for
     */
    add(atMs: number, pressureMilliPa: number, tempMicroC: number): boolean {
        if (this.samples === 0) this.begin(atMs, pressureMilliPa, tempMicroC)
        this.samples = this.samples + 1
        const move = pressureMilliPa - this.lastMilliPa
        const size = abs(move)
        this.lastMilliPa = pressureMilliPa
        if (size !== 0 && (size < this.quantumMilliPa || this.quantumMilliPa === 0))
            this.quantumMilliPa = size
        let thermal = 0
        if (tempMicroC !== TEMP_MISSING_MICRO_C && this.startMicroC !== TEMP_MISSING_MICRO_C) {
            // P·T0/T - P0 = (P - P0) - P·(T - T0)/T, where P/T is P0/T0 but for 0.3 % a kelvin
            const change = tempMicroC - this.startMicroC
            thermal = Math.floor((change * this.milliPaPerMicroK_q20) / 1048576)
        }
        let corrected = pressureMilliPa - this.startMilliPa - thermal
        if (corrected > CORRECTED_MAX_MILLI_PA) corrected = CORRECTED_MAX_MILLI_PA
        else if (corrected < -CORRECTED_MAX_MILLI_PA) corrected = -CORRECTED_MAX_MILLI_PA
        this.pressureNoise.add(pressureMilliPa - this.startMilliPa)
        this.thermalNoise.add(thermal)
        this.correctedNoise.add(corrected)
        this.sumMs = this.sumMs + ((atMs - this.startMs) | 0)
        this.sumMilliPa = this.sumMilliPa + corrected
        this.sumThermal = this.sumThermal + thermal
        this.held = this.held + 1
        if (this.held < this.batchSamples) return false
        const at = this.batches
        const held = this.held
        this.timeMs[at] = Math.floor(this.sumMs / held)
        this.mean_q4[at] = Math.floor((this.sumMilliPa * 16) / held)
        this.thermal_q4[at] = saturate((this.sumThermal * 16) / held)
        this.batches = at + 1
        this.held = 0
        this.sumMs = 0
        this.sumMilliPa = 0
        this.sumThermal = 0
        if (this.batches === BATCHES_MAX) this.merge()
        return this.batches >= BATCHES_MIN
    }

    /** Fits the line: updates rate, standard deviation and thermal rate. */
    estimate(): void {
        const n = this.batches
        if (n < BATCHES_MIN) return
        let t = 0
        let y = 0
        let h = 0
        for (let i = 0; i < n; i++) {
            t = t + this.timeMs[i]
            y = y + this.mean_q4[i]
            h = h + this.thermal_q4[i]
        }
        t = Math.floor(t / n)
        y = Math.floor(y / n)
        h = Math.floor(h / n)
        let xx = 0
        let xy = 0
        let xh = 0
        for (let i = 0; i < n; i++) {
            const dt = this.timeMs[i] - t
            xx = xx + dt * dt
            xy = xy + dt * (this.mean_q4[i] - y)
            xh = xh + dt * (this.thermal_q4[i] - h)
        }
        if (xx < 1) return
        const rate = slopeOf(xy, xx)
        this.rateMicroPaPerS = rate
        this.thermalMicroPaPerS = slopeOf(xh, xx)
        let squares = 0
        let neighbours = 0
        let before = 0
        for (let i = 0; i < n; i++) {
            let left = this.mean_q4[i] - y - Math.floor((rate * (this.timeMs[i] - t)) / 62500)
            if (left > RESIDUAL_MAX_Q4) left = RESIDUAL_MAX_Q4
            else if (left < -RESIDUAL_MAX_Q4) left = -RESIDUAL_MAX_Q4
            squares = squares + left * left
            neighbours = neighbours + left * before
            before = left
        }
        // least squares hides correlation: by (2 + 4 r) / n after a line (Kendall, Marriott-Pope)
        let correlation_q8 = 0
        if (squares >= 1) correlation_q8 = Math.floor((neighbours * 256) / squares)
        correlation_q8 = correlation_q8 + Math.floor((512 + 4 * correlation_q8) / n)
        this.isLine = correlation_q8 <= CORRELATION_MAX_Q8
        if (correlation_q8 < 0) correlation_q8 = 0
        if (correlation_q8 > CORRELATION_MAX_Q8) correlation_q8 = CORRELATION_MAX_Q8
        const variance = this.variance_q8(squares / (n - 2), correlation_q8)
        const lengthMs = this.timeMs[n - 1] - this.timeMs[0]
        this.sdMicroPaPerS = deviation(variance, xx, lengthMs)
        this.plainSdMicroPaPerS = this.sdMicroPaPerS
        if (this.isWhite) this.plainSdMicroPaPerS = deviation(this.plain_q8, xx, lengthMs)
    }

    /**
     * Variance of a batch's mean, q8 mPa², that long averages deserve.
     * @param strayed how far the means stray from the line, q8 mPa²
     * @param correlation_q8 of neighbouring means, 0 … CORRELATION_MAX_Q8
     */
    private variance_q8(strayed: number, correlation_q8: number): number {
        // a coarse part's steps hide its noise: q² / 12 at least
        const quantum = this.quantumMilliPa > 100000 ? 100000 : this.quantumMilliPa
        let single_q4 = Math.floor((quantum * quantum * 4) / 3)
        const white_q4 = this.correctedNoise.white_q4()
        if (single_q4 < white_q4) single_q4 = white_q4
        let memory_q4 = this.pressureNoise.memory_q4(single_q4)
        const other_q4 = this.thermalNoise.memory_q4(single_q4)
        if (memory_q4 < other_q4) memory_q4 = other_q4
        const single = Math.floor((single_q4 * 16) / this.batchSamples)
        let variance = Math.floor(strayed)
        if (variance > VARIANCE_MAX) variance = VARIANCE_MAX
        this.isWhite = memory_q4 === 0 && variance <= single * WHITE_MAX_RATIO
        this.plain_q8 = variance > single ? variance : single
        if (this.isWhite) {
            // n batches deserve a margin of 17/n, three times Student's, more when they are alike,
            // and twice what then is beyond the samples: slow noise that white noise covers shows
            // itself in few batches first
            variance = variance + Math.floor((variance * FEW_BATCHES) / this.batches)
            variance = variance + Math.floor((variance * correlation_q8) / 128)
            return variance > single ? 2 * variance - single : single
        }
        if (variance < single) variance = single
        // neighbours alike: (1 + r) / (1 - r); and what the noise's memory takes from each batch
        if (memory_q4 < MEMORY_MIN_Q4) memory_q4 = MEMORY_MIN_Q4
        variance = Math.floor((variance * (256 + correlation_q8)) / (256 - correlation_q8))
        return variance + Math.floor((variance * memory_q4) / (16 * this.batchSamples))
    }

    /** Takes the first sample as the reference. */
    private begin(atMs: number, pressureMilliPa: number, tempMicroC: number): void {
        this.startMs = atMs
        this.startMilliPa = pressureMilliPa
        this.lastMilliPa = pressureMilliPa
        this.startMicroC = tempMicroC
        const kelvin = tempMicroC === TEMP_MISSING_MICRO_C ? 20000000 : tempMicroC
        const microK = kelvin + ZERO_CELSIUS_MICRO_K
        this.milliPaPerMicroK_q20 = Math.floor((pressureMilliPa * 1048576) / microK)
    }

    /** Merges neighbours, so that batches are twice as long. */
    private merge(): void {
        const half = this.batches >> 1
        for (let i = 0; i < half; i++) {
            const a = i * 2
            this.timeMs[i] = (this.timeMs[a] + this.timeMs[a + 1]) >> 1
            this.mean_q4[i] = (this.mean_q4[a] + this.mean_q4[a + 1]) >> 1
            this.thermal_q4[i] = (this.thermal_q4[a] >> 1) + (this.thermal_q4[a + 1] >> 1)
        }
        this.batches = half
        this.batchSamples = this.batchSamples * 2
    }
}

/** Σ dt·dy / Σ dt² in q4 mPa per ms as µPa/s; scaled down first where the product needs it. */
function slopeOf(xy: number, xx: number): number {
    let top = xy
    let below = xx
    while (top > 1e11 || top < -1e11) {
        top = Math.floor(top / 16)
        below = Math.floor(below / 16)
    }
    if (below < 1) below = 1
    return saturate((top * 62500) / below)
}

/** Standard deviation of a slope, µPa/s, from the variance of a batch, q8 mPa², and Σ dt², ms². */
function deviation(variance_q8: number, xx: number, lengthMs: number): number {
    const variance = variance_q8 > WIDENED_MAX ? WIDENED_MAX : variance_q8
    const root_q8 = integerSqrt(variance * 256, 4096)
    const rootX = integerSqrt(xx * 256, 65536)
    let sd = Math.floor((62500 * root_q8) / rootX)
    if (sd > SD_MAX) sd = SD_MAX
    // a random walk of w per root second tilts a window of T by w·sqrt(6 / 5 T)
    const wander = WANDER_MILLI_PA_PER_ROOT_S * 1000
    const square = sd * sd + Math.floor((wander * wander * 1200) / lengthMs)
    return saturate(integerSqrt(square, sd))
}
