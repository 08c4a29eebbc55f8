/**
 * Physics to counts and back, quantisation and noise of the converter.
 */
import { describe, expect, it } from "vitest"
import fc from "fast-check"
import * as comp from "../../sim/chip/compensation"
import { TRIM_SETS, trimSet } from "../../sim/chip/trim_sets"
import { BMP388, BMP390 } from "../../sim/chip/parts"
import { Random } from "../../sim/random"
import { chip, force, measured } from "./rig"

const pressure = fc.double({ min: 30000, max: 125000, noNaN: true })
const temperature = fc.double({ min: -40, max: 85, noNaN: true })

describe("the datasheet's polynomial (9.2, 9.3)", () => {
    it("gives what the parts' publishers found", () => {
        const b388 = comp.coefficientsOf(trimSet("bmp388-a").bytes)
        const t388 = comp.compensateTempC(b388, 0x85d873)
        expect(t388).toBeCloseTo(30.499314453874284, 7)
        expect(comp.compensatePressurePa(b388, 0x6d9f97, t388)).toBeCloseTo(100876.00634692199, 3)
        const b390 = comp.coefficientsOf(trimSet("bmp390-a").bytes)
        const t390 = comp.compensateTempC(b390, 0x82bad1)
        expect(t390).toBeCloseTo(25.770746, 5)
        // published in single precision
        expect(Math.abs(comp.compensatePressurePa(b390, 0x6bb3cb, t390) - 98370.55)).toBeLessThan(
            0.03
        )
    })
    it("is inverted to below 0.02 Pa and 0.1 mK over the whole range, for all trim values", () => {
        for (const trim of TRIM_SETS) {
            const c = comp.coefficientsOf(trim.bytes)
            fc.assert(
                fc.property(pressure, temperature, (pa, tempC) => {
                    const rawT = Math.round(comp.rawTempOf(c, tempC))
                    const rawP = Math.round(comp.rawPressureOf(c, pa, tempC))
                    const backC = comp.compensateTempC(c, rawT)
                    const backPa = comp.compensatePressurePa(c, rawP, backC)
                    expect(rawT).toBeGreaterThan(0)
                    expect(rawT).toBeLessThan(0xffffff)
                    expect(rawP).toBeGreaterThan(0)
                    expect(rawP).toBeLessThan(0xffffff)
                    expect(Math.abs(backC - tempC)).toBeLessThan(1e-4)
                    expect(Math.abs(backPa - pa)).toBeLessThan(0.02)
                })
            )
        }
    })
    it("needs 21 bytes", () => {
        expect(() => comp.coefficientsOf(new Uint8Array(20))).toThrow(/21 bytes wanted, 20 given/)
        expect(() => trimSet("x")).toThrow(/there are bmp390-a, /)
    })
})

describe("a conversion without noise", () => {
    it("has 16 bits and one more for each doubling (tables 6 and 7)", () => {
        for (let osr = 0; osr <= 5; osr++) {
            const c = chip()
            const b = c.readRegisters(0x03, 7, force(c, 0, osr, osr))
            const step = 1 << (8 - osr)
            expect(b[1] % step).toBe(0)
            expect(b[4] % step).toBe(0)
        }
    })
    it("adds the temperature coefficient to the offset, 0 at 25 °C", () => {
        const at = (tempC: number) => {
            const c = chip({
                truth: () => ({ pressurePa: 1e5, tempC }),
                tcoPaPerK: 0.6,
                offsetPa: 3,
            })
            return measured(c, force(c, 0)).pressurePa - 1e5
        }
        expect(at(25)).toBeCloseTo(3, 0)
        expect(at(35) - at(25)).toBeCloseTo(6, 0)
    })
})

describe("noise (3.4.4)", () => {
    function spread(part: "BMP390" | "BMP388", osrP: number, osrT: number) {
        const world = { pressurePa: 101325, tempC: 25 }
        const c = chip({ part, noiseScale: 1, seed: 7, truth: () => world })
        const n = 3000
        let sumP = 0
        let sumP2 = 0
        let sumT2 = 0
        let nowUs = 0
        for (let i = 0; i < n; i++) {
            nowUs = force(c, nowUs, osrP, osrT)
            const m = measured(c, nowUs)
            sumP += m.pressurePa - 101325
            sumP2 += (m.pressurePa - 101325) ** 2
            sumT2 += (m.tempC - 25) ** 2
        }
        return {
            pressPa: Math.sqrt(sumP2 / n - (sumP / n) ** 2),
            meanPa: sumP / n,
            tempK: Math.sqrt(sumT2 / n),
        }
    }
    // 3000 values tell a standard deviation to 1.3 %; 6 % is beyond four sigma
    for (const part of [BMP390, BMP388]) {
        for (let osrP = 0; osrP <= 5; osrP++) {
            it(`of a ${part.name} at x${1 << osrP} is the table's`, () => {
                const got = spread(part.name, osrP, osrP >= 4 ? 1 : 0)
                expect(got.pressPa / part.pressNoisePa[osrP]).toBeGreaterThan(0.94)
                expect(got.pressPa / part.pressNoisePa[osrP]).toBeLessThan(1.06)
                expect(Math.abs(got.meanPa)).toBeLessThan(0.1 * part.pressNoisePa[osrP])
            })
        }
    }
    it("of the thermometer is the table's", () => {
        for (const osrT of [0, 3, 5]) {
            const ratio = spread("BMP390", 5, osrT).tempK / BMP390.tempNoiseK[osrT]
            expect(ratio).toBeGreaterThan(0.92)
            expect(ratio).toBeLessThan(1.08)
        }
    })
    it("comes from the seed alone", () => {
        expect(spread("BMP390", 5, 3)).toEqual(spread("BMP390", 5, 3))
    })
})

describe("the random numbers", () => {
    it("are standard normal and uniform", () => {
        const random = new Random(42)
        const n = 20000
        let sum = 0
        let squares = 0
        let uniform = 0
        for (let i = 0; i < n; i++) {
            const x = random.gaussian()
            sum += x
            squares += x * x
            uniform += random.uniform()
        }
        expect(Math.abs(sum / n)).toBeLessThan(0.03)
        expect(Math.abs(squares / n - 1)).toBeLessThan(0.05)
        expect(Math.abs(uniform / n - 0.5)).toBeLessThan(0.01)
    })
    it("differ between seeds and agree within one", () => {
        const first = (seed: number) =>
            Array.from({ length: 4 }, (_, i, r = new Random(seed + 0 * i)) => r.bits32())
        expect(first(1)).toEqual(first(1))
        expect(first(1)).not.toEqual(first(2))
    })
})
