/**
 * Today's methods do what their names say, on signals with a closed form.
 */
import { describe, expect, test } from "vitest"
import { METHODS } from "../../bench/detector/competitors"
import { extrapolate } from "../../bench/detector/calibrate"

const INTERVAL_S = 0.1
const FALL_PA_PER_S = 0.02

/** The statistic after `seconds` at rest and `falling` seconds of a steady fall. */
function after(name: string, seconds: number, falling: number): number {
    const kind = METHODS.find(method => method.name === name)
    if (kind === undefined) throw new Error(`there is no method ${name}`)
    const method = kind.make(INTERVAL_S)
    let value = 0
    const rest = Math.round(seconds / INTERVAL_S)
    const all = rest + Math.round(falling / INTERVAL_S)
    for (let i = 1; i <= all; i++)
        value = method.take(101325 - Math.max(0, i - rest) * INTERVAL_S * FALL_PA_PER_S)
    return value
}

describe("methods of today", () => {
    test("the fixed threshold measures the fall below the day's reference", () => {
        expect(after("fixed threshold", 100, 50)).toBeCloseTo(50 * FALL_PA_PER_S, 9)
        expect(after("fixed threshold", 86400, 100)).toBeCloseTo(94.95 * FALL_PA_PER_S, 6)
    })

    test("a two-point test speaks at its end, of one-second means 59 s apart", () => {
        expect(after("two-point 60 s", 0, 60)).toBeCloseTo(59 * FALL_PA_PER_S, 9)
        expect(after("two-point 60 s", 0, 59.9)).toBe(0)
        expect(after("two-point 600 s", 0, 1200)).toBeCloseTo(599 * FALL_PA_PER_S, 9)
    })

    test("the slope of an average is the leak's once the average has settled", () => {
        expect(after("slope of average", 10, 300)).toBeCloseTo(10 * FALL_PA_PER_S, 6)
        expect(after("slope of average", 300, 0)).toBe(0)
    })

    test("the CUSUM sums what exceeds the allowance", () => {
        const allowance = 0.5 / 60
        expect(after("CUSUM", 100, 50)).toBeCloseTo(50 * (FALL_PA_PER_S - allowance), 6)
    })

    test("the derivative is last less first of its window", () => {
        expect(after("derivative 60 s", 100, 30)).toBeCloseTo(30 * FALL_PA_PER_S, 9)
        expect(after("derivative 60 s", 100, 200)).toBeCloseTo(60 * FALL_PA_PER_S, 9)
    })

    test("the line fit gives a ramp's slope, and half of it for half a window", () => {
        const perSample = FALL_PA_PER_S * INTERVAL_S
        expect(after("line fit 60 s", 100, 200)).toBeCloseTo(perSample, 9)
        // a kink in the middle of a window: half the ramp's slope
        expect(after("line fit 60 s", 100, 30)).toBeCloseTo(perSample / 2, 4)
        expect(after("line fit 60 s", 100, 0)).toBeCloseTo(0, 12)
    })

    test("extrapolation finds the threshold of an exact Gaussian tail", () => {
        const samples = 1e8
        const rate = (x: number) => 0.02 * Math.exp((-x * x) / 2 / 9)
        const alarms = Array.from({ length: 60 }, (_, r) => samples * rate(r * 0.3))
        const exact = 3 * Math.sqrt(2 * Math.log(0.02 * 2.6e7))
        expect(extrapolate(alarms, 0.3, samples, 10)).toBeCloseTo(exact, 6)
    })
})
