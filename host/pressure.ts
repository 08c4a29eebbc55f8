/**
 * Pressures as people write them.
 *
 * Digits are chosen so that a pascal shows in every unit, because a leak is a matter of pascals.
 */

import { MMHG_PA, PSI_PA } from "./units"

/** Units of pressure: Pa per unit, and digits that show 0.1 Pa. */
export const PRESSURE_UNITS = {
    Pa: { pa: 1, digits: 1 },
    kPa: { pa: 1000, digits: 4 },
    mbar: { pa: 100, digits: 3 },
    mmHg: { pa: MMHG_PA, digits: 3 },
    psi: { pa: PSI_PA, digits: 5 },
} as const

/** One of them. */
export type PressureUnit = keyof typeof PRESSURE_UNITS

/** A pressure with its unit. */
export function formatPressure(pa: number, unit: PressureUnit): string {
    const { pa: size, digits } = PRESSURE_UNITS[unit]
    return `${grouped((pa / size).toFixed(digits))} ${unit}`
}

/** `120000.5` as `120,000.5`. */
export function grouped(text: string): string {
    const [whole, part] = text.split(".")
    const groups = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",")
    return part === undefined ? groups : `${groups}.${part}`
}
