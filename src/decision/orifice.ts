/**
 * The equivalent orifice: the round hole that would leak as the part does.
 *
 * Flow through an orifice after ISO 6358-1 (2013): Q = Cd · A · p1 · K · sqrt(T) · E(p2/p1) with
 * K = ψmax · sqrt(2 R), R the specific gas constant and
 * ψmax = (2/(γ+1))^(1/(γ-1)) · sqrt(γ/(γ+1)). E is 1 where the hole is choked, at and below the
 * critical ratio b = (2/(γ+1))^(γ/(γ-1)); above it the ellipse sqrt(1 - ((p2/p1 - b)/(1 - b))²),
 * within 0.3 % of the isentropic law for air and 1.4 % for helium, half of that in the diameter. Cd
 * is that of a sharp edge. Solved for the diameter: d⁴ = 16 Q² / (π² Cd² p1² K² T E²).
 *
 * Nothing is decided here. Only + - * / on doubles, which Node and the VM do alike to the last bit,
 * and a root of our own, because theirs differ.
 */
import { Medium } from "../config_recipe"
import { saturate } from "../detector/fixed"

/** Discharge coefficient of the equivalent hole, percent: a sharp edge. */
export const DISCHARGE_PERCENT = 65
/** Temperature where the thermometer gives none, µ°C. */
export const USUAL_MICRO_C = 20000000

const ZERO_CELSIUS_MICRO_K = 273150000
const NEWTON_STEPS = 6

/**
 * Diameter of the hole, nm.
 * @param flowNanoPaM3PerS what goes through it at the gas's temperature, nPa·m³/s
 * @param fromMilliPa absolute pressure before the hole, mPa, above 0
 * @param toMilliPa and behind it, mPa
 * @param tempMicroC of the gas, µ°C
 * @returns 0 without a flow, -1 when gas does not flow from there to there
 */
export function orificeNanoM(
    flowNanoPaM3PerS: number,
    fromMilliPa: number,
    toMilliPa: number,
    tempMicroC: number,
    medium: Medium
): number {
    if (flowNanoPaM3PerS <= 0) return 0
    if (fromMilliPa <= 0 || toMilliPa >= fromMilliPa) return -1
    // air and nitrogen, γ = 7/5; helium, γ = 5/3
    let critical = 0.528282
    // K² = ψmax² · 2 R, J/(kg·K): ψmax² is 0.234429 and 0.263672
    let k2 = 134.588
    if (medium === Medium.Nitrogen) k2 = 139.157
    else if (medium === Medium.Helium) {
        critical = 0.487139
        k2 = 1095.35
    }
    const beyond = (toMilliPa / fromMilliPa - critical) / (1 - critical)
    const ellipse2 = beyond > 0 ? 1 - beyond * beyond : 1
    const kelvin = (ZERO_CELSIUS_MICRO_K + tempMicroC) / 1000000
    const cd2 = (DISCHARGE_PERCENT * DISCHARGE_PERCENT) / 10000
    // Q/p1, 1e-6 m³/s; its square times 1e24 for m⁴ to (µm)⁴
    const q = flowNanoPaM3PerS / fromMilliPa
    const d4 = (16 * q * q * 1000000000000) / (9.8696044 * cd2 * k2 * kelvin * ellipse2)
    return saturate(1000 * squareRoot(squareRoot(d4)))
}

/** Square root of 0 or more by Newton's iteration, to some 1e-12. */
function squareRoot(square: number): number {
    let root = 1
    while (root * root < square) root = root * 2
    while (root * root > square && root > 1e-9) root = root / 2
    // now within a factor of two below
    for (let i = 0; i < NEWTON_STEPS; i++) root = (root + square / root) / 2
    return root
}
