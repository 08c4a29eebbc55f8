/**
 * What is watched from the end of the fill to the verdict: steps and gross losses.
 *
 * The noise that a step stands out of is learned on the way, from second differences, which a leak
 * leaves alone. A gross loss must show twice in a row, so that a knock is none, and be more than
 * gas can lose that was filled fast and cools (COOLING).
 *
 * Units: mPa, ms (instants int32 modulo 2^32), µPa/s. Ledger: second differences are limited to
 * 2^24 mPa, so that q4 times STEP_MEAN_SECONDS stays below 2^31; rates over GROSS_HELD_MS: 5e8 mPa
 * times 1e6 is exact, then saturated; a target's distance from ambient, 5e8 mPa, times COOLING too.
 */
import {
    fillRiseMilliPa,
    GROSS_HELD_MS,
    lossOf,
    Medium,
    Recipe,
    STEP_MEAN_SECONDS,
    STEP_MIN_MILLI_PA,
} from "../config_recipe"
import { abs, saturate } from "../detector/fixed"
import { GROSS, STEPPED } from "./cycle_facts"

/** Second differences before steps are judged. */
const LEARNING_SECONDS = 16
const SECOND_MAX_MILLI_PA = 0xffffff
/**
 * Gas that was filled at once from the room's temperature is hot, and cools by (1 - 1/γ) of its
 * rise in pressure: 2/7 for air and nitrogen, 2/5 for helium. However slowly it does, an
 * exponential of that size falls by at most its size / (e t) a second at the time t; here µPa/s ·
 * ms per mPa.
 */
const COOLING = 105109
const COOLING_HELIUM = 147152

/** See the file's head. */
export class CycleWindow {
    private p1 = 0
    private p2 = 0
    private learned = 0
    private meanSecond_q4 = 0
    private grossFromMs = 0
    private grossFromMilliPa = 0
    /** Gross losses in a row; 0 when another phase begins. */
    grossHeld = 0
    private filledAtMs = 0

    /** Another window begins: forgets the noise. */
    restart() {
        this.learned = 0
        this.grossHeld = 0
    }

    /**
     * One accepted sample.
     * @returns `STEPPED`, `GROSS`, both or none
     */
    take(atMs: number, pressureMilliPa: number, recipe: Recipe): number {
        const n = this.learned
        let facts = 0
        if (n >= 2) {
            const first = pressureMilliPa - this.p1
            let second = abs(first - (this.p1 - this.p2))
            if (second > SECOND_MAX_MILLI_PA) second = SECOND_MAX_MILLI_PA
            const mean_q4 = this.meanSecond_q4
            let clipped = second
            if (n >= LEARNING_SECONDS + 2) {
                const limit = ((mean_q4 * STEP_MEAN_SECONDS) >> 4) + STEP_MIN_MILLI_PA
                if (second > limit) {
                    facts = STEPPED
                    clipped = limit
                }
                this.meanSecond_q4 = (mean_q4 + (clipped * 16 - mean_q4) / 32) | 0
            } else this.meanSecond_q4 = (mean_q4 + (clipped * 16 - mean_q4) / (n - 1)) | 0
        }
        if (n < LEARNING_SECONDS + 2) this.learned = n + 1
        this.p2 = this.p1
        this.p1 = pressureMilliPa
        if (n === 0) {
            this.filledAtMs = atMs
            this.grossFromMs = atMs
            this.grossFromMilliPa = pressureMilliPa
            return facts
        }
        const spanMs = (atMs - this.grossFromMs) | 0
        if (spanMs < GROSS_HELD_MS) return facts
        const lost = lossOf(pressureMilliPa - this.grossFromMilliPa, recipe.kind)
        // beyond what noise does to two samples, too: 8 σ
        const rate = saturate(((lost - (this.meanSecond_q4 >> 2)) * 1000000) / spanMs)
        // by the beginning of the span, when it falls fastest
        const sinceMs = ((this.grossFromMs - this.filledAtMs) | 0) + 1
        const cooling = recipe.medium === Medium.Helium ? COOLING_HELIUM : COOLING
        const gross = saturate(
            recipe.grossMicroPaPerS + (fillRiseMilliPa(recipe) * cooling) / sinceMs
        )
        this.grossHeld = rate > gross ? this.grossHeld + 1 : 0
        this.grossFromMs = atMs
        this.grossFromMilliPa = pressureMilliPa
        return this.grossHeld >= 2 ? facts | GROSS : facts
    }
}
