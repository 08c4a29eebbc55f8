/**
 * The detector in natural units, by the bench's own counting: false alarms at thresholds where they
 * can be counted, and intervals.
 */
import { describe, expect, test } from "vitest"
import { makeAt } from "../../bench/detector/own_threshold"
import { SAMPLES_PER_FALSE_ALARM } from "../../bench/detector/importance"
import { falseAlarms, findLeaks, onsetCoverage, slopeQuality } from "../../bench/detector/theory"
import { LeakDirection } from "../../src/config"
import { LeakDetector } from "../../src/detector/leak_detector"

const habitat = (kappa: number) => ({
    sigmaPa: 1,
    kappa,
    intervalMs: 100,
    direction: LeakDirection.Falling,
})

const SHIPPED_SIGMAS = 5.5
const WHITE = habitat(0)

/** The largest count that a Poisson variable of this mean exceeds once in 1,000 times. */
function poissonMost(mean: number): number {
    let term = Math.exp(-mean)
    let below = term
    let k = 0
    while (below < 0.999) {
        k++
        term *= mean / k
        below += term
    }
    return k
}

describe("false alarms at lowered thresholds", () => {
    // a Gaussian statistic passes h as often as exp(-h²/2) says
    test.each([
        [0, 4.25],
        [0, 4.5],
        [0.00225, 4.5],
        [0.025, 4.25],
    ])("κ = %f, %f σ: no more than one in 30 days at 5.5 σ lets expect", (kappa, sigmas) => {
        const samples = 1_000_000
        const more = Math.exp((SHIPPED_SIGMAS ** 2 - sigmas ** 2) / 2)
        const most = poissonMost((samples * more) / SAMPLES_PER_FALSE_ALARM)
        const { value } = falseAlarms(makeAt(sigmas), habitat(kappa), samples, 1)
        expect(Math.round(value * samples)).toBeLessThanOrEqual(most)
    })

    test("are there at 4 σ", () => {
        expect(falseAlarms(makeAt(4), WHITE, 1_000_000, 1).value).toBeGreaterThan(1e-5)
    })
})

describe("intervals", () => {
    const leaks = 300
    // 2.6 standard errors of a share of so many below the goal
    const least = 0.93 - 2.6 * Math.sqrt((0.93 * 0.07) / leaks)

    test.each([
        [0, 1],
        [0, 0.2635],
        [0, 0.079],
        [0.00225, 0.2635],
        [0.00225, 0.079],
        [0.025, 0.2635],
    ])("κ = %f, ρ = %f: the onset lies within its own", (kappa, rho) => {
        const found = findLeaks(makeAt(SHIPPED_SIGMAS), habitat(kappa), rho, leaks, 2000, 1)
        expect(onsetCoverage(found).value).toBeGreaterThanOrEqual(least)
    })

    test.each([100, 600])("the slope after %f samples of a leak lies within its own", at => {
        const make = (direction: LeakDirection) => new LeakDetector({ direction })
        const { coverage, overBound } = slopeQuality(make, WHITE, 0.079, at, leaks, 1)
        expect(coverage.value).toBeGreaterThanOrEqual(least)
        // its error is near √(12 / N³), the Cramér-Rao bound
        expect(overBound.value).toBeLessThan(1.3)
        expect(overBound.value).toBeGreaterThan(0.85)
    })
})
