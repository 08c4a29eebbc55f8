/**
 * The equivalent orifice against the isentropic law of the simulation, which has no line in common
 * with it.
 */
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { Medium } from "../../src/config_recipe"
import { DISCHARGE_PERCENT, orificeNanoM } from "../../src/decision/orifice"
import { kgPerSToPaM3PerS, orificeMassFlowKgPerS } from "../../sim/gas/flow"
import { AIR, HELIUM, NITROGEN } from "../../sim/gas/medium"

const gases = [
    ["air", Medium.Air, AIR],
    ["nitrogen", Medium.Nitrogen, NITROGEN],
    ["helium", Medium.Helium, HELIUM],
] as const

describe.each(gases)("a hole in a part full of %s", (_name, medium, gas) => {
    test("has its diameter found from its flow, within a percent", () => {
        const diameterUm = fc.double({ min: 2, max: 2000, noNaN: true })
        const fromPa = fc.double({ min: 20e3, max: 400e3, noNaN: true })
        const ratio = fc.double({ min: 0, max: 0.99, noNaN: true })
        const tempC = fc.double({ min: -40, max: 85, noNaN: true })
        fc.assert(
            fc.property(diameterUm, fromPa, ratio, tempC, (um, pa, share, celsius) => {
                const kelvin = celsius + 273.15
                const cd = DISCHARGE_PERCENT / 100
                const to = pa * share
                const kg = orificeMassFlowKgPerS(gas, pa, kelvin, to, um * 1e-6, cd)
                const flow = Math.round(kgPerSToPaM3PerS(gas, kg, kelvin) * 1e9)
                fc.pre(flow > 1000 && flow < 2 ** 31)
                const [p1, p2] = [Math.round(pa * 1000), Math.round(to * 1000)]
                const nm = orificeNanoM(flow, p1, p2, Math.round(celsius * 1e6), medium)
                expect(Math.abs(nm / (um * 1000) - 1)).toBeLessThan(0.01)
            })
        )
    })
})

describe("an orifice", () => {
    test("for air, choked: 0.0404 · Cd · A · p / sqrt(T) kg/s", () => {
        // White, Fluid Mechanics, 9.4: 100 µm, 200 kPa into vacuum, 20 °C
        const areaM2 = (Math.PI / 4) * 1e-8
        const kgPerS = (0.0404 * 0.65 * areaM2 * 200e3) / Math.sqrt(293.15)
        const flow = kgPerS * 287.055 * 293.15
        const nm = orificeNanoM(Math.round(flow * 1e9), 200e6, 0, 20e6, Medium.Air)
        expect(Math.abs(nm - 100_000)).toBeLessThan(200)
    })

    test("is none without a flow, and cannot be told against the pressure", () => {
        expect(orificeNanoM(0, 115e6, 101e6, 20e6, Medium.Air)).toBe(0)
        expect(orificeNanoM(-5, 115e6, 101e6, 20e6, Medium.Air)).toBe(0)
        expect(orificeNanoM(5, 101e6, 101e6, 20e6, Medium.Air)).toBe(-1)
        expect(orificeNanoM(5, 0, 0, 20e6, Medium.Air)).toBe(-1)
    })

    test("is an int32 whatever it is asked", () => {
        const int = fc.integer()
        fc.assert(
            fc.property(int, int, int, fc.integer({ min: -50e6, max: 100e6 }), (q, p1, p2, t) => {
                const nm = orificeNanoM(q, p1, p2, t, Medium.Air)
                expect(nm).toBe(nm | 0)
                expect(nm).toBeGreaterThanOrEqual(-1)
            }),
            { numRuns: 5000 }
        )
    })
})
