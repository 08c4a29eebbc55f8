/**
 * Recipes of the owner's file: what the schema cannot say about them, and what the firmware takes.
 *
 * Limits are given in any unit that rates are shown in. A flow Q becomes the pressure rate
 * dp/dt = Q / V at the recipe's own volume, a pressure rate is only scaled (host/units.ts).
 */
import { BadInput } from "../../sim/input/bad_input"
import {
    LIMIT_MAX_MICRO_PA_PER_S,
    LIMIT_MIN_MICRO_PA_PER_S,
    limitsFault,
    LimitsFault,
    TestKind,
    Medium,
    type Recipe,
} from "../../src/config_recipe"
import { convertRate, type RateUnit } from "../units"

/** One recipe as the schema describes it, defaults filled in. */
export interface OwnerRecipe {
    name: string
    kind: "decay" | "rise" | "sealed"
    volumeL: number
    targetKPa: number
    bandKPa: number
    ambientKPa: number
    fillMaxS: number
    stabiliseS: number
    testMaxS: number
    ventMaxS: number
    passLimit: number
    failLimit: number
    limitUnit: RateUnit
    unit?: RateUnit
    grossPaPerS: number
    tempChangeMaxK: number
    badPassedPercent: number
    goodFailedPercent: number
    repeats: number
    medium: "air" | "nitrogen" | "helium"
    calibrationMaxAgeDays: number
}

const KINDS = { decay: TestKind.Decay, rise: TestKind.Rise, sealed: TestKind.Sealed }
const MEDIA = {
    air: Medium.Air,
    nitrogen: Medium.Nitrogen,
    helium: Medium.Helium,
}

/** The unit that results are written in. */
export function unitOf({ unit, limitUnit }: OwnerRecipe): RateUnit {
    return unit ?? limitUnit
}

/** The same for each recipe, by its name. */
export function unitsByName(recipes: readonly OwnerRecipe[]): Record<string, RateUnit> {
    return Object.fromEntries(recipes.map(recipe => [recipe.name, unitOf(recipe)]))
}

/** A limit as a pressure rate, µPa/s. Every unit is proportional to Pa/s. */
function limitMicroPaPerS(limit: number, { limitUnit, volumeL }: OwnerRecipe): number {
    return Math.round((limit / convertRate(1, limitUnit, volumeL)) * 1e6)
}

/** A recipe as the firmware takes it. */
export function toRecipe(owner: OwnerRecipe): Recipe {
    const milliPa = (kPa: number) => Math.round(kPa * 1e6)
    const ms = (s: number) => Math.round(s * 1000)
    return {
        name: owner.name,
        kind: KINDS[owner.kind],
        targetMilliPa: milliPa(owner.targetKPa),
        bandMilliPa: milliPa(owner.bandKPa),
        fillMaxMs: ms(owner.fillMaxS),
        stabiliseMs: ms(owner.stabiliseS),
        testMaxMs: ms(owner.testMaxS),
        ventMaxMs: ms(owner.ventMaxS),
        ambientMilliPa: milliPa(owner.ambientKPa),
        passMicroPaPerS: limitMicroPaPerS(owner.passLimit, owner),
        failMicroPaPerS: limitMicroPaPerS(owner.failLimit, owner),
        grossMicroPaPerS: Math.round(owner.grossPaPerS * 1e6),
        tempChangeMaxMicroK: Math.round(owner.tempChangeMaxK * 1e6),
        badPassedPer10k: Math.round(owner.badPassedPercent * 100),
        goodFailedPer10k: Math.round(owner.goodFailedPercent * 100),
        repeats: owner.repeats,
        volumeMicroL: Math.round(owner.volumeL * 1e6),
        medium: MEDIA[owner.medium],
        calibrationMaxAgeDays: owner.calibrationMaxAgeDays,
    }
}

/**
 * Checks what lies between the keys of recipes.
 * @param file name to show in errors
 * @param sensorMinKPa what the rig believes of its sensor, kPa, `sensorMaxKPa` likewise
 * @throws BadInput that names recipe and key, what was found and what is allowed
 */
export function checkRecipes(
    recipes: readonly OwnerRecipe[],
    file: string,
    sensorMinKPa: number,
    sensorMaxKPa: number
) {
    recipes.forEach((recipe, i) => {
        const twin = recipes.findIndex(({ name }) => name === recipe.name)
        const found = (key: keyof OwnerRecipe) =>
            `${file}: recipes[${i}].${key} is ${JSON.stringify(recipe[key])}; allowed is `
        if (twin < i)
            throw new BadInput(`${found("name")}a name that recipes[${twin}] does not have`)
        for (const key of ["passLimit", "failLimit"] as const) {
            const rate = limitMicroPaPerS(recipe[key], recipe)
            if (rate < LIMIT_MIN_MICRO_PA_PER_S || rate > LIMIT_MAX_MICRO_PA_PER_S) {
                const inUnit = (microPaPerS: number) =>
                    convertRate(microPaPerS / 1e6, recipe.limitUnit, recipe.volumeL).toPrecision(4)
                throw new BadInput(
                    `${found(key)}from ${inUnit(LIMIT_MIN_MICRO_PA_PER_S)} to ` +
                        `${inUnit(LIMIT_MAX_MICRO_PA_PER_S)} ${recipe.limitUnit} ` +
                        `at ${recipe.volumeL} L`
                )
            }
        }
        const made = toRecipe(recipe)
        const fault = limitsFault(made.passMicroPaPerS, made.failMicroPaPerS, made)
        if (fault === LimitsFault.FailTooLarge)
            throw new BadInput(
                `${found("grossPaPerS")}more than failLimit, which is ` +
                    `${made.failMicroPaPerS / 1e6} Pa/s`
            )
        if (fault !== LimitsFault.None)
            throw new BadInput(
                `${found("passLimit")}less than failLimit, which is ${recipe.failLimit}`
            )
        if (recipe.targetKPa < sensorMinKPa || recipe.targetKPa > sensorMaxKPa)
            throw new BadInput(
                `${found("targetKPa")}from pressureMinKPa to pressureMaxKPa, ` +
                    `${sensorMinKPa} to ${sensorMaxKPa}`
            )
        // the band must leave the target on the side of ambient where a leak shows
        const off = recipe.targetKPa - recipe.ambientKPa
        if (recipe.kind === "decay" && off <= recipe.bandKPa)
            throw new BadInput(
                `${found("targetKPa")}more than ambientKPa + bandKPa, ` +
                    `${recipe.ambientKPa + recipe.bandKPa}, for a decay`
            )
        if (recipe.kind === "rise" && -off <= recipe.bandKPa)
            throw new BadInput(
                `${found("targetKPa")}less than ambientKPa - bandKPa, ` +
                    `${recipe.ambientKPa - recipe.bandKPa}, for a rise`
            )
    })
}

/**
 * Place in the list of the recipe that is selected at power-up.
 * @throws BadInput when there is none of that name
 */
export function recipeAtBoot(
    recipes: readonly OwnerRecipe[],
    name: string | undefined,
    file: string
): number {
    const at = name === undefined ? 0 : recipes.findIndex(recipe => recipe.name === name)
    if (at < 0)
        throw new BadInput(
            `${file}: recipe is ${JSON.stringify(name)}; allowed is one of ` +
                recipes.map(recipe => JSON.stringify(recipe.name)).join(", ")
        )
    return at
}
