/**
 * The firmware in the real DeviceScript simulator, under the real `devs devtools`, in real time.
 */
import { createHash } from "node:crypto"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest"
import { readBytecode } from "../../host/build/firmware"
import { Devtools } from "../../host/simulator/devtools"
import { DevtoolsError } from "../../host/simulator/link"
import { EVENTS, LEAK_TESTER_CLASS, REGISTERS, startCommand } from "../../sim/jacdac/leak_tester"
import { defaultRecipe } from "../../src/config_recipe"
import { Operation, Refusal } from "../../src/decision/command"
import { WatchState } from "../../src/decision/watch"
import { freePorts, processesOn, RunningSimulator, until } from "./running"
import { Witness } from "./witness"

const BUTTON = 0x1473a263
const BUZZER = 0x1b57b1d7
const TRAFFIC_LIGHT = 0x15c38d9b
const DEVICE_SCRIPT_MANAGER = 0x1134ea2b
const PROGRAM_SHA256 = 0x182
const VOLUME = 0x01
const PRESSURE = 0x101
const GREEN = 0x82
/** The largest u0.8. */
const FULL_VOLUME = 255 / 256
/** How DeviceScript's servers write a true. */
const LIT = 0xff
const BUTTON_DOWN = 0x01

/** From nothing to the first record: compiling, and starting two processes, on a busy machine. */
const START_MS = 100_000
const STOP_MS = 10_000
/** Well after the tester says tight (12 s), because on a busy machine it misses samples. */
const HOLE_AT_S = 40

const folder = mkdtempSync(join(tmpdir(), "leaktight-"))
// the witness is talkative
beforeAll(() => void vi.spyOn(console, "debug").mockImplementation(() => {}))
afterAll(() => rmSync(folder, { recursive: true }))

function scenarioFile(): string {
    const file = join(folder, "burst.json")
    const hole = { atS: HOLE_AT_S, do: "hole", diameterMm: 0.3 }
    const nothing = { that: "green-dark", fromS: 0, untilS: 0 }
    const scenario = {
        title: "A burst",
        durationS: 60,
        chamber: { volumeL: 5, pressurePa: 120000 },
        events: [hole],
        expect: [nothing],
    }
    writeFileSync(file, JSON.stringify(scenario))
    return file
}

async function expectNothingLeft(port: number) {
    await until(() => processesOn(port).length === 0, STOP_MS, "no process left")
}

describe("npm run simulator", () => {
    test(
        "plays a hole to the alarm record, shows everything on the bus, and leaves nothing",
        { timeout: 240_000 },
        async () => {
            const port = await freePorts()
            const simulator = new RunningSimulator([
                ...["--port", String(port)],
                ...["--scenario", scenarioFile()],
            ])
            let witness: Witness | undefined
            try {
                await simulator.line(/"k":"b"/, START_MS)
                witness = await Witness.connect(port)

                // the same bytes as on the bench and on a board
                const manager = await witness.service(DEVICE_SCRIPT_MANAGER)
                const hash = manager.register(PROGRAM_SHA256)
                await hash.refresh()
                expect(Buffer.from(hash.data!).toString("hex")).toBe(
                    createHash("sha256").update(readBytecode()).digest("hex")
                )

                // green before the hole, on the bus as on the rig
                await simulator.line(/"k":"w".*"w":2,/, HOLE_AT_S * 1000)
                await simulator.line(/= ○R {2}○A {2}●G/, 2000)
                expect(await witness.read(TRAFFIC_LIGHT, GREEN)).toEqual([LIT])
                expect(await witness.read(BUZZER, VOLUME)).toEqual([FULL_VOLUME])
                expect(await witness.read(BUTTON, PRESSURE)).toEqual([0])

                // the tester's own service, as a dashboard reads it with its specification
                expect(await witness.read(LEAK_TESTER_CLASS, REGISTERS.state.code)).toEqual([
                    WatchState.Tight,
                ])
                const { passMicroPaPerS, failMicroPaPerS, name } = defaultRecipe()
                expect(await witness.read(LEAK_TESTER_CLASS, REGISTERS.limits.code)).toEqual([
                    passMicroPaPerS,
                    failMicroPaPerS,
                ])
                const recipe = await witness.read(LEAK_TESTER_CLASS, REGISTERS.recipeName.code)
                expect(recipe).toEqual([name])
                const [pressure] = await witness.read(LEAK_TESTER_CLASS, REGISTERS.pressure.code)
                expect(Math.abs((pressure as number) - 120e6)).toBeLessThan(1e6)
                // a command over the same bus: refused, because this rig only watches
                const tester = await witness.service(LEAK_TESTER_CLASS)
                const start = startCommand("AB-12")
                await tester.sendCmdAsync(start.command, start.payload)
                const refused = `"o":${Operation.Start},"y":${Refusal.WatchMode},.*"l":"AB-12"`
                await simulator.line(new RegExp(`"k":"c".*${refused}`), 5000)
                let changes = 0
                tester.event(EVENTS.stateChanged.code).on("change", () => changes++)

                const holeAt = await simulator.line(/a hole of 0.3 mm opens/, 30_000)
                await simulator.line(/"k":"a".*"a":0,/, 20_000, holeAt)
                await simulator.line(/= ●R {2}.A {2}○G/, 2000, holeAt)
                expect(await witness.read(TRAFFIC_LIGHT, GREEN)).toEqual([0])

                expect(changes).toBeGreaterThan(0)

                // a key, a button on the bus, a record of the firmware
                let downs = 0
                const button = await witness.service(BUTTON)
                button.event(BUTTON_DOWN).on("change", () => downs++)
                simulator.type(" ")
                await simulator.line(/"k":"a".*"a":1,/, 5000, holeAt)
                expect(downs).toBe(1)

                // where they can be counted there are two, so that none left is not none found
                expect([0, 2]).toContain(processesOn(port).length)
                simulator.kill("SIGINT")
                expect(await simulator.ended(STOP_MS)).toBe(130)
                expect(simulator.stderr).toBe("")
            } finally {
                await witness?.close()
                simulator.kill("SIGKILL")
            }
            await expectNothingLeft(port)
        }
    )

    test("takes devtools and its VM with it when it is killed", { timeout: 150_000 }, async () => {
        const port = await freePorts()
        const simulator = new RunningSimulator(["--port", String(port)])
        try {
            await simulator.line(/"k":"b"/, START_MS)
        } finally {
            simulator.kill("SIGKILL")
        }
        await expectNothingLeft(port)
    })

    test("ends while it starts, with nothing left", { timeout: 60_000 }, async () => {
        const port = await freePorts()
        const simulator = new RunningSimulator(["--port", String(port)])
        try {
            await simulator.line(/firmware for/, 30_000)
            simulator.kill("SIGTERM")
            expect(await simulator.ended(STOP_MS)).toBe(143)
        } finally {
            simulator.kill("SIGKILL")
        }
        await expectNothingLeft(port)
    })

    test("says in one sentence which port is taken, and ends with status 2", async () => {
        const port = await freePorts()
        const squatter = createServer().listen(port + 1, "127.0.0.1")
        const simulator = new RunningSimulator(["--port", String(port)])
        try {
            expect(await simulator.ended(30_000)).toBe(2)
            expect(simulator.stderr).toMatch(
                new RegExp(`^port ${port + 1} is taken, .*--port N.*--attach.*\n$`)
            )
        } finally {
            simulator.kill("SIGKILL")
            squatter.close()
        }
    })
})

describe("a devtools that does not come up", () => {
    const fake = (code: string) => {
        const file = join(folder, `fake-${code.length}.mjs`)
        writeFileSync(file, code)
        return [file]
    }

    test("is given up after a bounded wait, with what it said, and ended", async () => {
        const port = await freePorts()
        const script = fake(`console.log("thinking"); setInterval(() => {}, 1000)`)
        const start = Devtools.start({ port, script, timeoutMs: 2000 })
        const failure = await start.then(() => undefined).catch((error: Error) => error)
        expect(failure).toBeInstanceOf(DevtoolsError)
        expect(failure!.message).toBe(
            `devtools does not answer on port ${port} after 2 s; it said:\nthinking`
        )
        await expectNothingLeft(port)
    })

    test("is reported at once when it ends, with its status and what it said", async () => {
        const port = await freePorts()
        const script = fake(`console.error("no such board"); process.exit(3)`)
        const start = Devtools.start({ port, script })
        await expect(start).rejects.toThrow(
            "devtools ended at once with 3; it said:\nno such board"
        )
    })
})
