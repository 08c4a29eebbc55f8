/**
 * After a verdict: what the page tells hands and what the lamps do are one thing, by hand and with
 * valves; and what a result rests on.
 */
import { beforeAll, describe, expect, test } from "vitest"
import { buildFirmware, type Firmware } from "../../host/build/firmware"
import { LAB_SCENARIO, loadScenario } from "../../host/cli"
import { readTests } from "../../host/report/read_tests"
import { offsetWords, volumeWords } from "../../host/verdict_words"
import { Run } from "../../page/model/run"
import { stateWords } from "../../page/view/state_words"
import { Bench } from "../../page/worker/bench"
import { capillaryFlowPaM3PerS } from "../../sim/gas/flow"
import { AIR } from "../../sim/gas/medium"
import { calibrateCommand, startCommand, todayWrite } from "../../sim/jacdac/leak_tester"
import { defaultRecipe } from "../../src/config_recipe"
import { CalibrationKind } from "../../src/decision/calibration"
import { factory } from "../vm/virtual_bench"
import { TesterRig } from "../vm/tester_rig"

const SEED = 11
const recipe = defaultRecipe()
const FILL = { atS: 0, do: "fill", supplyPa: 115000, forS: 10, diameterMm: 4 } as const
/** What a capillary of 0.05 mm by 10 mm lets out of a part under test, nPa·m³/s. */
const LEAK_NANO = Math.round(capillaryFlowPaM3PerS(AIR, 114_900, 101_325, 5e-5, 0.01) * 1e9)
const VENT = { atS: 0, do: "vent", forS: 10, diameterMm: 4 } as const

let byHand: Firmware

beforeAll(() => {
    byHand = buildFirmware(undefined, undefined, { mode: "test" })
})

/** A part that is tested up to its verdict, and how the page says it. */
async function verdictOf(firmware: Firmware, hasValves: boolean) {
    const run = new Run(true)
    const bench = await Bench.create(factory, firmware.bytecode, {
        scenario: loadScenario(LAB_SCENARIO),
        seed: SEED,
        run: 1,
        isLab: true,
    })
    const until = async (atMs: number) => {
        await bench.runUntil(atMs)
        run.take(bench.batch())
    }
    const shown = () => {
        const span = run.stateAt(run.nowMs)
        const writing = {
            rate: "Pa/min",
            recipeUnits: { [recipe.name]: "sccm" },
            pressure: "kPa",
            volumeL: 1,
            recipe,
            hasValves,
            isLive: true,
        } as const
        return { span, ...stateWords(run, span, run.nowMs, writing) }
    }
    const amberBlinks = () => run.lampsAt(run.nowMs).blinks.amber
    await until(20_000)
    bench.ask({ ask: "start", serial: "A-17" })
    await until(22_000)
    if (!hasValves) bench.act(FILL)
    for (let atMs = 22_000; shown().span.state !== "pass"; atMs += 1000) {
        expect(atMs, `seed ${SEED}`).toBeLessThan(200_000)
        await until(atMs)
    }
    return { bench, run, until, shown, amberBlinks }
}

describe("after the verdict of a part that is vented by hand", () => {
    test("the page says to vent and wait while amber blinks, and then to open", async () => {
        const { bench, run, until, shown, amberBlinks } = await verdictOf(byHand, false)
        await until(run.nowMs + 3000)
        expect(amberBlinks()).toBe(true)
        expect(shown().act).toMatch(
            /^Venting: let the gas out, and wait to open the clamp\. The amber .* blinks for 1\d s/
        )
        bench.act(VENT)
        await until(run.nowMs + 4000)
        const { act, span } = shown()
        expect([span.state, act]).toEqual(["pass", "Vented: open the clamp."])
        expect(amberBlinks()).toBe(false)
        expect(run.lampsAt(run.nowMs).state.green).toBe(true)
    }, 60_000)

    test("the page warns of gas that nobody has let out", async () => {
        const { run, until, shown, amberBlinks } = await verdictOf(byHand, false)
        await until(run.nowMs + recipe.ventMaxMs + 4000)
        expect(shown().act).toBe("Still at 114.9 kPa: let the gas out before you open the clamp.")
        expect(amberBlinks()).toBe(false)
    }, 60_000)
})

describe("a rig with valves", () => {
    test("fills and vents by itself, opens its valves as drawn, and says to wait", async () => {
        const { owner } = loadScenario("lab-valves")
        const valves = buildFirmware(undefined, undefined, owner)
        const { run, until, shown } = await verdictOf(valves, true)
        expect(run.tests).toMatchObject([{ verdict: "pass" }])
        expect(run.truth).toMatchObject({ filling: false, venting: true })
        expect(shown().act).toMatch(/^Venting: wait to open the clamp\./)
        await until(run.nowMs + 15_000)
        expect(shown().act).toBe("Vented: open the clamp.")
    }, 60_000)
})

describe("what a result rests on", () => {
    test("is the recipe's volume and no offset, as long as nothing was calibrated", async () => {
        const { run } = await verdictOf(byHand, false)
        const basis = run.tests[0].basis!
        expect(volumeWords(basis)).toBe("1 L of the recipe, not calibrated")
        expect(offsetWords(basis, -1, "Pa/min")).toBe("none, not calibrated")
    }, 60_000)

    test("is the volume that a calibrating run has learned, and its day", async () => {
        const fillAt = (atS: number) => ({ ...FILL, atS })
        const rig = await TesterRig.create(
            byHand.bytecode,
            [
                { atS: 1, do: "capillary", diameterMm: 0.05, lengthMm: 10 },
                fillAt(16),
                { ...VENT, atS: 200, forS: 15 },
                { atS: 205, do: "cover", with: "cap" },
                fillAt(240),
            ],
            SEED,
            1.2
        )
        await rig.run(10)
        // 27 November 2026
        await rig.ask(todayWrite(9827))
        await rig.ask(calibrateCommand(CalibrationKind.KnownLeak, LEAK_NANO, "std 7"))
        await rig.ask(startCommand("standard"))
        await rig.run(225)
        await rig.ask(startCommand("A-17"))
        await rig.run(200)
        const [{ test: standard }, { test: part }] = readTests(rig.lines)
        const basis = part.basis!
        // the run itself says what it has taught, and judges nothing
        expect(standard.learned?.v).toBe(basis.volumeL * 1e6)
        expect(standard).toMatchObject({ halfPaPerS: NaN, orificeUm: NaN })
        expect(part.learned).toBeUndefined()
        expect(basis).toMatchObject({ volumeRefused: "none", offsetRefused: "missing" })
        // what the gas is really in
        expect(Math.abs(basis.volumeL / 1.2 - 1)).toBeLessThan(0.03)
        expect(volumeWords(basis)).toMatch(/^1\.[12]\d* L, calibrated 2026-11-27$/)
        expect(offsetWords(basis, -1, "Pa/min")).toBe("none, not calibrated")
    }, 60_000)
})
