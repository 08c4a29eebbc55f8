/**
 * What of a slope speaks for a leak.
 *
 * Units: slopes q16 mPa per block of their octave; intervals q8 ms. Ledger: slopes are int32,
 * scaled by at most 2^13 and by the longest thermal time constant in samples (below 2^14 at 20 ms),
 * in doubles below 2^53.
 */

import { SETTLE_TIME_MS } from "../config"
import { INT32_MAX } from "./fixed"
import { Kink } from "./kink"
import { MovedGas } from "./moved_gas"
import { OctaveBank } from "./octave_bank"
import { lineSlope } from "./octave_lines"
import { GROWING_BLOCKS } from "./octave_noise"
import { SlopeSpread } from "./slope_spread"

/** What a jump must gain over a bend to be taken for one, q4. */
export const JUMP_OVER_BEND_Q4 = 200
/** A jump that fits better by so much is no leak, q4; less is chance. */
const JUMP_MARGIN_Q4 = 32
/** A bend that gains more than this after a few samples may be a swing's, q4: a slammed door. */
const LARGE_GAIN_Q4 = 1000

/** A fit that leaves more than twice the noise is held to its own residual, q4. */
const REST_MAX_Q4 = 32
/** A bend must then gain so many times what the fit leaves. */
const REST_GAIN = 6

/**
 * What of octave j's slope is a leak's, q16 per block: it must still be there in the shorter
 * octaves, be more than moved gas does, and heat on its way fades: a fading slope counts for what
 * would be left of it after the longest thermal time constant.
 */
export function supportedSlope(
    bank: OctaveBank,
    spread: SlopeSpread,
    moved: MovedGas,
    j: number,
    interval_q8: number
): number {
    const falling = spread.own(bank.slope, j) < 0
    const sign = falling ? -1 : 1
    let slope = sign * spread.own(bank.slope, j) - spread.guard[j] - spread.late[j]
    const lean = sign * spread.explained(j)
    if (lean > 0) slope = slope - lean
    // 1 µPa/s is interval_q8 / 3906 q16 mPa per sample
    slope = slope - ((moved.mayReturn(falling) * interval_q8) / 3906) * (1 << j)
    for (let i = 1; i <= 3 && i <= j; i++) {
        const sd = bank.slopeSd[j - i]
        if (sd === INT32_MAX) break
        let own = sign * spread.own(bank.slope, j - i) - spread.late[j - i]
        const explained = sign * spread.explained(j - i)
        // what is heat there is no support here
        if (explained > 0) own = own - explained
        const most = (own + 2 * sd - spread.guard[j - i]) * (1 << i)
        if (most < slope) slope = most
    }
    // Fading shows as a difference between a longer memory and a shorter one that is full.
    let k = j + 1
    if (k >= bank.octaves || bank.slopeSd[k] === INT32_MAX) k = j
    let i = k - 1
    let ratio = 2
    while (i >= 0 && (bank.blocks[i] < GROWING_BLOCKS || bank.blocks[k] * ratio < 84)) {
        i--
        ratio = ratio * 2
    }
    if (i < 0) return 0
    // The two slopes are those of instants half their memories apart.
    const apart = (bank.blocks[k] * ratio - GROWING_BLOCKS) * (1 << i)
    let fall = bank.slope[k] / (1 << k) - bank.slope[i] / (1 << i)
    if (spread.heat[k] !== 0 && spread.heat[i] !== 0)
        fall = spread.own(bank.slope, k) / (1 << k) - spread.own(bank.slope, i) / (1 << i)
    const fade = sign * fall + bank.slopeSd[i] / (1 << i)
    if (fade <= 0) return slope
    const thermalSamples = (SETTLE_TIME_MS * 256) / interval_q8
    return slope - ((fade * 2) / apart) * thermalSamples * (1 << j)
}

/**
 * Whether what the shortest octaves take for a leak may be one: two samples are no bend, a swing
 * looks like one, and what is there is past all doubt a few samples on.
 */
export function bendShows(bank: OctaveBank, kink: Kink): boolean {
    let least = 5
    if (kink.rampGain_q4 > LARGE_GAIN_Q4) least = 6
    if (kink.octave <= 1 && kink.onsetAgo * 2 < least << kink.octave) return false
    return goesOn(bank, kink)
}

/**
 * Whether what was fitted is no bend: a jump fits better by more than chance, or the bend leaves so
 * much unexplained that it has to gain more than noise's share of it. In the shortest octaves a
 * small bend has little to show yet, and a large one must stand out.
 */
export function isNoBend(kink: Kink, isShort: boolean): boolean {
    const ramp = kink.rampGain_q4
    let margin = JUMP_MARGIN_Q4
    if (isShort) margin = ramp > LARGE_GAIN_Q4 ? -JUMP_MARGIN_Q4 : JUMP_MARGIN_Q4 / 2
    if (kink.stepGain_q4 > ramp + margin) return true
    return kink.rest_q4 > REST_MAX_Q4 && ramp < kink.rest_q4 * REST_GAIN
}

/** Whether the last four samples go the bend's way: half as fast at least, but for 1 σ. */
function goesOn(bank: OctaveBank, kink: Kink): boolean {
    const ramp = kink.slope_q16 / (2 << kink.octave)
    const now = lineSlope(bank, 0, 4)
    // of four samples in white noise: σ / √5, in terms of the mean second difference 1.83
    const slack = bank.noise.mean[0] * 1.83
    return ramp < 0 ? now <= ramp + slack : now >= ramp - slack
}
