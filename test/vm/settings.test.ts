/**
 * Settings through the whole chain on the real VM: what a board holds, what the firmware makes of
 * it and says of it, what survives a power cut, and how a recording of it replays.
 */
import { describe, expect, test } from "vitest"
import { play } from "../../host/play"
import { cycleReasonName, verdictName, type SerialRecord } from "../../host/records"
import { hashedConfig, parseOwnerConfig } from "../../host/build/owner_config"
import { replay as replayWith } from "../../host/replay"
import { sealKept, testsKey } from "../../src/output/kept"
import { SettingOutcome } from "../../src/output/setting_record"
import { flashWith } from "./boards_flash"
import { firstDifference, recordsOf, replay } from "./replay"
import { expectSound, factory, firmware, scenarioOf } from "./virtual_bench"

const SEED = 5

type Of<K extends SerialRecord["k"]> = Extract<SerialRecord, { k: K }>

/** Runs a board that holds settings; its records by kind, its lines, and what came of it. */
async function runWith(
    settings: Record<string, unknown>,
    durationS: number,
    events: object[] = [],
    powerCuts = 0,
    pressurePa = 115000
) {
    const texts = Object.entries(settings).map(([key, value]) => [key, JSON.stringify(value)])
    const flash = await flashWith(firmware, Object.fromEntries(texts))
    const lines: string[] = []
    const records: SerialRecord[] = []
    const scenario = scenarioOf({
        durationS,
        chamber: { volumeL: 1, pressurePa, outsidePressurePa: 101325 },
        events,
    })
    const outcome = await play(
        scenario,
        firmware,
        factory,
        SEED,
        {
            line: (text, _atMs, record) => {
                lines.push(text)
                if (record !== undefined) records.push(record)
            },
        },
        flash
    )
    expectSound(outcome, powerCuts, `seed ${SEED}`)
    const of = <K extends SerialRecord["k"]>(kind: K) =>
        records.filter((record): record is Of<K> & SerialRecord => record.k === kind)
    return { lines, of }
}

const verdictsOf = (records: readonly Of<"v">[]) =>
    records.map(({ x, v, y }) => `${x} ${verdictName(v)}: ${cycleReasonName(y)}`)

describe("a board's settings", () => {
    test("are in force, and told, and replay", async () => {
        const { lines, of } = await runWith(
            { reportMs: 500, recordEvery: 1, rapidUPaPerS: 20000 },
            20
        )
        expect(of("g").map(({ l, y, v }) => [l, y, v])).toEqual([
            ["rapidUPaPerS", SettingOutcome.InForce, 20000],
            ["reportMs", SettingOutcome.InForce, 500],
            ["recordEvery", SettingOutcome.InForce, 1],
        ])
        const rates = of("r")
        expect(rates[5].t - rates[4].t).toBe(500)
        const recorded = recordsOf(lines)
        expect(firstDifference(recorded, replay(recorded))).toBeUndefined()
    })

    test("that are not allowed fall back to what was compiled, and say so", async () => {
        const { lines, of } = await runWith(
            {
                recipe: 1,
                passUPaPerS: 2000000,
                mode: 2,
                reportMs: "fast",
                chamberMilliL: 1.5,
                recordEvery: [2],
                [testsKey(1)]: "1 7 12345",
            },
            10
        )
        expect(of("g").map(({ l, y, f, i, x, v }) => [l, y, f, i, x, v])).toEqual([
            ["recipe", SettingOutcome.OutOfRange, 1, 0, 0, 0],
            ["passUPaPerS", SettingOutcome.Contradiction, 2000000, 10, 999999, 500000],
            ["chamberMilliL", SettingOutcome.NotInteger, 0, 1, 2000000000, 5000],
            ["mode", SettingOutcome.OutOfRange, 2, 0, 1, 0],
            ["reportMs", SettingOutcome.NotInteger, 0, 100, 3600000, 1000],
            ["recordEvery", SettingOutcome.NotInteger, 0, 1, 600, 1],
            ["tests", SettingOutcome.Damaged, 0, 0, 1073741823, 0],
        ])
        const rates = of("r")
        expect(rates[5].t - rates[4].t).toBe(1000)
        const recorded = recordsOf(lines)
        expect(firstDifference(recorded, replay(recorded))).toBeUndefined()
    })

    test("do not let a recording replay with another configuration", async () => {
        const { lines } = await runWith({ reportMs: 500 }, 5)
        const other = parseOwnerConfig(
            JSON.stringify({ board: "leak_pico", rateReportPeriodS: 0.5 }),
            "other"
        )
        expect(() => replayWith(recordsOf(lines), hashedConfig(other))).toThrow(
            "recorded with configuration"
        )
    })
})

describe("a test that the power cuts off", () => {
    // the chamber is at its target already: fill ends at once, and the window begins
    const SHORT = { mode: 1, stabiliseMs: 5000, testMaxMs: 60000 }
    const press = (atS: number) => ({ atS, do: "press", forS: 0.2 })

    test("is invalid after the next boot, once, and its number is not used again", async () => {
        const { lines, of } = await runWith(
            { ...SHORT, [testsKey(0)]: sealKept(testsKey(0), "32") },
            60,
            [
                press(5),
                { atS: 13, do: "power-cut", forS: 1 },
                { atS: 20, do: "power-cut", forS: 1 },
                press(30),
                { atS: 38, do: "press", forS: 1.5 },
            ],
            2
        )
        expect(
            of("g")
                .filter(({ l }) => l === "tests")
                .map(({ f, v }) => [f, v])
        ).toEqual([
            [16, 0],
            [17, 1],
            [17, 0],
        ])
        expect(verdictsOf(of("v"))).toEqual(["17 invalid: interrupted", "18 invalid: aborted"])
        // the boots without a press in them replay whole
        const recorded = recordsOf(lines)
        const boots = recorded.flatMap((line, i) => (line.startsWith('{"k":"b"') ? [i] : []))
        const second = recorded.slice(boots[1], boots[2])
        expect(firstDifference(second, replay(second))).toBeUndefined()
    })

    test("in the fill is interrupted as well, and a finished one is not", async () => {
        const cut = { do: "power-cut", forS: 1 }
        // nobody fills
        const filling = await runWith(SHORT, 20, [press(6), { atS: 9, ...cut }], 1, 101325)
        expect(verdictsOf(filling.of("v"))).toEqual(["1 invalid: interrupted"])
        const done = await runWith(
            SHORT,
            30,
            [press(5), { atS: 9, do: "press", forS: 1.5 }, { atS: 15, ...cut }],
            1
        )
        expect(verdictsOf(done.of("v"))).toEqual(["1 invalid: aborted"])
    })

    test("leaves the window free of writes", async () => {
        const { lines } = await runWith(SHORT, 30, [press(5), { atS: 20, do: "press", forS: 1.5 }])
        const phaseAt = (to: number) => lines.findIndex(l => l.includes(`"p":${to},"c"`))
        const writes = lines.flatMap((line, i) => (line === "flash sync" ? [i] : []))
        const started = writes.filter(i => i > phaseAt(1) && i < phaseAt(4))
        expect(started).toHaveLength(1)
        expect(started[0]).toBeLessThan(phaseAt(3))
        expect(writes.filter(i => i > phaseAt(4))).toHaveLength(1)
    })
})
