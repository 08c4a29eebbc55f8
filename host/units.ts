/**
 * Leak rates in the trade's units.
 *
 * A pressure rate is what the tester measures; a flow needs the chamber's volume: Q = V · dp/dt at
 * constant temperature. Reference of sccm: 0 °C and 101,325 Pa; the gas is taken at 20 °C, so that
 * 1 Pa·m³/s of it is 273.15/293.15 of that at 0 °C.
 */

/** Units of a leak rate that a rig's owner may choose. */
export const RATE_UNITS = [
    "Pa/s",
    "Pa/min",
    "Pa/h",
    "mbar/h",
    "mmHg/h",
    "psi/h",
    "Pa m3/s",
    "mbar L/s",
    "sccm",
    "atm cc/s",
] as const

/** One of them. */
export type RateUnit = (typeof RATE_UNITS)[number]

/** How rates are written. */
export interface RateWriting {
    /** The rig's or the reader's, and of results whose recipe is not known. */
    readonly unit: RateUnit
    /** Gas volume of the chamber, litres; flows need it where nothing tells the part's. */
    readonly volumeL: number
    /** Of a lab test's results, by the name of its recipe. */
    readonly recipeUnits: Readonly<Record<string, RateUnit>>
}

/** The unit that a recipe's results are written in; `unit` where that is not known. */
export function resultUnit(
    recipe: string,
    { unit, recipeUnits }: Pick<RateWriting, "unit" | "recipeUnits">
): RateUnit {
    return Object.hasOwn(recipeUnits, recipe) ? recipeUnits[recipe] : unit
}

/** A result in its own unit, and in brackets in the reader's where that is another. */
export function inBothUnits(
    own: RateUnit,
    reader: RateUnit,
    write: (unit: RateUnit) => string
): string {
    return own === reader ? write(own) : `${write(own)} (${write(reader)})`
}

/** 1 mmHg (conventional, 0 °C), Pa. */
export const MMHG_PA = 133.322
/** 1 psi, Pa. */
export const PSI_PA = 6894.757
/** Standard pressure, Pa. */
const ATM_PA = 101325
/** Kelvin at the reference of sccm, and of the gas. */
const SCCM_REFERENCE_K = 273.15
const GAS_K = 293.15

/**
 * Converts a rate.
 * @param paPerS pressure rate, Pa/s
 * @param volumeL gas volume of the chamber, litres; only flows need it
 */
export function convertRate(paPerS: number, unit: RateUnit, volumeL: number): number {
    const flowPaM3PerS = paPerS * (volumeL / 1000)
    switch (unit) {
        case "Pa/s":
            return paPerS
        case "Pa/min":
            return paPerS * 60
        case "Pa/h":
            return paPerS * 3600
        case "mbar/h":
            return paPerS * 36
        case "mmHg/h":
            return (paPerS * 3600) / MMHG_PA
        case "psi/h":
            return (paPerS * 3600) / PSI_PA
        case "Pa m3/s":
            return flowPaM3PerS
        case "mbar L/s":
            return flowPaM3PerS * 10
        case "sccm":
            return (flowPaM3PerS / ATM_PA) * (SCCM_REFERENCE_K / GAS_K) * 60e6
        case "atm cc/s":
            return (flowPaM3PerS / ATM_PA) * 1e6
    }
}

/** A rate in a unit, with three significant digits at least: `-0.0222`, `-49.0`, `1340`. */
export function formatRate(paPerS: number, unit: RateUnit, volumeL: number): string {
    const value = convertRate(paPerS, unit, volumeL)
    const size = Math.abs(value)
    if (size >= 100 || size === 0) return value.toFixed(0)
    if (size < 1e-4) return value.toExponential(2)
    return value.toFixed(2 - Math.floor(Math.log10(size)))
}

/**
 * A rate with the half-width of its interval, to the digits that the interval supports:
 * `18.2 ± 1.1`; the rate alone when there is no interval.
 * @param halfPaPerS NaN for none
 */
export function formatRateWithin(
    paPerS: number,
    halfPaPerS: number,
    unit: RateUnit,
    volumeL: number
): string {
    const half = Math.abs(convertRate(halfPaPerS, unit, volumeL))
    if (Number.isNaN(half) || half === 0) return formatRate(paPerS, unit, volumeL).replace("-", "−")
    return formatWithin(convertRate(paPerS, unit, volumeL), half)
}

/** A value with the half-width of its interval, above 0, in the same unit and likewise. */
export function formatWithin(value: number, half: number): string {
    const first = Math.floor(Math.log10(half))
    if (first < -5)
        return `${value.toExponential(2)} ± ${half.toExponential(1)}`.replaceAll("-", "−")
    const digits = Math.max(0, 1 - first)
    return `${value.toFixed(digits).replace("-", "−")} ± ${half.toFixed(digits)}`
}
