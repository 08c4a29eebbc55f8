/**
 * The page's own arithmetic: bounded curves, the window of time, links, recordings.
 */
import { describe, expect, test } from "vitest"
import { Series } from "../../page/model/series"
import { readSettings, writeSettings, type Settings } from "../../page/model/settings"
import { formatInstant, formatPressure, holeMm } from "../../page/model/units"
import { compareReplay, readRecording } from "../../page/source/recorded"
import { rateRange } from "../../page/view/plot_data"
import { TimeWindow } from "../../page/view/window"
import { Bench } from "../../page/worker/bench"
import { factory, firmware, scenarioOf } from "../vm/virtual_bench"
import { rig } from "../vm/replay"

describe("a curve", () => {
    test("stays within its bound, in order, and keeps an old spike", () => {
        const series = new Series(2, 1000)
        for (let i = 0; i < 50_000; i++) series.push(i, i === 137 ? 99 : i % 3)
        expect(series.length).toBeLessThanOrEqual(1000)
        const [times, values] = series.columns
        expect([...times].sort((a, b) => a - b)).toEqual(times)
        expect(values).toContain(99)
        expect(times.at(-1)).toBe(49_999)
    })
})

describe("the window of time", () => {
    test("follows until somebody looks elsewhere, and again when asked to", () => {
        const window = new TimeWindow()
        window.follow(60)
        expect(window.bounds(500)).toEqual([440, 500])
        window.look(100, 200)
        expect(window.bounds(500)).toEqual([100, 200])
        expect(window.bounds(9000)).toEqual([100, 200])
        window.zoom(0.5)
        expect(window.bounds(9000)).toEqual([125, 175])
        window.pan(0.5)
        expect(window.bounds(9000)).toEqual([150, 200])
        window.follow()
        expect(window.bounds(9000)).toEqual([8940, 9000])
    })

    test("never begins before the start", () => {
        const window = new TimeWindow()
        window.look(0, 10)
        window.pan(-3)
        expect(window.bounds(100)).toEqual([0, 10])
    })
})

describe("the range of rates", () => {
    test("is not squeezed flat by what is hardly known", () => {
        const [low, high] = rateRange([5000, -0.8, -0.8, -0.8], [90000, 0.01, 0.01, 0.01])
        expect(low).toBeLessThan(-0.8)
        expect(low).toBeGreaterThan(-1)
        expect(high).toBeLessThan(1)
    })

    test("reaches to a rapid loss, whose interval is wide as well", () => {
        const rates = [0, 0, 0, -70, -65]
        expect(rateRange(rates, [0.05, 0.04, 0.05, 9, 2])[0]).toBeLessThan(-70)
    })
})

describe("a link", () => {
    const defaults: Settings = {
        mode: "watch",
        scenario: "a",
        seed: 1,
        volumeL: undefined,
        speed: 10,
        pressureUnit: "kPa",
        rateUnit: "Pa/min",
    }

    const defaultsOf = (mode = defaults.mode) => ({ ...defaults, mode })

    test("restores every setting", () => {
        const settings: Settings = {
            mode: "test",
            scenario: "b",
            seed: 4294967295,
            volumeL: 2.5,
            speed: Infinity,
            pressureUnit: "mmHg",
            rateUnit: "Pa m3/s",
        }
        expect(readSettings(writeSettings(settings), defaultsOf, ["a", "b"])).toEqual(settings)
    })

    test("from anywhere else does no harm", () => {
        const odd =
            "#mode=reset&scenario=__proto__&seed=-1&speed=7&volume=1e99&pressure=toString&rate=x"
        expect(readSettings(odd, defaultsOf, ["a", "b"])).toEqual(defaults)
    })
})

describe("texts", () => {
    test("say instants, pressures and holes as people do", () => {
        expect(formatInstant(3_723_456)).toBe("1:02:03.4")
        expect(formatPressure(120_000.46, "kPa")).toBe("120.0005 kPa")
        expect(formatPressure(120_000.5, "Pa")).toBe("120,000.5 Pa")
        expect([holeMm(-2), holeMm(-0.52), holeMm(1)]).toEqual([0.01, 0.3, 10])
    })
})

describe("a recording of the page's bench", () => {
    async function recorded() {
        const scenario = scenarioOf({
            durationS: 120,
            chamber: { volumeL: 1000, pressurePa: 120000 },
        })
        const bench = await Bench.create(factory, firmware, { scenario, seed: 5, run: 1 })
        await bench.runUntil(60_000)
        bench.act({ atS: 0, do: "hole", diameterMm: 0.5, dischargeCoefficient: 0.65 })
        await bench.runUntil(80_000)
        bench.act({ atS: 0, do: "press", forS: 0.2 })
        await bench.runUntil(90_000)
        return bench
    }

    test("is whole, replays to the same verdicts, and shows them", async () => {
        const bench = await recorded()
        const batch = bench.batch()
        const recording = readRecording(bench.recorded.join("\n"), "a file")
        expect(recording.firstBad).toBeUndefined()
        const names = (spans: { state: string }[]) => spans.map(({ state }) => state)
        expect(names(recording.batch.states)).toEqual(names(batch.states))
        // so large a hole is a rapid loss in one run and a leak first in another
        expect(names(batch.states).some(state => /^(leak|rapid)$/.test(state))).toBe(true)
        expect(batch.marks.some(({ sentence }) => sentence === "alarm acknowledged")).toBe(true)
        expect(compareReplay(recording.lines, [rig])).toMatchObject({ same: true })
    })

    test("that was changed or damaged is told, with the first bad line", async () => {
        const { recorded: lines } = await recorded()
        const damaged = [...lines]
        damaged[7] = damaged[7].replace(/"c":-?\d+/, '"c":1')
        expect(readRecording(damaged.join("\n"), "a file").firstBad).toMatch(/^line 8: checksum/)
        const cut = lines.filter((_, i) => i !== 300)
        expect(compareReplay(cut, [rig]).same).toBe(false)
        expect(compareReplay(lines, [{ ...rig, hash: 1 }]).sentence).toContain("configuration")
        expect(() => readRecording("hello\n", "a file")).toThrow("no whole record")
    })

    test("knows that somebody had a hand in it", async () => {
        const bench = await recorded()
        expect(bench.byHand).toBe(true)
        expect(bench.isOver).toBe(false)
    })
})
