/**
 * The chamber against closed forms: blow-down, filling, warming, and the books.
 */
import { describe, expect, it } from "vitest"
import fc from "fast-check"
import { Chamber } from "../../sim/gas/chamber"
import { chokedFlowFactor } from "../../sim/gas/flow"
import { AIR, cpJPerKgK, cvJPerKgK } from "../../sim/gas/medium"

const NO_HEAT = { gasWallTauS: Infinity, wallAmbientTauS: Infinity, sensorTauS: 0 }
/** So tight a coupling and so heavy a wall that the gas keeps its temperature. */
const ISOTHERMAL = { gasWallTauS: 0.02, wallToGasHeatCapacity: 1e9, sensorTauS: 0 }

describe("blow-down through a choked orifice to vacuum", () => {
    const config = { volumeM3: 1e-3, pressurePa: 1e5 }
    const areaM2 = (Math.PI / 4) * 1e-6
    const rateKgPerSPa = areaM2 * chokedFlowFactor(AIR, 293.15)
    const tauS = 1e-3 / (rateKgPerSPa * AIR.specificGasJPerKgK * 293.15)
    const hole = {
        name: "hole",
        shape: { kind: "orifice", diameterM: 1e-3, dischargeCoefficient: 1 },
        to: "vacuum",
        opening: 1,
    } as const

    it("is exponential when isothermal: 1/e after one time constant", () => {
        const chamber = new Chamber({ ...config, ...ISOTHERMAL })
        chamber.setLeak(hole)
        chamber.advance(tauS)
        // the coupling is tight, not infinite: the gas stays 0.02 s behind
        expect(chamber.pressurePa / (1e5 / Math.E)).toBeCloseTo(1, 3)
    })
    it("is (1 + (γ-1)/2·t/τ)^(-2γ/(γ-1)) when adiabatic", () => {
        const chamber = new Chamber({ ...config, ...NO_HEAT })
        chamber.setLeak(hole)
        for (let i = 0; i < 20; i++) chamber.advance(tauS / 20)
        expect(chamber.pressurePa / (1e5 * Math.pow(1.2, -7))).toBeCloseTo(1, 6)
        expect(chamber.gasTempK / (293.15 * Math.pow(1.2, -2))).toBeCloseTo(1, 6)
    })
})

describe("a small difference to the ambient", () => {
    it("decays exponentially through a capillary", () => {
        const chamber = new Chamber({ volumeM3: 1e-3, pressurePa: 101425, ...ISOTHERMAL })
        const shape = { kind: "capillary", diameterM: 1e-4, lengthM: 0.02 } as const
        chamber.setLeak({ name: "crack", shape, to: "ambient", opening: 1 })
        const perS = (Math.PI * 1e-16 * 2 * 101325) / (256 * AIR.viscosityPaS * 0.02) / 1e-3
        chamber.advance(1 / perS)
        expect((chamber.pressurePa - 101325) / (100 / Math.E)).toBeCloseTo(1, 3)
    })
    it("flows inward when the chamber is below the ambient", () => {
        const chamber = new Chamber({ volumeM3: 1e-3, pressurePa: 101225 })
        const shape = { kind: "orifice", diameterM: 1e-4 } as const
        chamber.setLeak({ name: "hole", shape, to: "ambient", opening: 1 })
        expect(chamber.leakRatePaPerS()).toBeLessThan(0)
        chamber.advance(60)
        expect(chamber.pressurePa).toBeGreaterThan(101225)
        expect(chamber.ledger.massInKg).toBeGreaterThan(0)
        expect(chamber.ledger.massOutKg).toBe(0)
    })
})

describe("filling", () => {
    it("heats an empty insulated vessel to γ times the supply's temperature", () => {
        const chamber = new Chamber({ volumeM3: 1e-3, pressurePa: 1, ...NO_HEAT })
        chamber.openFill(3e5, { kind: "orifice", diameterM: 1e-3 }, 300)
        chamber.advance(60)
        expect(chamber.pressurePa).toBeCloseTo(3e5, -1)
        expect(chamber.gasTempK / (AIR.gamma * 300)).toBeCloseTo(1, 4)
    })
    it("stops when the valve shuts, and venting returns to the ambient", () => {
        const chamber = new Chamber({ volumeM3: 1e-3 })
        chamber.openFill(1.2e5, { kind: "orifice", diameterM: 1e-3 })
        chamber.advance(5)
        chamber.closeFill()
        expect(chamber.pressurePa).toBeGreaterThan(1.15e5)
        chamber.openVent({ kind: "orifice", diameterM: 4e-3 })
        chamber.advance(30)
        expect(chamber.pressurePa).toBeCloseTo(101325, 0)
        chamber.closeVent()
    })
})

describe("a tight chamber", () => {
    it("gains 346 Pa per kelvin at 1 atm and 20 °C", () => {
        const chamber = new Chamber({ volumeM3: 1e-2, wallAmbientTauS: 10, sensorTauS: 0 })
        chamber.rampAmbientTemp(294.15, 0)
        chamber.advance(2000)
        expect(chamber.gasTempK).toBeCloseTo(294.15, 6)
        expect(chamber.pressurePa - 101325).toBeCloseTo(345.6, 1)
        expect(chamber.massKg).toBe(new Chamber({ volumeM3: 1e-2 }).massKg)
    })
    it("follows wall and ambient with two time constants", () => {
        // heavy wall: the gas relaxes to the wall alone, then the wall to the ambient alone
        const taus = { gasWallTauS: 20, wallAmbientTauS: 3600, wallToGasHeatCapacity: 1e5 }
        const chamber = new Chamber({ volumeM3: 1e-3, sensorTauS: 0, ...taus })
        chamber.rampAmbientTemp(303.15, 0)
        chamber.advance(3600)
        expect((chamber.wallTempK - 293.15) / (10 * (1 - 1 / Math.E))).toBeCloseTo(1, 3)
        // the gas is τ_gw · dTw/dt behind the wall
        const lagK = 20 * (10 / Math.E / 3600)
        expect((chamber.wallTempK - chamber.gasTempK) / lagK).toBeCloseTo(1, 1)
    })
    it("has a thermometer that is 63 % there after one time constant, self-heating apart", () => {
        const heat = { gasWallTauS: 0.01, wallToGasHeatCapacity: 1e9, wallAmbientTauS: Infinity }
        const chamber = new Chamber({
            volumeM3: 1e-3,
            sensorTauS: 30,
            sensorSelfHeatingK: 2,
            ...heat,
        })
        expect(chamber.sensorTempK).toBeCloseTo(295.15, 9)
        const shape = { kind: "orifice", diameterM: 5e-2 } as const
        chamber.openFill(101325 * 1.1, shape, 293.15)
        chamber.advance(1)
        expect(chamber.sensorTempK - 295.15).toBeLessThan(1)
    })
    it("shows a ramp at the thermometer late by its time constant", () => {
        const taus = { gasWallTauS: 0.5, wallAmbientTauS: 0.5, wallToGasHeatCapacity: 100 }
        const chamber = new Chamber({ volumeM3: 1e-3, sensorTauS: 10, ...taus })
        chamber.rampAmbientTemp(303.15, 1000)
        chamber.advance(500)
        expect(chamber.gasTempK - chamber.sensorTempK).toBeCloseTo(0.1, 3)
    })
})

describe("a vessel that is joined", () => {
    it("shares its gas by Boyle's law, once the walls have taken the heat", () => {
        const config = { volumeM3: 1e-3, pressurePa: 115000, wallToGasHeatCapacity: 1e6 }
        const chamber = new Chamber({ ...config, gasWallTauS: 1.5, sensorTauS: 0 })
        chamber.join(0.5e-3)
        expect(chamber.volumeM3).toBeCloseTo(1.5e-3, 12)
        chamber.advance(60)
        expect(chamber.pressurePa).toBeCloseTo((115000 * 1 + 101325 * 0.5) / 1.5, 1)
        expect(chamber.gasTempK).toBeCloseTo(293.15, 4)
    })
    it("mixes by energy: p·V of both together, whatever their temperatures", () => {
        const chamber = new Chamber({ volumeM3: 1e-3, pressurePa: 3e5, tempK: 350, ambientK: 280 })
        chamber.join(2e-3)
        expect(chamber.pressurePa / ((3e5 * 1 + 101325 * 2) / 3)).toBeCloseTo(1, 12)
    })
    it("shows at once, and not before", () => {
        const chamber = new Chamber({ volumeM3: 1e-3, pressurePa: 115000 })
        chamber.feel(5)
        chamber.join(1e-3)
        expect(chamber.feel(4.9).pressurePa).toBeCloseTo(115000, 6)
        expect(chamber.feel(5).pressurePa).toBeCloseTo((115000 + 101325) / 2, 6)
    })
    it("slows a leak's fall by what it adds", () => {
        const chamber = new Chamber({ volumeM3: 1e-3, pressurePa: 115000, ...ISOTHERMAL })
        const shape = { kind: "orifice", diameterM: 2e-5 } as const
        chamber.setLeak({ name: "hole", shape, to: "vacuum", opening: 1 })
        const before = chamber.leakRatePaPerS() / chamber.pressurePa
        chamber.join(3e-3)
        expect(chamber.leakRatePaPerS() / chamber.pressurePa / before).toBeCloseTo(1 / 4, 3)
    })
})

it("loses 80 Pa/h through 1.14 mm from 916 m³ to space, as Soyuz MS-09 did", () => {
    const chamber = new Chamber({ volumeM3: 916 })
    const shape = { kind: "orifice", diameterM: 1.137e-3, dischargeCoefficient: 1 } as const
    chamber.setLeak({ name: "hole", shape, to: "vacuum", opening: 1 })
    expect(chamber.leakRatePaPerS() * 3600).toBeCloseTo(80, 0)
    const before = chamber.massKg
    for (let i = 0; i < 24; i++) chamber.advance(3600)
    expect(before - chamber.massKg).toBeGreaterThan(20)
    expect(before - chamber.massKg).toBeLessThan(21.5)
    chamber.setLeakOpening("hole", 0)
    expect(chamber.leakRatePaPerS()).toBe(0)
})

it("books mass and energy to 1e-9, whatever happens", () => {
    const step = fc.record({
        what: fc.constantFrom("fill", "vent", "shut", "leak", "thumb", "warm", "weather", "join"),
        size: fc.double({ min: 0.05, max: 1, noNaN: true }),
        forS: fc.double({ min: 0.01, max: 20, noNaN: true }),
    })
    fc.assert(
        fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), steps => {
            const chamber = new Chamber({ volumeM3: 2e-3, pressurePa: 9e4 })
            const mass0 = chamber.massKg
            const heat0 = chamber.heatContentJ
            const shape = { kind: "orifice", diameterM: 5e-4 } as const
            chamber.setLeak({ name: "hole", shape, to: "ambient", opening: 0 })
            for (const { what, size, forS } of steps) {
                if (what === "fill") chamber.openFill(3e5 * size, shape, 300)
                if (what === "vent") chamber.openVent(shape)
                if (what === "shut") chamber.closeFill()
                if (what === "leak") chamber.setLeakOpening("hole", size)
                if (what === "thumb") chamber.setLeakOpening("hole", 0)
                if (what === "warm") chamber.rampAmbientTemp(300 * size, forS)
                if (what === "weather") chamber.rampAmbientPressure(1e5 * size, forS / 2)
                if (what === "join") chamber.join(1e-3 * size)
                chamber.advance(forS)
            }
            const led = chamber.ledger
            const mass = mass0 + led.massInKg - led.massOutKg
            const heat =
                heat0 + led.enthalpyInJ - led.enthalpyOutJ + led.heatFromAmbientJ + led.joinedJ
            expect(Math.abs(chamber.massKg / mass - 1)).toBeLessThan(1e-9)
            expect(Math.abs(chamber.heatContentJ / heat - 1)).toBeLessThan(1e-9)
            // the state is that of an ideal gas
            const p =
                (chamber.massKg * AIR.specificGasJPerKgK * chamber.gasTempK) / chamber.volumeM3
            expect(Math.abs(chamber.pressurePa / p - 1)).toBeLessThan(1e-12)
        }),
        { numRuns: 40 }
    )
})

it("comes to the same with one long step as with many short ones", () => {
    const run = (dtS: number) => {
        const chamber = new Chamber({ volumeM3: 1e-3, pressurePa: 2e5 })
        const shape = { kind: "orifice", diameterM: 3e-4 } as const
        chamber.setLeak({ name: "hole", shape, to: "ambient", opening: 1 })
        chamber.rampAmbientTemp(300, 7.3)
        for (let i = 0; i < Math.round(20 / dtS); i++) chamber.advance(dtS)
        return chamber
    }
    const long = run(20)
    const short = run(0.01)
    expect(long.pressurePa / short.pressurePa).toBeCloseTo(1, 7)
    // the thermometer's lag takes the gas to go straight within a sub-step (here 0.6 s)
    expect(Math.abs(long.sensorTempK - short.sensorTempK)).toBeLessThan(1e-3)
})

describe("what a sensor feels", () => {
    it("is interpolated within the last advance, so that it never jumps ahead", () => {
        const chamber = new Chamber({ volumeM3: 1e-3, pressurePa: 2e5 })
        const shape = { kind: "orifice", diameterM: 1e-4 } as const
        chamber.setLeak({ name: "hole", shape, to: "ambient", opening: 1 })
        const before = chamber.feel(10).pressurePa
        chamber.advance(0.1)
        const middle = chamber.feel(10.05).pressurePa
        expect(middle).toBeCloseTo((before + chamber.pressurePa) / 2, 9)
        expect(chamber.nowS).toBeCloseTo(10.1, 9)
        expect(chamber.feel(9).pressurePa).toBe(before)
    })
    it("includes the swing of a slamming door, which moves no gas", () => {
        const chamber = new Chamber({ volumeM3: 1 })
        chamber.disturb(20, 0.5)
        expect(chamber.feel(0.5).pressurePa - 101325).toBeCloseTo(20 / Math.E, 6)
        expect(chamber.feel(30).pressurePa).toBeCloseTo(101325, 6)
        expect(chamber.pressurePa).toBeCloseTo(101325, 6)
    })
})

it("rejects a volume that is none", () => {
    expect(() => new Chamber({ volumeM3: 0 })).toThrow(/volumeM3 is 0/)
    expect(() => new Chamber({ volumeM3: 1, tempK: NaN })).toThrow(/tempK/)
    expect(() => new Chamber({ volumeM3: 1 }).setLeakOpening("x", 1)).toThrow(/no leak named "x"/)
})

it("has cp - cv = R", () => {
    expect(cpJPerKgK(AIR) - cvJPerKgK(AIR)).toBeCloseTo(AIR.specificGasJPerKgK, 9)
})
