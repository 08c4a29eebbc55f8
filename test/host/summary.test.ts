import { describe, expect, test } from "vitest"
import type { Happening } from "../../host/happenings"
import { summarise } from "../../host/summary"
import type { Timeline } from "../../sim/scenario/judge"
import type { StateName } from "../../sim/scenario/scenario"

const writing = { unit: "Pa/min", volumeL: 1000 } as const
const hole: Happening = {
    atMs: 120_000,
    sentence: "a hole opens",
    leakBeforePaPerS: 0,
    leakPaPerS: -1,
}
const patch: Happening = {
    atMs: 180_000,
    sentence: "a patch stops the flow",
    leakBeforePaPerS: -0.98,
    leakPaPerS: 0,
}

type State = StateName | "off"

function timeline(...states: [atMs: number, state: State][]): Timeline {
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
    const run = timeline([10_000, "tight"], [122_200, "leak"], [181_800, "tight"])

    test("says what was found after how long, beside the truth", () => {
        expect(summarise([hole, patch], run, writing)).toEqual([
            "120.0 s: a hole opens: leak after 2.2 s; measured -60.6 ± 3.00 Pa/min, true -60.0",
            "180.0 s: a patch stops the flow: tight after 1.8 s",
        ])
    })

    test("takes the truth from when the rate was measured", () => {
        const ended = { ...hole, end: { leakPaPerS: -0.98, slopePaPerS: -1.009 } }
        expect(summarise([ended], run, writing)[0]).toMatch(/Pa\/min, true -58.8$/)
    })

    test("says what else moves the pressure where that is more than 3 % of the leak", () => {
        const told = (slopePaPerS: number) => {
            const end = { leakPaPerS: -0.98, slopePaPerS }
            return summarise([{ ...hole, end }], run, writing)[0].replace(/^.*3\.00 Pa\/min/, "")
        }
        expect(told(-1.01)).toBe("; the pressure changed by -60.6, the leak alone makes -58.8")
        // a room that warms
        expect(told(0.1)).toBe("; the pressure changed by 6.00, the leak alone makes -58.8")
    })

    test("says of what is tight what it is, however the gas warms again", () => {
        const rates = [{ atMs: 200_000, ratePaPerS: 0.001, halfWidthPaPerS: 0.02 }]
        const end = { leakPaPerS: 0, slopePaPerS: 0.001 }
        expect(summarise([{ ...patch, end }], { ...run, rates }, writing)).toEqual([
            "180.0 s: a patch stops the flow: tight after 1.8 s; " +
                "measured 0.0600 ± 1.20 Pa/min, true 0",
        ])
    })

    test("says when the leak was over and when the chamber was called tight", () => {
        const slow = timeline([122_200, "leak"], [181_800, "settling"], [220_700, "tight"])
        expect(summarise([hole, patch], slow, writing)[1]).toBe(
            "180.0 s: a patch stops the flow: no leak after 1.8 s, tight after 40.7 s"
        )
    })

    test("does not hide that it was taken back", () => {
        const taken = timeline([122_200, "leak"], [181_800, "tight"], [187_400, "suspected"])
        expect(summarise([hole, patch], taken, writing)[1]).toBe(
            "180.0 s: a patch stops the flow: tight after 1.8 s, but suspected at 187.4 s"
        )
    })

    test("shouts what was missed", () => {
        expect(summarise([hole], timeline([10_000, "tight"]), writing)).toEqual([
            "120.0 s: a hole opens: NOT FOUND before the next event",
        ])
    })

    test("says nothing of what does not change the leak", () => {
        const slam = { atMs: 5000, sentence: "a door slams", leakBeforePaPerS: 0, leakPaPerS: 0 }
        expect(summarise([slam], timeline([10_000, "tight"]), writing)).toEqual([])
        // the flow of a hole that is long open falls with the pressure
        const later = { ...slam, atMs: 170_000, leakBeforePaPerS: -0.9, leakPaPerS: -0.9 }
        expect(summarise([hole, later], run, writing)).toHaveLength(1)
    })

    test("says when a leak was found anew after a power cut", () => {
        const cut = { ...hole, atMs: 125_000, sentence: "the power fails", leakBeforePaPerS: -1 }
        const states: [number, State][] = [
            [122_200, "leak"],
            [125_000, "off"],
            [131_000, "starting"],
            [151_000, "leak"],
        ]
        expect(summarise([hole, cut], timeline(...states), writing)[1]).toMatch(
            /^125\.0 s: the power fails: leak after 26\.0 s;/
        )
    })
})

describe("the end of a run with a lab test", () => {
    const run: Timeline = {
        ...timeline([10_000, "tight"], [100_300, "starting"], [300_000, "settling"]),
        phases: [
            { atMs: 100_300, phase: "fill" },
            { atMs: 115_000, phase: "stabilise" },
            { atMs: 155_000, phase: "test" },
            { atMs: 175_000, phase: "vent" },
            { atMs: 190_000, phase: "result" },
        ],
        verdicts: [{ atMs: 175_000, verdict: "fail", reason: "above-limit" }],
    }

    test("judges a hole in the part by the verdict", () => {
        expect(summarise([hole], run, writing)).toEqual([
            "120.0 s: a hole opens: the test says fail, above limit, after 55.0 s",
        ])
    })

    test("leaves out what nobody watches: a test without a verdict, and a part that vents", () => {
        expect(summarise([hole], { ...run, verdicts: [] }, writing)).toEqual([])
        const press = { ...hole, atMs: 200_000, sentence: "a press", leakBeforePaPerS: -1 }
        expect(summarise([{ ...hole, atMs: 180_000 }, press], run, writing)).toEqual([])
    })

    test("asks the watch where it is awake, before the test and after", () => {
        const [early, late] = [50_000, 310_000].map(atMs => ({ ...hole, atMs }))
        expect(summarise([early, { ...hole, leakBeforePaPerS: -1 }], run, writing)).toEqual([
            "50.0 s: a hole opens: NOT FOUND before the next event",
        ])
        expect(summarise([late], run, writing)).toEqual([
            "310.0 s: a hole opens: NOT FOUND before the next event",
        ])
    })

    test("asks the watch again when a boot has cut the test off", () => {
        const cut: Timeline = {
            ...timeline([10_000, "tight"], [100_300, "starting"], [115_000, "off"]),
            phases: run.phases.slice(0, 1),
            verdicts: [{ atMs: 118_000, verdict: "invalid", reason: "interrupted" }],
        }
        cut.states.push({ atMs: 118_000, state: "starting" }, { atMs: 119_000, state: "tight" })
        expect(summarise([hole], cut, writing)).toEqual([
            "120.0 s: a hole opens: NOT FOUND before the next event",
        ])
    })
})
