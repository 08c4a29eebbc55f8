/**
 * What a chamber is filled with, as the ideal-gas model needs it.
 *
 * SI units. Ideal gas with constant heat capacities: good to 0.1 % for air at 30-400 kPa near room
 * temperature. Values: NIST Chemistry WebBook, 20 °C and 1 atm.
 */

/** One gas. */
export interface Medium {
    name: string
    /** Ratio of the heat capacities, cp/cv. */
    gamma: number
    /** Specific gas constant R/M, J/(kg·K). */
    specificGasJPerKgK: number
    /** Dynamic viscosity, Pa·s. */
    viscosityPaS: number
}

/** Dry air, M = 28.965 g/mol. */
export const AIR: Medium = {
    name: "air",
    gamma: 1.4,
    specificGasJPerKgK: 287.055,
    viscosityPaS: 1.82e-5,
}

/** Nitrogen. */
export const NITROGEN: Medium = {
    name: "nitrogen",
    gamma: 1.4,
    specificGasJPerKgK: 296.8,
    viscosityPaS: 1.76e-5,
}

/** Helium, which leaks faster than air. */
export const HELIUM: Medium = {
    name: "helium",
    gamma: 5 / 3,
    specificGasJPerKgK: 2077.1,
    viscosityPaS: 1.96e-5,
}

/** Heat capacity at constant volume, J/(kg·K). */
export function cvJPerKgK(medium: Medium): number {
    return medium.specificGasJPerKgK / (medium.gamma - 1)
}

/** Heat capacity at constant pressure, J/(kg·K). */
export function cpJPerKgK(medium: Medium): number {
    return (medium.gamma * medium.specificGasJPerKgK) / (medium.gamma - 1)
}

/** Mass of an ideal gas, kg. */
export function massKg(medium: Medium, volumeM3: number, pa: number, tempK: number): number {
    return (pa * volumeM3) / (medium.specificGasJPerKgK * tempK)
}
