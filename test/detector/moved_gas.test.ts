/**
 * Gas that was moved goes back by itself: never faster than `MovedGas` says, on the physics of a
 * chamber, and the detector takes that for no leak.
 */

import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { Chamber } from "../../sim/gas/chamber"
import { defaultRigConfig } from "../../src/config"
import { Suspicion } from "../../src/detector/evidence"
import { LeakDetector } from "../../src/detector/leak_detector"
import { MOVED_PERIOD_MS, MovedGas } from "../../src/detector/moved_gas"
import { noiseSource } from "./noise"

const AMBIENT_PA: number = 101_325
const SIGMA_PA = 0.84
const SEEDS = [1, 2, 3, 4]

/** A vessel of 5 L and what happens to its gas. */
interface Handling {
    gasWallTauS: number
    fromPa: number
    /** Filled from here, or let out when it is undefined. */
    supplyPa?: number
    diameterMm: number
    atS: number
    forS: number
}

const FAST: Handling[] = [4, 20, 60].flatMap(gasWallTauS => [
    { gasWallTauS, fromPa: AMBIENT_PA, supplyPa: 120_000, diameterMm: 3, atS: 8, forS: 12 },
    { gasWallTauS, fromPa: AMBIENT_PA, supplyPa: 115_000, diameterMm: 4, atS: 30, forS: 3 },
    { gasWallTauS, fromPa: 121_325, diameterMm: 4, atS: 25, forS: 4 },
])

function chamberOf({ gasWallTauS, fromPa }: Handling): Chamber {
    return new Chamber({
        volumeM3: 0.005,
        pressurePa: fromPa,
        tempK: 295,
        ambientPa: AMBIENT_PA,
        gasWallTauS,
    })
}

/** Opens and shuts the valve at the handling's instants; `s` counts tenths exactly. */
function handle(chamber: Chamber, handling: Handling, s: number) {
    const { supplyPa, diameterMm, atS, forS } = handling
    const nozzle = { kind: "orifice" as const, diameterM: diameterMm / 1000 }
    if (s === atS && supplyPa === undefined) chamber.openVent(nozzle)
    else if (s === atS && supplyPa !== undefined) chamber.openFill(supplyPa, nozzle)
    if (s === atS + forS) {
        chamber.closeVent()
        chamber.closeFill()
    }
}

/** Plays a handling into a detector for five minutes; whether it ever said leak, and which way. */
function leaksSaid(handling: Handling, seed: number): ("falling" | "rising")[] {
    const normal = noiseSource(seed)
    const chamber = chamberOf(handling)
    const detector = new LeakDetector(defaultRigConfig())
    const said: ("falling" | "rising")[] = []
    let leaked = false
    for (let k = 0; k < 3000; k++) {
        const s = k / 10
        handle(chamber, handling, s)
        const { pressurePa, tempC } = chamber.feel(s)
        const milliPa = Math.round((pressurePa + SIGMA_PA * normal()) * 1000)
        detector.add(k * 100, milliPa, Math.round((tempC + 0.005 * normal()) * 1e6))
        const leaks = detector.evidence.suspicion === Suspicion.Leak
        if (leaks && !leaked)
            said.push(detector.evidence.rateMicroPaPerS < 0 ? "falling" : "rising")
        leaked = leaks
    }
    return said
}

describe("moved gas", () => {
    it("goes back no faster than it may", () => {
        const handling = fc.record({
            gasWallTauS: fc.double({ min: 4, max: 60, noNaN: true }),
            fromPa: fc.constant(AMBIENT_PA),
            supplyPa: fc.integer({ min: 102_500, max: 125_000 }),
            diameterMm: fc.double({ min: 2, max: 5, noNaN: true }),
            atS: fc.constant(4),
            forS: fc.integer({ min: 1, max: 30 }),
        })
        fc.assert(
            fc.property(handling, handling => {
                const chamber = chamberOf(handling)
                const gas = new MovedGas()
                let beforePa = handling.fromPa
                for (let k = 0; k < 2400; k++) {
                    // tenths of a second, or the valve would not shut at its instant
                    const s = k / 10
                    handle(chamber, handling, s)
                    const { pressurePa } = chamber.feel(s)
                    if ((k * 100) % MOVED_PERIOD_MS !== 0) continue
                    const may = gas.mayReturn(true) / 1e6
                    gas.look(k * 100, Math.round(pressurePa * 1000), SIGMA_PA * 1000)
                    const fallPaPerS = ((beforePa - pressurePa) * 1000) / MOVED_PERIOD_MS
                    beforePa = pressurePa
                    // what it leaves out as a room's doing or noise is not moved gas
                    if (fallPaPerS > 2) expect(fallPaPerS, `at ${s} s`).toBeLessThan(may)
                }
            }),
            { seed: 11, numRuns: 40 }
        )
    })

    it("goes one way only, and hardly at all when a room moved it or nobody did", () => {
        const gas = new MovedGas()
        const normal = noiseSource(5)
        let sum = 0
        for (let k = 0; k < 5000; k++) {
            const drift = k * MOVED_PERIOD_MS * 0.3
            gas.look(k * MOVED_PERIOD_MS, Math.round(1e8 + drift + 840 * normal()), 840)
            sum += Math.abs(gas.returnMicroPaPerS)
        }
        // of a dead zone of 250 µPa/s
        expect(sum / 5000).toBeLessThan(100)
        gas.look(5000 * MOVED_PERIOD_MS, 2e8, 840)
        expect(gas.mayReturn(true)).toBeGreaterThan(1e6)
        expect(gas.mayReturn(false)).toBe(0)
    })

    it.each(FAST)("is no leak: $fromPa Pa, $supplyPa, gas to wall $gasWallTauS s", handling => {
        const way = handling.supplyPa === undefined ? "rising" : "falling"
        for (const seed of SEEDS)
            expect(leaksSaid(handling, seed), `seed ${seed}`).not.toContain(way)
    })

    it("hides no leak that is faster", () => {
        const gas = new MovedGas()
        const detector = new LeakDetector(defaultRigConfig())
        const normal = noiseSource(3)
        let found = NaN
        // filled by 14 kPa at 30 s; from 40 s on it loses 500 Pa/s, where heat takes 450 at most
        for (let k = 0; k < 600; k++) {
            const s = k / 10
            const pa = AMBIENT_PA + (s < 30 ? 0 : 14_000) - (s < 40 ? 0 : (s - 40) * 500)
            const milliPa = Math.round((pa + SIGMA_PA * normal()) * 1000)
            if (s >= 29 && k % 8 === 0 && s < 40) gas.look(k * 100, milliPa, 840)
            detector.add(k * 100, milliPa, 22_000_000)
            if (detector.evidence.suspicion === Suspicion.Leak && s > 40 && Number.isNaN(found))
                found = s
        }
        expect(gas.mayReturn(true)).toBeGreaterThan(2e8)
        expect(found).toBeLessThan(45)
    })
})
