import { describe, expect, test } from "vitest"
import { summarise, type Happening } from "../../host/summary"
import type { Timeline } from "../../sim/scenario/judge"
import type { StateName } from "../../sim/scenario/scenario"

const writing = { unit: "Pa/min", volumeL: 1000 } as const
const hole: Happening = { atMs: 120_000, sentence: "a hole opens", truePaPerS: -1 }
const patch: Happening = { atMs: 180_000, sentence: "a patch stops the flow", truePaPerS: 0 }

function timeline(...states: [atMs: number, state: StateName][]): Timeline {
    const rates = [{ atMs: 179_000, ratePaPerS: -1.01, halfWidthPaPerS: 0.05 }]
    return {
        states: states.map(([atMs, state]) => ({ atMs, state })),
        faults: [],
        rates,
        verdicts: [],
        learned: [],
        phases: [],
        green: [],
    }
}

describe("the end of a run in words", () => {
    test("says what was found after how long, beside the truth", () => {
        const run = timeline([10_000, "tight"], [122_200, "leak"], [181_800, "tight"])
        expect(summarise([hole, patch], run, writing)).toEqual([
            "120.0 s: a hole opens: leak after 2.2 s; measured -60.6 ± 3.00 Pa/min, true -60.0",
            "180.0 s: a patch stops the flow: tight after 1.8 s",
        ])
    })

    test("does not hide that it was taken back", () => {
        const run = timeline([122_200, "leak"], [181_800, "tight"], [187_400, "suspected"])
        expect(summarise([hole, patch], run, writing)[1]).toBe(
            "180.0 s: a patch stops the flow: tight after 1.8 s, but suspected at 187.4 s"
        )
    })

    test("shouts what was missed", () => {
        expect(summarise([hole], timeline([10_000, "tight"]), writing)).toEqual([
            "120.0 s: a hole opens: NOT FOUND before the next event",
        ])
    })

    test("says nothing of what does not change the leak", () => {
        const slam = { atMs: 5000, sentence: "a door slams (20 Pa)", truePaPerS: 0 }
        expect(summarise([slam], timeline([10_000, "tight"]), writing)).toEqual([])
    })
})
