/**
 * The counter on the VM counts, and what a sample costs does not grow unseen.
 */
import { describe, expect, test } from "vitest"
import { costFromMarks, measureCost, QUIET_SAMPLES } from "../../bench/vm/cost"

/**
 * Most that a sample may cost, operations: somewhat more than measured. The goal is 600 on average
 * and 6,000 at worst (`npm run bench -- detector` tells how far it is); lower these with the cost.
 */
const TIGHT_MEAN_MAX = 2200
const WORST_MAX = 28000
const BLOCKS_MAX = 28

describe("marks of the measuring program", () => {
    const mark = (text: string, ...counts: number[]) => ({ text, counts })
    const empty = Array.from({ length: 16 }, () => [
        mark("-", 100, 10, 1000),
        mark("+", 105, 11, 1008),
    ]).flat()

    test("give what lies between them, less what a mark costs, across a wrap at 2^32", () => {
        const marks = [
            mark("new", 0, 0, 0),
            mark("new", 50, 9, 508),
            ...empty,
            mark("-", 2 ** 32 - 10, 20, 0),
            mark("+", 90, 24, 0),
        ]
        expect(costFromMarks(marks)).toEqual({
            operations: [95],
            allocations: 3,
            constructionBytes: 500,
        })
    })

    test("are missed when one is lost", () => {
        expect(() => costFromMarks(empty)).toThrow("missing")
    })
})

describe("the monitor on the VM", () => {
    test("costs no more than it did", async () => {
        const { operations, allocations } = await measureCost()
        const tight = operations.slice(2048, QUIET_SAMPLES)
        expect(operations.length).toBe(2 * QUIET_SAMPLES)
        // a sample cannot cost nothing: the counter would not count
        expect(Math.min(...operations)).toBeGreaterThan(50)
        expect(tight.reduce((sum, count) => sum + count, 0) / tight.length).toBeLessThan(
            TIGHT_MEAN_MAX
        )
        expect(Math.max(...operations)).toBeLessThan(WORST_MAX)
        expect(allocations / operations.length).toBeLessThan(BLOCKS_MAX)
    })
})
