/**
 * A leak cools its gas, and the rate at constant temperature must still lie within the interval: on
 * the chamber's physics, with thermometers that lag.
 */

import { describe, expect, it } from "vitest"
import { Chamber } from "../../sim/gas/chamber"
import { defaultRigConfig } from "../../src/config"
import { Suspicion } from "../../src/detector/evidence"
import { unseenCold } from "../../src/detector/leak_cold"
import { LeakDetector } from "../../src/detector/leak_detector"
import { noiseSource } from "./noise"

const ONSET_S = 120
const PLUG_S = 200
const END_S = 320
const SIGMA_PA = 0.84
/** At ten samples a second. */
const INTERVAL_Q8 = 25600

/** The share of the reports of a leak, and of those after its end, whose interval has the truth. */
function coverage(gasWallTauS: number, sensorTauS: number, diameterMm: number, seed: number) {
    const normal = noiseSource(seed)
    const chamber = new Chamber({
        volumeM3: 1,
        pressurePa: 120_000,
        tempK: 295,
        gasWallTauS,
        sensorTauS,
    })
    const detector = new LeakDetector(defaultRigConfig())
    const share = { leaking: 0, after: 0 }
    const count = { leaking: 0, after: 0 }
    for (let k = 0; k < END_S * 10; k++) {
        const s = k / 10
        if (s === ONSET_S)
            chamber.setLeak({
                name: "hole",
                shape: { kind: "orifice", diameterM: diameterMm / 1000 },
                to: "ambient",
                opening: 1,
            })
        if (s === PLUG_S) chamber.clearLeak("hole")
        const { pressurePa, tempC } = chamber.feel(s)
        const milliPa = Math.round((pressurePa + SIGMA_PA * normal()) * 1000)
        detector.add(k * 100, milliPa, Math.round((tempC + 0.005 * normal()) * 1e6))
        const { suspicion, rateMicroPaPerS, rateHalfWidthMicroPaPerS } = detector.evidence
        const when = suspicion === Suspicion.Leak ? "leaking" : "after"
        // once a second, beyond the seconds in which the end is noticed
        if (k % 10 !== 0 || s < ONSET_S + 5 || (s >= PLUG_S && s < PLUG_S + 8)) continue
        const off = rateMicroPaPerS / 1e6 + chamber.leakRatePaPerS()
        count[when]++
        if (Math.abs(off) * 1e6 <= rateHalfWidthMicroPaPerS) share[when]++
    }
    return { leaking: share.leaking / count.leaking, after: share.after / count.after, count }
}

describe("a leak's own cold", () => {
    it.each([
        [5, 8, 0.3],
        [20, 8, 0.3],
        [20, 30, 0.3],
        [30, 8, 0.3],
        [20, 8, 0.15],
    ])(
        "gas to wall %f s, thermometer %f s, hole %f mm: the interval holds the rate",
        (...chamber) => {
            const all = [1, 2, 3].map(seed => coverage(...chamber, seed))
            for (const { count } of all) expect(count.leaking).toBeGreaterThan(60)
            for (const when of ["leaking", "after"] as const) {
                const mean = all.reduce((sum, one) => sum + one[when], 0) / all.length
                expect(mean, when).toBeGreaterThan(0.9)
            }
        }
    )

    it.each([
        ["2/7", 2000, false],
        ["2/5", 2800, true],
    ])(
        "leaves %s in doubt at first, ever less later, and nothing in the end",
        (_, first, isOver) => {
            expect(unseenCold(-7000, 0, INTERVAL_Q8, isOver)).toBeCloseTo(first)
            let before = Infinity
            for (let age = 0; age < 100_000; age += 100) {
                const doubt = unseenCold(7000, age, INTERVAL_Q8, isOver)
                expect(doubt).toBeLessThanOrEqual(before)
                before = doubt
            }
            expect(before).toBeLessThan(4)
        }
    )
})
