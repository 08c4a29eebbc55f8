/**
 * What happens to a chamber.
 */
import { expect, test } from "vitest"
import { Happenings } from "../../host/happenings"
import { summarise } from "../../host/summary"
import { run, scenarioOf } from "../vm/virtual_bench"

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
    })
    const writing = { unit: "Pa/min", volumeL: 1 } as const
    const told = summarise(happenings.all, recorder.timeline, writing)
    expect(told).toHaveLength(1)
    expect(told[0]).toMatch(
        /^40\.0 s: a hole of 0\.03 mm opens: the test says fail, above limit, after [\d.]+ s$/
    )
}, 60_000)
