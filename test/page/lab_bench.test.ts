/**
 * The lab test on the page's bench: what is asked is carried by the tester's service, records
 * become tests and words, and a recording of it replays to the same verdicts, lamps included.
 */
import { beforeAll, describe, expect, test } from "vitest"
import { buildFirmware, type Firmware } from "../../host/build/firmware"
import { hashedConfig } from "../../host/build/owner_config"
import { LAB_SCENARIO, loadScenario } from "../../host/cli"
import { limitsProblem } from "../../host/lab_test"
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
const START: Ask = { ask: "start", serial: "A-17" }

let firmware: Firmware

beforeAll(() => {
    firmware = buildFirmware(undefined, undefined, { mode: "test" })
})

async function bench(scenario = loadScenario(LAB_SCENARIO)) {
    const answers: Answer[] = []
    const run = new Run()
    const made = await Bench.create(factory, firmware.bytecode, {
        scenario,
        seed: SEED,
        run: 1,
        isLab: true,
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
        expect(answers).toEqual([{ to: START, refused: undefined }])
        rig.act(FILL)
        await until(160)
        const verdict = run.tests.at(-1)!
        expect(verdict).toMatchObject({
            test: 1,
            verdict: "pass",
            reason: "below-limit",
            recipe: "housing",
            serial: "A-17",
            passPaPerS: 0.5,
            failPaPerS: 1,
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
            // while it vents, and when it has
            "pass",
            "pass",
            "ready",
        ])
        expect(run.states.slice(-3).map(({ venting }) => venting)).toEqual([true, false, undefined])
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
        expect(answers.at(-1)).toEqual({ to: START, refused: undefined })
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
        expect(answers.at(-1)).toEqual({ to: START, refused: undefined })
        expect(run.stateAt(55_000).state).toBe("fill")
    }, 60_000)

    test("is refused with the reason, and changes nothing", async () => {
        const { bench: rig, answers, run, until } = await bench()
        let atS = 20
        const asked = async (ask: Ask) => {
            rig.ask(ask)
            await until(++atS)
            return answers.at(-1)!.refused
        }
        expect(await asked({ ask: "abort" })).toBe("no test is running")
        expect(await asked({ ask: "acknowledge" })).toBe("there is nothing to acknowledge")
        expect(await asked({ ask: "recipe", index: 7 })).toBe("that is out of range")
        const crossed = { ask: "limits", passPaPerS: 2, failPaPerS: 1 } as const
        expect(await asked(crossed)).toBe("the pass limit is not below the fail limit")
        expect(run.stateAt(atS * 1000).state).toBe("ready")
        expect(await asked(START)).toBeUndefined()
        expect(await asked(START)).toBe("a test is running; abort it first")
        rig.ask(START)
        rig.ask({ ask: "abort" })
        expect(answers.at(-1)!.refused).toBe("the tester has not yet answered start")
    }, 60_000)

    test("is told that a tester without power does not answer", async () => {
        const { bench: rig, answers, until } = await bench()
        rig.act({ atS: 0, do: "power-cut", forS: 30 })
        rig.ask(START)
        await until(26)
        expect(answers.at(-1)!.refused).toContain("does not answer")
    }, 60_000)

    test("is judged by the limits that were set last, and says so", async () => {
        const { bench: rig, answers, run, until } = await bench()
        rig.ask({ ask: "limits", passPaPerS: 5, failPaPerS: 10 })
        await until(22)
        expect(answers.at(-1)!.refused).toBeUndefined()
        rig.ask(START)
        await until(23)
        rig.act(FILL)
        // beyond the recipe's limit, and below this one
        rig.act(HOLE)
        await until(150)
        expect(run.tests).toMatchObject([{ verdict: "pass", passPaPerS: 5, failPaPerS: 10 }])
        expect(run.tests[0].ratePaPerS).toBeLessThan(-1)
    }, 60_000)

    test("that a power cut ends is invalid, and does not stay on the board", async () => {
        const { bench: rig, run, until } = await bench()
        rig.ask(START)
        await until(23)
        rig.act(FILL)
        await until(40)
        rig.act({ atS: 0, do: "power-cut", forS: 3 })
        await until(60)
        expect(run.tests).toMatchObject([{ verdict: "invalid", reason: "interrupted" }])
        expect(run.stateAt(60_000).state).toBe("ready")
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
        const hashed = hashedConfig(firmware.owner)
        const other = { ...hashed, hash: 7 }
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
        const words = (of: Run, atMs: number) => {
            const { state, blinks } = of.lampsAt(atMs)
            return (["red", "amber", "green"] as const).map(lamp =>
                blinks[lamp] ? "blinking" : state[lamp] ? "on" : "off"
            )
        }
        const seen = new Set<string>()
        let compares = 0
        for (let atMs = 15_000; atMs < 200_000; atMs += 1500) {
            // lamps follow a change within a blink or two
            if (run.states.some(span => Math.abs(atMs - span.atMs) < 5000)) continue
            const live = words(run, atMs)
            expect(words(replayed, atMs - shiftMs), `at ${atMs} ms`).toEqual(live)
            seen.add(live.join())
            compares++
        }
        // not one signal all the time
        expect(seen.size).toBeGreaterThan(1)
        expect(compares).toBeGreaterThan(30)
        expect(compared.tones.length).toBeGreaterThan(0)
    }, 60_000)
})

describe("a calibrating run on the page's bench", () => {
    const scenario = loadScenario("calibrate-volume")
    const told = (run: Run) =>
        run.marks.flatMap(({ kind, sentence }) => (kind === "calibration" ? [sentence] : []))

    test("is told with what it has taught", async () => {
        const { run, until } = await bench(scenario)
        await until(180)
        expect(told(run)).toEqual([
            expect.stringMatching(
                /^calibration by a known leak "std 7 J\.S\.": volume 2\.\d+ ± 0\.\d+ L for recipe h/
            ),
        ])
    }, 60_000)

    test("is told with the reason when it is refused", async () => {
        const events = scenario.events.filter(event => !("date" in event))
        const { run, until } = await bench({ ...scenario, events })
        await until(20)
        expect(told(run)).toEqual(["no calibration by a known leak: nobody has told the day"])
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
            limitsProblem(pass, fail, recipe, limit => `${limit} µPa/s`)
        expect(problem(500_000, 1_000_000)).toBeUndefined()
        expect(problem(1_000_000, 500_000)).toBe("Pass below must be less than fail above.")
        for (const pass of [NaN, 0, 9])
            expect(problem(pass, 500_000)).toBe("Pass below: allowed is a number from 10 µPa/s on.")
        expect(problem(10, 11)).toBeUndefined()
        for (const fail of [NaN, recipe.grossMicroPaPerS])
            expect(problem(10, fail)).toBe(
                "Fail above: allowed is a number below 50000000 µPa/s, where a gross leak begins."
            )
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
