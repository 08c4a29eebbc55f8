/**
 * The yardsticks are what they claim: exact on closed forms, and as late as the reference says.
 *
 * The reference delays were made elsewhere, by plain Monte Carlo over 800 million samples; they
 * belong to one false alarm per 2.6e6 samples.
 */
import { describe, expect, test } from "vitest"
import { glrRate, knownRate, threshold } from "../../bench/detector/importance"
import { mean } from "../../bench/detector/statistics"
import { Yardstick, yardstickDelay } from "../../bench/detector/yardsticks"
import { Random } from "../../sim/random"

const REFERENCE_PER = 2.6e6

function meanDelay(yardstick: Yardstick, at: number, rho: number, wait: number) {
    const history = new Random(11)
    return mean(
        Array.from({ length: 400 }, (_, i) =>
            yardstickDelay(yardstick, at, rho, wait, history, new Random(i))
        )
    )
}

describe("yardsticks", () => {
    test.each([
        [0, 0.2635, 10.4, 10.1],
        [0, 0.079, 23.1, 22.2],
        [0, 0.02635, 47.4, 44.8],
        [0.00225, 0.2635, 12.0, 11.6],
        [0.00225, 0.079, 32.6, 30.4],
        [0.025, 0.2635, 18.4, 17.3],
    ])("κ = %f, ρ = %f: GLR %f samples, known slope %f", (kappa, rho, glrDelay, knownDelay) => {
        for (const [known, wanted] of [
            [0, glrDelay],
            [rho, knownDelay],
        ]) {
            const yardstick = new Yardstick(kappa, known, 256)
            const found = threshold(yardstick, 400, 7, REFERENCE_PER)
            const delay = meanDelay(yardstick, found.value, rho, 400)
            // both sides are Monte Carlo; the reference has 120 to 1000 runs per point
            const slack = 3 * delay.se + 0.02 * wanted
            expect(Math.abs(delay.value - wanted)).toBeLessThan(slack)
        }
    })

    test("a noiseless ramp in white noise has A = H from its onset, and Z = ρ √H", () => {
        const rho = 0.3
        const glr = new Yardstick(0, 0, 64)
        const known = new Yardstick(0, rho, 64)
        const ramp = Float64Array.from({ length: 64 }, (_, i) => (i < 24 ? 0 : rho * (i - 23)))
        const values = new Float64Array(65)
        const energy = (40 * 41 * 81) / 6
        expect(glr.at(ramp, 64, 0, values)).toBeCloseTo(rho * Math.sqrt(energy), 9)
        expect(values.indexOf(Math.max(...values))).toBe(40)
        expect(known.at(ramp, 64, 0, values)).toBeCloseTo((rho * rho * energy) / 2, 9)
    })

    test("with drift the signature is what a Kalman filter of the level leaves of a ramp", () => {
        const kappa = 0.025
        const yardstick = new Yardstick(kappa, 0, 200)
        // the full recursion, variance and all, instead of the steady gain's closed form
        let variance = 1
        for (let i = 0; i < 500; i++) {
            const prior = variance + kappa
            variance = prior / (prior + 1)
        }
        const gain = variance
        let level = 0
        for (let m = 1; m <= 200; m++) {
            const innovation = m - level
            level += gain * innovation
            const wanted = innovation / Math.sqrt(variance + kappa + 1)
            expect(yardstick.response(m)).toBeCloseTo(wanted, 6)
        }
    })

    test("the rate of the known slope agrees with Siegmund's formula for a CUSUM", () => {
        // next to nothing but drift: the signature is a constant shift μ from the first sample on
        const rho = 0.4 * Math.sqrt(200)
        const yardstick = new Yardstick(200, rho, 1024)
        const shift = rho * yardstick.response(1000)
        const at = 8
        const found = knownRate(yardstick, at, 400, 3)
        const h = at + 1.166 * shift
        const perAlarm = (2 / (shift * shift)) * (Math.exp(h) - h - 1)
        expect(found.value * perAlarm).toBeGreaterThan(0.75)
        expect(found.value * perAlarm).toBeLessThan(1.25)
    })

    test("importance sampling counts what plain counting counts", () => {
        const yardstick = new Yardstick(0, 0, 64)
        const at = 3.8
        const sampled = glrRate(yardstick, at, 1500, 5)
        const random = new Random(9)
        const innovations = new Float64Array(64)
        const values = new Float64Array(65)
        let alarms = 0
        let quiet = 0
        const samples = 400_000
        for (let i = 0; i < samples; i++) {
            innovations.copyWithin(0, 1)
            innovations[63] = random.gaussian()
            // an alarm belongs to the one before when it overlaps it
            if (yardstick.at(innovations, 64, 0, values) > at) {
                if (quiet >= 24) alarms++
                quiet = 0
            } else quiet++
        }
        const slack = 3 * Math.sqrt(alarms) + 0.15 * alarms
        expect(Math.abs(sampled.value * samples - alarms)).toBeLessThan(slack)
    })
})
