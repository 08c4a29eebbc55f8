/**
 * The lab test's table and the cycle it moves: every way out has its reason, and none but a full,
 * valid window leads to pass.
 */
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { defaultRecipe, TestKind, WINDOW_SAMPLES_MIN, type Recipe } from "../../src/config_recipe"
import { Cycle } from "../../src/decision/cycle"
import { GOOD, WINDOW_FULL } from "../../src/decision/cycle_facts"
import { CYCLE_RULES, CyclePhase, CycleReason, Verdict } from "../../src/decision/cycle_rules"
import { noiseSource } from "../detector/noise"

/** What happens to a part in a test; rates in Pa/s, pressures in Pa. */
interface Story {
    leak?: number
    /** What the pump reaches. */
    filledTo?: number
    /** Something at an instant of the test window, seconds after its beginning. */
    at?: number
    step?: number
    sensorDies?: boolean
    abort?: boolean
    kPerS?: number
    rejectEvery?: number
    noise?: number
}

/** Plays a test until its result. */
function play(story: Story, recipe: Partial<Recipe> = {}, seed = 1): Cycle {
    const whole = { ...defaultRecipe(), ...recipe }
    const cycle = new Cycle(whole)
    const noise = noiseSource(seed)
    const ambient = whole.ambientMilliPa / 1000
    const target = story.filledTo ?? whole.targetMilliPa / 1000
    let pa = whole.kind === TestKind.Sealed ? target : ambient
    let kelvin = 0
    let testS = -1
    cycle.start()
    for (let i = 0; i < 6000 && cycle.phase !== CyclePhase.Result; i++) {
        const nowMs = (0x7ffffff0 + i * 100) | 0
        const phase = cycle.phase
        if (phase === CyclePhase.Fill) pa += (target - pa) / 5
        if (phase === CyclePhase.Vent) pa += (ambient - pa) / 5
        if (phase === CyclePhase.Test) testS = testS < 0 ? 0 : testS + 0.1
        if (phase === CyclePhase.Stabilise || phase === CyclePhase.Test) {
            pa -= (story.leak ?? 0) * 0.1
            kelvin += (story.kPerS ?? 0) * 0.1
        }
        const now = story.at !== undefined && testS >= story.at && testS < story.at + 0.1
        if (now) pa += story.step ?? 0
        if (now && story.abort === true) cycle.abort()
        const dead = story.sensorDies === true && testS >= (story.at ?? 0)
        const rejected = story.rejectEvery !== undefined && i % story.rejectEvery === 0
        const felt = pa * (1 + kelvin / 293.15) + (story.noise ?? 0.2) * noise()
        const milliPa = Math.round(felt * 1000)
        const microC = 20000000 + Math.round(kelvin * 1e6)
        cycle.take(nowMs, !dead, !dead && !rejected, nowMs, milliPa, microC)
    }
    expect(cycle.phase, "the test ends").toBe(CyclePhase.Result)
    return cycle
}

function word(story: Story, recipe: Partial<Recipe> = {}) {
    const { verdict, reason } = play(story, recipe)
    return `${Verdict[verdict]}: ${CycleReason[reason]}`
}

describe("the table", () => {
    test("lets pass in one row only, which needs a full window and the evidence", () => {
        const passing = CYCLE_RULES.filter(row => row.verdict === Verdict.Pass)
        expect(passing.length).toBe(1)
        expect(passing[0].needs & (GOOD | WINDOW_FULL)).toBe(GOOD | WINDOW_FULL)
        expect(passing[0].from).toBe(1 << CyclePhase.Test)
    })

    test("names a reason with each verdict, and no reason serves two verdicts", () => {
        const verdictOf = new Map<CycleReason, Verdict>()
        for (const row of CYCLE_RULES) {
            expect(row.verdict === Verdict.None).toBe(row.reason === CycleReason.None)
            if (row.verdict === Verdict.None) continue
            expect(verdictOf.get(row.reason) ?? row.verdict).toBe(row.verdict)
            verdictOf.set(row.reason, row.verdict)
        }
    })

    test("leads out of every phase, and to every phase", () => {
        for (let phase = CyclePhase.Idle; phase <= CyclePhase.Result; phase++) {
            expect(CYCLE_RULES.some(row => (row.from & (1 << phase)) !== 0)).toBe(true)
            expect(CYCLE_RULES.some(row => row.to === phase)).toBe(true)
        }
    })
})

describe("a test of", () => {
    test.each<[string, Story, string]>([
        ["a tight part", {}, "Pass: BelowLimit"],
        ["a part at twice the limit", { leak: 2 }, "Fail: AboveLimit"],
        ["a part with a hole", { leak: 200 }, "Fail: GrossLeak"],
        ["a part that never fills", { filledTo: 105000 }, "Invalid: Underfill"],
        ["an overfilled part", { filledTo: 200000 }, "Invalid: Overfill"],
        ["a part whose pressure rises", { leak: -5 }, "Invalid: WrongWay"],
        ["a part that is knocked", { at: 1, step: 30 }, "Invalid: Step"],
        ["a part with a dying sensor", { at: 1, sensorDies: true }, "Invalid: SensorFault"],
        ["a part that somebody takes out", { at: 1, abort: true }, "Invalid: Aborted"],
        ["a part from the oven", { kPerS: -0.1 }, "Invalid: TempChange"],
        ["a part on a bad cable", { rejectEvery: 4 }, "Invalid: Rejections"],
        [
            "a part in the guard band with loud noise",
            { leak: 0.75, noise: 300 },
            "Retest: TimeLimit",
        ],
    ])("%s", (_what, story, said) => {
        expect(word(story)).toBe(said)
    })

    test("a part that loses its pressure slowly while it stabilises", () => {
        expect(word({ leak: 45 }, { bandMilliPa: 800000 })).toBe("Invalid: PressureLost")
    })

    test("a pumped part: a rise is its leak, a fall is none", () => {
        const pumped = { kind: TestKind.Rise, targetMilliPa: 60000000 }
        expect(word({}, pumped)).toBe("Pass: BelowLimit")
        expect(word({ leak: -2 }, pumped)).toBe("Fail: AboveLimit")
        expect(word({ leak: 5 }, pumped)).toBe("Invalid: WrongWay")
        expect(word({ filledTo: 90000 }, pumped)).toBe("Invalid: Underfill")
    })

    test("a sealed part: its leak shows either way", () => {
        const sealed = { kind: TestKind.Sealed }
        expect(word({}, sealed)).toBe("Pass: BelowLimit")
        expect(word({ leak: 2 }, sealed)).toBe("Fail: AboveLimit")
        expect(word({ leak: -2 }, sealed)).toBe("Fail: AboveLimit")
    })

    test("a warming part at half the limit passes: P / T counts, not P", () => {
        expect(word({ kPerS: 0.005, leak: 0.1 })).toBe("Pass: BelowLimit")
    })
})

test("auto-repeat goes on by itself as often as the recipe says, and not after an abort", () => {
    const run = (abortAtS: number) => {
        const cycle = new Cycle({ ...defaultRecipe(), repeats: 3 })
        let passed = 0
        let pa = 101325
        cycle.start()
        for (let i = 0; i < 4000; i++) {
            if (i === abortAtS * 10) cycle.abort()
            if (cycle.phase === CyclePhase.Fill) pa += (115000 - pa) / 5
            if (cycle.phase === CyclePhase.Vent) pa += (101325 - pa) / 5
            const noise = ((i * 7919) % 101) - 50
            const changed = cycle.take(i * 100, true, true, i * 100, pa * 1000 + noise, 20000000)
            if (changed && cycle.phase === CyclePhase.Vent && cycle.verdict === Verdict.Pass)
                passed++
        }
        return { passed, tests: cycle.tests }
    }
    expect(run(1e6)).toEqual({ passed: 3, tests: 3 })
    expect(run(10)).toEqual({ passed: 0, tests: 1 })
})

test("no order of events passes a part without a full window of accepted samples", () => {
    const step = fc.record({
        wish: fc.constantFrom("none", "none", "none", "start", "abort", "acknowledge"),
        trusted: fc.boolean(),
        accepted: fc.boolean(),
        milliPa: fc.constantFrom(101325000, 115000000, 115000300, 114000000, 150000000),
        ms: fc.constantFrom(20, 100, 100, 1000, 30000),
        times: fc.integer({ min: 1, max: 60 }),
    })
    fc.assert(
        fc.property(fc.array(step, { maxLength: 40 }), steps => {
            const cycle = new Cycle(defaultRecipe())
            let atMs = 0
            let inTest = 0
            for (const { wish, trusted, accepted, milliPa, ms, times } of steps) {
                if (wish === "start") cycle.start()
                if (wish === "abort") cycle.abort()
                if (wish === "acknowledge") cycle.acknowledge()
                for (let i = 0; i < times; i++) {
                    atMs = (atMs + ms) | 0
                    const before = cycle.phase
                    const counts = trusted && accepted
                    if (before === CyclePhase.Test && counts) inTest++
                    cycle.take(atMs, trusted, counts, atMs, milliPa + (i & 3), 20000000)
                    if (before === CyclePhase.Fill) inTest = 0
                    if (cycle.verdict !== Verdict.Pass) continue
                    // the last word was spoken in a test that saw the whole window
                    if (before === CyclePhase.Test)
                        expect(inTest).toBeGreaterThanOrEqual(WINDOW_SAMPLES_MIN)
                    expect(cycle.used).toBeGreaterThanOrEqual(WINDOW_SAMPLES_MIN)
                    expect(cycle.rejected * 10).toBeLessThanOrEqual(cycle.used + cycle.rejected)
                }
            }
        }),
        { numRuns: 300 }
    )
})
