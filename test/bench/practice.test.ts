/**
 * The comparison with today's practice rests on closed forms where there are any.
 */
import { describe, expect, test } from "vitest"
import { smallestTwoPointLeak, twoPointSd } from "../../bench/detector/calibrate"
import { twoPoint } from "../../bench/detector/competitors"
import { PRACTICE, rhoOf } from "../../bench/detector/practice"
import { quantile, upperSigmas } from "../../bench/detector/statistics"
import { steadyDelays, SteadyBench } from "../../bench/detector/steady"
import { Random } from "../../sim/random"

const WHITE = { ...PRACTICE, kappa: 0 }

describe("decay tests", () => {
    test.each([
        [0.05, 1.6449],
        [1e-3, 3.0902],
        [1e-6, 4.7534],
        [1e-9, 5.9978],
    ])("a normal deviate exceeds with probability %f its mean by %f σ", (p, sigmas) => {
        expect(upperSigmas(p)).toBeCloseTo(sigmas, 4)
    })

    test("a difference of two means of n samples has σ √(2/n)", () => {
        expect(twoPointSd({ testS: 60, meanS: 0 }, WHITE)).toBeCloseTo(0.2 * Math.sqrt(2), 9)
        expect(twoPointSd({ testS: 60, meanS: 1 }, WHITE)).toBeCloseTo(0.2 * Math.sqrt(0.2), 9)
    })

    test("a walk adds its variance over the time between single readings", () => {
        const habitat = { ...WHITE, kappa: 0.01 }
        const sd = 0.2 * Math.sqrt(2 + 0.01 * 599)
        expect(twoPointSd({ testS: 60, meanS: 0 }, habitat)).toBeCloseTo(sd, 9)
    })

    // at one false alarm in 30 days and 95 % detection; reference values worked out elsewhere,
    // which divide by the whole test time instead of the time between the readings
    test.each([
        [10, 0, 10.4, 0.02],
        [60, 0, 1.62, 0.01],
        [600, 0, 0.146, 0.01],
        [3600, 0, 0.022, 0.01],
        [60, 1, 0.51, 0.03],
        [600, 1, 0.046, 0.01],
        [3600, 1, 0.0069, 0.01],
    ])("a test of %d s with means of %d s finds %f Pa/min", (testS, meanS, paPerMin, slack) => {
        const found = 60 * smallestTwoPointLeak(twoPoint(testS, meanS), WHITE)
        expect(Math.abs(found / paPerMin - 1)).toBeLessThan(slack)
    })

    test("slopes in natural units: σ = 0.2 Pa at 10 samples/s, 0.53 Pa/min is 0.0044", () => {
        expect(rhoOf(0.528, WHITE)).toBeCloseTo(0.0044, 9)
    })
})

describe("a steady bench", () => {
    const habitat = { ...PRACTICE, thermometer: true, room: "quiet" as const }

    test("meets the noise of its seed after the onset, whatever was before", () => {
        const delays = [1, 2].map(() => steadyDelays(habitat, 1, 5, 60, 9))
        expect(delays[0]).toEqual(delays[1])
    })

    test("finds a pascal per second within seconds, and the end of a leak after it", () => {
        const bench = new SteadyBench(habitat, new Random(4))
        bench.run(1800, 0)
        expect(bench.tester.alarmed).toBe(false)
        expect(bench.until(true, 1, 60)).toBeLessThan(4)
        bench.run(20, 1)
        expect(bench.until(false, 0, 600)).toBeLessThan(120)
    })
})

test("the interval of a median is that of the order statistics", () => {
    const draws = Array.from({ length: 100 }, (_, i) => i)
    const median = quantile(draws, 0.5)
    // binomial: 49.5 ± 1.96·5 of the ranks, whole ones
    expect(Math.abs(median.value - 49.5)).toBeLessThanOrEqual(0.5)
    expect(Math.abs(1.96 * median.se - 9.8)).toBeLessThanOrEqual(0.5)
})
