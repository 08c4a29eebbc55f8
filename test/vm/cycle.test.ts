/**
 * The lab test through the whole chain on the real VM: button, gas, chip, firmware, serial line.
 * Every run replays on Node to the same records.
 */
import { describe, expect, test } from "vitest"
import { play } from "../../host/play"
import { cycleReasonName, phaseName, verdictName } from "../../host/records"
import { RESULT_SHOWN_MS } from "../../src/config_recipe"
import { expectSameOnNode, rigOf } from "./replay"
import { expectSound, factory, programOf, scenarioOf } from "./virtual_bench"

const SEED = 11
const START_S = 30
const START = { atS: START_S, do: "press", forS: 0.2 }
/** A hand pump to 115 kPa. */
const FILL = { atS: START_S + 2, do: "fill", forS: 10, supplyPa: 115000, diameterMm: 4 }

const HOUSING = { volumeL: 1, pressurePa: 101325, gasToWallS: 1.5, thermometerLagS: 3 }
/** The gas follows the room within seconds, and the thermometer the gas. */
const THIN_WALLS = { wallToOutsideS: 10, gasToWallS: 1, thermometerLagS: 0.5 }
/** Three readings of ten are lost. */
const BAD_CABLE = Array.from({ length: 10 }, (_, i) => ({
    atS: 70 + i,
    do: "fault",
    fault: "nack",
    forS: 0.3,
}))

/**
 * Plays a test, replays it, and tells its phases, its word, and how many samples each rests on. A
 * thermometer that lags by more than a tenth of the stabilising time would make it invalid: wrong
 * way.
 */
async function tested(events: object[], durationS = 130, chamber: object = {}, owner = {}) {
    const scenario = scenarioOf({
        durationS,
        owner: { mode: "test", ...owner },
        chamber: { ...HOUSING, ...chamber },
        events: [START, ...events],
    })
    const phases: string[] = []
    const enteredMs: number[] = []
    const words: string[] = []
    const bases: number[] = []
    const lines: string[] = []
    const outcome = await play(scenario, programOf(scenario), factory, SEED, {
        line: (text, _atMs, record) => {
            lines.push(text)
            if (record?.k === "p") {
                phases.push(phaseName(record.p))
                enteredMs.push(record.t)
            }
            if (record?.k === "v")
                words.push(`${verdictName(record.v)}: ${cycleReasonName(record.y)}`)
            if (record?.k === "u") bases.push(record.a)
        },
    })
    expectSound(outcome, 0, `seed ${SEED}`)
    expectSameOnNode(lines, rigOf(scenario), `seed ${SEED}`)
    return { phases, words, bases, enteredMs }
}

test("passes a tight part, phase by phase, with the samples it rests on", async () => {
    const { phases, words, bases } = await tested([FILL])
    expect(words).toEqual(["pass: below-limit"])
    expect(phases).toEqual(["fill", "stabilise", "test", "vent", "result"])
    expect(bases[0]).toBeGreaterThanOrEqual(32)
}, 60_000)

test.each<[string, object[], string, object?]>([
    ["leaks", [FILL, { atS: 1, do: "hole", diameterMm: 0.02 }], "fail: above-limit"],
    ["has a hole", [FILL, { atS: 46, do: "hole", diameterMm: 0.2 }], "fail: gross-leak"],
    ["never fills", [], "invalid: underfill"],
    ["is taken out", [FILL, { atS: 45, do: "press", forS: 1.5 }], "invalid: aborted"],
    [
        "loses its sensor",
        [FILL, { atS: 45, do: "fault", fault: "nack", forS: 5 }],
        "invalid: sensor-fault",
    ],
    ["is filled too far", [{ ...FILL, supplyPa: 121000, diameterMm: 20 }], "invalid: overfill"],
    [
        "is filled on by a valve that leaks",
        [FILL, { atS: 60, do: "fill", forS: 60, supplyPa: 200000, diameterMm: 0.015 }],
        "invalid: wrong-way",
    ],
    ["is near a slamming door", [FILL, { atS: 75, do: "door-slam", peakPa: 40 }], "invalid: step"],
    [
        "comes from the oven",
        [FILL, { atS: 72, do: "outside-temperature", tempC: 60, overS: 5 }],
        "invalid: temp-change",
        THIN_WALLS,
    ],
    ["hangs on a bad cable", [FILL, ...BAD_CABLE], "invalid: rejections"],
])(
    "a part that %s",
    async (_what, events, word, chamber) => {
        expect((await tested(events, 130, chamber)).words).toEqual([word])
    },
    120_000
)

/** One program for all of them: a scenario's host selects its recipe. */
const RECIPES = {
    recipes: [
        { name: "housing", kind: "decay", targetKPa: 115 },
        {
            name: "hasty",
            kind: "decay",
            targetKPa: 115,
            testMaxS: 5,
            passLimit: 0.005,
            failLimit: 0.01,
        },
        { name: "patient", kind: "decay", targetKPa: 115, stabiliseS: 80 },
        { name: "vacuum", kind: "rise", targetKPa: 60 },
        { name: "sealed", kind: "sealed", targetKPa: 103, stabiliseS: 20 },
        { name: "row", kind: "sealed", targetKPa: 103, stabiliseS: 20, repeats: 3 },
    ].map(recipe => ({
        volumeL: 1,
        passLimit: 0.5,
        failLimit: 1,
        limitUnit: "Pa/s",
        ...recipe,
    })),
}
const select = (name: string) => ({
    atS: 20,
    do: "command",
    command: "recipe",
    index: RECIPES.recipes.findIndex(recipe => recipe.name === name),
})
/** A vacuum pump down to 60 kPa. */
const PUMP = { atS: START_S + 2, do: "fill", forS: 15, supplyPa: 60000, diameterMm: 4 }
const hole = (atS: number, diameterMm: number) => ({ atS, do: "hole", diameterMm })
/** Sealed parts under 2 kPa: nothing is filled. */
const UNDER_PRESSURE = { pressurePa: 103325 }

describe("recipes", () => {
    test.each<[string, string, object[], string, object?]>([
        ["is measured too hastily", "hasty", [FILL], "retest: time-limit"],
        ["holds its vacuum", "vacuum", [PUMP], "pass: below-limit"],
        ["does not", "vacuum", [PUMP, hole(1, 0.02)], "fail: above-limit"],
        ["is sealed, and tight", "sealed", [], "pass: below-limit", UNDER_PRESSURE],
        // later than the start, which else would only silence the watch's alarm
        ["is sealed, and leaks", "sealed", [hole(35, 0.05)], "fail: above-limit", UNDER_PRESSURE],
        [
            "loses its pressure before it is measured",
            "patient",
            [{ ...FILL, supplyPa: 114500 }, hole(43, 0.072)],
            "invalid: pressure-lost",
        ],
    ])(
        "a part that %s",
        async (_what, recipe, events, word, chamber = {}) => {
            const { words } = await tested([select(recipe), ...events], 150, chamber, RECIPES)
            expect(words).toEqual([word])
        },
        240_000
    )

    test("repeat a test as often as they say, and show each result for three seconds", async () => {
        const { words, phases, enteredMs } = await tested(
            [select("row")],
            200,
            UNDER_PRESSURE,
            RECIPES
        )
        expect(words).toEqual(Array.from({ length: 3 }, () => "pass: below-limit"))
        const one = ["fill", "stabilise", "test", "vent", "result"]
        expect(phases).toEqual([...one, ...one, ...one])
        for (const next of [5, 10]) {
            const shownMs = enteredMs[next] - enteredMs[next - 1]
            expect(shownMs).toBeGreaterThanOrEqual(RESULT_SHOWN_MS)
            expect(shownMs).toBeLessThan(RESULT_SHOWN_MS + 200)
        }
    }, 240_000)
})
