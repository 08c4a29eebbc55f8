/**
 * Serial records: short enough for the line, numbered without a gap, and damage never passes.
 */
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { parseRecord, RecordStream } from "../../host/records"
import { SelfTest, SelfTestResult } from "../../src/decision/self_test"
import { RestartWish } from "../../src/decision/uptime"
import { WatchReason, WatchState } from "../../src/decision/watch"
import { LeakEvidence } from "../../src/detector/evidence"
import { FAULT_CODE_SELF_TEST } from "../../src/output/fault_code"
import { AlarmEvent, RecordWriter } from "../../src/output/record"
import { Reading, SensorFault } from "../../src/sensor/reading"
import { Rejection } from "../../src/sensor/rejection"

/** DeviceScript cuts a line after 158 characters, its prefix of two among them. */
const LINE_MAX = 156
const INT32_MIN = -2147483648
const INT32_MAX = 2147483647

/** A record of every kind with the given number in every place that takes any. */
function everyKind(any: number, longest: boolean): string[] {
    const writer = new RecordWriter()
    writer.seq = any
    const evidence = new LeakEvidence()
    evidence.rateMicroPaPerS = any
    evidence.rateHalfWidthMicroPaPerS = any
    evidence.onsetAtMs = any
    evidence.onsetHalfWidthMs = any
    evidence.noiseMilliPa = any
    const selfTest = new SelfTest()
    selfTest.result = SelfTestResult.TooNoisy
    selfTest.samples = any
    selfTest.busErrors = any
    selfTest.noiseMilliPa = any
    const reading = new Reading()
    reading.atMs = any
    reading.sampleAtMs = (any + 12345678) | 0
    reading.pressureMilliPa = any
    reading.tempMicroC = any === INT32_MIN ? any + 1 : any
    const faulty = new Reading()
    faulty.atMs = any
    faulty.fault = SensorFault.Escaped
    const who = {
        version: longest ? "1".repeat(16) : "0.1.0",
        configHash: any,
        board: longest ? "b".repeat(24) : "leak_pico",
        chamber: longest ? "c".repeat(16) : "bench",
    }
    const { Rapid, Fault } = WatchState
    const boot = new RecordWriter()
    return [
        // the first record of a boot, when the clock has just begun
        boot.boot(longest ? 99999 : any, 0x60, 2000, who),
        writer.sensor(any, 0x60),
        writer.selfTest(any, selfTest, 0x60, SensorFault.Escaped),
        writer.sample(reading, Rejection.Spike),
        writer.sample(faulty, Rejection.Fault),
        writer.state(any, Fault, Rapid, WatchReason.Disturbed, evidence),
        writer.alarm(any, AlarmEvent.Cleared, Fault),
        writer.fault(any, FAULT_CODE_SELF_TEST + SelfTestResult.TooNoisy, 1, any),
        writer.rate(any, Fault, evidence),
        writer.reboot(any, RestartWish.LastChance),
    ]
}

describe("a record", () => {
    test("fits the line with the longest values of everything", () => {
        const lengths = everyKind(INT32_MIN, true).map(line => line.length)
        expect(Math.max(...lengths)).toBeLessThanOrEqual(LINE_MAX)
        // the check itself would see one that does not
        expect(Math.max(...lengths)).toBeGreaterThan(130)
    })

    test("is read back whole, whatever its values", () => {
        fc.assert(
            fc.property(fc.integer({ min: INT32_MIN, max: INT32_MAX }), any => {
                for (const line of everyKind(any, false)) {
                    const record = parseRecord(`> ${line}`)
                    expect(record).toBeDefined()
                    expect(record).not.toHaveProperty("damaged")
                    expect(JSON.parse(line)).toEqual(record)
                }
            }),
            { numRuns: 100 }
        )
    })

    test("with one value changed is damaged, whichever and however", () => {
        fc.assert(
            fc.property(
                fc.nat({ max: 9 }),
                fc.nat({ max: 20 }),
                fc.integer({ min: 1, max: INT32_MAX }),
                (kind, at, by) => {
                    const record = JSON.parse(everyKind(1234567, false)[kind])
                    const keys = Object.keys(record).filter(key => typeof record[key] === "number")
                    const key = keys[at % keys.length]
                    const changed = { ...record, [key]: (record[key] ^ by) | 0 }
                    expect(parseRecord(JSON.stringify(changed))).toHaveProperty("damaged")
                }
            ),
            { numRuns: 500 }
        )
    })

    test("that is cut is damaged, at every length that still shows it is a record", () => {
        for (const line of everyKind(INT32_MIN, true))
            for (let length = '{"k":'.length; length < line.length; length++)
                expect(parseRecord(line.slice(0, length))).toHaveProperty("damaged")
    })
})

describe("numbers of records", () => {
    test("go on over the end of int32, and a lost line shows", () => {
        const writer = new RecordWriter()
        writer.seq = INT32_MAX - 1
        const lines = [0, 1, 2, 3, 4].map(atMs =>
            writer.alarm(atMs, AlarmEvent.Raised, WatchState.Leak)
        )
        const whole = new RecordStream()
        for (const line of lines) whole.take(line)
        expect(whole).toMatchObject({ records: 5, lost: 0, damaged: 0 })

        const torn = new RecordStream()
        for (const line of lines.filter((_, i) => i !== 2)) torn.take(line)
        expect(torn).toMatchObject({ records: 4, lost: 1, damaged: 0 })
    })
})
