/**
 * A calibration on its way to the settings and back, and in records: whole or refused.
 */
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { parseRecord } from "../../host/records"
import { defaultRecipe } from "../../src/config_recipe"
import {
    Calibration,
    CalibrationKind,
    CalibrationRefusal,
    DAY_MAX,
} from "../../src/decision/calibration"
import { NOTE_MAX } from "../../src/decision/command"
import { Cycle } from "../../src/decision/cycle"
import { LabCalibration } from "../../src/lab_calibration"
import { Actions } from "../../src/output/actions"
import { calibrationRecord, learnedRecord } from "../../src/output/calibration_record"
import { calibrationText, readCalibration } from "../../src/output/calibration_text"
import {
    calibrationKey,
    CALIBRATION_SLOTS,
    isKeepable,
    openKept,
    sealKept,
} from "../../src/output/kept"
import { RecordWriter } from "../../src/output/record"

const CHARACTERS = "ABCXYZabcxyz0189 _.-"
const words = (min: number, max: number) =>
    fc.string({ unit: fc.constantFrom(...CHARACTERS), minLength: min, maxLength: max })
const INT32 = { min: -2147483648, max: 2147483647 }

const calibrations = fc
    .record({
        kind: fc.integer({ min: 0, max: 2 }),
        recipe: words(1, 12),
        day: fc.integer({ min: 1, max: DAY_MAX }),
        value: fc.integer(INT32),
        doubt: fc.integer({ min: 0, max: INT32.max }),
        text: words(0, NOTE_MAX),
        number: fc.integer({ min: 1, max: INT32.max }),
    })
    .map(parts => Object.assign(new Calibration(), parts, { refusal: CalibrationRefusal.None }))

const isOffset = ({ kind }: Calibration) => kind === CalibrationKind.Offset

/** Keeps a calibration in its first slot. */
function keep(calibration: Calibration): { key: string; kept: string; slot: number } {
    const slot = isOffset(calibration) ? CALIBRATION_SLOTS / 2 : 0
    const key = calibrationKey(slot)
    return { key, slot, kept: sealKept(key, calibrationText(calibration, calibration.number)) }
}

describe("the text of a calibration", () => {
    test("comes back as it was, and is short enough for a settings value", () => {
        fc.assert(
            fc.property(calibrations, calibration => {
                const { key, kept } = keep(calibration)
                const read = readCalibration(openKept(key, kept), isOffset(calibration))
                expect(read).toEqual(calibration)
                expect(kept.length).toBeLessThanOrEqual(100)
                expect(isKeepable(key, kept)).toBe(true)
                // nothing that settings drop
                expect(kept).not.toContain("#")
            })
        )
    })

    test("is damaged when any character of what was kept has changed, gone or come", () => {
        fc.assert(
            fc.property(calibrations, fc.nat(), fc.nat(3), (calibration, at, how) => {
                const { key, kept } = keep(calibration)
                const i = at % kept.length
                const changed = String.fromCharCode(((kept.charCodeAt(i) - 31) % 95) + 32)
                const damaged = [
                    kept.slice(0, i) + changed + kept.slice(i + 1),
                    kept.slice(0, i) + kept.slice(i + 1),
                    `${kept.slice(0, i)}0${kept.slice(i)}`,
                    kept.slice(0, i),
                ][how]
                fc.pre(damaged !== kept)
                const read = readCalibration(openKept(key, damaged), isOffset(calibration))
                expect(read.refusal).toBe(CalibrationRefusal.Damaged)
                expect(isOffset(read)).toBe(isOffset(calibration))
            }),
            { numRuns: 2000 }
        )
    })

    test("is damaged when it is anything at all, also under a right seal", () => {
        fc.assert(
            fc.property(fc.string({ unit: "binary" }), fc.boolean(), (text, asOffset) => {
                expect(readCalibration(text, asOffset).refusal).toBe(CalibrationRefusal.Damaged)
            })
        )
        for (const text of ["1|2|a|1|1|1|", "1|0|a|01|1|1|", "1|0|a|1|1|1||", "||||||", "1|0|a"])
            expect(readCalibration(text, false).refusal, text).toBe(CalibrationRefusal.Damaged)
        expect(readCalibration("1|0|a|1|1|1|", false).refusal).toBe(CalibrationRefusal.None)
    })
})

describe("what a board has kept", () => {
    const held = (texts: Record<number, unknown>) => {
        const lab = new LabCalibration(new RecordWriter(), new Actions())
        for (let slot = 0; slot < CALIBRATION_SLOTS; slot++) lab.load(slot, texts[slot])
        return lab
    }
    const inSlot = (slot: number, calibration: Calibration, number: number) =>
        sealKept(calibrationKey(slot), calibrationText(calibration, number))

    test("is the newer of two slots, or the whole one, or damaged", () => {
        fc.assert(
            fc.property(calibrations, calibrations, (one, other) => {
                const from = isOffset(one) ? 2 : 0
                other.kind = one.kind
                const sort = (lab: LabCalibration) => (from === 2 ? lab.offset : lab.volume)
                const a = inSlot(from, one, 7)
                const b = inSlot(from + 1, other, 8)
                const of = (x: unknown, y: unknown) => sort(held({ [from]: x, [from + 1]: y }))
                expect(of(a, b)).toEqual({ ...other, number: 8 })
                expect(of(inSlot(from, one, 9), b)).toEqual({ ...one, number: 9 })
                expect(of(a, undefined)).toEqual({ ...one, number: 7 })
                // the write of the newer one was cut off
                for (const torn of [b.slice(0, -3), "", NaN, 5, a])
                    expect(of(a, torn)).toEqual({ ...one, number: 7 })
                expect(of(NaN, undefined).refusal).toBe(CalibrationRefusal.Damaged)
                expect(of("1 x 2", NaN).refusal).toBe(CalibrationRefusal.Damaged)
                expect(of(undefined, undefined).refusal).toBe(CalibrationRefusal.Missing)
            })
        )
    })
})

describe("the records of calibrations", () => {
    test("fit their lines at their longest, and are read back", () => {
        const cycle = new Cycle(defaultRecipe())
        cycle.volumeMicroL = INT32.max
        cycle.offsetMicroPaPerS = INT32.min
        cycle.offsetDoubtMicroPaPerS = INT32.max
        const used = calibrationRecord(
            INT32.min,
            INT32.min,
            INT32.max,
            cycle,
            DAY_MAX,
            INT32.min,
            1818
        )
        const calibration = new Calibration()
        calibration.recipe = "x".repeat(12)
        calibration.text = "y".repeat(NOTE_MAX)
        calibration.value = INT32.min
        calibration.doubt = INT32.max
        calibration.refusal = CalibrationRefusal.Damaged
        calibration.day = DAY_MAX
        // the number counts from 0 at boot, and does not reach its sign in the days until a restart
        const learned = learnedRecord(INT32.max, INT32.min, calibration)
        for (const line of [used, learned]) {
            expect(line.length, line).toBeLessThanOrEqual(156)
            expect(parseRecord(line), line).toMatchObject(JSON.parse(line))
        }
    })
})
