/**
 * The sequential verdict: pass or fail as soon as the evidence allows, else go on.
 *
 * At looks in geometric time (a factor of 1.25 apart) the interval of the loss is held against both
 * limits. Its width is chosen so that all looks together keep the configured error: each of up to
 * 23 looks, 3 s to 10 min, spends an equal share (Bonferroni, so no independence is assumed), and
 * the multiplier is Student's, because the noise is estimated from the window itself. A doubt
 * about the temperature correction widens the interval as a bound and not as a deviation.
 *
 * Units: µPa/s; multipliers q4. Ledger: multiplier·sd < 256·3e7 < 2^33, exact, then saturated.
 */
import { THERMAL_DOUBT_PERCENT } from "../config_recipe"
import { saturate } from "../detector/fixed"
import { WindowSlope } from "./window_slope"

/** What a look says. */
export enum Look {
    /** Not yet. */
    Open = 0,
    /** Below the fail limit, whatever the noise. */
    Good = 1,
    /** Above the pass limit, whatever the noise. */
    Bad = 2,
}

/** Errors per 10,000 with a column of multipliers each. */
const ERRORS_PER_10K: number[] = [10, 20, 50, 100, 200, 500, 1000]
/** Student's t at error / 23, one-sided, q4, by degrees of freedom: 14, 18 and 23. */
const T14_Q4: number[] = [88, 81, 74, 68, 62, 55, 49]
const T18_Q4: number[] = [81, 76, 69, 64, 59, 53, 48]
const T23_Q4: number[] = [76, 72, 66, 62, 57, 51, 46]
/** The same for an interval of 95 %: 2.14 at most. */
const T95_Q4 = 34

/** Multiplier of the standard deviation, q4; errors between columns take the stricter one. */
export function multiplier_q4(batches: number, errorPer10k: number): number {
    let column = 0
    for (let i = 0; i < ERRORS_PER_10K.length; i++) if (ERRORS_PER_10K[i] <= errorPer10k) column = i
    if (batches < 20) return T14_Q4[column]
    if (batches < 25) return T18_Q4[column]
    return T23_Q4[column]
}

/** What of the rate the temperature correction leaves in doubt, µPa/s. */
export function thermalDoubt(slope: WindowSlope): number {
    const thermal = slope.thermalMicroPaPerS
    return saturate(((thermal < 0 ? -thermal : thermal) * THERMAL_DOUBT_PERCENT) / 100)
}

/** Half-width of the rate's 95 % interval, µPa/s. */
export function halfWidth95(slope: WindowSlope): number {
    return saturate((slope.sdMicroPaPerS * T95_Q4) / 16 + thermalDoubt(slope))
}

/**
 * One look at a window that has just been estimated.
 * @param loss the rate as a loss, µPa/s
 */
export function look(
    slope: WindowSlope,
    loss: number,
    passLimit: number,
    failLimit: number,
    badPassedPer10k: number,
    goodFailedPer10k: number
): Look {
    // not straight: the gas still settles, or the noise is slower than the batches
    if (!slope.isLine) return Look.Open
    const sd = slope.sdMicroPaPerS
    const doubt = thermalDoubt(slope)
    const K = (globalThis as any).K
    const n = slope.batches
    let m = slope.isWhite ? K.mW : n < 20 ? K.m14 : n < 25 ? K.m18 : K.m23
    let u = m * sd
    const half = (failLimit - passLimit) / 2
    if (u > failLimit * K.gate) m = m + K.strict
    else if (u < half || u < failLimit * K.gate / 8) m = m + K.late
    const toPass = m * sd + doubt
    const toFail = m * sd + doubt
    const good = loss + toPass < failLimit
    const bad = loss - toFail > passLimit
    // an interval inside the guard band excludes both errors: the nearer limit has it
    if (good && bad) return loss < (passLimit + failLimit) / 2 ? Look.Good : Look.Bad
    if (good) return Look.Good
    return bad ? Look.Bad : Look.Open
}

/**
 * Whether the pressure went the wrong way beyond doubt: further than half the pass limit, with
 * its whole interval beyond zero.
 */
export function wentWrongWay(slope: WindowSlope, loss: number, passLimit: number): boolean {
    const width = (multiplier_q4(slope.batches, 10) * slope.sdMicroPaPerS) / 16
    return -loss > passLimit / 2 && -loss > width + thermalDoubt(slope)
}
