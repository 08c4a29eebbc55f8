/**
 * Calibration on the real VM, through the service: what is learned from gas, what is refused and
 * why, what a power cut leaves of it, and that a recording of it replays.
 */
import { beforeAll, describe, expect, test } from "vitest"
import { loadScenario } from "../../host/cli"
import { hashedConfig } from "../../host/build/owner_config"
import { calibrationRefusalName } from "../../host/records"
import type { HashedConfig } from "../../host/replay"
import { capillaryFlowPaM3PerS } from "../../sim/gas/flow"
import { AIR } from "../../sim/gas/medium"
import {
    abortCommand,
    acknowledgeCommand,
    calibrateCommand,
    startCommand,
    todayWrite,
} from "../../sim/jacdac/leak_tester"
import { defaultRecipe } from "../../src/config_recipe"
import { CalibrationKind, CalibrationRefusal } from "../../src/decision/calibration"
import { Refusal } from "../../src/decision/command"
import { CycleReason, Verdict } from "../../src/decision/cycle_rules"
import { expectSameOnNode } from "./replay"
import { buildFor, TesterRig } from "./tester_rig"
import { run } from "./virtual_bench"

const SEED = 11
/** 27 November 2026. */
const DAY = 9827
const { KnownLeak, KnownVolume, Offset } = CalibrationKind
/** A hand pump to 115 kPa, and letting it out again. */
const fillAt = (atS: number) => ({ atS, do: "fill", forS: 10, supplyPa: 115000, diameterMm: 4 })
const ventAt = (atS: number) => ({ atS, do: "vent", forS: 15, diameterMm: 4 })
const capillary = (diameterMm: number) => ({ atS: 1, do: "capillary", diameterMm, lengthMm: 10 })
/** What such a capillary lets out in the window, nPa·m³/s. */
const flowNano = (diameterMm: number) =>
    Math.round(capillaryFlowPaM3PerS(AIR, 114_900, 101_325, diameterMm / 1e3, 0.01) * 1e9)

let firmware: Uint8Array
let config: HashedConfig

beforeAll(() => {
    const built = buildFor("test")
    firmware = built.bytecode
    config = hashedConfig(built.owner)
}, 240_000)

function expectReplays(rig: TesterRig) {
    expectSameOnNode(rig.lines, config, `seed ${SEED}`)
}

/** Lets time pass until an instant. */
async function until(rig: TesterRig, atS: number) {
    expect(rig.nowS).toBeLessThan(atS)
    await rig.run(atS - rig.nowS)
}

/** A command or write that is to be carried out. */
async function carriedOut(rig: TesterRig, packet: Parameters<TesterRig["ask"]>[0]) {
    await rig.ask(packet)
    expect(rig.kind("c").at(-1)).toMatchObject({ o: packet.command, y: Refusal.None })
}

/** A calibration that is refused at once. @returns why */
async function refused(rig: TesterRig, kind: CalibrationKind, value: number): Promise<string> {
    const from = rig.kind("l").length
    expect(await rig.refusal(calibrateCommand(kind, value, "no"))).toBe(Refusal.NotCalibrated)
    const told = rig.kind("l").slice(from)
    expect(told).toMatchObject([{ K: kind, v: 0, i: 0, l: "housing", w: "no" }])
    return calibrationRefusalName(told[0].y)
}

describe("a volume from a leak standard", () => {
    test("is learned, survives a power cut, counts when the day is told, and replays", async () => {
        const standardMm = 0.05
        const flow = flowNano(standardMm)
        const rig = await TesterRig.create(
            firmware,
            [
                capillary(standardMm),
                fillAt(16),
                ventAt(200),
                { atS: 205, do: "cover", with: "cap" },
                { atS: 225, do: "power-cut", forS: 2 },
                fillAt(245),
            ],
            SEED,
            1.2
        )
        await until(rig, 10)
        expect(await rig.read("today")).toEqual([0])
        expect(await refused(rig, KnownLeak, flow)).toBe("day-unknown")
        await carriedOut(rig, todayWrite(DAY))
        expect(await rig.read("today")).toEqual([DAY])
        expect(await refused(rig, KnownLeak, 0)).toBe("bad-value")
        await carriedOut(rig, calibrateCommand(KnownLeak, flow, "std 7 J.S."))
        await carriedOut(rig, startCommand("standard"))
        await until(rig, 220)
        // it passes nothing and fails nothing, though it leaks twice the limit
        expect(rig.kind("v")).toMatchObject([{ v: Verdict.Retest, y: CycleReason.TimeLimit }])
        const learned = rig.kind("l").at(-1)!
        const whose = { K: KnownLeak, d: DAY, l: "housing", w: "std 7 J.S." }
        expect(learned).toMatchObject({ ...whose, y: CalibrationRefusal.None })
        expect(Math.abs(learned.v / 1_200_000 - 1)).toBeLessThan(0.03)
        expect(learned.i / learned.v).toBeLessThan(0.05)

        await until(rig, 232)
        expect(rig.kind("b").length).toBe(2)
        // said anew at boot, all of it
        expect(rig.kind("l").at(-1)).toEqual({
            ...learned,
            n: expect.any(Number),
            t: expect.any(Number),
            c: expect.any(Number),
        })
        expect(rig.kind("l").at(-1)!.t).toBeLessThan(learned.t)
        await carriedOut(rig, startCommand("no day"))
        await carriedOut(rig, abortCommand())
        const Missing = 100 * CalibrationRefusal.Missing
        const unused = { V: 1_000_000, d: 0, h: 0, y: CalibrationRefusal.DayUnknown + Missing }
        expect(rig.kind("o").at(-1)).toMatchObject(unused)
        await carriedOut(rig, acknowledgeCommand())
        // once a year is what the recipe wants
        await carriedOut(rig, todayWrite(DAY + 366))
        await carriedOut(rig, startCommand("a year later"))
        await carriedOut(rig, abortCommand())
        expect(rig.kind("o").at(-1)).toMatchObject({ y: CalibrationRefusal.OutOfDate + Missing })
        await carriedOut(rig, acknowledgeCommand())
        await carriedOut(rig, todayWrite(DAY + 365))
        await carriedOut(rig, startCommand("tight"))
        await until(rig, 350)
        expect(rig.kind("v").at(-1)).toMatchObject({ v: Verdict.Pass })
        expect(rig.kind("o").at(-1)).toMatchObject({ V: learned.v, d: DAY, y: Missing })
        expect(rig.kind("o").at(-1)!.h).not.toBe(0)
        // the limits are flows: in a larger volume they are slower falls
        const { failMicroPaPerS } = defaultRecipe()
        const moved = (failMicroPaPerS * 1_000_000) / learned.v
        expect(Math.abs(rig.kind("x").at(-1)!.j - moved)).toBeLessThan(100)
        expectReplays(rig)
    }, 240_000)

    test("is refused with the reason when the run ends early, or with nothing known", async () => {
        const rig = await TesterRig.create(firmware, [capillary(0.05), fillAt(22)], SEED)
        await until(rig, 8)
        await carriedOut(rig, todayWrite(DAY))
        await carriedOut(rig, calibrateCommand(KnownLeak, 1_000_000, ""))
        await carriedOut(rig, startCommand(""))
        expect(await rig.refusal(calibrateCommand(KnownLeak, 1, ""))).toBe(Refusal.Running)
        await carriedOut(rig, abortCommand())
        await rig.run(1)
        expect(rig.kind("l").at(-1)).toMatchObject({ y: CalibrationRefusal.RunInvalid, v: 0 })
        expect(await refused(rig, KnownLeak, 1_000_000)).toBe("busy")
        await carriedOut(rig, acknowledgeCommand())
        // a master part that leaks twice the limit
        await carriedOut(rig, calibrateCommand(Offset, 0, "bad master"))
        await carriedOut(rig, startCommand(""))
        await until(rig, 230)
        const { y, w } = rig.kind("l").at(-1)!
        expect([calibrationRefusalName(y), w]).toEqual(["master-leaks", "bad master"])
        expectReplays(rig)
    }, 240_000)
})

describe("a volume from a known volume that is joined", () => {
    /** A calibrating run in which half a litre is joined; the rest is up to `events`. */
    async function joined(events: object[], volumeL = 1.2) {
        const rig = await TesterRig.create(firmware, [fillAt(20), ...events], SEED, volumeL)
        await until(rig, 8)
        await carriedOut(rig, todayWrite(DAY))
        expect(await refused(rig, KnownVolume, 99)).toBe("bad-value")
        await carriedOut(rig, calibrateCommand(KnownVolume, 500_000, "flask 2"))
        // the room's pressure is taken until the test is started
        await until(rig, 18)
        await carriedOut(rig, startCommand("tight 1"))
        await until(rig, 190)
        return { rig, learned: rig.kind("l").at(-1)! }
    }

    test("is learned from gas, and is used, and survives", async () => {
        const { rig, learned } = await joined([
            { atS: 120, do: "join", volumeL: 0.5 },
            ventAt(195),
            { atS: 215, do: "power-cut", forS: 2 },
        ])
        expect(rig.kind("v")).toMatchObject([{ v: Verdict.Retest, y: CycleReason.TimeLimit }])
        const whose = { K: KnownVolume, d: DAY, l: "housing", w: "flask 2" }
        expect(learned).toMatchObject({ ...whose, y: CalibrationRefusal.None })
        // of the part alone, as it was before the flask was joined
        expect(Math.abs(learned.v / 1_200_000 - 1)).toBeLessThan(0.01)
        expect(Math.abs(learned.v - 1_200_000)).toBeLessThan(learned.i)
        expect(learned.i / learned.v).toBeLessThan(0.05)

        await until(rig, 225)
        expect(rig.kind("l").at(-1)).toMatchObject({ ...whose, v: learned.v, i: learned.i })
        await carriedOut(rig, todayWrite(DAY))
        await carriedOut(rig, startCommand("next"))
        await carriedOut(rig, abortCommand())
        const Missing = 100 * CalibrationRefusal.Missing
        expect(rig.kind("o").at(-1)).toMatchObject({ V: learned.v, d: DAY, y: Missing })
        expectReplays(rig)
    }, 240_000)

    test("is refused when nothing is joined, and when the recipe's volume is far off", async () => {
        const alone = await joined([])
        expect(calibrationRefusalName(alone.learned.y)).toBe("too-doubtful")
        expectReplays(alone.rig)
        // six litres where the recipe says one
        const large = await joined([{ atS: 120, do: "join", volumeL: 0.5 }], 6)
        expect(calibrationRefusalName(large.learned.y)).toBe("volume-implausible")
        expect(large.rig.kind("v")[0].v).not.toBe(Verdict.Pass)
        expectReplays(large.rig)
    }, 240_000)

    test("is refused when it is joined too late for the gas to settle", async () => {
        const { rig, learned } = await joined([{ atS: 176, do: "join", volumeL: 0.5 }])
        expect(calibrationRefusalName(learned.y)).toBe("not-settled")
        expect(learned.v).toBe(0)
        expectReplays(rig)
    }, 240_000)
})

test("without its calibration the part of the scenario passes, which is bad", async () => {
    const scenario = loadScenario("calibrate-volume")
    const events = scenario.events.filter(
        event => event.do !== "command" || event.command !== "calibrate"
    )
    const { judgements, recorder } = await run({ ...scenario, events }, SEED)
    expect(recorder.timeline.verdicts.at(-1)).toMatchObject({ verdict: "pass" })
    // the watch has nothing to say of it; what is learned and said is missing
    expect(judgements.map(({ holds }) => holds)).toEqual([true, false, false, false])
}, 240_000)

describe("an offset from a good part", () => {
    test("takes two runs half an hour apart, is taken off the rate, and survives", async () => {
        const rig = await TesterRig.create(
            firmware,
            [
                capillary(0.0266),
                fillAt(14),
                ventAt(200),
                fillAt(2025),
                ventAt(2212),
                { atS: 2240, do: "power-cut", forS: 2 },
                fillAt(2260),
            ],
            SEED
        )
        await until(rig, 8)
        await carriedOut(rig, todayWrite(DAY))
        await carriedOut(rig, calibrateCommand(Offset, 0, "master 1"))
        await carriedOut(rig, startCommand("M1"))
        await until(rig, 225)
        const why = () => calibrationRefusalName(rig.kind("l").at(-1)!.y)
        expect(why()).toBe("needs-second-run")
        await carriedOut(rig, acknowledgeCommand())
        expect(await refused(rig, Offset, 0)).toBe("too-soon")
        await until(rig, 2018)
        await carriedOut(rig, calibrateCommand(Offset, 0, "master 1"))
        await carriedOut(rig, startCommand("M1"))
        await until(rig, 2239)
        expect(why()).toBe("none")
        const learned = rig.kind("l").at(-1)!
        expect(learned).toMatchObject({ K: Offset, d: DAY, w: "master 1" })
        // a tenth of a pascal a second is the capillary's loss in a litre
        expect(Math.abs(learned.v / -flowNano(0.0266) - 1)).toBeLessThan(0.2)

        await until(rig, 2250)
        expect(rig.kind("l").at(-1)).toMatchObject({ K: Offset, v: learned.v, i: learned.i })
        await carriedOut(rig, todayWrite(DAY))
        await carriedOut(rig, startCommand("part"))
        await until(rig, 2440)
        const used = { o: learned.v, i: learned.i, d: DAY, y: CalibrationRefusal.Missing }
        expect(rig.kind("o").at(-1)).toMatchObject(used)
        const verdict = rig.kind("v").at(-1)!
        expect(verdict).toMatchObject({ v: Verdict.Pass })
        expect(Math.abs(verdict.r)).toBeLessThan(verdict.i)
        expect(verdict.i).toBeGreaterThan(learned.i)
        expectReplays(rig)
    }, 240_000)
})
