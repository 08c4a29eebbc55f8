/**
 * Limits as the page draws and lists them: of rapid losses for a watch, of the verdict for a test.
 */
import { TestKind, ventedWithinMilliPa, type Recipe } from "../../src/config_recipe"

/** One limit. */
export interface Limit {
    /** Name beside its line on the curve. */
    readonly line: string
    /** As a change of pressure, Pa/s. */
    readonly paPerS: number
    /** Its row among the numbers; undefined for a line that needs none. */
    readonly row: string | undefined
    /** What stands before its size there. */
    readonly sign: string
}

/** A watch's limits: a rapid loss, or a rapid rise. */
export function watchLimits(rapidPaPerS: number): Limit[] {
    return [
        { line: "rapid loss", paPerS: -rapidPaPerS, row: "Rapid from", sign: "± " },
        { line: "rapid rise", paPerS: rapidPaPerS, row: undefined, sign: "" },
    ]
}

/** A test's limits, on the side to which a leak moves the pressure. */
export function testLimits(recipe: Recipe): Limit[] {
    const sign = recipe.kind === TestKind.Rise ? 1 : -1
    return [
        {
            line: "pass limit",
            paPerS: (sign * recipe.passMicroPaPerS) / 1e6,
            row: "Pass below",
            sign: "",
        },
        {
            line: "fail limit",
            paPerS: (sign * recipe.failMicroPaPerS) / 1e6,
            row: "Fail above",
            sign: "",
        },
    ]
}

/** Has a part's pressure gone, as the tester sees it? */
export function isVented(pa: number, recipe: Recipe): boolean {
    return Math.abs(pa * 1000 - recipe.ambientMilliPa) <= ventedWithinMilliPa(recipe)
}
