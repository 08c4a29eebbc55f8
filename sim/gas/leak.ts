/**
 * Holes and valves of a chamber as data, and the flow through one of them.
 *
 * A leak has a name, so that a thumb or a patch can be put on it: an opening between 0 (shut) and
 * 1. Valves are the same thing with a gas supply or the ambient on the other side.
 */
import { capillaryFlowPaM3PerS, orificeMassFlowKgPerS } from "./flow"
import type { Medium } from "./medium"

/** A sharp-edged hole. */
export interface OrificeShape {
    kind: "orifice"
    diameterM: number
    /** 0 … 1; 0.62 when not given. */
    dischargeCoefficient?: number
}

/** A long thin passage: a crack, a thread, a porous weld. */
export interface CapillaryShape {
    kind: "capillary"
    diameterM: number
    lengthM: number
}

/** Where a leak goes: to whatever surrounds the chamber, or to space. */
export type LeakTo = "ambient" | "vacuum"

/** One leak. */
export interface Leak {
    name: string
    shape: OrificeShape | CapillaryShape
    to: LeakTo
    /** Share of an orifice's area, or of a capillary's conductance, that is open; 0 … 1. */
    opening: number
}

/** Discharge coefficient of a sharp-edged orifice (White, Fluid Mechanics, 6.12). */
export const SHARP_EDGE_CD = 0.62

/**
 * Mass flow from the first state into the second, kg/s; negative when it goes the other way.
 * The gas has the temperature of the side that it comes from.
 */
export function flowThroughKgPerS(
    medium: Medium,
    shape: OrificeShape | CapillaryShape,
    opening: number,
    insidePa: number,
    insideK: number,
    outsidePa: number,
    outsideK: number
): number {
    if (!(opening > 0)) return 0
    const outward = insidePa > outsidePa
    const upPa = outward ? insidePa : outsidePa
    const upK = outward ? insideK : outsideK
    const downPa = outward ? outsidePa : insidePa
    let flowKgPerS: number
    if (shape.kind === "orifice") {
        const cd = shape.dischargeCoefficient ?? SHARP_EDGE_CD
        flowKgPerS = orificeMassFlowKgPerS(medium, upPa, upK, downPa, shape.diameterM, cd)
    } else {
        const flow = capillaryFlowPaM3PerS(medium, upPa, downPa, shape.diameterM, shape.lengthM)
        flowKgPerS = flow / (medium.specificGasJPerKgK * upK)
    }
    return outward ? flowKgPerS * opening : -flowKgPerS * opening
}
