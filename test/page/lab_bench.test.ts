/**
 * The lab test on the page's bench: what is asked is carried by the button, records become tests
 * and words, and a recording of it replays to the same verdicts, lamps included.
 */
import { beforeAll, describe, expect, test } from "vitest"
import { buildFirmware, type Firmware } from "../../host/build/firmware"
import { configHash, toRigConfig } from "../../host/build/owner_config"
import { LAB_SCENARIO, loadScenario } from "../../host/cli"
import { limitsProblem } from "../../host/lab_tests"
import { serialProblem, type Answer, type Ask } from "../../page/link/ask"
import { Run } from "../../page/model/run"
import { compareReplay, readRecording } from "../../page/source/recorded"
import { rateRange } from "../../page/view/plot_data"
import { Bench } from "../../page/worker/bench"
import type { ScenarioEvent } from "../../sim/scenario/scenario"
import { defaultRecipe } from "../../src/config_recipe"
import { factory } from "../vm/virtual_bench"

const recipe = defaultRecipe()
const SEED = 11
/** A hand pump to the target. */
const FILL: ScenarioEvent = { atS: 0, do: "fill", supplyPa: 115000, forS: 10, diameterMm: 4 }
const HOLE = { atS: 0, do: "hole", diameterMm: 0.02, dischargeCoefficient: 0.65 } as const
const START: Ask = { ask: "start", recipe: recipe.name, serial: "A-17" }

let firmware: Firmware

beforeAll(() => {
    firmware = buildFirmware(undefined, undefined, "test")
})

async function bench() {
    const answers: Answer[] = []
    const run = new Run()
    const made = await Bench.create(factory, firmware.bytecode, {
        scenario: loadScenario(LAB_SCENARIO),
        seed: SEED,
        run: 1,
        recipe: recipe.name,
        answer: answer => answers.push(answer),
    })
    const until = async (atS: number) => {
        await made.runUntil(atS * 1000)
        run.take(made.batch())
    }
    await until(20)
    return { bench: made, answers, run, until }
}

const wordsOf = (run: Run) => run.states.map(({ state }) => state)

describe("a test on the page's bench", () => {
    test("is told phase by phase to its verdict, and acknowledged", async () => {
        const { bench: rig, answers, run, until } = await bench()
        expect(wordsOf(run)).toEqual(["starting", "ready"])
        rig.ask(START)
        await until(22)
        expect(answers).toEqual([{ to: START, refused: undefined, test: 1 }])
        rig.act(FILL)
        await until(160)
        const verdict = run.tests.at(-1)!
        expect(verdict).toMatchObject({
            test: 1,
            verdict: "pass",
            reason: "below-limit",
            recipe: "housing",
        })
        expect(verdict.startPa).toBeGreaterThan(112_000)
        expect(verdict.used).toBeGreaterThanOrEqual(32)
        rig.ask({ ask: "acknowledge" })
        await until(165)
        expect(wordsOf(run)).toEqual([
            "starting",
            "ready",
            "fill",
            "stabilise",
            "test",
            "pass",
            "ready",
        ])
        expect(run.marks.filter(({ kind }) => kind === "phase")).toHaveLength(6)
    }, 60_000)

    test("takes a start or an acknowledgement while it vents, and waits with it", async () => {
        const { bench: rig, answers, run, until } = await bench()
        rig.ask(START)
        await until(22)
        rig.act(FILL)
        await until(35)
        rig.ask({ ask: "abort" })
        await until(38)
        // pumped up, it is not vented before the recipe's time is up
        rig.ask(START)
        await until(50)
        expect(run.stateAt(50_000).state).toBe("invalid")
        await until(65)
        expect(answers.at(-1)).toEqual({ to: START, refused: undefined, test: 2 })
        expect(run.tests).toHaveLength(1)
        expect(run.stateAt(65_000).state).toBe("stabilise")
    }, 60_000)

    test("begins anew from a result, and is aborted", async () => {
        const { bench: rig, answers, run, until } = await bench()
        rig.ask(START)
        await until(23)
        rig.ask({ ask: "abort" })
        await until(50)
        expect(run.tests.at(-1)).toMatchObject({ verdict: "invalid", reason: "aborted" })
        rig.ask(START)
        await until(55)
        expect(answers.at(-1)).toEqual({ to: START, refused: undefined, test: 2 })
        expect(run.stateAt(55_000).state).toBe("fill")
    }, 60_000)

    test("silences an alarm without starting, and starts through an alarm", async () => {
        const { bench: rig, answers, run, until } = await bench()
        const count = (what: string) => run.marks.filter(({ sentence }) => sentence === what).length
        rig.act(FILL)
        await until(60)
        rig.act({ ...HOLE, diameterMm: 0.05 })
        await until(75)
        expect(count("alarm raised")).toBeGreaterThan(0)
        rig.ask({ ask: "acknowledge" })
        await until(77)
        expect(count("alarm acknowledged")).toBe(1)
        expect(count("test 1: fill")).toBe(0)
        // it worsens, and sounds again
        rig.act({ ...HOLE, diameterMm: 0.2 })
        await until(85)
        expect(count("alarm worsened")).toBeGreaterThan(0)
        rig.ask(START)
        await until(90)
        expect(answers.at(-1)).toEqual({ to: START, refused: undefined, test: 1 })
        expect(count("alarm acknowledged")).toBe(2)
        expect(count("test 1: fill")).toBe(1)
    }, 60_000)

    test("is refused with the reason, and nothing is pressed", async () => {
        const { bench: rig, answers, run, until } = await bench()
        rig.ask({ ask: "abort" })
        rig.ask({ ask: "acknowledge" })
        rig.ask({ ask: "start", recipe: "another", serial: "" })
        rig.ask({ ask: "limits", passMicroPaPerS: 1, failMicroPaPerS: 2 })
        rig.ask(START)
        rig.ask(START)
        expect(answers.map(({ refused }) => refused)).toEqual([
            "no test is running",
            "there is nothing to acknowledge",
            'the button starts "housing" and no other recipe',
            "the button sets no limits; they are the recipe's in this firmware",
            "the button is being pressed already",
        ])
        await until(25)
        rig.ask(START)
        expect(answers.at(-1)!.refused).toBe("a test is running; abort it first")
        const presses = run.marks.filter(({ sentence }) => sentence === "the button is pressed")
        expect(presses).toHaveLength(1)
    }, 60_000)

    test("replays from its recording to the same verdicts and lamps", async () => {
        const { bench: rig, run, until } = await bench()
        rig.ask(START)
        await until(22)
        rig.act(FILL)
        rig.act(HOLE)
        await until(170)
        expect(run.tests.map(({ verdict }) => verdict)).toEqual(["fail"])
        rig.ask(START)
        await until(180)
        rig.ask({ ask: "abort" })
        await until(210)
        const config = toRigConfig(firmware.owner)
        const hashed = { config, hash: configHash(config) }
        const other = { config: { ...config, mode: 0 }, hash: 7 }
        const recording = readRecording(rig.recorded.join("\n"), "a file", h => h === hashed.hash)
        const compared = compareReplay(recording.lines, [other, hashed])
        expect(compared.sentence).toContain("records are the same")
        expect(recording.batch.tests.map(({ verdict, reason }) => `${verdict} ${reason}`)).toEqual([
            "fail above-limit",
            "invalid aborted",
        ])

        // the lamps of the replay are those that the rig showed, a moment later
        const replayed = new Run(true)
        replayed.take(recording.batch)
        replayed.takeSignals(compared.lamps, compared.tones)
        const firstS = run.samples.columns[0][0]
        const shiftMs = firstS * 1000 - replayed.samples.columns[0][0] * 1000
        let compares = 0
        for (let atS = 15; atS < 200; atS += 7) {
            const live = run.lampsAt(atS * 1000)
            const again = replayed.lampsAt(atS * 1000 - shiftMs)
            // where one of them blinks the instant decides
            if (Object.values(live.blinks).some(Boolean)) continue
            if (Object.values(again.blinks).some(Boolean)) continue
            expect(again.state, `at ${atS} s`).toEqual(live.state)
            compares++
        }
        expect(compares).toBeGreaterThan(5)
        expect(compared.tones.length).toBeGreaterThan(0)
    }, 60_000)
})

describe("what is typed", () => {
    test("is a serial of few letters, or says what is wrong", () => {
        expect(serialProblem("")).toBeUndefined()
        expect(serialProblem("A-17_b 2.0")).toBeUndefined()
        expect(serialProblem("12345678901234567")).toContain("has 17 characters; allowed are 16")
        expect(serialProblem("<b>")).toContain('has "<"; allowed are letters')
    })

    test("are limits in their order and range, or says what is wrong", () => {
        const problem = (pass: number, fail: number) =>
            limitsProblem(pass, fail, recipe, "3000 Pa/min")
        expect(problem(500_000, 1_000_000)).toBeUndefined()
        expect(problem(1_000_000, 500_000)).toBe("Pass below must be less than fail above.")
        expect(problem(0, 5)).toMatch(/^Pass below: .* below 3000 Pa\/min/)
        expect(problem(NaN, 5)).toMatch(/^Pass below: /)
        expect(problem(5, recipe.grossMicroPaPerS)).toMatch(/^Fail above: /)
    })
})

describe("the range of rates of a test", () => {
    test("shows the limits, whatever the pump did", () => {
        const [low, high] = rateRange([9000, -0.1, 0.1], [5, 0.1, 0.1], [-0.5, -1], 4)
        expect(low).toBeLessThan(-1)
        expect(low).toBeGreaterThan(-2)
        expect(high).toBeLessThan(1)
    })
})
