/**
 * What is watched from the end of the fill to the verdict: steps and gross losses.
 *
 * The noise that a step stands out of is learned on the way, from second differences, which a leak
 * leaves alone. A gross loss must show twice in a row, so that a knock is none.
 *
 * Units: mPa, ms (instants int32 modulo 2^32), µPa/s. Ledger: second differences are limited to
 * 2^24 mPa, so that q4 times STEP_MEAN_SECONDS stays below 2^31; rates over GROSS_HELD_MS: 5e8 mPa
 * times 1e6 is exact, then saturated.
 */
import {
    GROSS_HELD_MS,
    lossOf,
    Recipe,
    STEP_MEAN_SECONDS,
    STEP_MIN_MILLI_PA,
} from "../config_recipe"
import { saturate } from "../detector/fixed"
import { GROSS, STEPPED } from "./cycle_facts"

/** Second differences before steps are judged. */
const LEARNING_SECONDS = 16
const SECOND_MAX_MILLI_PA = 0xffffff

/** See the file's head. */
export class CycleWindow {
    private p1 = 0
    private p2 = 0
    private learned = 0
    private meanSecond_q4 = 0
    private grossFromMs = 0
    private grossFromMilliPa = 0
    private grossHeld = 0

    /** Another window begins: forgets the noise. */
    restart() {
        this.learned = 0
        this.grossHeld = 0
    }

    /** Another phase begins: a gross loss is counted afresh. */
    calm() {
        this.grossHeld = 0
    }

    /**
     * One accepted sample.
     * @param grossMicroPaPerS a loss from here on is gross
     * @returns `STEPPED`, `GROSS`, both or none
     */
    take(atMs: number, pressureMilliPa: number, recipe: Recipe, grossMicroPaPerS: number): number {
        const n = this.learned
        let facts = 0
        if (n >= 2) {
            const first = pressureMilliPa - this.p1
            let second = first - (this.p1 - this.p2)
            if (second < 0) second = -second
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
            this.grossFromMs = atMs
            this.grossFromMilliPa = pressureMilliPa
            return facts
        }
        const spanMs = (atMs - this.grossFromMs) | 0
        if (spanMs < GROSS_HELD_MS) return facts
        const lost = lossOf(pressureMilliPa - this.grossFromMilliPa, recipe.kind)
        // beyond what noise does to two samples, too: 8 σ
        const rate = saturate(((lost - (this.meanSecond_q4 >> 2)) * 1000000) / spanMs)
        this.grossHeld = rate > grossMicroPaPerS ? this.grossHeld + 1 : 0
        this.grossFromMs = atMs
        this.grossFromMilliPa = pressureMilliPa
        return this.grossHeld >= 2 ? facts | GROSS : facts
    }
}
