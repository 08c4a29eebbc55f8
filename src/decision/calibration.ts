/**
 * Calibrations: what is learned, what from, and when it is believed.
 *
 * A volume comes from a leak standard or from an added volume, an offset from a good part tested
 * twice. All of it is integers, so that Node and the board learn the same. What is implausible or
 * out of date is refused by name, when it is learned and again whenever it would be used.
 *
 * Units: volumes µL, flows nPa·m³/s, rates µPa/s, pressures mPa; days since 1 January 2000 as a
 * host gives them, because a board has no calendar. Ledger: every product is below 2^53, see each
 * function.
 */
import { Recipe } from "../config_recipe"
import { abs, saturate } from "../detector/fixed"
import { PressureMean } from "./pressure_mean"
import { TEMP_MISSING_MICRO_C } from "../sensor/reading"

/** What is learned and from what. The number is in records, service and settings. */
export enum CalibrationKind {
    /** A volume, from a leak of known flow, nPa·m³/s. */
    KnownLeak = 0,
    /** A volume, from a known volume that is added at the test's pressure, µL. */
    KnownVolume = 1,
    /** An offset of the rate, from two tests of a part known to be tight. */
    Offset = 2,
}

/** Why a calibration is refused, not yet complete, or not used. */
export enum CalibrationRefusal {
    /** It is good. */
    None = 0,
    /** There is none. */
    Missing = 1,
    /** A test is running, or its result is still shown. */
    Busy = 2,
    /** The value is out of its range. */
    BadValue = 3,
    /** It was made on a later day than today: one of the two is wrong. */
    BadDay = 4,
    /** The recipe cannot be calibrated that way. */
    BadRecipe = 5,
    /** The first of two runs of a good part is done; the second is missing. */
    NeedsSecondRun = 6,
    /** The second run came too soon after the first. */
    TooSoon = 7,
    /** The run was not completed: its verdict says why. */
    RunInvalid = 8,
    /** The interval is too wide for a calibration, or the window was no line yet. */
    TooDoubtful = 9,
    /** The chamber was not vented, or did not stand still when it should. */
    NotSettled = 10,
    /** The two runs do not agree within their intervals. */
    RunsDisagree = 11,
    /** The part loses too much for a good one. */
    MasterLeaks = 12,
    /** The volume is outside 0.2 to 5 times the recipe's. */
    VolumeImplausible = 13,
    /** The offset is beyond half the pass limit. */
    OffsetImplausible = 14,
    /** It is older than the recipe allows. */
    OutOfDate = 15,
    /** Nobody has told what day it is, so that it has no date or its age cannot be judged. */
    DayUnknown = 16,
    /** It was made with another recipe. */
    OtherRecipe = 17,
    /** What was stored is damaged. */
    Damaged = 18,
}

/** Largest flow of a leak standard, nPa·m³/s: 20 Pa·m³/s. */
const FLOW_MAX_NANO = 2000000000
/** Smallest and largest added volume, µL: 0.1 mL to 10 L. */
const ADDED_MIN_MICRO_L = 100
const ADDED_MAX_MICRO_L = 10000000
/** Last day that is believed: 31 December 2099. */
export const DAY_MAX = 36524
/** A learned volume may be doubtful by so much, per mille. */
export const VOLUME_DOUBT_MAX_PERMILLE = 50
/** A volume this many times smaller or larger than the recipe's is a mistake. */
export const VOLUME_FACTOR_MAX = 5
/** A good part loses, doubt included, at most this share of the pass limit, percent. */
export const MASTER_LOSS_MAX_PERCENT = 25
/** An offset is at most this share of the pass limit, percent. */
export const OFFSET_MAX_PERCENT = 50
/** The two runs of a good part are so far apart, ms: 30 minutes; so long do fixtures settle. */
export const MASTER_APART_MS = 1800000
/** And not further, ms: 7 days; then the first is forgotten. */
export const MASTER_APART_MAX_MS = 604800000

/** One calibration. Reused. */
export class Calibration {
    kind: CalibrationKind = CalibrationKind.KnownLeak
    /** Name of the recipe it was made with. */
    recipe = ""
    /** Day it was made, days since 1 January 2000. */
    day = 0
    /** Whatever the operator wrote, as of decision/command.ts. */
    text = ""
    /** The volume, µL, or the offset, µPa/s, and its half-width in the same unit. */
    value = 0
    doubt = 0
    /** Counts those that were kept of its sort: the highest is the newest. */
    number = 0
    /** `None`, or why there is nothing here. */
    refusal: CalibrationRefusal = CalibrationRefusal.Missing
}

/** Whether an int32 is in the range of what is known: a flow, a volume, or nothing. */
export function isInRange(kind: CalibrationKind, value: number): boolean {
    if (kind === CalibrationKind.KnownLeak) return value >= 1 && value <= FLOW_MAX_NANO
    if (kind === CalibrationKind.KnownVolume)
        return value >= ADDED_MIN_MICRO_L && value <= ADDED_MAX_MICRO_L
    return value === 0
}

/**
 * Volume from a known leak: V = Q / (dp/dt), at constant temperature. `into` gets volume and doubt.
 * Ledger: 2e9 · 1e6 and 2^31 · 1000 are below 2^53.
 * @param lossMicroPaPerS measured with the standard, and its half-width
 */
export function volumeFromLeak(
    flowNanoPaM3PerS: number,
    lossMicroPaPerS: number,
    halfWidthMicroPaPerS: number,
    into: Calibration
): CalibrationRefusal {
    if (lossMicroPaPerS <= 0 || halfWidthMicroPaPerS < 0) return CalibrationRefusal.TooDoubtful
    const doubt = Math.floor((halfWidthMicroPaPerS * 1000) / lossMicroPaPerS) + 1
    // nPa·m³/s over µPa/s is 1e-3 m³, a million µL
    const volume = Math.floor((flowNanoPaM3PerS * 1000000) / lossMicroPaPerS)
    return setVolume(volume, doubt, into)
}

/**
 * Volume from an expansion (Boyle): V = A (p2 - p0) / (p1 - p2), where a volume A at the pressure
 * p0 of the room is joined to the chamber at p1 and both come to p2. p0 and p2 are brought to the
 * temperature of p1: a fill warms the chamber. Doubts of numerator and denominator are added.
 * Ledger: 1e7 · 5e8 is below 2^53; 1000 · 1e9 / 1e3 fits.
 * @param before p0, `full` p1, `joined` p2, settled means
 */
export function volumeFromExpansion(
    addedMicroL: number,
    before: PressureMean,
    full: PressureMean,
    joined: PressureMean,
    tempChangeMaxMicroK: number,
    into: Calibration
): CalibrationRefusal {
    const p0 = broughtTo(full, before, tempChangeMaxMicroK)
    const p2 = broughtTo(full, joined, tempChangeMaxMicroK)
    if (p0 < 0 || p2 < 0) return CalibrationRefusal.NotSettled
    let rise = p2 - p0
    let fall = full.milliPa - p2
    if (rise < 0 && fall < 0) {
        // below the room's pressure all of it goes the other way
        rise = -rise
        fall = -fall
    }
    if (rise < 1000 || fall < 1000) return CalibrationRefusal.TooDoubtful
    const w2 = joined.halfWidthMilliPa
    const riseDoubt = Math.floor(((w2 + before.halfWidthMilliPa) * 1000) / rise)
    const fallDoubt = Math.floor(((w2 + full.halfWidthMilliPa) * 1000) / fall)
    const volume = Math.floor((addedMicroL * rise) / fall)
    return setVolume(volume, riseDoubt + fallDoubt + 1, into)
}

/**
 * A mean as it would be at the temperature of another, mPa; -1 when that is too far away.
 * Ledger: 5e8 mPa · 1e7 µK is below 2^53.
 */
function broughtTo(at: PressureMean, mean: PressureMean, changeMaxMicroK: number): number {
    const p = mean.milliPa
    const from = mean.microC
    if (from === TEMP_MISSING_MICRO_C || at.microC === TEMP_MISSING_MICRO_C) return p
    const change = at.microC - from
    if (change > changeMaxMicroK || change < -changeMaxMicroK) return -1
    return p + Math.floor((p * change) / (from + 273150000))
}

function setVolume(volume: number, doubtPermille: number, into: Calibration): CalibrationRefusal {
    if (doubtPermille > VOLUME_DOUBT_MAX_PERMILLE) return CalibrationRefusal.TooDoubtful
    into.value = saturate(volume)
    into.doubt = saturate((into.value * doubtPermille) / 1000)
    return CalibrationRefusal.None
}

/**
 * Offset from two runs of a good part: their mean, and the larger half-width plus half of what they
 * differ by. A part that leaks as much as a good one must not is refused, and so are two runs that
 * do not agree: heat and creep die away within half an hour, and what differs is no offset.
 * @param passMicroPaPerS pass limit; rates and half-widths µPa/s of either sign
 */
export function offsetFromRuns(
    rate1: number,
    halfWidth1: number,
    rate2: number,
    halfWidth2: number,
    passMicroPaPerS: number,
    into: Calibration
): CalibrationRefusal {
    if (isTooMuch(rate1, halfWidth1, passMicroPaPerS)) return CalibrationRefusal.MasterLeaks
    if (isTooMuch(rate2, halfWidth2, passMicroPaPerS)) return CalibrationRefusal.MasterLeaks
    const apart = rate1 < rate2 ? rate2 - rate1 : rate1 - rate2
    if (apart > halfWidth1 + halfWidth2) return CalibrationRefusal.RunsDisagree
    into.value = saturate(Math.floor((rate1 + rate2) / 2))
    const wider = halfWidth1 > halfWidth2 ? halfWidth1 : halfWidth2
    into.doubt = saturate(wider + Math.floor((apart + 1) / 2))
    return CalibrationRefusal.None
}

/** Whether a part, doubt included, shows more than a good one may. */
export function isTooMuch(rate: number, halfWidth: number, passMicroPaPerS: number): boolean {
    const size = abs(rate) + halfWidth
    return size * 100 > passMicroPaPerS * MASTER_LOSS_MAX_PERCENT
}

/**
 * Whether a calibration may be used for a test.
 * @param today days since 1 January 2000, 0 when nobody has told
 * @param maxAgeDays how old it may be, 0 for however old
 */
export function mayUse(
    calibration: Calibration,
    recipe: Recipe,
    today: number,
    maxAgeDays: number
): CalibrationRefusal {
    if (calibration.refusal !== CalibrationRefusal.None) return calibration.refusal
    if (calibration.recipe !== recipe.name) return CalibrationRefusal.OtherRecipe
    const value = calibration.value
    if (calibration.kind === CalibrationKind.Offset) {
        const size = abs(value)
        if (size * 100 > recipe.passMicroPaPerS * OFFSET_MAX_PERCENT)
            return CalibrationRefusal.OffsetImplausible
    } else if (
        value * VOLUME_FACTOR_MAX < recipe.volumeMicroL ||
        value > recipe.volumeMicroL * VOLUME_FACTOR_MAX
    )
        return CalibrationRefusal.VolumeImplausible
    if (maxAgeDays === 0) return CalibrationRefusal.None
    if (today === 0) return CalibrationRefusal.DayUnknown
    if (today < calibration.day) return CalibrationRefusal.BadDay
    return today - calibration.day > maxAgeDays
        ? CalibrationRefusal.OutOfDate
        : CalibrationRefusal.None
}
