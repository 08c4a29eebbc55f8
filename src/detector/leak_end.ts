/**
 * Whether a leak is over: a line through the newest means includes zero and excludes the leak.
 *
 * Units: slopes and their standard deviations q16 mPa per sample.
 */

import { CLEAR_SELDOM_SIGMAS_Q4, CLEAR_SIGMAS_Q4 } from "../config"
import { OctaveBank } from "./octave_bank"
import { lineSlope } from "./octave_lines"
import { SlopeSpread } from "./slope_spread"

/** Lines through blocks of this octave and longer ones are drawn seldom. */
const SELDOM_OCTAVE = 6

/**
 * Looks at every line that ends with the last sample and lies within the leak.
 * @param leak its slope, and `leakSd` that one's standard deviation
 * @param leakAge samples since its onset
 * @returns samples of the line that says so, 0 while the leak goes on
 */
export function leakIsOver(
    bank: OctaveBank,
    spread: SlopeSpread,
    leak: number,
    leakSd: number,
    leakAge: number
): number {
    for (let j = 0; j < bank.updated; j++) {
        // short lines are drawn at every sample, and are wrong that much more often
        const clear_q4 = j < SELDOM_OCTAVE ? CLEAR_SIGMAS_Q4 : CLEAR_SELDOM_SIGMAS_Q4
        for (let n = 8; n >= 5; n--) {
            if (bank.count >> j < n || n << j > leakAge) continue
            const slope = lineSlope(bank, j, n)
            const size = slope < 0 ? -slope : slope
            const sd = bank.noise.lineSd(j, n, bank.slopeSd[j])
            // A guard is no reason to call a leak over: a quarter of the leak counts for zero.
            const guard = bank.guard[j] + spread.added[j]
            let zero = (leak * (1 << j)) / 4
            if (zero < 0) zero = -zero
            if (size > 2 * sd + (guard < zero ? guard : zero)) continue
            let off = leak * (1 << j) - slope
            if (off < 0) off = -off
            off = off - guard
            if (off * 16 < (sd + (leakSd * (1 << j)) / 2) * clear_q4) continue
            return n << j
        }
    }
    return 0
}
