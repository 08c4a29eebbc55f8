/**
 * What is possible: the GLR over every onset and slope, and the CUSUM that knows the slope.
 *
 * Model: a level, white noise of standard deviation 1 per sample, a random walk of the level with
 * variance κ per sample, and from an onset on a ramp of ρ per sample. The steady Kalman filter of
 * the level turns it into independent innovations of variance 1 (Basseville and Nikiforov,
 * Detection of Abrupt Changes, 1993, 7.2.4): before the onset pure noise, the m-th sample of the
 * leak shifted by ρ·h(m) with h(m) = (1 - (1-K)^m) / K / √S, which for κ = 0 is m. With A = Σ h·e
 * and H = Σ h² over the samples since a supposed onset, A/√H is the standardised slope of the best
 * leak since then, and ρA - ρ²H/2 the logarithm of the likelihood ratio of a known one. A leak
 * moves the pressure one way, so A counts with its sign. The level before the leak is known.
 *
 * Double precision; every onset up to the longest age, none left out.
 */
import type { Random } from "../../sim/random"

/** A yardstick for one kind of noise. */
export class Yardstick {
    /** h(m) at index m, m = 1 … longest. */
    readonly h: Float64Array
    /** Σ h² of the first m samples of a leak, at index m. */
    readonly energy: Float64Array
    /** Standard deviation of an innovation in units of the sample noise, √S. */
    readonly innovationSd: number
    /** Gain of the level's Kalman filter, K. */
    readonly gain: number
    /** The statistic is factor[m]·A - offset[m]. */
    private readonly factor: Float64Array
    private readonly offset: Float64Array

    /**
     * @param kappa variance of the walk per sample over that of the noise, 0 or more
     * @param rho the slope that is known, σ per sample; 0 for the GLR
     * @param longest largest onset age, samples
     */
    constructor(
        readonly kappa: number,
        readonly rho: number,
        readonly longest: number
    ) {
        const prior = (kappa + Math.sqrt(kappa * kappa + 4 * kappa)) / 2
        this.gain = prior / (prior + 1)
        this.innovationSd = Math.sqrt(prior + 1)
        const ages = longest + 1
        this.h = new Float64Array(ages)
        this.energy = new Float64Array(ages)
        this.factor = new Float64Array(ages).fill(rho)
        this.offset = new Float64Array(ages)
        for (let m = 1; m <= longest; m++) {
            this.h[m] = this.response(m)
            this.energy[m] = this.energy[m - 1] + this.h[m] * this.h[m]
            if (rho === 0) this.factor[m] = 1 / Math.sqrt(this.energy[m])
            else this.offset[m] = (rho * rho * this.energy[m]) / 2
        }
    }

    /** h(m): how far the m-th sample of a unit ramp shifts its innovation. */
    response(m: number): number {
        if (this.kappa === 0) return m
        return (1 - Math.pow(1 - this.gain, m)) / this.gain / this.innovationSd
    }

    /** Adds a leak's signature over the `age` samples before `end`, `sigmas` in size. */
    tilt(innovations: Float64Array, end: number, age: number, sigmas: number): void {
        const size = sigmas / Math.sqrt(this.energy[age])
        for (let m = 1; m <= age; m++) innovations[end - age + m - 1] += size * this.h[m]
    }

    /**
     * The statistic of every onset as seen at `end` (exclusive), by age into `out`, from the
     * newest back to `first`.
     * @returns the largest
     */
    at(innovations: Float64Array, end: number, first: number, out: Float64Array): number {
        const { factor, offset, kappa } = this
        const keep = 1 - this.gain
        const scale = kappa === 0 ? 1 : 1 / this.gain / this.innovationSd
        const oldest = Math.max(first, end - this.longest)
        let sum = 0
        let second = 0
        let best = -Infinity
        for (let k = end - 1, age = 1; k >= oldest; k--, age++) {
            const e = innovations[k]
            sum += e
            // white: Σ m·e; drift: Σ h·e as the plain sum less the decaying one
            if (kappa === 0) second += sum
            else second = keep * (second + e)
            const a = kappa === 0 ? second : scale * (sum - second)
            const value = a * factor[age] - offset[age]
            out[age] = value
            if (value > best) best = value
        }
        return best
    }
}

/** Innovations of pure noise. */
export function noise(length: number, random: Random): Float64Array {
    const result = new Float64Array(length)
    for (let i = 0; i < length; i++) result[i] = random.gaussian()
    return result
}

/**
 * Samples from the onset of a leak of `rho` to the alarm.
 * @param history draws the noise before the onset, `random` the noise from then on
 * @returns `Infinity` when there is none within `wait` samples
 */
export function yardstickDelay(
    yardstick: Yardstick,
    threshold: number,
    rho: number,
    wait: number,
    history: Random,
    random: Random
): number {
    const before = yardstick.longest
    const innovations = new Float64Array(before + wait)
    for (let i = 0; i < before; i++) innovations[i] = history.gaussian()
    const values = new Float64Array(before + 1)
    for (let m = 1; m <= wait; m++) {
        const end = before + m
        innovations[end - 1] = random.gaussian() + rho * yardstick.response(m)
        if (yardstick.at(innovations, end, 0, values) > threshold) return m
    }
    return Infinity
}
