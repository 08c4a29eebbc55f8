/**
 * A calibration on its way to the settings and back, and in records: whole or refused.
 */
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { parseRecord } from "../../host/records"
import { defaultRecipe } from "../../src/config_recipe"
import { Calibration, CalibrationRefusal, DAY_MAX } from "../../src/decision/calibration"
import { Cycle } from "../../src/decision/cycle"
import { calibrationRecord, learnedRecord } from "../../src/output/calibration_record"
import { calibrationText, readCalibration } from "../../src/output/calibration_text"

const CHARACTERS = "ABCXYZabcxyz0189 _.-"
const words = (min: number, max: number) =>
    fc.string({ unit: fc.constantFrom(...CHARACTERS), minLength: min, maxLength: max })
const INT32 = { min: -2147483648, max: 2147483647 }

const calibrations = fc
    .record({
        kind: fc.integer({ min: 0, max: 2 }),
        recipe: words(1, 12),
        day: fc.integer({ min: 1, max: DAY_MAX }),
        value: fc.integer({ min: 1, max: INT32.max }),
        doubt: fc.integer({ min: 0, max: INT32.max }),
        text: words(0, 24),
    })
    .map(parts => Object.assign(new Calibration(), parts, { refusal: CalibrationRefusal.None }))

function read(text: string): Calibration {
    const calibration = new Calibration()
    readCalibration(text, calibration)
    return calibration
}

describe("the text of a calibration", () => {
    test("comes back as it was, and is short enough for a settings value", () => {
        fc.assert(
            fc.property(calibrations, calibration => {
                const text = calibrationText(calibration)
                expect(read(text)).toEqual(calibration)
                expect(text.length).toBeLessThanOrEqual(100)
                // nothing that settings drop or JSON escapes
                expect(text).not.toMatch(/[#"\\\n]/)
                expect(JSON.stringify(text).length).toBe(text.length + 2)
            })
        )
    })

    test("is refused when any character has changed, gone or come", () => {
        fc.assert(
            fc.property(calibrations, fc.nat(), fc.nat(3), (calibration, at, how) => {
                const text = calibrationText(calibration)
                const i = at % text.length
                const changed = String.fromCharCode(((text.charCodeAt(i) - 31) % 95) + 32)
                const damaged = [
                    text.slice(0, i) + changed + text.slice(i + 1),
                    text.slice(0, i) + text.slice(i + 1),
                    `${text.slice(0, i)}0${text.slice(i)}`,
                    text.slice(0, i),
                ][how]
                fc.pre(damaged !== text)
                const refusal =
                    damaged === "" ? CalibrationRefusal.Missing : CalibrationRefusal.Damaged
                expect(read(damaged).refusal).toBe(refusal)
            }),
            { numRuns: 2000 }
        )
    })

    test("is refused when it is anything at all", () => {
        fc.assert(
            fc.property(fc.string({ unit: "binary" }), text => {
                const { refusal } = read(text)
                expect(refusal).not.toBe(CalibrationRefusal.None)
            })
        )
        for (const text of ["1|0|a|1|1|1||0", "|||||||", "1|0|a|99999|1|1||0"])
            expect(read(text).refusal).toBe(CalibrationRefusal.Damaged)
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
            2020
        )
        const calibration = new Calibration()
        calibration.recipe = "x".repeat(12)
        calibration.text = "y".repeat(24)
        calibration.value = INT32.min
        calibration.day = DAY_MAX
        const learned = learnedRecord(INT32.min, INT32.min, calibration)
        for (const line of [used, learned]) {
            expect(line.length, line).toBeLessThanOrEqual(156)
            expect(parseRecord(line), line).toMatchObject(JSON.parse(line))
        }
    })
})
