/**
 * Every scenario of `sim/scenarios`, on the real VM; the hours-long ones are in a file of their
 * own.
 */
import { describe, expect, test } from "vitest"
import { judgedScenarios, judgeScenarios } from "./judged"

describe("the scenarios", () => {
    test("are at least twelve, the two that the project began with among them", () => {
        const names = [...judgedScenarios("short"), ...judgedScenarios("long")]
        expect(names.length).toBeGreaterThanOrEqual(12)
        expect(names).toEqual(expect.arrayContaining(["soyuz-2018", "cabin-warms-2020"]))
    })
})

judgeScenarios(judgedScenarios("short"))
