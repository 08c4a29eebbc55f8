/**
 * Orifice and capillary against the formulas of the books and the Soyuz case.
 */
import { describe, expect, it } from "vitest"
import fc from "fast-check"
import * as flow from "../../sim/gas/flow"
import { AIR, HELIUM } from "../../sim/gas/medium"

const K20 = 293.15

describe("an orifice", () => {
    it("chokes below 0.528 of the upstream pressure for air, 0.487 for helium", () => {
        expect(flow.criticalPressureRatio(AIR)).toBeCloseTo(0.5283, 4)
        expect(flow.criticalPressureRatio(HELIUM)).toBeCloseTo(0.4871, 4)
    })
    it("passes 0.0404·Cd·A·P/sqrt(T) of air when choked", () => {
        const kgPerS = flow.orificeMassFlowKgPerS(AIR, 101325, K20, 0, 1e-3, 0.8)
        const areaM2 = Math.PI * 0.25e-6
        expect(kgPerS / ((0.0404 * 0.8 * areaM2 * 101325) / Math.sqrt(K20))).toBeCloseTo(1, 3)
    })
    it("does not jump where it chokes", () => {
        const edgePa = 1e5 * flow.criticalPressureRatio(AIR)
        const below = flow.orificeMassFlowKgPerS(AIR, 1e5, K20, edgePa - 1e-3, 1e-3, 1)
        const above = flow.orificeMassFlowKgPerS(AIR, 1e5, K20, edgePa + 1e-3, 1e-3, 1)
        expect(above / below).toBeCloseTo(1, 9)
    })
    it("follows Bernoulli, Cd·A·sqrt(2·rho·dp), for a small difference", () => {
        const rho = 1e5 / (AIR.specificGasJPerKgK * K20)
        const kgPerS = flow.orificeMassFlowKgPerS(AIR, 1e5, K20, 1e5 - 50, 1e-3, 1)
        expect(kgPerS / (Math.PI * 0.25e-6 * Math.sqrt(2 * rho * 50))).toBeCloseTo(1, 3)
    })
    it("is 1.1 mm (Cd 1) to 1.4 mm (Cd 0.65) wide when 916 m³ lose 0.8 mbar/h to space", () => {
        const kgPerS = (916 * (80 / 3600)) / (AIR.specificGasJPerKgK * K20)
        expect(kgPerS * 86400).toBeGreaterThan(20.5)
        expect(kgPerS * 86400).toBeLessThan(21.5)
        expect(flow.chokedOrificeDiameterM(AIR, kgPerS, 101325, K20, 1) * 1e3).toBeCloseTo(1.135, 2)
        expect(flow.chokedOrificeDiameterM(AIR, kgPerS, 101325, K20, 0.65) * 1e3).toBeCloseTo(
            1.41,
            1
        )
    })
    it("never passes less when the far side gets emptier", () => {
        const pa = fc.double({ min: 0, max: 1e5, noNaN: true })
        fc.assert(
            fc.property(pa, pa, (a, b) => {
                const low = Math.min(a, b)
                const high = Math.max(a, b)
                const more = flow.orificeMassFlowKgPerS(AIR, 1e5, K20, low, 1e-3, 0.6)
                const less = flow.orificeMassFlowKgPerS(AIR, 1e5, K20, high, 1e-3, 0.6)
                expect(more).toBeGreaterThanOrEqual(less * (1 - 1e-12))
                expect(less).toBeGreaterThanOrEqual(0)
            })
        )
    })
})

describe("a capillary", () => {
    it("passes 2.5e-3 Pa·m³/s from 200 to 100 kPa at 0.1 mm and 24.3 mm", () => {
        // π·(1e-4)^4·3e10 / (256·1.82e-5·L) by hand: 9.425e-6/(4.6592e-3·L)
        const q = flow.capillaryFlowPaM3PerS(AIR, 2e5, 1e5, 1e-4, 0.0243)
        expect(q / (9.42478e-6 / (4.6592e-3 * 0.0243))).toBeCloseTo(1, 5)
    })
    it("is Hagen-Poiseuille's volume flow at the mean pressure", () => {
        const p1 = 1.2e5
        const p2 = 1.1e5
        const poiseuille =
            (Math.PI * Math.pow(1e-4, 4) * (p1 - p2)) / (128 * AIR.viscosityPaS * 0.01)
        const q = flow.capillaryFlowPaM3PerS(AIR, p1, p2, 1e-4, 0.01)
        expect(q / (poiseuille * ((p1 + p2) / 2))).toBeCloseTo(1, 9)
    })
    it("goes with P1² - P2²", () => {
        const pa = fc.double({ min: 1e3, max: 4e5, noNaN: true })
        fc.assert(
            fc.property(pa, pa, (p1, p2) => {
                const q = flow.capillaryFlowPaM3PerS(AIR, p1, p2, 1e-4, 0.01)
                const unit = flow.capillaryFlowPaM3PerS(AIR, 2, 1, 1e-4, 0.01) / 3
                const want = p1 > p2 ? unit * (p1 - p2) * (p1 + p2) : 0
                expect(Math.abs(q - want)).toBeLessThanOrEqual(1e-9 * Math.abs(want))
            })
        )
    })
})

it("one sccm is 1.68875e-3 Pa·m³/s", () => {
    const kgPerS = (101325 * 1e-6) / 60 / (AIR.specificGasJPerKgK * 273.15)
    expect(flow.kgPerSToPaM3PerS(AIR, kgPerS, 273.15)).toBeCloseTo(1.68875e-3, 8)
    expect(flow.paM3PerSToKgPerS(AIR, 1.68875e-3, 273.15) / kgPerS).toBeCloseTo(1, 6)
})
