/**
 * The sequential verdict: pass or fail as soon as the evidence allows, else go on.
 *
 * With every batch of the window (3 to 6 % more time) the interval of the loss is held against both
 * limits. Its width is chosen so that all looks together keep the configured error. What counts is
 * not how many looks there are, but over what range of evidence: until the interval is as narrow as
 * twice the fail limit no verdict but of a large leak is near, and once it fits the guard band one
 * is certain. Between the two the window triples or quadruples, and looks that share most of their
 * samples err together: they spend what 8 independent ones would (walk of the slope's z over a
 * factor of 64 in information: 1.0 % beyond 3.0 σ). Looks before and after ask for more. Where the
 * noise is known from many samples the multiplier is normal, else Student's. A doubt about the
 * temperature correction widens the interval as a bound and not as a deviation.
 *
 * Units: µPa/s; multipliers q4. Ledger: multiplier·sd < 256·3e7 < 2^33, exact, then saturated.
 */
import { THERMAL_DOUBT_PERCENT } from "../config_recipe"
import { abs, saturate } from "../detector/fixed"
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
/** Normal quantiles of error / 8, one-sided, q4. */
const NORMAL_Q4: number[] = [59, 56, 52, 48, 45, 40, 36]
/** Student's t of the same, by degrees of freedom: 14, 18 and 23. */
const T14_Q4: number[] = [78, 72, 64, 58, 53, 46, 40]
const T18_Q4: number[] = [73, 68, 61, 56, 51, 44, 39]
const T23_Q4: number[] = [69, 65, 59, 54, 50, 43, 38]
/** Looks that can hardly tell anything ask for so much more, q4: they spend next to no error. */
const EARLY_Q4 = 16
/** And those at a window that should have told long ago. */
const LATE_Q4 = 6
/** The same for an interval of 95 %: 2.14 at most. */
const T95_Q4 = 34

/** Multiplier of the standard deviation, q4; errors between columns take the stricter one. */
export function multiplier_q4(isWhite: boolean, batches: number, errorPer10k: number): number {
    let column = 0
    for (let i = 0; i < ERRORS_PER_10K.length; i++) if (ERRORS_PER_10K[i] <= errorPer10k) column = i
    if (isWhite) return NORMAL_Q4[column]
    if (batches < 20) return T14_Q4[column]
    if (batches < 25) return T18_Q4[column]
    return T23_Q4[column]
}

/** Half-width of the interval that one look holds against the limits, µPa/s. */
function halfWidth(slope: WindowSlope, passLimit: number, failLimit: number, errorPer10k: number) {
    let multiplier = multiplier_q4(slope.isWhite, slope.batches, errorPer10k)
    const sd = slope.sdMicroPaPerS
    const width = (multiplier * sd) / 16
    if (width > 2 * failLimit) multiplier = multiplier + EARLY_Q4
    else if (width < failLimit / 4 || width < (failLimit - passLimit) / 2)
        multiplier = multiplier + LATE_Q4
    return (multiplier * sd) / 16
}

/** What of the rate the temperature correction leaves in doubt, µPa/s. */
export function thermalDoubt(slope: WindowSlope): number {
    const thermal = slope.thermalMicroPaPerS
    return saturate((abs(thermal) * THERMAL_DOUBT_PERCENT) / 100)
}

/** Half-width of the rate's 95 % interval, µPa/s. */
export function halfWidth95(slope: WindowSlope): number {
    return saturate((slope.plainSdMicroPaPerS * T95_Q4) / 16 + thermalDoubt(slope))
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
    const doubt = thermalDoubt(slope)
    const toPass = halfWidth(slope, passLimit, failLimit, badPassedPer10k) + doubt
    const toFail = halfWidth(slope, passLimit, failLimit, goodFailedPer10k) + doubt
    // a gain that is larger than a good part's loss is no leak, and no proof that there is none
    const good = loss + toPass < failLimit && loss > -passLimit
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
    const width = (multiplier_q4(slope.isWhite, slope.batches, 10) * slope.sdMicroPaPerS) / 16
    return -loss > passLimit / 2 && -loss > width + thermalDoubt(slope)
}
