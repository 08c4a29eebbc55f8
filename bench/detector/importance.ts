/**
 * The yardsticks' thresholds for one false alarm per 30 days, by importance sampling.
 *
 * Nobody can count alarms that rare, so noise is drawn that alarms often, and each draw is weighed
 * by how much less likely it would have been as pure noise (Shi, Siegmund and Yakir, Importance
 * sampling for estimating p values in linkage analysis, JASA 102, 2007). The GLR: a window and its
 * end are drawn, the noise gets that window's signature with the size of the threshold, and the
 * weight is one over the mean likelihood ratio of all windows and ends. The known slope: the leak
 * starts at a drawn onset and stays until the alarm, the weight is one over the mean likelihood
 * ratio of all onsets then (Siegmund, Sequential Analysis, 1985). Both are unbiased at any
 * threshold, and a thousand draws give the rate within some percent.
 */
import { Random } from "../../sim/random"
import { mean, type Estimate } from "./statistics"
import { noise, type Yardstick } from "./yardsticks"

/** One false alarm per so many samples: 30 days at 10 per second. */
export const SAMPLES_PER_FALSE_ALARM = 2.6e7
/** Ends of windows in one draw of the GLR. */
const BLOCK = 1024
/** Standardised slopes below this add nothing to a mean likelihood ratio. */
const NEGLIGIBLE_SIGMAS = 1

/** How windows of all ages share the draws. */
export interface WindowShares {
    /** Draws an age. */
    draw(random: Random): number
    /** Mean likelihood ratio of all ages, from their standardised slopes, for tilts of `sigmas`. */
    likelihood(values: Float64Array, sigmas: number): number
}

/** Short windows alarm most: their rate falls with the square of the age, here less to be safe. */
export function windowShares(longest: number): WindowShares {
    const share = new Float64Array(longest + 1)
    const until = new Float64Array(longest + 1)
    let total = 0
    for (let age = 1; age <= longest; age++) total += Math.pow(age, -1.5)
    for (let age = 1; age <= longest; age++) {
        share[age] = Math.pow(age, -1.5) / total
        until[age] = until[age - 1] + share[age]
    }
    return {
        draw(random) {
            const at = random.uniform()
            let age = 1
            while (age < longest && until[age] <= at) age++
            return age
        },
        likelihood(values, sigmas) {
            let ratio = 0
            for (let age = 1; age <= longest; age++) {
                const z = values[age]
                if (z > NEGLIGIBLE_SIGMAS) ratio += share[age] * Math.exp(sigmas * (z - sigmas / 2))
            }
            return ratio
        },
    }
}

/** False alarms per sample of the GLR at a threshold, σ. */
export function glrRate(
    yardstick: Yardstick,
    threshold: number,
    draws: number,
    seed: number
): Estimate {
    const random = new Random(seed)
    const { longest } = yardstick
    const windows = windowShares(longest)
    const values = new Float64Array(longest + 1)
    const weights: number[] = []
    for (let draw = 0; draw < draws; draw++) {
        const innovations = noise(longest + BLOCK, random)
        const age = windows.draw(random)
        const end = longest + 1 + Math.floor(random.uniform() * BLOCK)
        yardstick.tilt(innovations, end, age, threshold)
        let best = -Infinity
        let ratio = 0
        for (let e = longest + 1; e <= longest + BLOCK; e++) {
            best = Math.max(best, yardstick.at(innovations, e, 0, values))
            ratio += windows.likelihood(values, threshold)
        }
        weights.push(best > threshold ? 1 / ratio : 0)
    }
    // `ratio` was summed over the block's ends, not averaged, which makes it a rate
    return mean(weights)
}

/** False alarms per sample of the CUSUM that knows the slope, at a threshold. */
export function knownRate(
    yardstick: Yardstick,
    threshold: number,
    draws: number,
    seed: number
): Estimate {
    const random = new Random(seed)
    const { longest, rho } = yardstick
    // by then the sum has forgotten that it started at 0, and alarms begin to count
    const from = longest
    const until = 3 * longest
    const values = new Float64Array(longest + 1)
    const weights: number[] = []
    for (let draw = 0; draw < draws; draw++) {
        const innovations = noise(until, random)
        const onset = Math.floor(random.uniform() * until)
        for (let m = 1; onset + m <= until; m++)
            innovations[onset + m - 1] += rho * yardstick.response(m)
        let end = 0
        let best = -Infinity
        while (best <= threshold && end < until) best = yardstick.at(innovations, ++end, 0, values)
        if (best <= threshold || end <= from) {
            weights.push(0)
            continue
        }
        // onsets still to come have the ratio 1
        let ratio = until - end
        for (let age = 1; age <= Math.min(end, longest); age++) ratio += Math.exp(values[age])
        weights.push(until / ratio / (until - from))
    }
    return mean(weights)
}

/** Threshold for one false alarm per `per` samples, and its standard error. */
export function threshold(
    yardstick: Yardstick,
    draws: number,
    seed: number,
    per = SAMPLES_PER_FALSE_ALARM
): Estimate {
    const isGlr = yardstick.rho === 0
    const rate = isGlr ? glrRate : knownRate
    // two secant steps in the logarithm, whose slope is known well enough: -b, or -1
    let at = isGlr ? 5.3 : 12.5
    for (const share of [0.25, 0.25]) {
        const found = rate(yardstick, at, Math.ceil(draws * share), seed)
        at += Math.log(found.value * per) / (isGlr ? at : 1)
    }
    const found = rate(yardstick, at, Math.ceil(draws / 2), seed + 1)
    const slope = isGlr ? at : 1
    return {
        value: at + Math.log(found.value * per) / slope,
        se: found.se / found.value / slope,
        count: draws,
    }
}
