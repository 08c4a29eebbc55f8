/**
 * Scenarios as tests: each is played with seed 1 and its expectations must hold.
 */
import { describe, expect, test } from "vitest"
import { loadScenario, scenarioNames } from "../../host/cli"
import { expectSound, run } from "./virtual_bench"

const SEED = 1
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

/** One test for each. */
export function judgeScenarios(names: string[]) {
    describe.each(names)("%s", name => {
        const scenario = loadScenario(name)
        // and time to compile a program for a rig of its own
        const timeoutMs =
            (scenario.owner === undefined ? 30_000 : 120_000) +
            (scenario.durationS * 1000) / SLOWEST
        test(scenario.title, { timeout: timeoutMs }, async () => {
            const outcome = await run(scenario, SEED)
            const powerCuts = scenario.events.filter(event => event.do === "power-cut").length
            expectSound(outcome, powerCuts, `${name}, seed ${SEED}`)
            const broken = outcome.judgements
                .filter(judgement => !judgement.holds)
                .map(judgement => `${name}, seed ${SEED}: ${judgement.sentence}`)
            expect(broken).toEqual([])
        })
    })
}
