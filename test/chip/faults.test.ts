/**
 * Every fault can be switched on and off at a time, and shows as it would on a bench.
 */
import { describe, expect, it } from "vitest"
import { chip, force, measured, WORLD } from "./rig"
import { FAULT_KINDS } from "../../sim/chip/faults"
import { Bmp3xxI2c, I2cBus } from "../../sim/chip/i2c"

const FROM = 1e6
const UNTIL = 2e6

it("there are ten kinds", () => {
    expect(new Set(FAULT_KINDS).size).toBe(10)
})

describe("on the bus", () => {
    for (const kind of ["nack", "hang"] as const) {
        it(`${kind}: every transfer ends so, from its begin until its end`, () => {
            const c = chip()
            const bus = new I2cBus()
            bus.attach(0x77, new Bmp3xxI2c(c))
            c.faults.add({ kind, fromUs: FROM, untilUs: UNTIL })
            const at = (us: number) => bus.transfer(0x77, Uint8Array.of(0), 1, us).status
            expect([at(FROM - 1), at(FROM), at(UNTIL - 1), at(UNTIL)]).toEqual([
                "ack",
                kind,
                kind,
                "ack",
            ])
        })
    }
    it("corrupt trim and wrong id are read, the physics stays", () => {
        const c = chip()
        c.faults.add({ kind: "wrong-id", chipId: 0x58, fromUs: FROM, untilUs: UNTIL })
        c.faults.add({
            kind: "corrupt-trim",
            register: 0x36,
            xor: 0x40,
            fromUs: FROM,
            untilUs: UNTIL,
        })
        const right = [...c.readRegisters(0x31, 21, 0)]
        const wrong = [...c.readRegisters(0x31, 21, FROM)]
        expect(wrong.map((b, i) => b ^ right[i]).filter(x => x !== 0)).toEqual([0x40])
        expect(wrong[5] ^ right[5]).toBe(0x40)
        expect(c.readRegisters(0, 1, FROM)[0]).toBe(0x58)
        expect(c.readRegisters(0, 1, UNTIL)[0]).toBe(0x60)
        expect(measured(c, force(c, FROM)).pressurePa).toBeCloseTo(WORLD.pressurePa, 1)
    })
})

describe("in the data", () => {
    /** One conversion per 100 ms; the readings, and STATUS before each. */
    function run(prepare: (c: ReturnType<typeof chip>) => void, seconds = 3) {
        let pressurePa = 100000
        const c = chip({ truth: () => ({ pressurePa, tempC: 21 }) })
        prepare(c)
        const out: { ready: boolean; pressurePa: number }[] = []
        for (let nowUs = 0; nowUs < seconds * 1e6; nowUs += 1e5) {
            pressurePa += 10
            c.writeRegister(0x1c, 0x05, nowUs)
            c.writeRegister(0x1b, 0x13, nowUs)
            const ready = c.readRegisters(0x03, 1, nowUs + 99999)[0] === 0x70
            out.push({ ready, pressurePa: measured(c, nowUs + 99999).pressurePa })
        }
        return out
    }
    it("stuck: always ready, never new", () => {
        const out = run(c => c.faults.add({ kind: "stuck", fromUs: FROM, untilUs: UNTIL }))
        expect(out.every(s => s.ready)).toBe(true)
        expect(new Set(out.slice(9, 20).map(s => s.pressurePa)).size).toBe(1)
        expect(out[20].pressurePa - out[19].pressurePa).toBeCloseTo(110, 0)
    })
    it("stale: never ready, old data", () => {
        const out = run(c => c.faults.add({ kind: "stale", fromUs: FROM, untilUs: UNTIL }))
        expect(out.map(s => s.ready)).toEqual(out.map((_, i) => i < 10 || i >= 20))
        expect(out[19].pressurePa).toBe(out[9].pressurePa)
    })
    it("spike: one conversion is off by so much", () => {
        const out = run(c => c.faults.add({ kind: "spike", offsetPa: 500, fromUs: FROM }))
        const clean = run(() => undefined)
        const off = out.map((s, i) => Math.round(s.pressurePa - clean[i].pressurePa))
        expect(off.map((pa, i) => (pa !== 0 ? [i, pa] : undefined)).filter(Boolean)).toEqual([
            [10, 500],
        ])
    })
    it("spike with an end: every conversion until then", () => {
        const out = run(c =>
            c.faults.add({ kind: "spike", offsetPa: -50, fromUs: FROM, untilUs: UNTIL })
        )
        const clean = run(() => undefined)
        const off = out.map((s, i) => Math.round(s.pressurePa - clean[i].pressurePa))
        expect(off.filter(pa => pa === -50).length).toBe(10)
    })
    it("saturated: the counts are at an end", () => {
        for (const [end, raw] of [
            ["low", 0],
            ["high", 0xff],
        ] as const) {
            const c = chip()
            c.faults.add({ kind: "saturated", end, fromUs: 0 })
            expect([...c.readRegisters(0x03, 4, force(c, 0))]).toEqual([0x70, raw, raw, raw])
        }
    })
    it("slow clock: a conversion takes so many times as long", () => {
        const c = chip()
        c.faults.add({ kind: "slow-clock", factor: 1.5, fromUs: 0 })
        const typicalUs = force(c, 0)
        expect(c.readRegisters(0x03, 1, 1.5 * typicalUs - 1)[0]).toBe(0x10)
        expect(c.readRegisters(0x03, 1, 1.5 * typicalUs)[0]).toBe(0x70)
    })
})

describe("a brown-out", () => {
    it("brings the defaults back, aborts the conversion and sets por_detected", () => {
        const c = chip()
        c.readRegisters(0x10, 1, 0)
        c.faults.add({ kind: "brown-out", fromUs: 50000 })
        const endUs = force(c, 0)
        expect(c.answer(0x03, 51000)).toBe("nack")
        expect(c.answer(0x03, 52000)).toBe("ack")
        expect(c.readRegisters(0x03, 1, endUs)[0]).toBe(0x10)
        expect(c.readRegisters(0x1c, 1, endUs)[0]).toBe(0x02)
        expect(c.readRegisters(0x10, 1, endUs)[0]).toBe(0x01)
        expect(c.conversions).toBe(0)
        expect(c.violations).toEqual([]) // the host could not know
    })
    it("happens once", () => {
        const c = chip()
        c.faults.add({ kind: "brown-out", fromUs: 50000 })
        measured(c, 60000)
        expect(measured(c, force(c, 60000)).pressurePa).toBeCloseTo(WORLD.pressurePa, 1)
    })
})

it("a fault that is cleared ends there, one still to come never begins", () => {
    const c = chip()
    c.faults.add({ kind: "nack", fromUs: FROM })
    c.faults.add({ kind: "nack", fromUs: 3e6 })
    expect(c.answer(0, FROM)).toBe("nack")
    c.faults.clear("nack", UNTIL)
    expect(c.answer(0, UNTIL)).toBe("ack")
    expect(c.answer(0, 4e6)).toBe("ack")
})
