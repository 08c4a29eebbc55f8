/**
 * The detector's intervals in natural units, by the bench's own counting.
 */
import { describe, expect, test } from "vitest"
import { makeShipped } from "../../bench/detector/ours"
import { findLeaks, onsetCoverage, slopeQuality } from "../../bench/detector/theory"
import { LeakDirection } from "../../src/config"

const habitat = (kappa: number) => ({
    sigmaPa: 1,
    kappa,
    intervalMs: 100,
    direction: LeakDirection.Falling,
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
        const found = findLeaks(makeShipped, habitat(kappa), rho, leaks, 2000, 1)
        expect(onsetCoverage(found).value).toBeGreaterThanOrEqual(least)
    })

    test.each([100, 600])("the slope after %f samples of a leak lies within its own", at => {
        const { coverage, overBound } = slopeQuality(makeShipped, habitat(0), 0.079, at, leaks, 1)
        expect(coverage.value).toBeGreaterThanOrEqual(least)
        // its error is near √(12 / N³), the Cramér-Rao bound
        expect(overBound.value).toBeLessThan(1.3)
        expect(overBound.value).toBeGreaterThan(0.85)
    })
})
