/**
 * What a leak does to the temperature of its gas, while no thermometer has seen it.
 *
 * Gas that expands cools: at first a leaking chamber's pressure falls γ = 1.4 times as fast as at
 * constant temperature (air, no heat from the wall). Then the wall warms the gas, and a thermometer
 * that lags takes the cold off the slope when it is past. When the leak ends, all of it comes back.
 */

import { abs } from "./fixed"

/** Gas and thermometer take the temperature of the wall within about this time, ms. */
export const COLD_MS = 30000

/**
 * How far the slope since a leak's beginning or end may be off for that reason, with its sign
 * unknown. The cold is a step of (γ - 1) r τ in all, and a step in a line of age a moves its
 * least-squares slope by 6 u (1 - u) steps / a, u being where in the line it lies: by 1.5 at most,
 * and by less once the line is long.
 * @param slope the leak's, in any unit
 * @param age samples since it began or ended
 * @param isOver whether it has ended: the gas then warms by 2/5 of the leak's steady rate, where in
 * the beginning 2/7 of what was seen, 1 - 1 / γ, was cold
 * @returns in the unit of `slope`
 */
export function unseenCold(
    slope: number,
    age: number,
    interval_q8: number,
    isOver: boolean
): number {
    const ages = (age * interval_q8) / (COLD_MS * 256)
    const most = isOver ? 0.4 : 2 / 7
    let share = ages < 8 ? 0.6 / ages : 4.8 / (ages * ages)
    if (share > most) share = most
    return share * abs(slope)
}
