/**
 * The tick from outside: what must hold of lamps and lines whatever happens inside.
 */
import { describe, expect, test } from "vitest"
import { faultName, parseRecord, type SerialRecord } from "../host/records"
import { App } from "../src/app"
import { defaultRecipe } from "../src/config_recipe"
import { Setup } from "../src/settings"
import { defaultRigConfig, FAULT_AFTER_MS, RECOVER_MS } from "../src/config"
import { WatchState } from "../src/decision/watch"
import { LAMP_GREEN } from "../src/output/alarm"
import { Reading, SensorFault } from "../src/sensor/reading"
import { noiseSource } from "./detector/noise"

const TICK_MS = 100
const NOISE_MILLI_PA = 800
const who = { version: "0.1.0", configHash: 1, board: "leak_pico", chamber: "bench" }

/** The firmware's tick, fed with a tight chamber. */
class Bench {
    readonly app = new App(defaultRigConfig(), who, new Setup(defaultRecipe(), 0), {
        recipe: defaultRecipe,
        count: 1,
    })
    readonly records: SerialRecord[] = []
    nowMs = 1000
    private readonly reading = new Reading()
    private readonly noise = noiseSource(1)

    tick(fault = SensorFault.None) {
        const reading = this.reading
        reading.atMs = this.nowMs
        reading.sampleAtMs = this.nowMs - 90
        reading.fault = fault
        reading.pressureMilliPa = Math.round(101_325_000 + NOISE_MILLI_PA * this.noise())
        reading.tempMicroC = Math.round(21_000_000 + 2000 * this.noise())
        this.app.chipId = 0x60
        this.app.tick(reading)
        this.heard()
    }

    escape() {
        this.app.escaped(this.nowMs)
        this.heard()
    }

    run(forMs: number, fault = SensorFault.None) {
        for (let ms = 0; ms < forMs; ms += TICK_MS) this.tick(fault)
    }

    get isGreen(): boolean {
        return this.app.actions.lamps === LAMP_GREEN
    }

    private heard() {
        const { lines, lineCount } = this.app.actions
        for (const line of lines.slice(0, lineCount)) {
            const record = parseRecord(line)
            if (record === undefined || "damaged" in record) throw new Error(line)
            expect(record.n).toBe(this.records.length)
            this.records.push(record)
        }
        this.nowMs += TICK_MS
    }
}

function tightBench(): Bench {
    const bench = new Bench()
    bench.run(60_000)
    expect(bench.isGreen).toBe(true)
    return bench
}

describe("an exception in the tick", () => {
    test("is a fault at once, told by its name, and over when samples are back", () => {
        const bench = tightBench()
        const from = bench.records.length
        bench.escape()
        expect(bench.app.actions.lamps & LAMP_GREEN).toBe(0)
        const told = bench.records.slice(from)
        expect(told.map(({ k }) => k)).toContain("w")
        const fault = told.find(record => record.k === "f")
        expect(fault?.k === "f" && faultName(fault.e)).toBe("escaped")

        bench.run(RECOVER_MS)
        expect(bench.app.actions.lamps & LAMP_GREEN).toBe(0)
        bench.run(10 * TICK_MS)
        expect(bench.isGreen).toBe(true)
        const ends = bench.records.filter(record => record.k === "f" && record.x === 0)
        expect(ends.length).toBe(1)
    })

    test("in the very first tick still leaves a tester that works", () => {
        const bench = new Bench()
        bench.escape()
        bench.run(60_000)
        expect(bench.isGreen).toBe(true)
    })
})

describe("a sensor that says nothing", () => {
    test("puts the green lamp out within a second and a tick", () => {
        const bench = tightBench()
        bench.run(FAULT_AFTER_MS - TICK_MS, SensorFault.BusNack)
        expect(bench.isGreen).toBe(true)
        bench.run(2 * TICK_MS, SensorFault.BusNack)
        expect(bench.app.actions.lamps & LAMP_GREEN).toBe(0)
        const last = bench.records.filter(({ k }) => k === "w").at(-1)
        expect(last).toMatchObject({ w: WatchState.Fault })
    })

    test("from the start on is a fault, and never green", () => {
        const bench = new Bench()
        for (let i = 0; i < 600; i++) {
            bench.tick(SensorFault.BusNack)
            expect(bench.isGreen).toBe(false)
        }
        const faults = bench.records.filter(record => record.k === "f")
        expect(faults.length).toBe(1)
    })
})
