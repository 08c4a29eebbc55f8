/**
 * Which octave of a bank tells the slope.
 *
 * Units: slopes and their standard deviations q16 mPa per sample.
 */

import { INT32_MAX } from "./fixed"
import { OctaveBank } from "./octave_bank"
import { GROWING_BLOCKS } from "./octave_noise"
import { SlopeSpread } from "./slope_spread"

/**
 * The octave that knows the slope best among those that agree with all shorter ones, -1 while none
 * knows any.
 * @param sigmas half-width of the intervals that must have a slope in common, standard deviations
 */
export function surestOctave(bank: OctaveBank, spread: SlopeSpread, sigmas: number): number {
    let best = -1
    let least = 1e15
    let low = -1e15
    let high = 1e15
    for (let j = 0; j < bank.octaves; j++) {
        const sd = bank.slopeSd[j]
        if (sd === INT32_MAX) {
            if (best < 0) continue
            break
        }
        const block = 1 << j
        const slope = (bank.slope[j] - spread.heat[j]) / block
        const wide = (sigmas * sd) / block
        if (slope - wide > high || slope + wide < low) break
        if (slope - wide > low) low = slope - wide
        if (slope + wide < high) high = slope + wide
        // long blocks leave out the samples at the ends of a young stretch
        if (wide < least || bank.blocks[j] === GROWING_BLOCKS) {
            least = wide
            best = j
        }
    }
    return best
}
