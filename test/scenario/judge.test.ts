import { describe, expect, test } from "vitest"
import { judge, type Timeline } from "../../sim/scenario/judge"
import type { Expectation } from "../../sim/scenario/scenario"

const run: Timeline = {
    states: [
        { atMs: 1000, state: "starting" },
        { atMs: 10000, state: "tight" },
        { atMs: 61000, state: "suspected" },
        { atMs: 63000, state: "leak" },
    ],
    faults: [{ atMs: 30000, fault: "bus-nack" }],
    rates: [
        { atMs: 20000, ratePaPerS: 0.001, halfWidthPaPerS: 0.002 },
        { atMs: 70000, ratePaPerS: -0.5, halfWidthPaPerS: 0.01 },
    ],
    verdicts: [
        { atMs: 80000, verdict: "fail", reason: "above-limit" },
        { atMs: 95000, verdict: "pass", reason: "below-limit" },
    ],
    learned: [
        { atMs: 81000, what: "volume", value: 1.21 },
        { atMs: 96000, what: "offset", value: -0.1 },
    ],
    phases: [
        { atMs: 75000, phase: "fill" },
        { atMs: 79000, phase: "vent" },
    ],
    green: [
        { atMs: 10000, lit: true },
        { atMs: 61000, lit: false },
    ],
}

function holds(expectation: Expectation): boolean {
    return judge([expectation], run)[0].holds
}

describe("the judge", () => {
    test.each<[boolean, Expectation]>([
        [true, { that: "reaches", state: "leak", fromS: 60, byS: 63 }],
        [false, { that: "reaches", state: "leak", fromS: 60, byS: 62.9 }],
        // a state entered earlier and still held counts
        [true, { that: "reaches", state: "tight", fromS: 50, byS: 55 }],
        [false, { that: "reaches", state: "starting", fromS: 11, byS: 80 }],
        [true, { that: "stays", states: ["tight"], fromS: 11, untilS: 60 }],
        [false, { that: "stays", states: ["tight"], fromS: 5, untilS: 60 }],
        [false, { that: "stays", states: ["tight"], fromS: 11, untilS: 61.5 }],
        [true, { that: "stays", states: ["tight", "suspected"], fromS: 11, untilS: 62 }],
        // silence is not a state
        [false, { that: "stays", states: ["starting"], fromS: 0, untilS: 0.5 }],
        [true, { that: "faults", fault: "bus-nack", fromS: 29, byS: 31 }],
        [false, { that: "faults", fault: "stuck", fromS: 29, byS: 31 }],
        [false, { that: "faults", fault: "bus-nack", fromS: 31, byS: 90 }],
        [true, { that: "measures", atS: 70, ratePaPerS: -0.51, withinPaPerS: 0.02 }],
        [false, { that: "measures", atS: 69, ratePaPerS: -0.51, withinPaPerS: 0.02 }],
        [false, { that: "measures", atS: 10, ratePaPerS: 0, withinPaPerS: 1 }],
        [true, { that: "says", verdict: "fail", reason: "above-limit", fromS: 70, byS: 90 }],
        // another verdict in the same stretch is one too many
        [false, { that: "says", verdict: "fail", reason: "above-limit", fromS: 70, byS: 96 }],
        [false, { that: "says", verdict: "fail", reason: "gross-leak", fromS: 70, byS: 90 }],
        [false, { that: "says", verdict: "fail", reason: "above-limit", fromS: 0, byS: 70 }],
        [true, { that: "learns", volumeL: 1.2, within: 0.02, fromS: 80, byS: 90 }],
        [false, { that: "learns", volumeL: 1.2, within: 0.005, fromS: 80, byS: 90 }],
        [false, { that: "learns", volumeL: 1.2, within: 0.02, fromS: 0, byS: 80 }],
        [false, { that: "learns", offsetPaPerS: 1.2, within: 0.02, fromS: 80, byS: 90 }],
        // something else that was learned in the same stretch is one too many
        [false, { that: "learns", volumeL: 1.2, within: 0.02, fromS: 80, byS: 97 }],
        [true, { that: "learns", offsetPaPerS: -0.11, within: 0.02, fromS: 90, byS: 97 }],
        [true, { that: "passes-through", phases: ["fill", "vent"], fromS: 70, untilS: 90 }],
        [false, { that: "passes-through", phases: ["fill"], fromS: 70, untilS: 90 }],
        [false, { that: "passes-through", phases: ["vent", "fill"], fromS: 70, untilS: 90 }],
        [true, { that: "green-dark", fromS: 61, untilS: 90 }],
        [false, { that: "green-dark", fromS: 60, untilS: 90 }],
        [false, { that: "green-dark", fromS: 5, untilS: 15 }],
    ])("says %s to %j", (verdict, expectation) => {
        expect(holds(expectation)).toBe(verdict)
    })

    test("says what it saw instead", () => {
        const [judgement] = judge([{ that: "reaches", state: "rapid", fromS: 62, byS: 70 }], run)
        expect(judgement.sentence).toBe(
            "is rapid at some time from 62 s to 70 s: " +
                "it was suspected from 62.0 s, leak from 63.0 s"
        )
    })
})
