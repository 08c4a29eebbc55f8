/**
 * The lab test through the whole chain on the real VM: button, gas, chip, firmware, serial line.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { beforeAll, expect, test } from "vitest"
import { buildFirmware } from "../../host/build/firmware"
import { play } from "../../host/play"
import { cycleReasonName, phaseName, verdictName } from "../../host/records"
import { expectSound, factory, scenarioOf } from "./virtual_bench"

const SEED = 11
const START_S = 30
const START = { atS: START_S, do: "press", forS: 0.2 }
/** A hand pump to 115 kPa. */
const FILL = { atS: START_S + 2, do: "fill", forS: 10, supplyPa: 115000, diameterMm: 4 }

let bytecode: Uint8Array

beforeAll(() => {
    const folder = mkdtempSync(join(tmpdir(), "leaktight-cycle-"))
    const file = join(folder, "devs.config.json")
    // the file's board is another one, so that the owner's program is not compiled over
    writeFileSync(file, JSON.stringify({ board: "leak_pico_w", mode: "test" }))
    bytecode = buildFirmware(file, "leak_pico").bytecode
    rmSync(folder, { recursive: true })
}, 120_000)

/**
 * Plays a test and tells its phases, its word, and how many samples each rests on. A thermometer
 * that lags by more than a tenth of the stabilising time would make it invalid: wrong way.
 */
async function tested(events: object[], durationS = 130) {
    const scenario = scenarioOf({
        durationS,
        chamber: { volumeL: 1, pressurePa: 101325, gasToWallS: 1.5, thermometerLagS: 3 },
        events: [START, ...events],
    })
    const phases: string[] = []
    const words: string[] = []
    const bases: number[] = []
    const outcome = await play(scenario, bytecode, factory, SEED, {
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

test.each<[string, object[], string]>([
    ["leaks", [FILL, { atS: 1, do: "hole", diameterMm: 0.02 }], "fail: above-limit"],
    ["has a hole", [FILL, { atS: 46, do: "hole", diameterMm: 0.2 }], "fail: gross-leak"],
    ["never fills", [], "invalid: underfill"],
    ["is taken out", [FILL, { atS: 45, do: "press", forS: 1.5 }], "invalid: aborted"],
    [
        "loses its sensor",
        [FILL, { atS: 45, do: "fault", fault: "nack", forS: 5 }],
        "invalid: sensor-fault",
    ],
])(
    "a part that %s",
    async (_what, events, word) => {
        expect((await tested(events)).words).toEqual([word])
    },
    60_000
)
