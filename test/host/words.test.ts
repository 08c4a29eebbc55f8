import { expect, test } from "vitest"
import { calibrationRefusals, parseRecord, type SerialRecord } from "../../host/records"
import { LabTestReader } from "../../host/lab_test"
import { testInWords } from "../../host/lab_words"
import type { RateWriting } from "../../host/units"
import { Narrator } from "../../host/words"
import { RestartWish } from "../../src/decision/uptime"
import { WatchReason, WatchState } from "../../src/decision/watch"
import { LeakEvidence } from "../../src/detector/evidence"
import { FAULT_CODE_REJECTION } from "../../src/output/fault_code"
import { AlarmEvent, RecordWriter } from "../../src/output/record"
import { Reading } from "../../src/sensor/reading"
import { Rejection } from "../../src/sensor/rejection"
import { defaultRecipe } from "../../src/config_recipe"
import { Calibration, CalibrationKind, CalibrationRefusal } from "../../src/decision/calibration"
import { Operation, Refusal, Wish } from "../../src/decision/command"
import { Cycle } from "../../src/decision/cycle"
import { CyclePhase, CycleReason, Verdict } from "../../src/decision/cycle_rules"
import { calibrationRecord, learnedRecord } from "../../src/output/calibration_record"
import { Finding, SettingOutcome, settingRecord } from "../../src/output/setting_record"
import {
    basisRecord,
    commandRecord,
    partRecord,
    phaseRecord,
    verdictRecord,
} from "../../src/output/test_record"
import { RESULT_ORIFICE, TestResults } from "../../src/output/test_result"

const writer = new RecordWriter()
const who = { version: "0.1.0", configHash: 1, board: "leak_pico", chamber: "bench" }

const WRITING = { unit: "Pa/min", volumeL: 5, recipeUnits: { housing: "mbar L/s" } } as const

function words(line: string): string | undefined {
    return new Narrator(WRITING).words(parseRecord(line) as SerialRecord)
}

test("a record that is worth a word has one", () => {
    const evidence = new LeakEvidence()
    const { Tight, Leak } = WatchState
    const told = (half: number) => {
        evidence.rateMicroPaPerS = -1_000_000
        evidence.rateHalfWidthMicroPaPerS = half
        return words(writer.state(0, Tight, Leak, WatchReason.EvidenceOfLeak, evidence))
    }
    expect(told(50_000)).toBe("tight → leak: evidence of leak, -60.0 ± 3.00 Pa/min")
    expect(told(-1)).toBe("tight → leak: evidence of leak")
    const over = writer.state(0, Leak, Tight, WatchReason.LeakCleared, evidence)
    expect(words(over)).toBe("leak → tight: leak cleared")
    expect(words(writer.boot(0, 96, 100, who))).toBe("boot: firmware 0.1.0 on leak_pico, BMP390")
    expect(words(writer.sensor(0, 0))).toBe("no sensor yet")
    expect(words(writer.sensor(0, 80))).toBe("BMP388")
    expect(words(writer.alarm(0, AlarmEvent.Raised, Leak))).toBe("alarm raised: leak")
    expect(words(writer.alarm(0, AlarmEvent.Cleared, Tight))).toBe("alarm cleared")
    const stuck = FAULT_CODE_REJECTION + Rejection.Stuck
    expect(words(writer.fault(0, stuck, 1, 0))).toBe("fault stuck")
    expect(words(writer.fault(0, stuck, 0, 12_300))).toBe("fault stuck is over after 12.3 s")
    expect(words(writer.reboot(0, RestartWish.Quiet))).toBe("restarts itself: quiet")
})

test("a sample and a rate have none", () => {
    expect(words(writer.sample(new Reading(), Rejection.None))).toBeUndefined()
    expect(words(writer.rate(0, WatchState.Tight, new LeakEvidence()))).toBeUndefined()
})

/** Records of a test with its word, by a recipe of 2 L. */
function labTest(x: number, verdict: Verdict, reason: CycleReason, serial: string): string[] {
    const cycle = new Cycle({ ...defaultRecipe(), volumeMicroL: 2_000_000 })
    cycle.tests = x
    cycle.verdict = verdict
    cycle.reason = reason
    cycle.startedAtMs = 1000
    cycle.endedAtMs = 46_300
    if (verdict !== Verdict.Invalid) {
        cycle.slope.rateMicroPaPerS = -1_000_000
        cycle.halfWidthMicroPaPerS = 50_000
        Object.assign(cycle, { startMilliPa: 115_000_000, endMilliPa: 114_955_000, used: 450 })
    }
    const row = new TestResults().keep(cycle, 0, serial, 20_000_000)
    row[RESULT_ORIFICE] = verdict === Verdict.Invalid ? -1 : 21_340
    return [
        verdictRecord(0, 0, row),
        basisRecord(0, 0, row, "housing"),
        partRecord(0, 0, row, serial, 1),
    ]
}

test("a lab test is told by its commands, phases and verdict", () => {
    const wish = new Wish(Operation.Start)
    wish.text = "AB-12"
    expect(words(commandRecord(0, 0, wish))).toBe('start "AB-12"')
    wish.refusal = Refusal.NoTrust
    expect(words(commandRecord(0, 0, wish))).toBe('start "AB-12" is refused: no trust')
    const unknown = new Wish(0x99)
    unknown.refusal = Refusal.UnknownCommand
    expect(words(commandRecord(0, 0, unknown))).toBe("0x99 is refused: unknown command")
    expect(words(phaseRecord(0, 0, 3, CyclePhase.Fill, CyclePhase.Stabilise))).toBe(
        "test 3: stabilise"
    )
    const inOrder = (recipeUnits: RateWriting["recipeUnits"], lines: string[]) => {
        const narrator = new Narrator({ ...WRITING, recipeUnits })
        return lines.map(line => narrator.words(parseRecord(line) as SerialRecord))
    }
    const failed = labTest(3, Verdict.Fail, CycleReason.AboveLimit, "AB-12")
    const window = "115000.0 to 114955.0 Pa, +0.000 K, 450 samples used, 0 rejected"
    // a flow is that of the recipe's 2 L, not of the chamber's 5
    expect(inOrder({ housing: "mbar L/s" }, failed)).toEqual([
        "test 3: fail, above limit",
        `recipe housing: -0.0200 ± 0.00100 mbar L/s (-60.0 ± 3.00 Pa/min), ${window}`,
        "part AB-12: as through a hole of 21.3 µm",
    ])
    expect(inOrder({}, failed)[1]).toBe(`recipe housing: -60.0 ± 3.00 Pa/min, ${window}`)
    const aborted = labTest(4, Verdict.Invalid, CycleReason.Aborted, "")
    expect(inOrder({}, aborted)).toEqual([
        "test 4: invalid, aborted",
        "recipe housing: nothing was measured",
        "a part without a serial",
    ])
})

test("a command says what it asks for, as far as it is recorded", () => {
    const told = (operation: number, a: number, b = 0, refusal = Refusal.None, text = "") => {
        const wish = new Wish(operation)
        Object.assign(wish, { a, b, refusal, text })
        return words(commandRecord(0, 0, wish))
    }
    expect(told(Operation.Press, 1500)).toBe("press of 1.5 s")
    expect(told(Operation.SelectRecipe, 2)).toBe("select recipe 2")
    expect(told(Operation.SetToday, 9827)).toBe("set today 2026-11-27")
    const { SetLimits, Calibrate, Acknowledge } = Operation
    const limits = "set limits: pass below 30.0, fail above 6.00 Pa/min"
    expect(told(SetLimits, 500_000, 100_000, Refusal.LimitsCrossed)).toBe(
        `${limits} is refused: limits crossed`
    )
    // its bytes could not be read
    expect(told(SetLimits, 0, 0, Refusal.WrongLength)).toBe("set limits is refused: wrong length")
    const leak = 'calibrate "std 7" by a known leak of 0.00256 Pa·m³/s'
    expect(told(Calibrate, 0, 2_560_000, Refusal.None, "std 7")).toBe(leak)
    expect(told(Calibrate, 1, 500_000)).toBe("calibrate by a joined vessel of 0.5 L")
    expect(told(Calibrate, 2, 0, Refusal.NotCalibrated)).toBe(
        "calibrate by a good part is refused: not calibrated"
    )
    expect(told(Acknowledge, 3, 0, Refusal.Busy)).toBe("3 times acknowledge is refused: busy")
})

test("a verdict says what it rests on", () => {
    const cycle = new Cycle(defaultRecipe())
    const row = new TestResults().keep(cycle, 0, "", 20_000_000)
    expect(words(basisRecord(0, 0, row, "housing"))).toBe("recipe housing: nothing was measured")
    Object.assign(cycle, { startMilliPa: 114_974_053, endMilliPa: 114_851_575 })
    Object.assign(cycle, { tempChangeMicroK: 10_785, used: 1200, rejected: 3 })
    const measured = new TestResults().keep(cycle, 0, "", 20_000_000)
    expect(words(basisRecord(0, 0, measured, "housing"))).toBe(
        "recipe housing: 114974.1 to 114851.6 Pa, +0.011 K, 1200 samples used, 3 rejected"
    )
    const { Missing, DayUnknown } = CalibrationRefusal
    const basis = (day: number, why: number) =>
        words(calibrationRecord(0, 0, 1, cycle, day, 0, why))
    expect(basis(0, Missing + 100 * DayUnknown)).toBe(
        "volume 1 L of the recipe, not calibrated; " +
            "offset none, nobody has told the day, so its calibration has no age"
    )
    cycle.volumeMicroL = 2_492_706
    cycle.offsetMicroPaPerS = -26_600
    cycle.offsetDoubtMicroPaPerS = 1_000
    expect(basis(9827, 0)).toBe(
        "volume 2.4927 L, calibrated 2026-11-27; offset −1.596 ± 0.060 Pa/min"
    )
})

test("a calibration says what it has taught, or why nothing", () => {
    const learned = Object.assign(new Calibration(), {
        refusal: CalibrationRefusal.None,
        recipe: "housing",
        day: 9827,
        text: "std 7",
        value: 2_492_706,
        doubt: 14_956,
    })
    const told = (kind: CalibrationKind, what: Partial<Calibration> = {}) =>
        words(learnedRecord(0, 0, { ...learned, ...what, kind }))
    const { KnownLeak, KnownVolume, Offset } = CalibrationKind
    expect(told(KnownLeak)).toBe(
        'calibration by a known leak "std 7": volume 2.493 ± 0.015 L for recipe housing, 2026-11-27'
    )
    expect(told(Offset, { text: "", value: -26_600, doubt: 1_000 })).toBe(
        "calibration by a good part: offset −0.0266 ± 0.0010 Pa/s for recipe housing, 2026-11-27"
    )
    expect(told(KnownVolume, { refusal: CalibrationRefusal.TooDoubtful })).toBe(
        "no calibration by a joined vessel: the interval is too wide"
    )
    for (let refusal = 1; refusal < calibrationRefusals.length; refusal++)
        expect(told(KnownLeak, { refusal })).toMatch(/^no calibration by a known leak: [a-z ',]+$/)
})

test("a setting says its value, or why it is not in force", () => {
    const told = (outcome: SettingOutcome, key = "testMaxMs", found = 9, v = 120_000) => {
        const finding = new Finding(key, outcome, found, 5000, 3_600_000, v)
        return words(settingRecord(0, 0, finding))
    }
    const { InForce, NotInteger, OutOfRange, Damaged, Unreachable } = SettingOutcome
    expect(told(InForce, "testMaxMs", 9000, 9000)).toBe("setting testMaxMs: 9000 is in force")
    const rest = "allowed is 5000 to 3600000; 120000 is in force"
    expect(told(OutOfRange)).toBe(`setting testMaxMs: 9, out of range, ${rest}`)
    expect(told(NotInteger)).toBe(`setting testMaxMs: not integer, ${rest}`)
    expect(told(InForce, "tests", 17, 0)).toBe("lab tests before this boot: 17")
    expect(told(Damaged, "tests", 17, 1)).toBe(
        "lab tests before this boot: 17, the last cut off; a number that was kept is damaged"
    )
    expect(told(Unreachable, "")).toContain("the board's settings do not answer")
})

test("a run ends with a sentence for each of its tests, restarts and damaged lines or not", () => {
    const tests = new LabTestReader()
    const [verdict] = labTest(3, Verdict.Fail, CycleReason.AboveLimit, "AB-13")
    const lines = [
        ...labTest(1, Verdict.Fail, CycleReason.AboveLimit, "AB-12"),
        ...labTest(1, Verdict.Invalid, CycleReason.Aborted, ""),
        writer.boot(0, 96, 100, who),
        ...labTest(2, Verdict.Pass, CycleReason.BelowLimit, ""),
        // the rest of it is damaged
        verdict,
        phaseRecord(0, 0, 3, CyclePhase.Vent, CyclePhase.Result),
    ]
    const rate = "-0.0200 ± 0.00100 mbar L/s (-60.0 ± 3.00 Pa/min)"
    const told = lines.flatMap(line => tests.take(parseRecord(line) as SerialRecord, 0) ?? [])
    expect(told.map(test => testInWords(test, WRITING))).toEqual([
        `test 1, part AB-12: fail, above limit: ${rate}, 21.3 µm, after 45.3 s`,
        "test 1: invalid, aborted, after 45.3 s",
        `test 2: pass, below limit: ${rate}, 21.3 µm, after 45.3 s`,
        // no line tells its recipe
        "test 3: fail, above limit: -60.0 ± 3.00 Pa/min, after 45.3 s",
    ])
})
