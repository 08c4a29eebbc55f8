/**
 * A part on the bench: samples of a leaking, warming, noisy chamber as a real sensor would give.
 *
 * Pressure: level, leak, gas law, wander (0.003 Pa/√s), noise that is white or filtered by the
 * part's own IIR (coefficient n: y += (x - y)/(n + 1), scaled back to its σ), steps of 1/64 Pa.
 * Temperature: a steady ramp; the thermometer follows with a gain of 0.98-1.02 (another for each
 * test), noise of 0.5 mK and steps of 0.5 mK. Nothing of this is told to the verdict.
 */
import { Random } from "../../sim/random"

/** What a point of the operating characteristic has. */
export interface Point {
    /** Noise of a sample, 1 σ, Pa. */
    noisePa: number
    /** Drift of the gas temperature, mK/min. */
    driftMilliKPerMin: number
    /** Leak, Pa/s. */
    leakPaPerS: number
    /** Coefficient n of the part's filter, y += (x - y)/(n + 1); 0 is none. */
    filter: number
}

const PRESSURE_PA = 120000
const TEMP_K = 293.15
const WANDER_PA_PER_ROOT_S = 0.003
/** Noise of the thermometer, 1 σ, K. */
export const THERMOMETER_NOISE_K = 0.0005
const THERMOMETER_STEP_K = 0.0005
const PRESSURE_STEP_PA = 1 / 64
/** Largest error of the thermometer's gain. */
export const GAIN_ERROR = 0.02
/** Sample period, s. */
export const PERIOD_S = 0.1
/** A filter's spectrum at 0 over that of white noise with its σ: (2 - a)/a, a = 1/(n + 1). */
export const filterInflation = (filter: number) => 2 * filter + 1

/** Variance of an average of `count` samples of filtered noise of σ 1. */
export function averageVariance(filter: number, count: number): number {
    const alike = filter / (filter + 1)
    let sum = count
    for (let lag = 1; lag < count; lag++) sum += 2 * (count - lag) * alike ** lag
    return sum / count ** 2
}

/** One part in one test. */
export class Part {
    atMs = 0
    pressureMilliPa = 0
    tempMicroC = 0
    private wanderPa = 0
    private filteredPa = 0
    private readonly gain: number
    /** σ of the filter's output on white noise of 1: sqrt(a / (2 - a)). */
    private readonly filteredSigma: number

    constructor(
        private readonly point: Point,
        private readonly random: Random
    ) {
        this.gain = 1 + random.between(-GAIN_ERROR, GAIN_ERROR)
        this.filteredSigma = Math.sqrt(1 / filterInflation(point.filter))
        if (point.filter > 0) this.filteredPa = this.filteredSigma * random.gaussian()
    }

    /** The next sample. */
    next(): void {
        const { noisePa, driftMilliKPerMin, leakPaPerS, filter } = this.point
        const random = this.random
        this.atMs += PERIOD_S * 1000
        const t = this.atMs / 1000
        const warmingK = (driftMilliKPerMin / 60000) * t
        this.wanderPa += WANDER_PA_PER_ROOT_S * Math.sqrt(PERIOD_S) * random.gaussian()
        let noise = random.gaussian()
        if (filter > 0) {
            this.filteredPa += (noise - this.filteredPa) / (filter + 1)
            noise = this.filteredPa / this.filteredSigma
        }
        const truePa = (PRESSURE_PA - leakPaPerS * t) * (1 + warmingK / TEMP_K)
        const pa = truePa + this.wanderPa + noisePa * noise
        const k = this.gain * warmingK + THERMOMETER_NOISE_K * random.gaussian()
        this.pressureMilliPa = Math.round(
            Math.round(pa / PRESSURE_STEP_PA) * PRESSURE_STEP_PA * 1000
        )
        const stepped = Math.round(k / THERMOMETER_STEP_K) * THERMOMETER_STEP_K
        this.tempMicroC = 20000000 + Math.round(stepped * 1e6)
    }

    /** A sample's pressure at the temperature of the start, Pa: what a tester without us forms. */
    correctedPa(): number {
        const k = (this.tempMicroC - 20000000) / 1e6
        return (this.pressureMilliPa / 1000) * (TEMP_K / (TEMP_K + k))
    }

    /** Noise of a corrected sample, Pa. */
    static correctedNoisePa(noisePa: number): number {
        return Math.hypot(noisePa, (PRESSURE_PA / TEMP_K) * THERMOMETER_NOISE_K)
    }

    /** Largest slope that the gain's error leaves, Pa/s. */
    static gainSlopePaPerS(driftMilliKPerMin: number): number {
        return (GAIN_ERROR * driftMilliKPerMin * PRESSURE_PA) / TEMP_K / 60000
    }
}
