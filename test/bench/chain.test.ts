/**
 * Budgets: what the firmware costs the VM, in counts that are the same on every machine.
 *
 * They hold what is, rounded up, and not what the design wished (README, "Limits"): who exceeds one
 * has made the firmware dearer, and either finds out why or says so here.
 */
import { describe, expect, test } from "vitest"
import { detectorStateBytes, measureCosts } from "../../bench/chain/costs"
import { BYTECODE_BUDGET_BYTES, codeEndOf, readBytecode } from "../../host/build/firmware"
import { loadScenario } from "../../host/cli"

/** The runtime's places in code have 16 bits (devicescript `verify.c`, error 1051). */
const CODE_END_MAX = 0x1_0000
/** What must stay free of it for repairs. */
const CODE_FREE_MIN = 500

/** The runtime stops a program that runs so many operations without a wait. */
const OPERATIONS_OF_A_SLICE = 131_071

const bytecode = readBytecode()
const quiet = { ...loadScenario("tight-hour"), durationS: 600 }

describe("the firmware", () => {
    test("fits its budget of program memory", () => {
        expect(bytecode.length).toBeLessThanOrEqual(BYTECODE_BUDGET_BYTES)
    })

    test("has room left where the runtime can still find its code", () => {
        expect(codeEndOf(bytecode)).toBeGreaterThan(32 * 1024)
        expect(codeEndOf(bytecode)).toBeLessThanOrEqual(CODE_END_MAX - CODE_FREE_MIN)
    })

    test("takes so many operations and heap blocks a sample, and keeps none of these", async () => {
        const costs = await measureCosts(bytecode, quiet)
        expect(costs.samples).toBeGreaterThan(5300)
        expect(costs.operationsMean).toBeLessThan(4000)
        expect(costs.operationsMost).toBeLessThan(24_000)
        expect(costs.blocksMean).toBeLessThan(80)
        expect(costs.blocksMost).toBeLessThan(300)
        // many collections lie between the two, so a block that stays would show; a word less is
        // another fit of the same blocks
        expect(costs.collections).toBeGreaterThan(50)
        // to a few bytes: the last line's text is in use too, and its numbers grow longer
        expect(Math.abs(costs.liveBytesAfter - costs.liveBytesBefore)).toBeLessThan(16)
        expect(costs.liveBytesAfter).toBeLessThan(38 * 1024)
        expect(costs.heapBytes).toBeGreaterThan(65_000)
        expect(costs.heapBytes).toBeLessThanOrEqual(65_536)
    })

    test("stays far from the runtime's limit while it looks closely at a leak", async () => {
        const costs = await measureCosts(bytecode, loadScenario("hole-thumb-patch"))
        expect(costs.operationsMost).toBeLessThan(36_000)
        expect(costs.operationsMost).toBeLessThan(OPERATIONS_OF_A_SLICE / 2)
    })

    test("counts the same when it is repeated", async () => {
        const minute = { ...quiet, durationS: 90 }
        expect(await measureCosts(bytecode, minute)).toEqual(await measureCosts(bytecode, minute))
    })
})

describe("the detector", () => {
    test("keeps so many bytes between samples", () => {
        expect(detectorStateBytes()).toBeGreaterThan(1000)
        expect(detectorStateBytes()).toBeLessThan(7 * 1024)
    })
})
