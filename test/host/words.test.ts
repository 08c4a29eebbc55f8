import { expect, test } from "vitest"
import { parseRecord, type SerialRecord } from "../../host/records"
import { inWords } from "../../host/words"
import { RestartWish } from "../../src/decision/uptime"
import { WatchReason, WatchState } from "../../src/decision/watch"
import { LeakEvidence } from "../../src/detector/evidence"
import { FAULT_CODE_REJECTION } from "../../src/output/fault_code"
import { AlarmEvent, RecordWriter } from "../../src/output/record"
import { Reading } from "../../src/sensor/reading"
import { Rejection } from "../../src/sensor/rejection"

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
