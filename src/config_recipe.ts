/**
 * Recipes of the lab test: what is tested, how, and where pass and fail lie.
 *
 * A recipe is what the owner names in `devs.config.json` with its units turned into integers; the
 * constants below are design decisions. Pressures mPa, times ms, rates µPa/s of pressure.
 */

/** How a part is tested. The number is in records and settings. */
export enum TestKind {
    /** Filled above ambient: a leak lets the pressure fall. */
    Decay = 0,
    /** Pumped below ambient: a leak lets the pressure rise. */
    Rise = 1,
    /** A sealed part inside a closed chamber: no fill and no vent, a leak shows either way. */
    Sealed = 2,
}

/** How far the target is from the pressure around the part, mPa, 0 or more. */
export function fillRiseMilliPa(recipe: Recipe): number {
    const rise = recipe.targetMilliPa - recipe.ambientMilliPa
    return rise < 0 ? -rise : rise
}

/**
 * How near to the pressure around it a part counts as vented, mPa: a twentieth of the fill, 1 kPa
 * at least.
 */
export function ventedWithinMilliPa(recipe: Recipe): number {
    const near = (fillRiseMilliPa(recipe) / 20) | 0
    return near < 1000000 ? 1000000 : near
}

/** A change of pressure as a loss: positive the way a leak of such a test goes; units stay. */
export function lossOf(change: number, kind: TestKind): number {
    return kind === TestKind.Decay || (kind === TestKind.Sealed && change < 0) ? -change : change
}

/** What a part is filled with. The number is in the program; sim/gas/medium.ts has the values. */
export enum Medium {
    Air = 0,
    Nitrogen = 1,
    Helium = 2,
}

/** One recipe. */
export interface Recipe {
    /** Letters, digits, space, _ . - ; 1 … 12 characters. */
    name: string
    kind: TestKind
    /** Pressure to fill or pump to, mPa. */
    targetMilliPa: number
    /** The test's pressure must stay within this of the target, mPa. */
    bandMilliPa: number
    /** Longest fill, ms. */
    fillMaxMs: number
    /** Time between fill and test, ms. */
    stabiliseMs: number
    /** Longest test, ms; then the verdict is retest. */
    testMaxMs: number
    /** Longest vent, ms; also how long a part without a vent is shown as venting. */
    ventMaxMs: number
    /** Pressure at which a part counts as vented, mPa. */
    ambientMilliPa: number
    /** Parts that lose less are good, µPa/s. */
    passMicroPaPerS: number
    /** Parts that lose more are bad, µPa/s; between the two lies the guard band. */
    failMicroPaPerS: number
    /** A loss that ends the test at once, µPa/s. */
    grossMicroPaPerS: number
    /** Largest change of temperature within the test that is compensated for, µK. */
    tempChangeMaxMicroK: number
    /** Bad parts that may pass, per 10,000. */
    badPassedPer10k: number
    /** Good parts that may fail, per 10,000. */
    goodFailedPer10k: number
    /** Tests in a row after one start, 1 … 1000. */
    repeats: number
    /** Gas volume of part and fixture, µL. */
    volumeMicroL: number
    medium: Medium
    /** A calibration older than this is not used, days. */
    calibrationMaxAgeDays: number
}

// What pass and fail limits, times and the choice of a recipe may be, whoever sets them.

/** Limits of the loss, µPa/s. */
export const LIMIT_MIN_MICRO_PA_PER_S = 10
export const LIMIT_MAX_MICRO_PA_PER_S = 2000000000

/** What is wrong with a pair of limits. */
export enum LimitsFault {
    None = 0,
    /** The pass limit is below `LIMIT_MIN_MICRO_PA_PER_S`. */
    PassTooSmall = 1,
    /** The fail limit is not below the recipe's gross loss. */
    FailTooLarge = 2,
    /** The pass limit is not below the fail limit. */
    Crossed = 3,
}

/** The first fault of limits for a recipe, µPa/s: right are least ≤ pass < fail < gross. */
export function limitsFault(pass: number, fail: number, recipe: Recipe): LimitsFault {
    // put so that what is no number is a fault
    if (!(pass >= LIMIT_MIN_MICRO_PA_PER_S)) return LimitsFault.PassTooSmall
    if (!(fail < recipe.grossMicroPaPerS)) return LimitsFault.FailTooLarge
    return pass < fail ? LimitsFault.None : LimitsFault.Crossed
}

/** Stabilising and testing, ms. */
export const STABILISE_MIN_MS = 1000
export const TEST_MIN_MS = 5000
export const RECIPE_TIME_MAX_MS = 3600000
/** Recipes of one rig. */
export const RECIPES_MAX = 8

/** The sensor's own wander, mPa per root second (DETECTION.md: 0.003 Pa/√s). */
export const WANDER_MILLI_PA_PER_ROOT_S = 3
/** Share of the temperature's slope that the correction may be wrong by, percent. */
export const THERMAL_DOUBT_PERCENT = 5
/** Samples of a window before anything may pass. */
export const WINDOW_SAMPLES_MIN = 32
/** Share of readings in a window that may be rejected, percent. */
export const REJECTED_MAX_PERCENT = 10
/** How long a row of repeats shows each result, ms. */
export const RESULT_SHOWN_MS = 3000
/** A jump within the window is a step from here on: mean second differences (5.7 σ). */
export const STEP_MEAN_SECONDS = 7
/** And at least this, mPa. */
export const STEP_MIN_MILLI_PA = 100
/** A gross loss must last so long without a break, ms. */
export const GROSS_HELD_MS = 500

/** The recipe when the owner names none: a housing of 1 L at 115 kPa, limits as for 0.6 sccm. */
export function defaultRecipe(): Recipe {
    return {
        name: "housing",
        kind: TestKind.Decay,
        targetMilliPa: 115000000,
        bandMilliPa: 3000000,
        fillMaxMs: 60000,
        stabiliseMs: 40000,
        testMaxMs: 120000,
        ventMaxMs: 20000,
        ambientMilliPa: 101325000,
        passMicroPaPerS: 500000,
        failMicroPaPerS: 1000000,
        grossMicroPaPerS: 50000000,
        tempChangeMaxMicroK: 500000,
        badPassedPer10k: 100,
        goodFailedPer10k: 100,
        repeats: 1,
        volumeMicroL: 1000000,
        medium: Medium.Air,
        calibrationMaxAgeDays: 365,
    }
}
