/**
 * The two ways to a verdict that are compared: ours, and the fixed-time two-point test.
 *
 * The two-point test is given what a well-run one has: averages over 1 s at both ends (or single
 * readings, for comparison), the same temperature correction, and a test time chosen with the
 * noise, the filter, the wander and the correction's error known, so that both errors are 1 % at
 * worst. Ours knows none of them. Time is counted in the test phase.
 */
import { look, Look } from "../../src/decision/sequential"
import { WindowSlope } from "../../src/decision/window_slope"
import { Random } from "../../sim/random"
import { averageVariance, filterInflation, Part, PERIOD_S, type Point } from "./part"

/** Limits, longest time, and time of the stabilise phase of the compared test. */
export const LIMITS = { passPaPerS: 0.05, failPaPerS: 0.1, maxS: 300, stabiliseS: 40 }
/** Errors aimed at by both. */
const ERROR_PER_10K = 100
/** Normal quantile of 1 %. */
const Z = 2.3263
const AVERAGE_S = 1
const AVERAGED = Math.round(AVERAGE_S / PERIOD_S)
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

/** A fixed-time test that a bench compares ours with. */
export enum Fixed {
    /** One reading at each end. */
    Readings = 1,
    /** Averages over 1 s at both ends. */
    Averages = 2,
    /** A line through all readings: the best that a fixed time allows. */
    Line = 3,
}

/** Variance of the slope that a fixed-time test of `apart` seconds finds, Pa²/s². */
function slopeVariance(point: Point, kind: Fixed, apart: number): number {
    const thermometer = Part.correctedNoisePa(0) ** 2
    const pressure = point.noisePa ** 2
    if (kind === Fixed.Line) {
        // filtered noise in a long average has the spectrum of the filter at 0
        const all = pressure * filterInflation(point.filter) + thermometer
        return (12 * all * PERIOD_S) / apart ** 3 + (1.2 * WANDER ** 2) / apart
    }
    const count = kind === Fixed.Averages ? AVERAGED : 1
    const ends = pressure * averageVariance(point.filter, count) + thermometer / count
    return (2 * ends + WANDER ** 2 * apart) / apart ** 2
}

/** Time of the fixed-time test that has errors of 1 % at both limits, s; NaN when there is none. */
export function fixedSeconds(point: Point, kind: Fixed): number {
    const gain = Part.gainSlopePaPerS(point.driftMilliKPerMin)
    const margin = (LIMITS.failPaPerS - LIMITS.passPaPerS) / 2 - gain
    if (margin <= 0) return NaN
    let apart = PERIOD_S
    while (margin < Z * Math.sqrt(slopeVariance(point, kind, apart))) apart += PERIOD_S
    return apart + (kind === Fixed.Averages ? AVERAGE_S : 0)
}

/** Runs the two-point test on one part. */
export function twoPoint(
    point: Point,
    random: Random,
    kind: Fixed.Readings | Fixed.Averages,
    seconds: number
): "pass" | "fail" {
    const part = new Part(point, random)
    const samples = Math.round(seconds / PERIOD_S)
    const averaged = kind === Fixed.Averages ? AVERAGED : 1
    let first = 0
    let last = 0
    for (let i = 0; i < samples; i++) {
        part.next()
        if (i < averaged) first += part.correctedPa()
        if (i >= samples - averaged) last += part.correctedPa()
    }
    const loss = (first - last) / averaged / ((samples - averaged) * PERIOD_S)
    const bad = loss > (LIMITS.passPaPerS + LIMITS.failPaPerS) / 2
    return bad ? "fail" : "pass"
}
