/**
 * The lab test's table and the cycle it moves: every way out has its reason, and none but a full,
 * valid window leads to pass.
 */
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import {
    defaultRecipe,
    REJECTED_MAX_PERCENT,
    TestKind,
    WINDOW_SAMPLES_MIN,
    type Recipe,
} from "../../src/config_recipe"
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

/**
 * One stretch of a part's life: what the pump, the room, the sensor and people do to it, for some
 * samples. What a good test needs is likelier than the rest, or nothing would ever pass.
 */
const stretch = fc.record({
    wish: fc.oneof(
        { weight: 12, arbitrary: fc.constant("none") },
        { weight: 6, arbitrary: fc.constant("start") },
        { weight: 1, arbitrary: fc.constantFrom("abort", "acknowledge") }
    ),
    /** Every so many readings one is rejected. */
    rejects: fc.oneof(
        { weight: 6, arbitrary: fc.constant(1000) },
        { weight: 3, arbitrary: fc.integer({ min: 1, max: 20 }) }
    ),
    pa: fc.oneof(
        { weight: 12, arbitrary: fc.constant(115_000) },
        { weight: 1, arbitrary: fc.constantFrom(101_325, 115_020, 114_000, 112_500, 150_000) }
    ),
    lossPaPerS: fc.oneof(
        { weight: 8, arbitrary: fc.constant(0) },
        { weight: 2, arbitrary: fc.constantFrom(-2, 0.2, 0.7, 2, 200) }
    ),
    ms: fc.oneof(
        { weight: 8, arbitrary: fc.constant(100) },
        { weight: 1, arbitrary: fc.constantFrom(20, 1000, 30_000) }
    ),
    times: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 200, max: 700 })),
    /** Something that spoils a window, so many readings after its beginning. */
    incident: fc.constantFrom("none", "none", "none", "abort", "distrust", "warm", "calibrate"),
    afterReadings: fc.integer({ min: 1, max: 40 }),
})

test("no order of events passes a part without a full valid window", () => {
    // shorter phases, so that more comes together in one run
    const recipe = { ...defaultRecipe(), stabiliseMs: 5000, testMaxMs: 20_000 }
    let passes = 0
    const gauss = noiseSource(7)
    const noises = fc.constantFrom(0.002, 0.05, 0.3)
    const stretches = fc.array(stretch, { minLength: 1, maxLength: 20 })
    fc.assert(
        fc.property(stretches, noises, (life, noisePa) => {
            const cycle = new Cycle(recipe)
            let atMs = 0x7fff0000
            let kelvin = 0
            let stabilisedAtMs = 0
            // what an onlooker knows of the window from what goes in, and from nothing else
            let accepted = 0
            let rejected = 0
            let spoilt = ""
            for (const now of life) {
                if (now.wish === "start") cycle.start()
                if (now.wish === "abort") cycle.abort()
                if (now.wish === "acknowledge") cycle.acknowledge()
                let pa = now.pa
                for (let i = 1; i <= now.times; i++) {
                    const before = cycle.phase
                    const inWindow = before === CyclePhase.Test
                    const happens = inWindow && accepted + rejected === now.afterReadings
                    const what = happens ? now.incident : "none"
                    if (what !== "none") spoilt = what
                    if (what === "abort") cycle.abort()
                    if (what === "calibrate") cycle.hidden = GOOD
                    if (what === "warm") kelvin += 0.6
                    atMs = (atMs + now.ms) | 0
                    pa -= (now.lossPaPerS * now.ms) / 1000
                    const trusted = what !== "distrust"
                    const counts = trusted && i % now.rejects !== 0
                    // what warms both is taken off; that it was too much is all that shows
                    const felt = pa * (1 + kelvin / 293.15) + noisePa * gauss()
                    if (inWindow && counts) accepted++
                    if (inWindow && !counts) rejected++
                    const isOut = Math.abs(felt - 115_000) > 3000
                    if (inWindow && counts && isOut) spoilt = "its band"
                    if (inWindow && i === 1 && now.wish === "abort") spoilt = "abort"
                    const milliPa = Math.round(felt * 1000)
                    const microC = Math.round((20 + kelvin) * 1e6)
                    if (!cycle.take(atMs, trusted, counts, atMs, milliPa, microC)) continue
                    const { phase, verdict } = cycle
                    if (phase === CyclePhase.Fill) {
                        expect(verdict).toBe(Verdict.None)
                        cycle.hidden = 0
                        kelvin = 0
                    }
                    if (phase === CyclePhase.Stabilise) stabilisedAtMs = atMs
                    if (phase === CyclePhase.Test) {
                        expect((atMs - stabilisedAtMs) | 0).toBeGreaterThanOrEqual(5000)
                        accepted = 0
                        rejected = 0
                        spoilt = ""
                    }
                    if (phase !== CyclePhase.Vent || verdict !== Verdict.Pass) continue
                    passes++
                    expect(before).toBe(CyclePhase.Test)
                    expect(spoilt).toBe("")
                    expect(accepted).toBeGreaterThanOrEqual(WINDOW_SAMPLES_MIN)
                    const mayBeRejected = (accepted + rejected) * (REJECTED_MAX_PERCENT / 100)
                    expect(rejected).toBeLessThanOrEqual(mayBeRejected)
                }
            }
        }),
        { numRuns: 1000 }
    )
    // a world in which nothing passes would prove nothing
    expect(passes).toBeGreaterThan(100)
})
