/**
 * The lab test through the whole chain on the real VM: button, gas, chip, firmware, serial line.
 */
import { expect, test } from "vitest"
import { play } from "../../host/play"
import { cycleReasonName, phaseName, verdictName } from "../../host/records"
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
 * Plays a test and tells its phases, its word, and how many samples each rests on. A thermometer
 * that lags by more than a tenth of the stabilising time would make it invalid: wrong way.
 */
async function tested(events: object[], durationS = 130, chamber: object = {}) {
    const scenario = scenarioOf({
        durationS,
        owner: { mode: "test" },
        chamber: { ...HOUSING, ...chamber },
        events: [START, ...events],
    })
    const phases: string[] = []
    const words: string[] = []
    const bases: number[] = []
    const outcome = await play(scenario, programOf(scenario), factory, SEED, {
        line: (_text, _atMs, record) => {
            if (record?.k === "p") phases.push(phaseName(record.p))
            if (record?.k === "v")
                words.push(`${verdictName(record.v)}: ${cycleReasonName(record.y)}`)
            if (record?.k === "u") bases.push(record.a)
        },
    })
    expectSound(outcome, 0, `seed ${SEED}`)
    return { phases, words, bases }
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
        "loses its pressure before it is measured",
        [
            { ...FILL, supplyPa: 114500 },
            { atS: 43, do: "hole", diameterMm: 0.072 },
        ],
        "invalid: pressure-lost",
    ],
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
