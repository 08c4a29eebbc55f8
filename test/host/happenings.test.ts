/**
 * What happens to a chamber, and the truth about its gas.
 */
import { describe, expect, test } from "vitest"
import { Happenings } from "../../host/happenings"
import { summarise } from "../../host/summary"
import { Chamber } from "../../sim/gas/chamber"
import { AIR } from "../../sim/gas/medium"
import { run, scenarioOf } from "../vm/virtual_bench"

describe("the truth at the end of a happening", () => {
    /** A leak for so long, its gas in touch with the wall as with the time constant. */
    function leakFor(lengthS: number, gasWallTauS: number) {
        const chamber = new Chamber({ volumeM3: 1, pressurePa: 120_000, gasWallTauS })
        const shape = { kind: "orifice", diameterM: 3e-4 } as const
        chamber.setLeak({ name: "hole", shape, to: "ambient", opening: 1 })
        const happenings = new Happenings()
        const afterPaPerS = chamber.leakRatePaPerS()
        happenings.event("a hole opens", 0, { beforePaPerS: 0, afterPaPerS })
        for (let i = 0; i < lengthS * 10; i++) {
            happenings.look(chamber)
            chamber.advance(0.1)
        }
        return happenings.all()[0]
    }

    test("is at first the fall of gas that cools: γ times what the leak alone makes", () => {
        const { leakPaPerS, end } = leakFor(5, 1e6)
        expect(leakPaPerS).toBeLessThan(0)
        expect(end!.leakPaPerS / leakPaPerS).toBeCloseTo(1, 2)
        expect(end!.slopePaPerS / end!.leakPaPerS / AIR.gamma).toBeCloseTo(1, 3)
    })

    test("is the leak alone where the gas has its wall's temperature", () => {
        const { end } = leakFor(60, 0.1)
        expect(end!.slopePaPerS / end!.leakPaPerS).toBeCloseTo(1, 2)
    })

    test("is of the last seconds, and none where there was no time for one", () => {
        const happenings = new Happenings()
        const leak = { beforePaPerS: 0, afterPaPerS: 2 }
        const look = (nowS: number, pressurePa: number, lossPaPerS: number) =>
            happenings.look({ nowS, pressurePa, leakRatePaPerS: () => lossPaPerS })
        happenings.event("a hole opens", 0, leak)
        look(1, 1000, 50)
        for (const atS of [10, 11, 12, 12, 13, 14, 15]) look(atS, 1000 - 3 * atS, 2)
        happenings.event("it is patched", 15_000, { beforePaPerS: 2, afterPaPerS: 0 })
        look(16, 955, 0)
        expect(happenings.all()).toEqual([
            {
                atMs: 0,
                sentence: "a hole opens",
                leakBeforePaPerS: -0,
                leakPaPerS: -2,
                end: { leakPaPerS: -2, slopePaPerS: -3 },
            },
            { atMs: 15_000, sentence: "it is patched", leakBeforePaPerS: -2, leakPaPerS: -0 },
        ])
    })
})

test("a hole under a part in test is judged by its verdict, fill and vent are not", async () => {
    const scenario = scenarioOf({
        durationS: 240,
        owner: { mode: "test" },
        chamber: { volumeL: 1, pressurePa: 101_325, gasToWallS: 1.5, thermometerLagS: 3 },
        events: [
            { atS: 20, do: "press", forS: 0.2 },
            { atS: 22, do: "fill", forS: 10, supplyPa: 115_000, diameterMm: 4 },
            { atS: 40, do: "hole", diameterMm: 0.03 },
            { atS: 100, do: "vent", forS: 20 },
            { atS: 110, do: "cover", with: "tape" },
            { atS: 130, do: "press", forS: 0.2 },
        ],
    })
    const happenings = new Happenings()
    const { recorder } = await run(scenario, 1, {
        event: (sentence, atMs, leak) => happenings.event(sentence, atMs, leak),
        slice: (_, world) => happenings.look(world.chamber),
    })
    const writing = { unit: "Pa/min", volumeL: 1 } as const
    const told = summarise(happenings.all(), recorder.timeline, writing)
    expect(told).toHaveLength(1)
    expect(told[0]).toMatch(
        /^40\.0 s: a hole of 0\.03 mm opens: the test says fail, above limit, after [\d.]+ s$/
    )
}, 60_000)
