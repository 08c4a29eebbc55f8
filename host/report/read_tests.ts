/**
 * The lab tests of a recording, each with its curve and who tested.
 */
import { LabTestReader, type LabTest } from "../lab_test"
import { RecordClock } from "../record_clock"
import { parseRecord, type SerialRecord } from "../records"

/** A curve of pressure: instants, ms, and Pa, of equal length. */
export interface Curve {
    readonly atMs: number[]
    readonly pa: number[]
}

/** A test, and all that a recording tells of it. */
export interface RecordedTest {
    readonly test: LabTest
    /** Accepted samples from the start to the verdict. */
    readonly curve: Curve
    /** The tester's boot record; undefined when the recording begins later. */
    readonly tester: Extract<SerialRecord, { k: "b" }> | undefined
}

/**
 * Reads all tests that come to a verdict; damaged lines are passed over.
 * @param lines of a serial port, with DeviceScript's prefix or without
 */
export function readTests(lines: readonly string[]): RecordedTest[] {
    const clock = new RecordClock()
    const tests = new LabTestReader()
    const found: RecordedTest[] = []
    let tester: RecordedTest["tester"]
    let curve: Curve = { atMs: [], pa: [] }
    for (const line of lines) {
        const record = parseRecord(line)
        if (record === undefined || "damaged" in record) continue
        const atMs = clock.at(record)
        if (record.k === "b") tester = record
        const test = tests.take(record, atMs)
        if (test !== undefined) found.push({ test, curve: since(curve, test.startedAtMs), tester })
        // what lies between two tests belongs to none
        if (record.k === "b" || test !== undefined) curve = { atMs: [], pa: [] }
        if (record.k !== "s" || record.p === undefined || record.g !== 0) continue
        curve.atMs.push(atMs - record.d!)
        curve.pa.push(record.p / 1000)
    }
    return found
}

function since({ atMs, pa }: Curve, fromMs: number): Curve {
    const first = atMs.findIndex(at => at >= fromMs)
    return first < 0 ? { atMs: [], pa: [] } : { atMs: atMs.slice(first), pa: pa.slice(first) }
}
