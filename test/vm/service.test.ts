/**
 * The service on the real VM: every command, refusal, register and event, over the Jacdac bus.
 */
import { beforeAll, describe, expect, test } from "vitest"
import type { Firmware } from "../../host/build/firmware"
import { hashedConfig } from "../../host/build/owner_config"
import type { HashedConfig } from "../../host/replay"
import {
    abortCommand,
    acknowledgeCommand,
    calibrateCommand,
    COMMANDS,
    limitsWrite,
    packNumbers,
    recipeCommand,
    REGISTER_SET,
    REGISTERS,
    resultCommand,
    startCommand,
    todayWrite,
    unpackResult,
    type TesterPacket,
} from "../../sim/jacdac/leak_tester"
import { defaultRecipe } from "../../src/config_recipe"
import { Refusal } from "../../src/decision/command"
import { CyclePhase, CycleReason, Verdict } from "../../src/decision/cycle_rules"
import { WatchState } from "../../src/decision/watch"
import { expectSameOnNode } from "./replay"
import { buildFor, TesterRig } from "./tester_rig"

const SEED = 11
/** A hand pump to 115 kPa. */
const fillAt = (atS: number) => ({ atS, do: "fill", forS: 10, supplyPa: 115000, diameterMm: 4 })
const ventAt = (atS: number) => ({ atS, do: "vent", forS: 10 })

let tests: Uint8Array
let watches: Uint8Array
let rigOfTests: HashedConfig
let rigOfWatches: HashedConfig

beforeAll(() => {
    const built = buildFor("test")
    tests = built.bytecode
    rigOfTests = hashed(built)
    const builtToWatch = buildFor("watch")
    watches = builtToWatch.bytecode
    rigOfWatches = hashed(builtToWatch)
}, 180_000)

function hashed({ owner }: Firmware): HashedConfig {
    return hashedConfig(owner)
}

/** A recording replays on Node to the same bits, commands and all. */
function expectReplays(rig: TesterRig, config = rigOfTests) {
    expectSameOnNode(rig.lines, config, `seed ${SEED}`)
}

describe("a test that a host starts", () => {
    test("is told by events, kept as a result with its serial, and replays", async () => {
        const rig = await TesterRig.create(tests, [fillAt(12), ventAt(95), fillAt(122)], SEED)
        await rig.run(10)
        expect(await rig.refusal(startCommand("AB-12 x_7.9"))).toBe(Refusal.None)
        await rig.run(109)
        expect(rig.kind("v").length).toBe(1)

        const [verdict] = rig.kind("v")
        const [basis] = rig.kind("u")
        const [part] = rig.kind("x")
        expect(verdict).toMatchObject({ x: 1, v: Verdict.Pass, y: CycleReason.BelowLimit })
        expect(part).toMatchObject({ x: 1, s: "AB-12 x_7.9", h: rigOfTests.hash })
        const recipe = defaultRecipe()
        expect(part).toMatchObject({ i: recipe.passMicroPaPerS, j: recipe.failMicroPaPerS })
        const [report] = await rig.ask(resultCommand(0))
        expect(unpackResult(report.payload)).toEqual({
            verdict: verdict.v,
            reason: verdict.y,
            recipe: 0,
            number: 1,
            rate: verdict.r,
            halfWidth: verdict.i,
            flow: verdict.q,
            orifice: part.d,
            startPressure: basis.p,
            endPressure: basis.P,
            tempChange: basis.T,
            used: basis.a,
            rejected: basis.z,
            duration: verdict.m,
            pass: part.i,
            fail: part.j,
            volume: recipe.volumeMicroL,
            serial: part.s,
        })
        // a read is no command: it leaves no record
        expect(rig.kind("c").length).toBe(1)

        const of = (name: string) => rig.events.filter(event => event.name === name)
        const phases = [1, 2, 3, 4, 5].map(phase => [1, phase])
        expect(of("phaseChanged").map(({ values }) => values)).toEqual(phases)
        expect(of("verdictReached").map(({ values }) => values)).toEqual([
            [1, Verdict.Pass, CycleReason.BelowLimit],
        ])
        expect(of("stateChanged").length).toBe(rig.kind("w").length)
        expect(await rig.read("verdict")).toEqual([Verdict.Pass, CycleReason.BelowLimit])
        expect(await rig.read("phase")).toEqual([CyclePhase.Result])

        // the next part, straight from the result, and ended before it is filled
        expect(await rig.refusal(startCommand(""))).toBe(Refusal.None)
        await rig.run(0.5)
        expect(await rig.refusal(abortCommand())).toBe(Refusal.None)
        await rig.run(22)
        expect(rig.kind("v").at(-1)).toMatchObject({ x: 2, y: CycleReason.Aborted, i: -1 })
        expect(rig.kind("x").at(-1)).toMatchObject({ s: "", d: -1 })
        expect(await rig.read("resultCount")).toEqual([2])
        const older = unpackResult((await rig.ask(resultCommand(1)))[0].payload)
        expect(older).toMatchObject({ number: 1, serial: "AB-12 x_7.9" })
        expect(await rig.refusal(acknowledgeCommand())).toBe(Refusal.None)
        expect(await rig.read("phase")).toEqual([CyclePhase.Idle])
        expectReplays(rig)
    }, 120_000)

    test("that leaks has an orifice like its hole, and fails by a host's limits", async () => {
        const hole = { atS: 1, do: "hole", diameterMm: 0.02 }
        const rig = await TesterRig.create(tests, [hole, fillAt(15)], SEED)
        await rig.run(10)
        expect(await rig.ask(limitsWrite(50_000, 100_000))).toEqual([])
        expect(await rig.read("limits")).toEqual([50_000, 100_000])
        expect(await rig.refusal(startCommand("leaky"))).toBe(Refusal.None)
        await rig.run(110)
        expect(rig.kind("v")[0]).toMatchObject({ v: Verdict.Fail, y: CycleReason.AboveLimit })
        const [part] = rig.kind("x")
        expect(part).toMatchObject({ i: 50_000, j: 100_000 })
        // the hole's own coefficient is the one of the formula
        expect(part.d).toBeGreaterThan(17_000)
        expect(part.d).toBeLessThan(23_000)
        // the button starts the next one, of a part that nobody has named
        rig.press(0.2)
        await rig.run(1)
        rig.press(0.2)
        await rig.run(1)
        expect(await rig.read("serial")).toEqual([""])
        // it is still full
        expect(await rig.read("phase")).toEqual([CyclePhase.Stabilise])
        rig.press(1.5)
        await rig.run(3)
        expect(rig.kind("v")[1]).toMatchObject({ y: CycleReason.Aborted })
        expectReplays(rig)
    }, 120_000)

    test("only eight results are kept, the last first", async () => {
        const rig = await TesterRig.create(tests, [], SEED)
        await rig.run(8)
        for (let i = 1; i <= 10; i++) {
            expect(await rig.refusal(startCommand(`part ${i}`))).toBe(Refusal.None)
            expect(await rig.refusal(abortCommand())).toBe(Refusal.None)
            await rig.run(1)
        }
        expect(await rig.read("testNumber")).toEqual([10])
        expect(await rig.read("resultCount")).toEqual([8])
        for (let back = 0; back < 8; back++) {
            const [report] = await rig.ask(resultCommand(back))
            const serial = `part ${10 - back}`
            expect(unpackResult(report.payload)).toMatchObject({ number: 10 - back, serial })
        }
        expect(await rig.refusal(resultCommand(8))).toBe(Refusal.OutOfRange)
        expectReplays(rig)
    }, 120_000)
})

/** Numbers as registers and commands show what a refused command must not change. */
async function everything(rig: TesterRig) {
    const values: unknown[] = []
    for (const name of [
        "limits",
        "recipe",
        "today",
        "phase",
        "verdict",
        "testNumber",
        "serial",
    ] as const)
        values.push(await rig.read(name))
    return values
}

const bytes = (...values: number[]) => Uint8Array.from(values)
const text = (of: string) => Uint8Array.from(of, char => char.charCodeAt(0))
const raw = (command: number, payload: Uint8Array): TesterPacket => ({ command, payload })
const setRecipe = REGISTER_SET | REGISTERS.recipe.code
const setToday = REGISTER_SET | REGISTERS.today.code
const setLimits = REGISTER_SET | REGISTERS.limits.code

/** What is refused by a tester at rest, and why. */
const REFUSED_AT_REST: [string, TesterPacket, Refusal][] = [
    ["a serial of 17 characters", startCommand("x".repeat(17)), Refusal.WrongLength],
    ["a serial that fills a frame", startCommand("x".repeat(236)), Refusal.WrongLength],
    ["a quote in a serial", startCommand('a"b'), Refusal.BadCharacter],
    ["a line feed in a serial", startCommand("a\n"), Refusal.BadCharacter],
    ["bytes that are no text", raw(COMMANDS.start, bytes(0xff, 0xc0, 0)), Refusal.BadCharacter],
    ["abort with a payload", raw(COMMANDS.abort, bytes(0)), Refusal.WrongLength],
    ["abort without a test", abortCommand(), Refusal.NotRunning],
    ["acknowledge without a result", acknowledgeCommand(), Refusal.NothingToAcknowledge],
    ["acknowledge with a payload", raw(COMMANDS.acknowledge, bytes(1)), Refusal.WrongLength],
    ["a recipe that is not there", recipeCommand(1), Refusal.OutOfRange],
    ["no recipe", raw(COMMANDS.selectRecipe, bytes()), Refusal.WrongLength],
    ["a recipe of two bytes", raw(COMMANDS.selectRecipe, bytes(0, 0)), Refusal.WrongLength],
    ["a calibration on no day", calibrateCommand(0, 5000, "std 7"), Refusal.NotCalibrated],
    ["a calibration with nothing", calibrateCommand(0, 0, ""), Refusal.NotCalibrated],
    ["a calibration of no kind", calibrateCommand(3, 5000, ""), Refusal.OutOfRange],
    ["half a calibration", raw(COMMANDS.calibrate, bytes(1, 2, 3, 4)), Refusal.WrongLength],
    ["a long note", calibrateCommand(0, 1, "n".repeat(21)), Refusal.WrongLength],
    ["an odd note", calibrateCommand(0, 1, "{}"), Refusal.BadCharacter],
    ["a result before the first", resultCommand(0), Refusal.OutOfRange],
    ["a result without its number", raw(COMMANDS.result, bytes()), Refusal.WrongLength],
]

/** Writes, whose refusal is an event. */
const WRITES_REFUSED: [string, TesterPacket, Refusal][] = [
    ["limits that cross", limitsWrite(1_000_000, 1_000_000), Refusal.LimitsCrossed],
    ["a pass limit of 0", limitsWrite(0, 50), Refusal.OutOfRange],
    ["a negative pass limit", limitsWrite(-5, 50), Refusal.OutOfRange],
    ["a pass limit that no recipe may have", limitsWrite(9, 50), Refusal.OutOfRange],
    ["a fail limit beyond gross", limitsWrite(50, 2_000_000_000), Refusal.OutOfRange],
    ["half of the limits", raw(setLimits, packNumbers(["i32"], [5])), Refusal.WrongLength],
    ["limits and more", raw(setLimits, bytes(1, 0, 0, 0, 2, 0, 0, 0, 0)), Refusal.WrongLength],
    ["a recipe that is not there", raw(setRecipe, bytes(255)), Refusal.OutOfRange],
    ["no recipe", raw(setRecipe, bytes()), Refusal.WrongLength],
    ["day 0", todayWrite(0), Refusal.OutOfRange],
    ["a day of the next century", todayWrite(36525), Refusal.OutOfRange],
    ["half a day", raw(setToday, bytes(1)), Refusal.WrongLength],
]

/** What nobody knows: answered as Jacdac wants it. */
const UNKNOWN: [string, TesterPacket][] = [
    ["a command", raw(0x99, text("hello"))],
    ["a command below those of services", raw(0x42, bytes())],
    ["a write of a register that is read only", raw(REGISTER_SET | 0x181, bytes(1, 2, 3, 4))],
    ["a write of a register that is not there", raw(REGISTER_SET | 0x199, bytes())],
    ["a packet of no kind", raw(0x3080, bytes())],
]

describe("a tester at rest", () => {
    test("refuses with the reason, logs it, and is as it was before", async () => {
        const rig = await TesterRig.create(tests, [], SEED)
        await rig.run(8)
        const before = await everything(rig)
        for (const [what, packet, refusal] of REFUSED_AT_REST) {
            const from = rig.kind("c").length
            expect(await rig.refusal(packet), what).toBe(refusal)
            const logged = rig.kind("c").slice(from)
            expect(logged, what).toMatchObject([{ o: packet.command, y: refusal }])
        }
        for (const [what, packet, refusal] of WRITES_REFUSED) {
            const from = rig.kind("c").length
            rig.events.length = 0
            expect(await rig.ask(packet), what).toEqual([])
            expect(rig.events, what).toEqual([
                { name: "refused", values: [packet.command, refusal] },
            ])
            const logged = rig.kind("c").slice(from)
            expect(logged, what).toMatchObject([{ o: packet.command, y: refusal }])
        }
        for (const [what, packet] of UNKNOWN) {
            const from = rig.kind("c").length
            const [answer] = await rig.ask(packet)
            // "command not implemented", with the number of what was not
            expect(answer?.command, what).toBe(3)
            expect(answer.payload[0] | (answer.payload[1] << 8), what).toBe(packet.command)
            const logged = rig.kind("c").slice(from)
            const y = Refusal.UnknownCommand
            expect(logged, what).toMatchObject([{ o: packet.command, y }])
        }
        // a read of what is not there is answered too, and is no command
        const [unread] = await rig.ask(raw(0x1199, bytes()))
        expect(unread.command).toBe(3)
        expect(await everything(rig)).toEqual(before)
        expectReplays(rig)
    }, 180_000)

    test("refuses to start without trust in its sensor", async () => {
        const fault = { atS: 5, do: "fault", fault: "nack", forS: 1000 }
        const rig = await TesterRig.create(tests, [fault], SEED)
        await rig.run(10)
        expect(await rig.read("state")).toEqual([WatchState.Fault])
        expect(await rig.refusal(startCommand(""))).toBe(Refusal.NoTrust)
        expect(await rig.read("phase")).toEqual([CyclePhase.Idle])
        expectReplays(rig)
    }, 60_000)

    test("answers a burst in part as busy, and lives", async () => {
        const rig = await TesterRig.create(tests, [], SEED)
        await rig.run(8)
        for (let i = 0; i < 400; i++) rig.send(i % 2 ? startCommand('"') : resultCommand(9))
        await rig.run(5)
        expect(rig.kind("c").some(({ y }) => y === Refusal.Busy)).toBe(true)
        expect(await rig.refusal(startCommand("after"))).toBe(Refusal.None)
        await rig.run(1)
        expect(rig.kind("p").length).toBe(1)
        expectReplays(rig)
    }, 60_000)

    test("is not stopped by five minutes of a flood", async () => {
        const rig = await TesterRig.create(tests, [], SEED)
        await rig.run(8)
        const samples = rig.kind("s").length
        for (let i = 0; i < 3000; i++) {
            rig.send(i % 3 ? startCommand('"') : raw(0x1181, bytes()))
            if (i % 2) rig.send(raw(0x77, text("x".repeat(200))))
            await rig.run(0.1)
        }
        expect(rig.kind("s").length - samples).toBeGreaterThan(2500)
        expect(await rig.refusal(startCommand("after"))).toBe(Refusal.None)
        expectReplays(rig)
    }, 120_000)
})

describe("a tester that tests", () => {
    test("refuses what would change the test, and goes on", async () => {
        const rig = await TesterRig.create(tests, [fillAt(12)], SEED)
        await rig.run(10)
        expect(await rig.refusal(startCommand("first"))).toBe(Refusal.None)
        await rig.run(20)
        expect(await rig.read("phase")).toEqual([CyclePhase.Stabilise])
        expect(await rig.refusal(startCommand("second"))).toBe(Refusal.Running)
        expect(await rig.refusal(recipeCommand(0))).toBe(Refusal.Running)
        expect(await rig.refusal(calibrateCommand(1, 5, ""))).toBe(Refusal.Running)
        await rig.ask(limitsWrite(10, 20))
        expect(rig.events.at(-1)).toEqual({ name: "refused", values: [setLimits, Refusal.Running] })
        expect(await rig.read("serial")).toEqual(["first"])
        expect((await rig.read("limits"))[0]).toBe(defaultRecipe().passMicroPaPerS)
        await rig.run(90)
        expect(rig.kind("v")).toMatchObject([{ v: Verdict.Pass }])
        expect(rig.kind("x")).toMatchObject([{ s: "first" }])
        expectReplays(rig)
    }, 120_000)
})

describe("a scenario", () => {
    test("commands the tester by its events, across a power cut too", async () => {
        const say = (atS: number, command: string, more: object = {}) => ({
            atS,
            do: "command",
            command,
            ...more,
        })
        const rig = await TesterRig.create(
            tests,
            [
                say(8, "limits", { passPaPerS: 0.25, failPaPerS: 0.5 }),
                say(9, "start", { serial: "cut off" }),
                { atS: 10, do: "power-cut", forS: 2 },
                // nobody is there to hear it before 13 s
                say(11, "recipe", { index: 0 }),
                say(20, "start", { serial: "whole" }),
                say(21, "abort"),
                say(25, "acknowledge"),
            ],
            SEED
        )
        await rig.run(40)
        expect(rig.kind("b").length).toBe(2)
        expect(rig.kind("c").map(({ o, y, l }) => [o, y, l])).toEqual([
            [setLimits, Refusal.None, ""],
            [COMMANDS.start, Refusal.None, "cut off"],
            [COMMANDS.selectRecipe, Refusal.None, ""],
            [COMMANDS.start, Refusal.None, "whole"],
            [COMMANDS.abort, Refusal.None, ""],
            [COMMANDS.acknowledge, Refusal.None, ""],
        ])
        expect(rig.kind("x")).toMatchObject([{ s: "whole" }])
        expectReplays(rig)
    }, 60_000)
})

describe("a rig that only watches", () => {
    test("tests nothing, and takes the acknowledgement of an alarm", async () => {
        const hole = { atS: 75, do: "hole", diameterMm: 0.5 }
        const rig = await TesterRig.create(watches, [fillAt(8), hole], SEED)
        await rig.run(70)
        expect(await rig.refusal(startCommand("a"))).toBe(Refusal.WatchMode)
        expect(await rig.refusal(abortCommand())).toBe(Refusal.WatchMode)
        expect(await rig.refusal(recipeCommand(0))).toBe(Refusal.WatchMode)
        expect(await rig.refusal(acknowledgeCommand())).toBe(Refusal.NothingToAcknowledge)
        await rig.run(15)
        expect(rig.kind("a").some(({ a }) => a === 0)).toBe(true)
        expect(await rig.refusal(acknowledgeCommand())).toBe(Refusal.None)
        expect(rig.kind("a").filter(({ a }) => a === 1).length).toBe(1)
        expect(await rig.refusal(acknowledgeCommand())).toBe(Refusal.NothingToAcknowledge)
        expect(await rig.refusal(startCommand("a"))).toBe(Refusal.WatchMode)
        expectReplays(rig, rigOfWatches)
    }, 60_000)
})
