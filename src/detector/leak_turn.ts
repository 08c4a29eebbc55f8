/**
 * Whether a leak is over or has changed: a line through the newest means excludes its slope, and
 * includes zero or does not.
 *
 * Units: slopes and their standard deviations q16 mPa per sample.
 */

import { CLEAR_SELDOM_SIGMAS_Q4, CLEAR_SIGMAS_Q4 } from "../config"
import { abs, INT32_MAX } from "./fixed"
import { KEPT_MEANS, OctaveBank } from "./octave_bank"
import { lineSlope } from "./octave_lines"
import { HEARD_Q8, SlopeSpread } from "./slope_spread"

/** Lines through blocks of this octave and longer ones are drawn seldom. */
const SELDOM_OCTAVE = 6
/** Blocks of the shortest line. */
const SHORTEST = 5

/**
 * Looks at every line that ends with the last sample and lies within the leak.
 * @param leak its slope, and `leakSd` that one's standard deviation
 * @param leakAge samples since its onset, or since it changed
 * @param straight samples that a line may have that tells of a change
 * @returns samples of the line that says that the leak is over, the same negative for one that it
 * has changed, 0 while it goes on as it was
 */
export function leakTurn(
    bank: OctaveBank,
    spread: SlopeSpread,
    leak: number,
    leakSd: number,
    leakAge: number,
    straight: number
): number {
    let changed = 0
    for (let j = 0; j < bank.updated; j++) {
        // short lines are drawn at every sample, and are wrong that much more often
        let clear_q4 = CLEAR_SELDOM_SIGMAS_Q4
        if (j < SELDOM_OCTAVE) clear_q4 = CLEAR_SIGMAS_Q4
        const all = leak * (1 << j)
        const guard = spread.guard[j] + spread.added[j]
        // A guard is no reason to call a leak over: a quarter of the leak counts for zero.
        const zero = abs(all) / 4
        let nil = guard
        if (nil > zero) nil = zero
        // of the longest line; a shorter one's is (504 / (n (n² - 1)))^1/2 as wide, rounded up by
        // some 3 % at most
        const walks = spread.share_q8[j] !== HEARD_Q8
        const whole = bank.noise.lineSd(j, KEPT_MEANS, bank.slopeSd[j], walks)
        for (let n = KEPT_MEANS; n >= SHORTEST; n--) {
            if (bank.count >> j < n || n << j > leakAge) continue
            const slope = lineSlope(bank, j, n) - spread.heat[j]
            // what goes the other way is no leak, but cold gas that warms
            let leaks = slope
            if (leak < 0) leaks = -slope
            // beyond the format: the shorter octaves hold it
            if (leaks >= INT32_MAX) continue
            const fewer = KEPT_MEANS - n
            const sd = (whole * (20 + fewer * (4 + fewer))) / 20
            const left = leaks - nil
            const isOver = left <= 2 * sd && left + (sd * 3) / 2 <= zero
            if (!isOver && (left < 3 * sd || n > SHORTEST || n << j > straight)) continue
            const off = abs(all - slope) - guard
            if (off * 16 < (sd + (leakSd * (1 << j)) / 2) * clear_q4) continue
            if (isOver) return n << j
            // the cold that a leak makes changes it by less, which the octaves follow
            if (off > zero && changed === 0) changed = -(n << j)
        }
    }
    return changed
}
