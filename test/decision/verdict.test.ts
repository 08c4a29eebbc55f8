/**
 * The sequential verdict: theory of the slope, both errors on real noise, and what it refuses.
 */
import { describe, expect, test } from "vitest"
import { sequential } from "../../bench/verdict/methods"
import { Random } from "../../sim/random"
import { look, Look, multiplier_q4, wentWrongWay } from "../../src/decision/sequential"
import { WindowSlope } from "../../src/decision/window_slope"
import { noiseSource } from "../detector/noise"

/** A window over `seconds` at 10 samples/s of a level, a slope and noise. */
function windowOf(seconds: number, paPerS: number, noisePa: number, seed: number, kPerS = 0) {
    const noise = noiseSource(seed)
    const slope = new WindowSlope()
    for (let i = 0; i <= seconds * 10; i++) {
        const warm = 1 + (kPerS * i) / 10 / 293.15
        const pa = (120000 + (paPerS * i) / 10) * warm + noisePa * noise()
        // an instant that wraps in the middle
        const atMs = (0x7fffffff - seconds * 500 + i * 100) | 0
        const microC = 20000000 + Math.round(kPerS * i * 1e5)
        slope.add(atMs, Math.round(pa * 1000), microC)
    }
    slope.estimate()
    return slope
}

describe("the slope of a window", () => {
    test("is exact without noise, across the wrap of the clock", () => {
        for (const seconds of [4, 10, 60, 300])
            expect(windowOf(seconds, -0.5, 0, 1).rateMicroPaPerS / -500000).toBeCloseTo(1, 2)
    })

    test("knows its own deviation: 12 σ² / (N³ Δt²), within a tenth over 200 windows", () => {
        let squares = 0
        let told = 0
        for (let seed = 0; seed < 200; seed++) {
            const slope = windowOf(60, 0, 1, seed)
            squares += slope.rateMicroPaPerS ** 2 / 200
            told += slope.sdMicroPaPerS ** 2 / 200
        }
        const bound = 1e6 * Math.sqrt(12 / (600 ** 3 * 0.01))
        expect(Math.sqrt(squares) / bound).toBeGreaterThan(0.85)
        expect(Math.sqrt(squares) / bound).toBeLessThan(1.15)
        // correlation that it cannot exclude makes it careful, not bold
        expect(Math.sqrt(told) / bound).toBeGreaterThan(0.95)
        expect(Math.sqrt(told) / bound).toBeLessThan(1.5)
    })

    test("is that of a tight part whose gas warms by 50 mK/min: P / T is constant", () => {
        const slope = windowOf(60, 0, 0.05, 3, 0.05 / 60)
        expect(slope.thermalMicroPaPerS / 341000).toBeCloseTo(1, 1)
        expect(Math.abs(slope.rateMicroPaPerS)).toBeLessThan(3000)
    })
})

describe("a look", () => {
    test("says nothing before 16 batches, and nothing of a curve", () => {
        expect(look(new WindowSlope(), 0, 50000, 100000, 100, 100)).toBe(Look.Open)
        const curve = new WindowSlope()
        const noise = noiseSource(1)
        for (let i = 0; i < 1000; i++) {
            const pa = 120000 + 100 * Math.exp(-i / 200) + 0.1 * noise()
            curve.add(i * 100, Math.round(pa * 1000), 20000000)
        }
        curve.estimate()
        expect(look(curve, 0, 50000, 100000, 100, 100)).toBe(Look.Open)
    })

    test("asks for more evidence the smaller the error may be", () => {
        for (const batches of [16, 20, 25])
            for (const [low, high] of [
                [10, 20],
                [20, 50],
                [50, 100],
                [100, 200],
                [200, 1000],
            ])
                expect(multiplier_q4(batches, low)).toBeGreaterThan(multiplier_q4(batches, high))
        // between two columns the stricter one
        expect(multiplier_q4(16, 99)).toBe(multiplier_q4(16, 50))
        expect(multiplier_q4(16, 1)).toBe(multiplier_q4(16, 10))
    })

    test("calls a rise where a fall is expected by its name", () => {
        const rising = windowOf(30, 0.3, 0.1, 5)
        expect(wentWrongWay(rising, -rising.rateMicroPaPerS, 50000)).toBe(true)
        const still = windowOf(30, 0, 0.1, 5)
        expect(wentWrongWay(still, -still.rateMicroPaPerS, 50000)).toBe(false)
    })
})

test.each([
    [0.05, false],
    [1, false],
    [1, true],
])("errors stay at 1 %% at both limits: noise %d Pa, filtered %s", (noisePa, filtered) => {
    const random = new Random(7)
    const slope = new WindowSlope()
    let wrong = 0
    for (let i = 0; i < 600; i++) {
        const leakPaPerS = i % 2 === 0 ? 0.05 : 0.1
        const point = { noisePa, driftMilliKPerMin: 10, leakPaPerS, filtered }
        const { verdict } = sequential(point, random, slope)
        if (verdict === (i % 2 === 0 ? "fail" : "pass")) wrong++
    }
    // 1 % of 600 is 6; 13 is its 99.6 % quantile
    expect(wrong).toBeLessThanOrEqual(13)
})
