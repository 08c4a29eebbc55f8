/**
 * What theory says of the detector: of its filters exactly, of the whole within what chance allows.
 */

import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { defaultRigConfig, SUSPECT_SIGMAS_Q4 } from "../../src/config"
import { LeakDetector } from "../../src/detector/leak_detector"
import { Suspicion } from "../../src/detector/evidence"
import { OctaveBank } from "../../src/detector/octave_bank"
import { GROWING_BLOCKS } from "../../src/detector/octave_noise"
import { TEMP_MISSING_MICRO_C } from "../../src/sensor/reading"
import { noiseSource } from "./noise"

const OCTAVES = 8
const INTERVAL_MS = 100

const bankOf = () => new OctaveBank(OCTAVES, SUSPECT_SIGMAS_Q4, undefined)

describe("the octave bank", () => {
    it("has the exact slope of a noiseless ramp at every octave and age", () => {
        const ramp = fc.record({
            slope_q8: fc.integer({ min: -20_000, max: 20_000 }),
            origin_q8: fc.integer({ min: -(2 ** 26), max: 2 ** 26 }),
            samples: fc.integer({ min: 2, max: 20_000 }),
        })
        fc.assert(
            fc.property(ramp, ({ slope_q8, origin_q8, samples }) => {
                const bank = bankOf()
                for (let i = 0; i < samples; i++) bank.add(origin_q8 + i * slope_q8)
                for (let j = 0; j < OCTAVES && samples >> j >= 2; j++) {
                    const slope_q16 = slope_q8 * 256 * 2 ** j
                    // two units of the values: means and levels are rounded to one
                    expect(Math.abs(bank.slope[j] - slope_q16)).toBeLessThanOrEqual(512)
                }
            }),
            { numRuns: 200 }
        )
    })

    it("answers a ramp after rest with 1 - pⁿ (1 + n (1 - p)), p = 15/16", () => {
        const bank = bankOf()
        const slope_q8 = 2_000_000
        for (let i = 0; i < 4 * GROWING_BLOCKS; i++) bank.add(0)
        const p = 15 / 16
        for (let n = 1; n <= 200; n++) {
            bank.add(n * slope_q8)
            const answer = 1 - Math.pow(p, n) * (1 + n * (1 - p))
            expect(Math.abs(bank.slope[0] / (256 * slope_q8) - answer)).toBeLessThan(1e-5)
        }
    })
})

interface World {
    sigmaPa: number
    leakPaPerS?: number
    leakFromS?: number
    seconds: number
    levelMilliPa?: number
    originMs?: number
}

/** The evidence after each sample, in times from the first one. */
function trail(seed: number, world: World) {
    const normal = noiseSource(seed)
    const detector = new LeakDetector(defaultRigConfig())
    const evidence = detector.evidence
    const originMs = world.originMs ?? 0
    return Array.from({ length: world.seconds * 10 }, (_, k) => {
        const s = Math.max(0, k / 10 - (world.leakFromS ?? 0))
        const offPa = world.sigmaPa * normal() - (world.leakPaPerS ?? 0) * s
        const milliPa = (world.levelMilliPa ?? 101_325_000) + Math.round(offPa * 1000)
        detector.add((originMs + k * INTERVAL_MS) | 0, milliPa, TEMP_MISSING_MICRO_C)
        const leaks = evidence.suspicion === Suspicion.Leak
        return {
            ...evidence,
            onsetAtMs: leaks ? (evidence.onsetAtMs - originMs) | 0 : 0,
        }
    })
}

describe("the detector", () => {
    const leaking = { sigmaPa: 0.2, leakPaPerS: 0.03, leakFromS: 700, seconds: 800 }

    it("says the same at any pressure and at any time", () => {
        const here = trail(3, leaking)
        expect(here.at(-1)).toMatchObject({ suspicion: Suspicion.Leak })
        const elsewhere = fc.record({
            levelMilliPa: fc.integer({ min: 20_000_000, max: 200_000_000 }),
            originMs: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
        })
        fc.assert(
            fc.property(elsewhere, other => {
                expect(trail(3, { ...leaking, ...other })).toEqual(here)
            }),
            { numRuns: 8 }
        )
    })

    it.each([2, 4])("says the same of %f times the noise and the leak, in their unit", times => {
        // 2 Pa: what is a room's and no noise's, 250 µPa/s, is far below
        const world = { sigmaPa: 2, leakPaPerS: 0.5, leakFromS: 700, seconds: 760 }
        const larger = {
            ...world,
            sigmaPa: world.sigmaPa * times,
            leakPaPerS: world.leakPaPerS * times,
        }
        const [one, many] = [trail(5, world), trail(5, larger)]
        const alarm = (all: typeof one) =>
            all.findIndex(({ suspicion }) => suspicion === Suspicion.Leak)
        expect(alarm(one)).toBeGreaterThan(7000)
        expect(Math.abs(alarm(many) - alarm(one))).toBeLessThanOrEqual(2)
        const rate = one.at(-1)!.rateMicroPaPerS
        const halfWidth = one.at(-1)!.rateHalfWidthMicroPaPerS
        expect(many.at(-1)!.rateMicroPaPerS / times / rate).toBeCloseTo(1, 2)
        expect(many.at(-1)!.rateHalfWidthMicroPaPerS / times / halfWidth).toBeCloseTo(1, 2)
    })

    it.each([0.5, 2, 10])("finds a leak of %f Pa/s that was there at power-on", leakPaPerS => {
        for (let seed = 1; seed <= 10; seed++) {
            const all = trail(seed, { sigmaPa: 0.2, leakPaPerS, seconds: 30 })
            const alarm = all.find(({ suspicion }) => suspicion === Suspicion.Leak)
            expect(alarm, `seed ${seed}`).toBeDefined()
            expect(all.at(-1)!.rateMicroPaPerS, `seed ${seed}`).toBeLessThan(0)
        }
    })
})
