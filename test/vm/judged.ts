/**
 * Scenarios as tests: each is played, with seed 1 unless others are asked for, and its expectations
 * must hold.
 */
import { describe, expect, test } from "vitest"
import { loadScenario, scenarioNames } from "../../host/cli"
import { expectSound, run } from "./virtual_bench"

/** Simulated seconds from which a scenario is a long one, with a test file of its own. */
const LONG_S = 5000
/** Slowest simulation that is still waited for, simulated over real time. */
const SLOWEST = 60

/** The scenarios that are judged together; long ones apart, so that two workers share the load. */
export function judgedScenarios(kind: "short" | "long"): string[] {
    return scenarioNames().filter(
        name => (kind === "long") === loadScenario(name).durationS >= LONG_S
    )
}

/** One test for each, and each seed. */
export function judgeScenarios(names: string[], seeds = [1]) {
    describe.each(names)("%s", name => {
        const scenario = loadScenario(name)
        // and time to compile a program for a rig of its own
        const timeoutMs =
            (scenario.owner === undefined ? 30_000 : 120_000) +
            (scenario.durationS * 1000) / SLOWEST
        test.each(seeds)(`${scenario.title}, seed %i`, { timeout: timeoutMs }, async seed => {
            const outcome = await run(scenario, seed)
            const powerCuts = scenario.events.filter(event => event.do === "power-cut").length
            expectSound(outcome, powerCuts, `${name}, seed ${seed}`)
            const broken = outcome.judgements
                .filter(judgement => !judgement.holds)
                .map(judgement => `${name}, seed ${seed}: ${judgement.sentence}`)
            expect(broken).toEqual([])
        })
    })
}
