/**
 * What the thermometer knows, told to the octaves of the pressure.
 *
 * Pressure less correction and temperature less correction run through the same filters in step, so
 * the difference of their slopes is the slope of the gas at constant temperature, whatever was
 * corrected. Where that was seen to spread less than the pressure's slope alone it is what counts:
 * it finds a leak that a warming room hides, as it excuses a room that cools. Elsewhere the
 * correction stands, and what of it is doubtful.
 *
 * Units: q16 mPa per sample in `Thermal`, per block of their octave in the bank and its spread.
 */

import { DEAD_ZONE_MICRO_PA_PER_S } from "../config"
import { abs, INT32_MAX, saturate } from "./fixed"
import { OctaveBank } from "./octave_bank"
import { SampleGrid } from "./sample_grid"
import { HEARD_Q8, NO_THERMOMETER, SlopeSpread } from "./slope_spread"
import { LAG_MS, THERMAL_SCALES, Thermal } from "./thermal"

/**
 * Sets guard, heat and its lag of each octave of the pressure, and what its spread is to make of
 * the thermometer.
 * @param unsettled what of the correction may not be the gas's yet, q16 mPa per sample
 */
export function tellHeat(
    thermal: Thermal,
    grid: SampleGrid,
    bank: OctaveBank,
    spread: SlopeSpread,
    unsettled: number
): void {
    // 1 µPa/s is interval_q8 / 3906 q16 mPa per sample.
    const dead = ((DEAD_ZONE_MICRO_PA_PER_S * grid.interval_q8) / 3906) | 0
    spread.dead_q16 = dead
    const isYoung = !spread.isOld(bank.count)
    const heats = spread.heat
    const lates = spread.late
    const guards = spread.guard
    const shares = spread.share_q8
    const octaves = bank.octaves
    const short = grid.thermalLog2
    let block = 1
    for (let j = 0; j < octaves; j++) {
        let k = j - short
        const isShort = k < 0
        if (k < 0) k = 0
        if (k > THERMAL_SCALES - 1) k = THERMAL_SCALES - 1
        const before = spread.doubt[j]
        let doubt = NO_THERMOMETER
        if (thermal.speaks) {
            doubt = thermal.doubt_q16[k]
            // The thermometer tells nothing below its own shortest scale, and a room's slope may
            // change within the lag, L / M of it in a memory of 32 blocks.
            if (isShort) doubt = INT32_MAX
            else {
                let part = (LAG_MS * 8) / (grid.interval_q8 * grid.thermalSamples * (1 << k))
                if (part > 1) part = 1
                let room = spread.quiet_q16
                if (isYoung) {
                    room = spread.prior_q16
                    doubt = doubt + thermal.late_q16[k]
                }
                doubt = doubt + room * part
            }
            doubt = saturate(doubt * block)
        }
        spread.doubt[j] = doubt
        spread.lean[j] = saturate(thermal.lean_q16[k] * block)
        let heat = 0
        let late = 0
        let doubtful = thermal.guard_q16
        if (!isShort && shares[j] === HEARD_Q8) {
            heat = spread.lean[j]
            // no more than it says can be the lag's doing
            late = abs(heat)
            const most = thermal.late_q16[k] * block
            if (late > most) late = most
            doubtful = thermal.gain_q16[k]
        }
        heats[j] = heat
        lates[j] = late
        guards[j] = saturate((dead + unsettled + doubtful) * block)
        // a threshold that trusts a thermometer does not outlive that trust
        if (doubt > 2 * before) bank.judge(j)
        block = block * 2
    }
}
