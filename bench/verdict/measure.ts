/**
 * One point of the operating characteristic: many simulated tests, ours and the fixed-time ones.
 */
import { Random } from "../../sim/random"
import { WindowSlope } from "../../src/decision/window_slope"
import { Fixed, fixedSeconds, LIMITS, sequential, twoPoint } from "./methods"
import type { Point } from "./part"

/** Two-point tests are fewer, and at the limits only: their errors are known beforehand. */
const TWO_POINT_SHARE = 20

/** Times of fixed-time tests of equal error rates, s; or how many times longer than ours. */
export interface Times {
    /** Two single readings. */
    readingsS: number
    /** Two averages over 1 s. */
    averagesS: number
    /** A line through all readings, the noise known beforehand. */
    lineS: number
    /** Two averages, and before either test the stabilise phase; only in ratios. */
    withStabiliseS?: number
}

/** What a point showed. Shares in percent. */
export interface Row {
    noisePa: number
    driftMilliKPerMin: number
    filter: number
    leakOfLimit: number
    /** Not of the table: another filter, at the limits only. */
    beside: boolean
    passPercent: number
    failPercent: number
    retestPercent: number
    wrongPercent: number
    lowPercent: number
    highPercent: number
    meanS: number
    fixed: Times
    /** Share of wrong verdicts of two readings, and of two averages; null away from the limits. */
    wrongReadingsPercent: number | null
    wrongAveragesPercent: number | null
}

/** Wilson's 95 % interval of a share, in percent. */
export function wilson(successes: number, count: number): [number, number] {
    const z = 1.96
    const p = successes / count
    const middle = p + (z * z) / (2 * count)
    const width = z * Math.sqrt((p * (1 - p)) / count + (z * z) / (4 * count * count))
    const below = 1 + (z * z) / count
    return [(100 * Math.max(0, middle - width)) / below, (100 * (middle + width)) / below]
}

/** Whether a verdict is an error; neither is inside the guard band. */
function isWrong(verdict: string, leakPaPerS: number): boolean {
    if (leakPaPerS <= LIMITS.passPaPerS) return verdict === "fail"
    return leakPaPerS >= LIMITS.failPaPerS && verdict === "pass"
}

/** Runs `count` tests of a point. */
export function measure(
    point: Point,
    leakOfLimit: number,
    beside: boolean,
    count: number,
    seed: number
): Row {
    const slope = new WindowSlope()
    const random = new Random(seed)
    const seen = { pass: 0, fail: 0, retest: 0 }
    let seconds = 0
    let wrong = 0
    for (let i = 0; i < count; i++) {
        const outcome = sequential(point, random, slope)
        seen[outcome.verdict]++
        seconds += outcome.seconds
        if (isWrong(outcome.verdict, point.leakPaPerS)) wrong++
    }
    const { passPaPerS, failPaPerS } = LIMITS
    const wrongFixed = (kind: Fixed.Readings | Fixed.Averages) => {
        if (point.leakPaPerS !== passPaPerS && point.leakPaPerS !== failPaPerS) return null
        const fixedS = fixedSeconds(point, kind)
        const tests = count / TWO_POINT_SHARE
        let errors = 0
        for (let i = 0; i < tests; i++)
            if (isWrong(twoPoint(point, random, kind, fixedS), point.leakPaPerS)) errors++
        return (100 * errors) / tests
    }
    const [lowPercent, highPercent] = wilson(wrong, count)
    return {
        noisePa: point.noisePa,
        driftMilliKPerMin: point.driftMilliKPerMin,
        filter: point.filter,
        leakOfLimit,
        beside,
        passPercent: (100 * seen.pass) / count,
        failPercent: (100 * seen.fail) / count,
        retestPercent: (100 * seen.retest) / count,
        wrongPercent: (100 * wrong) / count,
        lowPercent,
        highPercent,
        meanS: seconds / count,
        fixed: {
            readingsS: fixedSeconds(point, Fixed.Readings),
            averagesS: fixedSeconds(point, Fixed.Averages),
            lineS: fixedSeconds(point, Fixed.Line),
        },
        wrongReadingsPercent: wrongFixed(Fixed.Readings),
        wrongAveragesPercent: wrongFixed(Fixed.Averages),
    }
}
