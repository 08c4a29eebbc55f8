/**
 * The slope of a test window as it grows: least squares over batches, with the noise it shows.
 *
 * Samples are averaged into 16 to 31 batches of equal length; when there are 32, pairs are merged,
 * so the state stays small while the window grows from seconds to minutes. A line through 16 batch
 * means loses 0.4 % of what the samples knew. How far the means stray from the line tells the noise
 * at the time scale that matters, whatever it is at the sample's: quantisation, filters and short
 * correlation are in it. A correlation of neighbours widens it, and a strong one says that the
 * window is no line yet. A random walk slower than a batch is allowed for as the parts' known
 * wander.
 *
 * Units: pressure mPa at the temperature of the window's start (P·T0/T), q4 in the means; ms since
 * the start; rates µPa/s.
 * Ledger: |corrected| <= 1e7 mPa (limited), q4 1.6e8; dt <= 2^22 ms; products below 2^53.
 */
import { WANDER_MILLI_PA_PER_ROOT_S } from "../config_recipe"
import { integerSqrt, saturate, zeros } from "../detector/fixed"
import { TEMP_MISSING_MICRO_C } from "../sensor/reading"

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
/** With neighbouring residuals more alike than this, q8 (0.25), the line says nothing yet. */
const CORRELATION_MAX_Q8 = 64

/** Samples more alike than this, q8 (0.15), are filtered, by the part or by somebody before us, */
const FILTERED_FROM_Q8 = 38
/** and need batches of so many samples. */
const FILTERED_BATCH_SAMPLES = 16
/** Differences of samples are limited to this, mPa. */
const DIFFERENCE_MAX_MILLI_PA = 100000

/** One window. Reused from test to test. */
export class WindowSlope {
    /** Slope of the temperature-corrected pressure, µPa/s. */
    rateMicroPaPerS = 0
    /** Its standard deviation, µPa/s. */
    sdMicroPaPerS = SD_MAX
    /** Straight but for noise; a curve is not, nor are batches too short for the noise. */
    isLine = false
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
    private lastCorrected = 0
    private lastDifference = 0
    /** Σ of squared first and second differences, mPa². */
    private firstSquares = 0
    private secondSquares = 0

    /** Begins a window: forgets everything. */
    restart(): void {
        this.rateMicroPaPerS = 0
        this.sdMicroPaPerS = SD_MAX
        this.thermalMicroPaPerS = 0
        this.isLine = false
        this.batches = 0
        this.samples = 0
        this.batchSamples = FIRST_BATCH_SAMPLES
        this.startMicroC = TEMP_MISSING_MICRO_C
        this.held = 0
        this.sumMs = 0
        this.sumMilliPa = 0
        this.sumThermal = 0
        this.quantumMilliPa = 0
        this.lastCorrected = 0
        this.lastDifference = 0
        this.firstSquares = 0
        this.secondSquares = 0
    }

    /**
     * Takes one sample.
     * @returns true when a batch has been completed and the window has 16, 20 or 25 of them: the
     *   moments at which a verdict may be looked for
     */
    add(atMs: number, pressureMilliPa: number, tempMicroC: number): boolean {
        if (this.samples === 0) this.begin(atMs, pressureMilliPa, tempMicroC)
        this.samples = this.samples + 1
        const move = pressureMilliPa - this.lastMilliPa
        const size = move < 0 ? -move : move
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
        {
            const P = ((this as any).P ??= []), H = ((this as any).H ??= [])
            if (this.samples === 1) { P.length = 0; H.length = 0; (this as any).Q = [0, 0, 0, 0] }
            P.push(pressureMilliPa - this.startMilliPa); H.push(thermal)
            const Q = (this as any).Q, i = P.length - 1
            if (i >= 4) { Q[0] += (P[i] - P[i - 4]) ** 2; Q[1] += (H[i] - H[i - 4]) ** 2 }
            if (i >= 2) { Q[2] += (P[i] - 2 * P[i - 1] + P[i - 2]) ** 2; Q[3] += (H[i] - 2 * H[i - 1] + H[i - 2]) ** 2 }
        }
        if (corrected > CORRECTED_MAX_MILLI_PA) corrected = CORRECTED_MAX_MILLI_PA
        else if (corrected < -CORRECTED_MAX_MILLI_PA) corrected = -CORRECTED_MAX_MILLI_PA
        let difference = corrected - this.lastCorrected
        if (difference > DIFFERENCE_MAX_MILLI_PA) difference = DIFFERENCE_MAX_MILLI_PA
        else if (difference < -DIFFERENCE_MAX_MILLI_PA) difference = -DIFFERENCE_MAX_MILLI_PA
        const bend = difference - this.lastDifference
        if (this.samples > 2) {
            this.firstSquares = this.firstSquares + difference * difference
            this.secondSquares = this.secondSquares + bend * bend
        }
        this.lastCorrected = corrected
        this.lastDifference = difference
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
        const n = this.batches
        return n === 16 || n === 18 || n === 20 || n === 22 || n === 25 || n === 28
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
        const K = (globalThis as any).K
        const lengthMs = this.timeMs[n - 1] - this.timeMs[0]
        // least squares hides correlation: by (2 + 4 r) / n after a line (Kendall, Marriott-Pope)
        let r = squares < 1 ? 0 : neighbours / squares
        r = r + (2 + 4 * r) / n
        // sample noise
        const meanMove = (rate * lengthMs / 1e6) / ((n - 1) * this.batchSamples)
        let single = (this.firstSquares / (this.samples - 2) - meanMove * meanMove) / 2
        const quantum = this.quantumMilliPa > 100000 ? 100000 : this.quantumMilliPa
        if (single < quantum * quantum / 12) single = quantum * quantum / 12
        single = single * 256 / this.batchSamples
        let variance = squares / (n - 2)
        const R = variance / single
        {
            const e: number[] = []
            for (let i = 0; i < n; i++) e.push(this.mean_q4[i] - y - (rate * (this.timeMs[i] - t)) / 62500)
            let v2 = 0, v4 = 0
            for (let i = 0; i + 1 < n; i++) v2 += (e[i] + e[i + 1]) ** 2 / 2
            for (let i = 0; i + 3 < n; i++) v4 += (e[i] + e[i + 1] + e[i + 2] + e[i + 3]) ** 2 / 4
            ;(this as any).dbg = { v: variance, r, single, xx, v2: v2 / (n - 1), v4: v4 / (n - 3), q: (() => { const Q = (this as any).Q, P = (this as any).P, H = (this as any).H, N = P.length
                const mp = 4 * (P[N - 1] - P[0]) / (N - 1), mh = 4 * (H[N - 1] - H[0]) / (N - 1)
                return [(Q[0] / (N - 4) - mp * mp) / 2, (Q[1] / (N - 4) - mh * mh) / 2, Q[2] / (N - 2) / 6, Q[3] / (N - 2) / 6] })() }
        }
        const b = this.batchSamples
        this.isWhite = R < K.R1 
        if (this.isWhite) {
            this.isLine = r <= K.rW
            if (variance < single) variance = single
            variance *= 1 + K.cW * (R > 1 ? R - 1 : 0) 
            variance *= 1 + K.cr * (r > 0 ? r : 0)
        } else {
            this.isLine = r <= K.rC && b >= K.bMin
            const rr = r < K.r0 ? K.r0 : r
            variance *= (1 + rr) / (1 - (rr > 0.6 ? 0.6 : rr)) * (1 + K.cb / b)
        }
        let sd = 62500 * Math.sqrt(variance / xx)
        if (sd > SD_MAX) sd = SD_MAX
        let square = Math.floor(sd * sd)
        // a random walk of w per root second tilts a window of T by w·sqrt(6 / 5 T)
        const wander = WANDER_MILLI_PA_PER_ROOT_S * 1000
        square = square + Math.floor((wander * wander * 1200) / lengthMs)
        this.sdMicroPaPerS = saturate(integerSqrt(square, sd))
    }

    /**
     * Correlation of a sample with the next, q8, as far as batches are short enough to feel it:
     * with a correlation of a, squares of second differences are 3 - a times those of first ones.
     */
    private alike_q8(): number {
        if (this.batchSamples >= FILTERED_BATCH_SAMPLES || this.firstSquares < 1) return 0
        const alike = 768 - Math.floor((256 * this.secondSquares) / this.firstSquares)
        return alike < 0 ? 0 : alike
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
    return saturate((top * 62500) / (below < 1 ? 1 : below))
}
