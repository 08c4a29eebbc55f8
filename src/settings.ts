/**
 * What a board's settings change of the compiled configuration: checked, applied, and reported.
 *
 * DeviceScript settings override what `devs.config.json` compiled in, within the same limits. What
 * is not allowed changes nothing: the compiled value stays, and a `g` record says so at boot. A
 * value that is in force has its `g` record too, so that a recording alone can be replayed. One
 * table, `settingRow`, says every key, unit, limit and what it sets.
 */
import { RigConfig } from "./config"
import {
    LIMIT_MAX_MICRO_PA_PER_S,
    LIMIT_MIN_MICRO_PA_PER_S,
    limitsFault,
    LimitsFault,
    Recipe,
    RECIPE_TIME_MAX_MS,
    RECIPES_MAX,
    STABILISE_MIN_MS,
    TEST_MIN_MS,
} from "./config_recipe"
import { openKept, testsKey, TESTS_MAX, TESTS_SLOTS } from "./output/kept"
import { Finding, SettingOutcome } from "./output/setting_record"

/** One row of the table. */
export interface SettingRow {
    /** Key of the DeviceScript setting, at most 13 characters; its unit is the end of it. */
    key: string
    /** Smallest and largest value that is allowed, int32. */
    min: number
    max: number
    /** It belongs to the recipe that is selected, not to the rig. */
    ofRecipe: boolean
    /** The field of `RigConfig` or `Recipe` that it sets; none for the choice of a recipe. */
    field: string
}

function row(key: string, min: number, max: number, ofRecipe: boolean, field: string): SettingRow {
    return { key: key, min: min, max: max, ofRecipe: ofRecipe, field: field }
}

/** Rows of the table. The recipe comes first, because the rows after it change it. */
export const SETTING_ROWS = 12

/** Row `i`, 0 … SETTING_ROWS - 1; made when asked for, because code costs no heap. */
export function settingRow(i: number): SettingRow {
    const limitMin = LIMIT_MIN_MICRO_PA_PER_S
    const limitMax = LIMIT_MAX_MICRO_PA_PER_S
    switch (i) {
        case 0:
            return row("recipe", 0, RECIPES_MAX - 1, false, "")
        case 1:
            return row("passUPaPerS", limitMin, limitMax, true, "passMicroPaPerS")
        case 2:
            return row("failUPaPerS", limitMin, limitMax, true, "failMicroPaPerS")
        case 3:
            return row("stabiliseMs", STABILISE_MIN_MS, RECIPE_TIME_MAX_MS, true, "stabiliseMs")
        case 4:
            return row("testMaxMs", TEST_MIN_MS, RECIPE_TIME_MAX_MS, true, "testMaxMs")
        case 5:
            return row("rapidUPaPerS", 10000, 2000000000, false, "rapidLimitMicroPaPerS")
        case 6:
            return row("leakDirection", 0, 2, false, "leakDirection")
        case 7:
            return row("chamberMilliL", 1, 2000000000, false, "chamberVolumeMilliL")
        case 8:
            return row("mode", 0, 1, false, "mode")
        case 9:
            return row("reportMs", 100, 3600000, false, "rateReportPeriodMs")
        case 10:
            return row("roomUPaPerS", 100, 1000000, false, "roomSlopeMicroPaPerS")
    }
    return row("recordEvery", 1, 600, false, "sampleRecordEvery")
}

/** What a boot found on its board. */
export class Setup {
    findings: Finding[] = []
    /** Tests begun before this boot. */
    tests = 0
    /** The last of them was running when the power went. */
    interrupted = false
    /** Calibrations as they were read, in the order of `calibrationKey`. */
    kept: unknown[] = []

    /**
     * @param recipe the one that is selected; changed by its settings
     * @param recipeIndex its place
     */
    constructor(
        public recipe: Recipe,
        public recipeIndex: number
    ) {}
}

/**
 * Applies what was read from a board.
 * @param rig changed by what is in force
 * @param values parsed values in the table's order, then those of `testsKey` and of
 *   `calibrationKey`; undefined where there is none, NaN where it is not JSON; undefined as a whole
 *   when the settings did not answer
 * @param recipeOf makes a recipe by its place, 0 … `recipes` - 1
 * @param atBoot the recipe when no setting names another
 */
export function applySettings(
    rig: RigConfig,
    values: unknown[] | undefined,
    recipeOf: (i: number) => Recipe,
    recipes: number,
    atBoot: number
): Setup {
    const setup = new Setup(recipeOf(atBoot), atBoot)
    if (values === undefined) {
        setup.findings.push(new Finding("", SettingOutcome.Unreachable, 0, 0, 0, 0))
        return setup
    }
    for (let i = 0; i < SETTING_ROWS; i++) {
        const value = values[i]
        if (value === undefined) continue
        const now = settingRow(i)
        const target = fields(now.ofRecipe ? setup.recipe : rig)
        const max = i === 0 ? recipes - 1 : now.max
        const compiled = i === 0 ? atBoot : target[now.field]
        const found = typeof value === "number" && (value | 0) === value ? value | 0 : 0
        let outcome = SettingOutcome.InForce
        if (found !== value) outcome = SettingOutcome.NotInteger
        else if (found < now.min || found > max) outcome = SettingOutcome.OutOfRange
        const finding = new Finding(now.key, outcome, found, now.min, max, compiled)
        setup.findings.push(finding)
        if (outcome !== SettingOutcome.InForce) continue
        finding.used = found
        if (i === 0) {
            setup.recipe = recipeOf(found)
            setup.recipeIndex = found
        } else target[now.field] = found
    }
    settleLimits(setup)
    recall(setup, values)
    setup.kept = values.slice(SETTING_ROWS + TESTS_SLOTS)
    return setup
}

/** A rig or a recipe as the table sees it: numbers by the names of their fields. */
function fields(of: RigConfig | Recipe): Record<string, number> {
    return of as unknown as Record<string, number>
}

/** Undoes limits that contradict each other or the recipe. */
function settleLimits(setup: Setup) {
    const recipe = setup.recipe
    const gross = recipe.grossMicroPaPerS
    const pass = recipe.passMicroPaPerS
    if (limitsFault(pass, recipe.failMicroPaPerS, recipe) === LimitsFault.FailTooLarge)
        refuse(setup, 2, LIMIT_MIN_MICRO_PA_PER_S, gross - 1)
    const fail = recipe.failMicroPaPerS
    if (limitsFault(pass, fail, recipe) === LimitsFault.None) return
    refuse(setup, 1, LIMIT_MIN_MICRO_PA_PER_S, fail - 1)
    refuse(setup, 2, pass + 1, gross - 1)
}

/** Row `i` goes back to its compiled value, if a setting changed it. */
function refuse(setup: Setup, i: number, min: number, max: number) {
    const at = settingRow(i)
    for (let k = 0; k < setup.findings.length; k++) {
        const finding = setup.findings[k]
        if (finding.key !== at.key || finding.outcome !== SettingOutcome.InForce) continue
        finding.outcome = SettingOutcome.Contradiction
        finding.min = min
        finding.max = max
        finding.used = finding.compiled
        fields(setup.recipe)[at.field] = finding.compiled
    }
}

/** How many tests there were, and whether one was running: the newer of two kept values. */
function recall(setup: Setup, values: unknown[]) {
    let newest = -1
    let outcome = SettingOutcome.InForce
    for (let slot = 0; slot < TESTS_SLOTS; slot++) {
        const text = values[SETTING_ROWS + slot]
        if (text === undefined) continue
        if (newest < 0) newest = 0
        const kept = openKept(testsKey(slot), text)
        const state = kept === "" ? -1 : parseInt(kept)
        const isWhole = (state | 0) === state && state >= 0 && `${state}` === kept
        if (!isWhole || (state & 1) !== slot) outcome = SettingOutcome.Damaged
        else if (state > newest) newest = state
    }
    if (newest < 0) return
    setup.tests = (newest >> 1) + (newest & 1)
    setup.interrupted = (newest & 1) !== 0
    const finding = new Finding("tests", outcome, setup.tests, 0, TESTS_MAX, newest & 1)
    setup.findings.push(finding)
}
