/**
 * Rows say what is certain and no more.
 */
import { describe, expect, test } from "vitest"
import { eventfulReadings, stateIntegers } from "../../bench/detector/cost_rows"
import { measured, rowMaker, uncertainty, verdict } from "../../bench/detector/rows"
import { SensorFault } from "../../src/sensor/reading"

const row = rowMaker("group", 7)
const estimate = (value: number, se: number) => ({ value, se, count: 100 })

describe("a row", () => {
    test.each([
        [1.0, 0.01, "met"],
        [1.2, 0.01, "missed"],
        [1.1, 0.01, "unsure"],
    ])("of %f ± 1.96·%f against at most 1.1 is %s", (value, se, wanted) => {
        expect(verdict(row.atMost("what", 1.1, estimate(value, se), "leaks"))).toBe(wanted)
    })

    test("with a range is met only when the whole interval is inside", () => {
        expect(verdict(row.between("what", 0.93, 0.97, estimate(0.95, 0.005), "x"))).toBe("met")
        expect(verdict(row.between("what", 0.93, 0.97, estimate(0.95, 0.02), "x"))).toBe("unsure")
        expect(verdict(row.between("what", 0.93, 0.97, estimate(0.99, 0.005), "x"))).toBe("missed")
    })

    test("that counts is exact", () => {
        expect(verdict(row.counted("alarms", 0, 0, "days", 1000))).toBe("met")
        expect(verdict(row.counted("alarms", 0, 1, "days", 1000))).toBe("missed")
        expect(measured(row.counted("alarms", 0, 1, "days", 1000))).toBe("1.00")
    })

    test("without a goal has no verdict, and nothing found is no success", () => {
        expect(verdict(row.shown("what", estimate(1, 0), "x"))).toBe("no goal")
        expect(verdict(row.atMost("what", 1, estimate(Infinity, 0), "x"))).toBe("missed")
    })

    test("tells how wide its interval is", () => {
        const rows = [1, 2, 3].map(i => row.atMost("what", 1, estimate(1, i / 1.96 / 100), "x"))
        expect(uncertainty(rows)).toContain("2 % of the value in the middle")
    })
})

describe("what is counted for the cost", () => {
    test("every number once, shared objects once, no text and no function", () => {
        const shared = { a: 1, b: true }
        const state = { one: shared, two: shared, list: [1, 2, 3], text: "x", run: () => 1 }
        expect(stateIntegers(state)).toBe(5)
    })
})

describe("the readings that Node and the VM are compared on", () => {
    test("repeat, have silence in them, and wrap the clock", () => {
        const readings = eventfulReadings(3000, 5)
        expect(readings).toEqual(eventfulReadings(3000, 5))
        expect(readings.some(({ fault }) => fault !== SensorFault.None)).toBe(true)
        expect(readings[0].atMs).toBeGreaterThan(0)
        expect(readings[2999].atMs).toBeLessThan(0)
    })
})
