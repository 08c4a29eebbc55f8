import { expect, test } from "vitest"
import { parseRecord, type SerialRecord } from "../../host/records"
import { LabTestReader } from "../../host/lab_test"
import { testInWords } from "../../host/lab_words"
import { inWords } from "../../host/words"
import { RestartWish } from "../../src/decision/uptime"
import { WatchReason, WatchState } from "../../src/decision/watch"
import { LeakEvidence } from "../../src/detector/evidence"
import { FAULT_CODE_REJECTION } from "../../src/output/fault_code"
import { AlarmEvent, RecordWriter } from "../../src/output/record"
import { Reading } from "../../src/sensor/reading"
import { Rejection } from "../../src/sensor/rejection"
import { defaultRecipe } from "../../src/config_recipe"
import { Operation, Refusal, Wish } from "../../src/decision/command"
import { Cycle } from "../../src/decision/cycle"
import { CyclePhase, CycleReason, Verdict } from "../../src/decision/cycle_rules"
import { commandRecord, partRecord, phaseRecord, verdictRecord } from "../../src/output/test_record"
import { RESULT_ORIFICE, TestResults } from "../../src/output/test_result"

const writer = new RecordWriter()
const who = { version: "0.1.0", configHash: 1, board: "leak_pico", chamber: "bench" }

function words(line: string): string | undefined {
    return inWords(parseRecord(line) as SerialRecord, "Pa/min", 5)
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
    }
    const row = new TestResults().keep(cycle, 0, serial, 20_000_000)
    row[RESULT_ORIFICE] = verdict === Verdict.Invalid ? -1 : 21_340
    return [verdictRecord(0, 0, row), partRecord(0, 0, row, serial, 1)]
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
    const [verdict, part] = labTest(3, Verdict.Fail, CycleReason.AboveLimit, "AB-12")
    expect(words(verdict)).toBe("test 3: fail, above limit: -60.0 ± 3.00 Pa/min")
    expect(words(part)).toBe("part AB-12: as through a hole of 21.3 µm")
    // a flow is that of the recipe's 2 L, not of the chamber's 5
    const inFlow = inWords(parseRecord(verdict) as SerialRecord, "mbar L/s", 5)
    expect(inFlow).toBe("test 3: fail, above limit: -0.0200 ± 0.00100 mbar L/s")
    const [aborted, nobodys] = labTest(4, Verdict.Invalid, CycleReason.Aborted, "")
    expect(words(aborted)).toBe("test 4: invalid, aborted")
    expect(words(nobodys)).toBe("a part without a serial")
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
    const told = lines.flatMap(line => tests.take(parseRecord(line) as SerialRecord, 0) ?? [])
    expect(told.map(test => testInWords(test, "Pa/min", 5))).toEqual([
        "test 1, part AB-12: fail, above limit: -60.0 ± 3.00 Pa/min, 21.3 µm, after 45.3 s",
        "test 1: invalid, aborted, after 45.3 s",
        "test 2: pass, below limit: -60.0 ± 3.00 Pa/min, 21.3 µm, after 45.3 s",
        "test 3: fail, above limit: -60.0 ± 3.00 Pa/min, after 45.3 s",
    ])
})
