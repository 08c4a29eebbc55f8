/**
 * A calibrating run judges no part: it is told by what it has taught.
 */
import { expect, test } from "vitest"
import { LabTestReader } from "../../host/lab_test"
import { testInWords } from "../../host/lab_words"
import { parseRecord, type SerialRecord } from "../../host/records"
import { Narrator } from "../../host/words"
import { defaultRecipe } from "../../src/config_recipe"
import { Calibration, CalibrationKind, CalibrationRefusal } from "../../src/decision/calibration"
import { Operation, Refusal, Wish } from "../../src/decision/command"
import { Cycle } from "../../src/decision/cycle"
import { CyclePhase, CycleReason, Verdict } from "../../src/decision/cycle_rules"
import { calibrationRecord, learnedRecord } from "../../src/output/calibration_record"
import { RecordWriter } from "../../src/output/record"
import {
    basisRecord,
    commandRecord,
    partRecord,
    phaseRecord,
    verdictRecord,
} from "../../src/output/test_record"
import { RESULT_ORIFICE, TestResults } from "../../src/output/test_result"

const { Idle, Fill, Test, Vent, Result } = CyclePhase
const ENDED_AT_MS = 180_000
const WRITING = { unit: "Pa/min", volumeL: 5, recipeUnits: { housing: "sccm" } } as const

function command(operation: Operation, a = 0, refusal = Refusal.None): string {
    return commandRecord(0, 9000, Object.assign(new Wish(operation), { a, refusal, text: "" }))
}

const calibrate = command(Operation.Calibrate, CalibrationKind.KnownVolume)
const start = phaseRecord(0, 10_000, 1, Idle, Fill)

/** The records of an end, those of what was taught last. */
function end(verdict: Verdict, reason: CycleReason): string[] {
    const cycle = new Cycle(defaultRecipe())
    cycle.tests = 1
    cycle.verdict = verdict
    cycle.reason = reason
    cycle.startedAtMs = 17_700
    cycle.endedAtMs = ENDED_AT_MS
    cycle.slope.rateMicroPaPerS = -51_958_587
    cycle.halfWidthMicroPaPerS = 1_507_439
    Object.assign(cycle, { startMilliPa: 114_941_652, endMilliPa: 110_935_519, used: 1199 })
    const row = new TestResults().keep(cycle, 0, "tight 1", 20_000_000)
    row[RESULT_ORIFICE] = 85_169
    return [
        phaseRecord(0, ENDED_AT_MS, 1, Test, Vent),
        verdictRecord(0, ENDED_AT_MS, row),
        basisRecord(0, ENDED_AT_MS, row, "housing"),
        partRecord(0, ENDED_AT_MS, row, "tight 1", 0),
        calibrationRecord(0, ENDED_AT_MS, 1, cycle, 0, 0, 101),
    ]
}

function learned(refusal: CalibrationRefusal, atMs = ENDED_AT_MS): string {
    const calibration = Object.assign(new Calibration(), {
        kind: CalibrationKind.KnownVolume,
        recipe: "housing",
        day: 9827,
        text: "flask 2",
        value: 1_200_037,
        doubt: 1200,
        refusal,
    })
    return learnedRecord(0, atMs, calibration)
}

/** The tests that lines tell, and what was said of each line. */
function told(lines: string[]) {
    const reader = new LabTestReader()
    const narrator = new Narrator(WRITING)
    const records = lines.map(line => parseRecord(line) as SerialRecord)
    const tests = records.flatMap(record => reader.take(record, record.t) ?? [])
    return {
        tests: tests.map(of => testInWords(of, WRITING)),
        words: records.map(record => narrator.words(record)),
    }
}

const retest = end(Verdict.Retest, CycleReason.TimeLimit)
const { None, RunInvalid, TooSoon } = CalibrationRefusal
const vented = phaseRecord(0, 195_000, 1, Vent, Result)
const ORDINARY = [
    "test 1, part tight 1: retest, time limit: " +
        "-28.7 ± 0.832 sccm (-3118 ± 90.4 Pa/min), 85.2 µm, after 162.3 s",
]

test("a calibrating run is told by what it has taught, without rate and hole", () => {
    const { tests, words } = told([calibrate, start, ...retest, learned(None), vented])
    const taught =
        'calibration by a joined vessel "flask 2": ' +
        "volume 1.2000 ± 0.0012 L for recipe housing, 2026-11-27"
    expect(tests).toEqual([`test 1, part tight 1: ${taught}, after 162.3 s`])
    expect(words.slice(3)).toEqual([
        "test 1: retest, time limit",
        "recipe housing: 114941.7 to 110935.5 Pa, +0.000 K, 1199 samples used, 0 rejected",
        "part tight 1",
        "volume 1 L of the recipe, not calibrated; offset none, not calibrated",
        taught,
        "test 1: result",
    ])
})

test("one that was broken off says so, and why it taught nothing", () => {
    const aborted = end(Verdict.Invalid, CycleReason.Aborted)
    const { tests } = told([calibrate, start, ...aborted, learned(RunInvalid)])
    expect(tests).toEqual([
        "test 1, part tight 1: invalid, aborted; " +
            "no calibration by a joined vessel: the run did not come to its end, after 162.3 s",
    ])
})

test("one whose last line is damaged still claims no rate and no hole", () => {
    const { tests } = told([calibrate, start, ...retest, vented])
    expect(tests).toEqual(["test 1, part tight 1: retest, time limit, after 162.3 s"])
})

test.each([
    ["was refused", [command(Operation.Calibrate, 1, Refusal.NotCalibrated)]],
    ["was taken back by a long press", [calibrate, command(Operation.Press, 1500)]],
    ["went with its recipe", [calibrate, command(Operation.SelectRecipe, 1)]],
    [
        "went with a boot",
        [
            calibrate,
            new RecordWriter().boot(0, 96, 100, {
                version: "0.1.0",
                configHash: 1,
                board: "leak_pico",
                chamber: "bench",
            }),
            learned(None, 0),
        ],
    ],
    ["was for the test before", [calibrate, start, ...retest, learned(None), vented]],
])("a test after a calibration that %s is an ordinary one", (_, before) => {
    const { tests, words } = told([...before, start, ...retest])
    expect(tests.slice(-1)).toEqual(ORDINARY)
    expect(words.at(-3)).toMatch(
        /^recipe housing: -28\.7 ± 0\.832 sccm \(-3118 ± 90\.4 Pa\/min\), 114941\.7 to /
    )
    expect(words.at(-2)).toBe("part tight 1: as through a hole of 85.2 µm")
})

test("a long press in the middle, or a second wish that is refused, leaves it what it is", () => {
    const press = command(Operation.Press, 1500)
    const refused = [learned(TooSoon, 9000), command(Operation.Calibrate, 1, Refusal.NotCalibrated)]
    const { tests } = told([calibrate, ...refused, start, press, ...retest, learned(None)])
    expect(tests).toHaveLength(1)
    expect(tests[0]).toContain("volume 1.2000 ± 0.0012 L")
})
