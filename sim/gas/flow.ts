/**
 * How fast gas goes through a hole: a sharp orifice and a long capillary.
 *
 * SI units, absolute pressures, upstream is the higher one. Limits: continuum flow (above about
 * 1 µm at 1 atm; no molecular flow), ideal gas, the capillary laminar and isothermal.
 */
import type { Medium } from "./medium"

/**
 * Below this pressure difference the orifice's square-root law is continued linearly to zero, Pa.
 * Real orifices turn laminar there, and an infinite slope at zero cannot be integrated.
 */
export const ORIFICE_LINEAR_BELOW_PA = 1

/** Downstream over upstream pressure at and below which an orifice is choked; 0.528 for air. */
export function criticalPressureRatio(medium: Medium): number {
    return Math.pow(2 / (medium.gamma + 1), medium.gamma / (medium.gamma - 1))
}

/**
 * Mass flow over (Cd · area · upstream pressure) of a choked orifice, s/m. For air it is
 * 0.0404/sqrt(T). Source: White, Fluid Mechanics, 9.4 (choked isentropic nozzle).
 */
export function chokedFlowFactor(medium: Medium, upstreamK: number): number {
    const g = medium.gamma
    return (
        Math.sqrt(g / (medium.specificGasJPerKgK * upstreamK)) *
        Math.pow(2 / (g + 1), (g + 1) / (2 * (g - 1)))
    )
}

/**
 * Mass flow through a round orifice, kg/s, never negative: 0 when `downstreamPa` is not below
 * `upstreamPa`. Choked below the critical ratio, else the subsonic isentropic (Saint-Venant and
 * Wantzel) law; White, Fluid Mechanics, 9.3-9.4. `dischargeCoefficient` is 0.6-0.65 for a sharp
 * edge and near 1 for a rounded one.
 */
export function orificeMassFlowKgPerS(
    medium: Medium,
    upstreamPa: number,
    upstreamK: number,
    downstreamPa: number,
    diameterM: number,
    dischargeCoefficient: number
): number {
    const differencePa = upstreamPa - downstreamPa
    if (!(differencePa > 0) || !(diameterM > 0)) return 0
    const effectiveM2 = dischargeCoefficient * (Math.PI / 4) * diameterM * diameterM
    if (downstreamPa <= upstreamPa * criticalPressureRatio(medium)) {
        return effectiveM2 * upstreamPa * chokedFlowFactor(medium, upstreamK)
    }
    if (differencePa < ORIFICE_LINEAR_BELOW_PA && upstreamPa > 2 * ORIFICE_LINEAR_BELOW_PA) {
        const edge = subsonic(medium, upstreamPa, upstreamK, upstreamPa - ORIFICE_LINEAR_BELOW_PA)
        return (effectiveM2 * edge * differencePa) / ORIFICE_LINEAR_BELOW_PA
    }
    return effectiveM2 * subsonic(medium, upstreamPa, upstreamK, downstreamPa)
}

/** Subsonic isentropic mass flow per effective area, kg/(s·m²). */
function subsonic(medium: Medium, upstreamPa: number, upstreamK: number, downPa: number): number {
    const g = medium.gamma
    const ratio = downPa / upstreamPa
    // r^(2/γ) - r^((γ+1)/γ) = r^(2/γ) (1 - r^((γ-1)/γ)), without the cancellation near r = 1
    const exponent = (g - 1) / g
    const drop = -Math.expm1(exponent * Math.log(ratio))
    const head = Math.exp((2 / g) * Math.log(ratio)) * drop
    return (
        upstreamPa * Math.sqrt((2 * g * head) / ((g - 1) * medium.specificGasJPerKgK * upstreamK))
    )
}

/** Diameter of the choked orifice that passes `massFlowKgPerS`, m. */
export function chokedOrificeDiameterM(
    medium: Medium,
    massFlowKgPerS: number,
    upstreamPa: number,
    upstreamK: number,
    dischargeCoefficient: number
): number {
    const areaM2 =
        massFlowKgPerS / (dischargeCoefficient * upstreamPa * chokedFlowFactor(medium, upstreamK))
    return Math.sqrt((4 * areaM2) / Math.PI)
}

/**
 * Flow through a round capillary, Pa·m³/s at the gas's temperature: Hagen-Poiseuille for a
 * compressible gas, Q = π d⁴ (P1² - P2²) / (256 η L). Never negative. Source: O'Hanlon, A User's
 * Guide to Vacuum Technology, 3.3 (long round tube, viscous flow).
 */
export function capillaryFlowPaM3PerS(
    medium: Medium,
    upstreamPa: number,
    downstreamPa: number,
    diameterM: number,
    lengthM: number
): number {
    if (!(upstreamPa > downstreamPa) || !(diameterM > 0)) return 0
    const d2 = diameterM * diameterM
    return (
        (Math.PI * d2 * d2 * (upstreamPa - downstreamPa) * (upstreamPa + downstreamPa)) /
        (256 * medium.viscosityPaS * lengthM)
    )
}

/** Pa·m³/s of gas at `tempK` as a mass flow, kg/s. */
export function paM3PerSToKgPerS(medium: Medium, flowPaM3PerS: number, tempK: number): number {
    return flowPaM3PerS / (medium.specificGasJPerKgK * tempK)
}

/** A mass flow, kg/s, as Pa·m³/s of gas at `tempK`. */
export function kgPerSToPaM3PerS(medium: Medium, massFlowKgPerS: number, tempK: number): number {
    return massFlowKgPerS * medium.specificGasJPerKgK * tempK
}
