/**
 * The firmware survives what a bench does to it: no buzzer, a counter that wraps, weeks of uptime.
 *
 * Weeks pass in leaps of an hour (`VirtualClock.leap`), between which the firmware runs for a
 * moment: to it they look like a computer that was asleep. The last minutes before what is tested
 * are lived through in full.
 */
import { describe, expect, test } from "vitest"
import { TimelineRecorder } from "../../host/timeline"
import type { SerialRecord } from "../../host/records"
import type { LampState, Tone } from "../../sim/jacdac/peers"
import { Rig } from "../../sim/rig/rig"
import { ScenarioWorld } from "../../sim/scenario/world"
import { RestartWish } from "../../src/decision/uptime"
import { REBOOT_QUIET_FROM_S } from "../../src/config"
import { firstDifference, recordsOf, replay } from "./replay"
import { factory, firmware, scenarioOf } from "./virtual_bench"

const HOUR_MS = 3_600_000
/** What the firmware gets to run between two leaps: some samples, so that it sees time go by. */
const MOMENT_MS = 350

async function assemble(events: object[] = []) {
    const scenario = scenarioOf({
        durationS: 4_000_000,
        chamber: { volumeL: 5, pressurePa: 110000 },
        events,
    })
    const world = new ScenarioWorld(scenario, 3)
    const recorder = new TimelineRecorder()
    const lines: string[] = []
    const records: { record: SerialRecord; atMs: number }[] = []
    const lamps: { state: LampState; atMs: number }[] = []
    const tones: Tone[] = []
    const deaths: { code: number; atMs: number }[] = []
    const rig = await Rig.create(factory, firmware, world, {
        line: (text, atMs) => {
            lines.push(text)
            const record = recorder.line(text, atMs)
            if (record) records.push({ record, atMs })
        },
        lamps: (state, atMs) => {
            recorder.lamps(state, atMs)
            lamps.push({ state, atMs })
        },
        tone: tone => tones.push(tone),
        died: (code, atMs) => deaths.push({ code, atMs }),
    })
    world.schedule(rig)
    const state = () => recorder.timeline.states.at(-1)?.state
    return { rig, world, recorder, lines, records, lamps, tones, deaths, state }
}

/** Lets the time up to `untilMs` pass in leaps. */
async function sleepUntil(rig: Rig, untilMs: number) {
    while (rig.clock.nowMs < untilMs) {
        rig.clock.leap(Math.min(HOUR_MS, untilMs - rig.clock.nowMs))
        await rig.runUntil(rig.clock.nowMs + MOMENT_MS)
    }
}

describe("a buzzer that is not on the bus", () => {
    test("stops neither samples nor lamps, and sounds when it is plugged in", async () => {
        const bench = await assemble([{ atS: 40, do: "hole", diameterMm: 0.3 }])
        bench.rig.surroundings.buzzer.connected = false
        await bench.rig.runUntil(70_000)
        expect(bench.tones).toEqual([])
        expect(["leak", "rapid"]).toContain(bench.state())
        const samples = bench.records.filter(({ record }) => record.k === "s")
        expect(samples.length).toBeGreaterThan(670)
        expect(bench.lamps.at(-1)!.atMs).toBeGreaterThan(40_500)
        expect(bench.lamps.at(-1)!.state.green).toBe(false)

        bench.rig.surroundings.buzzer.connected = true
        await bench.rig.runUntil(80_000)
        expect(bench.tones.length).toBeGreaterThan(5)
        expect(bench.recorder.stream).toMatchObject({ damaged: 0, lost: 0, boots: 1 })
        expect(bench.deaths).toEqual([])
    })
})

describe("the millisecond counter", () => {
    test("wraps at 2^31 without a word, and replays to the same bits on Node", async () => {
        const wrapMs = 2 ** 31
        const leakAtS = Math.floor(wrapMs / 1000) + 20
        const bench = await assemble([{ atS: leakAtS, do: "hole", diameterMm: 0.02 }])
        await bench.rig.runUntil(5_000)
        await sleepUntil(bench.rig, wrapMs - 400_000)
        await bench.rig.runUntil(wrapMs - 1000)
        expect(bench.state()).toBe("tight")
        const before = bench.recorder.timeline.states.length
        await bench.rig.runUntil(leakAtS * 1000)
        expect(bench.recorder.timeline.states.length).toBe(before)
        await bench.rig.runUntil(leakAtS * 1000 + 60_000)
        expect(bench.state()).toBe("leak")

        const times = bench.records.map(({ record }) => record.t)
        expect(Math.max(...times)).toBeGreaterThan(2 ** 31 - 200)
        expect(Math.min(...times)).toBeLessThan(-(2 ** 31) + 200)
        expect(bench.recorder.stream).toMatchObject({ damaged: 0, lost: 0, boots: 1 })
        const recorded = recordsOf(bench.lines)
        expect(firstDifference(recorded, replay(recorded))).toBeUndefined()
    }, 120_000)
})

describe("after 42 days of uptime", () => {
    test("the firmware says that it restarts, does so at a quiet moment, and is back", async () => {
        const bench = await assemble()
        await bench.rig.runUntil(60_000)
        expect(bench.state()).toBe("tight")
        await sleepUntil(bench.rig, REBOOT_QUIET_FROM_S * 1000 - 120_000)
        expect(bench.records.some(({ record }) => record.k === "q")).toBe(false)
        const seqBefore = bench.records.at(-1)!.record.n
        await bench.rig.runUntil(bench.rig.clock.nowMs + 600_000)

        const notice = bench.records.find(({ record }) => record.k === "q")!
        expect(notice.record).toMatchObject({ y: RestartWish.Quiet })
        expect(notice.record.n).toBeGreaterThan(seqBefore)
        expect(notice.atMs).toBeGreaterThanOrEqual(REBOOT_QUIET_FROM_S * 1000)
        expect(bench.deaths.map(({ code }) => code)).toEqual([0])
        const diedAtMs = bench.deaths[0].atMs
        expect(diedAtMs - notice.atMs).toBeGreaterThanOrEqual(1000)
        expect(diedAtMs - notice.atMs).toBeLessThan(1500)

        const boot = bench.records.find(({ record, atMs }) => record.k === "b" && atMs > diedAtMs)!
        expect(boot.atMs - diedAtMs).toBeLessThan(3000)
        // the counter has begun anew
        expect(boot.record.t).toBeLessThan(3000)
        expect(bench.lamps.find(({ atMs }) => atMs === diedAtMs)?.state.green).toBe(false)
        expect(bench.state()).toBe("tight")
        expect(bench.recorder.stream).toMatchObject({ damaged: 0, lost: 0, boots: 2 })
    }, 120_000)
})
