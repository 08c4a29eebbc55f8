/**
 * The two ways to a verdict that are compared: ours, and the fixed-time two-point test.
 *
 * The two-point test is given what a well-run one has: averages over 1 s at both ends, the same
 * temperature correction, and a test time chosen with the noise, the wander and the correction's
 * error known, so that both errors are 1 % at worst. Ours knows none of them.
 */
import { look, Look } from "../../src/decision/sequential"
import { WindowSlope } from "../../src/decision/window_slope"
import { Random } from "../../sim/random"
import { filterInflation, Part, PERIOD_S, type Point } from "./part"

/** Limits and longest time of the compared test. */
export const LIMITS = { passPaPerS: 0.05, failPaPerS: 0.1, maxS: 300 }
/** Errors aimed at by both. */
const ERROR_PER_10K = 100
/** Normal quantile of 1 %. */
const Z = 2.3263
const AVERAGE_S = 1
const WANDER = 0.003

/** One test. */
export interface Outcome {
    verdict: "pass" | "fail" | "retest"
    seconds: number
}

/** Runs our test on one part. */
export function sequential(point: Point, random: Random, slope: WindowSlope): Outcome {
    const part = new Part(point, random)
    slope.restart()
    const samples = LIMITS.maxS / PERIOD_S
    for (let i = 1; i <= samples; i++) {
        part.next()
        if (!slope.add(part.atMs, part.pressureMilliPa, part.tempMicroC)) continue
        slope.estimate()
        const said = look(
            slope,
            -slope.rateMicroPaPerS,
            LIMITS.passPaPerS * 1e6,
            LIMITS.failPaPerS * 1e6,
            ERROR_PER_10K,
            ERROR_PER_10K
        )
        if (said !== Look.Open)
            return { verdict: said === Look.Good ? "pass" : "fail", seconds: i * PERIOD_S }
    }
    return { verdict: "retest", seconds: LIMITS.maxS }
}

/** Time of the two-point test that has errors of 1 % at both limits, s; NaN when there is none. */
export function twoPointSeconds(point: Point): number {
    const gain = Part.gainSlopePaPerS(point.driftMilliKPerMin)
    const margin = (LIMITS.failPaPerS - LIMITS.passPaPerS) / 2 - gain
    if (margin <= 0) return NaN
    const perSecond = AVERAGE_S / PERIOD_S
    // a filtered average has the spectrum of the filter at 0
    const inflated = filterInflation(point.filter)
    const whole = Part.correctedNoisePa(0)
    const variance = (2 * (point.noisePa ** 2 * inflated + whole ** 2)) / perSecond
    let apart = AVERAGE_S
    while (margin * apart < Z * Math.sqrt(variance + WANDER * WANDER * apart)) apart *= 1.01
    return Math.round((apart + AVERAGE_S) / PERIOD_S) * PERIOD_S
}

/** Runs the two-point test on one part. */
export function twoPoint(point: Point, random: Random, seconds: number): Outcome {
    const part = new Part(point, random)
    const samples = Math.round(seconds / PERIOD_S)
    const averaged = Math.round(AVERAGE_S / PERIOD_S)
    let first = 0
    let last = 0
    for (let i = 0; i < samples; i++) {
        part.next()
        if (i < averaged) first += part.correctedPa()
        if (i >= samples - averaged) last += part.correctedPa()
    }
    const loss = (first - last) / averaged / ((samples - averaged) * PERIOD_S)
    const bad = loss > (LIMITS.passPaPerS + LIMITS.failPaPerS) / 2
    return { verdict: bad ? "fail" : "pass", seconds }
}
