/**
 * The chips against their datasheets (BST-BMP388-DS001-07, BST-BMP390-DS002-07).
 */
import { describe, expect, it } from "vitest"
import { BMP388, BMP390, conversionUs } from "../../sim/chip/parts"
import { TRIM_SETS, trimSet } from "../../sim/chip/trim_sets"
import { chip, force, measured, WORLD } from "./rig"

const read = (c: ReturnType<typeof chip>, register: number, nowUs: number) =>
    c.readRegisters(register, 1, nowUs)[0]

describe("after power-on (4.2)", () => {
    it("identifies itself: BMP390 0x60, BMP388 0x50", () => {
        expect(read(chip(), 0x00, 0)).toBe(0x60)
        expect(read(chip({ part: "BMP388" }), 0x00, 0)).toBe(0x50)
    })
    it("has the memory map's default values", () => {
        const c = chip()
        const defaults: [number, number][] = [
            [0x02, 0x00],
            [0x03, 0x10],
            [0x11, 0x00],
            [0x12, 0x00],
            [0x13, 0x00],
            [0x15, 0x01],
            [0x16, 0x00],
            [0x17, 0x02],
            [0x18, 0x02],
            [0x19, 0x02],
            [0x1a, 0x00],
            [0x1b, 0x00],
            [0x1c, 0x02],
            [0x1d, 0x00],
            [0x1f, 0x00],
            [0x7e, 0x00],
        ]
        for (const [register, value] of defaults) expect(read(c, register, 0)).toBe(value)
        expect([...c.readRegisters(0x03, 7, 0)]).toEqual([0x10, 0, 0, 0x80, 0, 0, 0x80])
    })
    it("tells of it once: por_detected clears on read (4.3.7)", () => {
        const c = chip()
        expect(read(c, 0x10, 0)).toBe(1)
        expect(read(c, 0x10, 0)).toBe(0)
    })
    it("answers after 2 ms, not before (table 2)", () => {
        const c = chip({ poweredAtUs: 0 })
        expect(c.answer(0, 1999)).toBe("nack")
        expect(c.answer(0, 2000)).toBe("ack")
    })
    it("shows its trim values at 0x31 … 0x45 (3.11.1)", () => {
        for (const trim of TRIM_SETS) {
            const c = chip({ trim, part: trim.part })
            expect([...c.readRegisters(0x31, 21, 0)]).toEqual([...trim.bytes])
        }
    })
    it("shows Bosch's checksum of them at 0x30", () => {
        // known from the parts themselves
        expect(read(chip({ trim: trimSet("bmp390-a") }), 0x30, 0)).toBe(0x9d)
        expect(read(chip({ trim: trimSet("bmp388-a") }), 0x30, 0)).toBe(0x93)
    })
})

describe("forced mode (3.3.2)", () => {
    it("lasts 234 + 392 + 2020·2^p + 163 + 2020·2^t µs in a BMP390 (3.9.2)", () => {
        const both = { pressEn: true, tempEn: true }
        expect(conversionUs(BMP390, { ...both, osrP: 0, osrT: 0 })).toBe(4829)
        expect(conversionUs(BMP390, { ...both, osrP: 5, osrT: 3 })).toBe(81589)
        expect(conversionUs(BMP388, { ...both, osrP: 5, osrT: 1 })).toBe(68939)
        expect(conversionUs(BMP390, { ...both, tempEn: false, osrP: 0, osrT: 0 })).toBe(2646)
    })
    it("is ready at that time and not a microsecond earlier, then sleeps", () => {
        const c = chip()
        const endUs = force(c, 1000, 4, 1)
        expect(endUs).toBe(1000 + 234 + 392 + 2020 * 16 + 163 + 2020 * 2)
        expect(read(c, 0x03, endUs - 1)).toBe(0x10)
        expect(read(c, 0x1b, endUs - 1)).toBe(0x13)
        expect(read(c, 0x03, endUs)).toBe(0x70)
        expect(read(c, 0x1b, endUs)).toBe(0x03)
        expect(c.conversions).toBe(1)
        expect(c.violations).toEqual([])
    })
    it("measures the pressure in the middle of the conversion, once", () => {
        const asked: number[] = []
        const truth = (atUs: number) => {
            asked.push(atUs)
            return WORLD
        }
        const c = chip({ truth })
        const endUs = force(c, 1000)
        read(c, 0x03, endUs + 5000)
        expect(asked).toEqual([(1000 + endUs) / 2])
    })
    it("clears drdy of pressure and temperature apart, by reading one register (4.3.3)", () => {
        const c = chip()
        const nowUs = force(c, 0)
        read(c, 0x05, nowUs)
        expect(read(c, 0x03, nowUs)).toBe(0x50)
        read(c, 0x09, nowUs)
        expect(read(c, 0x03, nowUs)).toBe(0x10)
    })
    it("shows 0x800000 for a sensor that is off", () => {
        const c = chip()
        c.writeRegister(0x1b, 0x12, 0)
        expect([...c.readRegisters(0x03, 4, 1e5)]).toEqual([0x50, 0, 0, 0x80])
    })
    it("delays a second start to the end of the first (3.3.4) and writes it down", () => {
        const c = chip()
        const endUs = force(c, 0, 0, 0)
        c.writeRegister(0x1b, 0x13, 100)
        expect(c.violations.map(v => v.rule)).toEqual(["busy"])
        expect(read(c, 0x1b, endUs + 1)).toBe(0x13)
        read(c, 0x03, 2 * endUs)
        expect(c.conversions).toBe(2)
    })
    it("tells a BMP390's host of traffic during a conversion, a BMP388's not (4.3.7)", () => {
        for (const [part, event] of [
            ["BMP390", 2],
            ["BMP388", 0],
        ] as const) {
            const c = chip({ part })
            read(c, 0x10, 0)
            force(c, 0)
            c.answer(0x03, 500)
            expect(read(c, 0x10, 500)).toBe(event)
        }
    })
})

describe("normal mode (3.3.3)", () => {
    it("delivers every 5 ms · 2^odr_sel", () => {
        const c = chip()
        c.writeRegister(0x1c, 0x00, 0)
        c.writeRegister(0x1d, 0x02, 0)
        c.writeRegister(0x1b, 0x33, 0)
        for (const startUs of [0, 20000, 40000]) {
            expect(read(c, 0x03, startUs + 4828)).toBe(0x10)
            expect(read(c, 0x03, startUs + 4829)).toBe(0x70)
            measured(c, startUs + 4829)
        }
        expect(c.violations).toEqual([])
    })
    it("needs no evaluation for results that nobody reads", () => {
        let asked = 0
        const truth = () => {
            asked++
            return WORLD
        }
        const c = chip({ truth })
        c.writeRegister(0x1d, 0x02, 0)
        c.writeRegister(0x1b, 0x33, 0)
        read(c, 0x03, 3600e6)
        expect(asked).toBe(1)
    })
    it("refuses a conversion longer than its period: conf_err, and sleep (4.3.2)", () => {
        const c = chip()
        c.writeRegister(0x1c, 0x05, 0)
        c.writeRegister(0x1b, 0x33, 0)
        expect(read(c, 0x1b, 0)).toBe(0x03)
        expect(read(c, 0x02, 0)).toBe(0x04)
        expect(read(c, 0x02, 0)).toBe(0x00)
        expect(c.violations[0]).toMatchObject({ rule: "rate", register: 0x1b, atUs: 0 })
        expect(c.violations[0].message).toContain("67449 µs does not fit into 5000 µs")
    })
    it("saturates odr_sel at 17 (4.3.18)", () => {
        const c = chip()
        c.writeRegister(0x1d, 0x1f, 0)
        expect(read(c, 0x1d, 0)).toBe(17)
    })
})

describe("the IIR filter (3.4.3)", () => {
    it("starts at the first value, then is (old·c + new)/(c + 1)", () => {
        let pressurePa = 100000
        const c = chip({ truth: () => ({ pressurePa, tempC: 21 }) })
        c.writeRegister(0x1f, 0x04, 0) // coefficient 3
        let nowUs = force(c, 0)
        expect(measured(c, nowUs).pressurePa).toBeCloseTo(100000, 1)
        pressurePa = 100100
        for (const want of [25, 43.75, 57.81]) {
            nowUs = force(c, nowUs)
            expect(measured(c, nowUs).pressurePa - 100000).toBeCloseTo(want, 0)
        }
        c.writeRegister(0x1f, 0x04, nowUs) // written again, it forgets
        nowUs = force(c, nowUs)
        expect(measured(c, nowUs).pressurePa).toBeCloseTo(100100, 1)
    })
})

describe("the soft reset (4.3.22)", () => {
    it("restores every default, takes 2 ms, and sets por_detected", () => {
        const c = chip()
        c.writeRegister(0x1d, 0x05, 0)
        read(c, 0x10, 0)
        measured(c, force(c, 0))
        c.writeRegister(0x7e, 0xb6, 1e6)
        expect(c.answer(0x00, 1e6 + 1999)).toBe("nack")
        expect(c.violations.map(v => v.rule)).toEqual(["start-up"])
        expect(c.answer(0x00, 1e6 + 2000)).toBe("ack")
        expect([0x1b, 0x1c, 0x1d].map(r => read(c, r, 1.01e6))).toEqual([0, 2, 0])
        expect(read(c, 0x10, 1.01e6)).toBe(1)
        expect([...c.readRegisters(0x03, 4, 1.01e6)]).toEqual([0x10, 0, 0, 0x80])
    })
    it("is not done by an unknown command, which is an error (4.3.2)", () => {
        const c = chip()
        c.writeRegister(0x7e, 0x55, 0)
        expect(read(c, 0x02, 0)).toBe(0x02)
        expect(c.violations[0].rule).toBe("command")
    })
})

describe("misuse that silicon forgives", () => {
    it("is written down with register and time", () => {
        const c = chip()
        c.readRegisters(0x04, 6, 7)
        c.writeRegister(0x00, 0x11, 8)
        c.writeRegister(0x20, 0x11, 9)
        c.writeRegister(0x31, 0x11, 10)
        c.writeRegister(0x1b, 0x43, 11)
        c.writeRegister(0x1b, 0x10, 12)
        c.writeRegister(0x17, 0x01, 1e6)
        const seen = c.violations.map(v => [v.rule, v.register, v.atUs])
        expect(seen).toEqual([
            ["not-ready", 0x04, 7],
            ["read-only", 0x00, 8],
            ["reserved", 0x20, 9],
            ["read-only", 0x31, 10],
            ["reserved", 0x1b, 11],
            ["mode", 0x1b, 12],
            ["not-modelled", 0x17, 1e6],
        ])
        expect(c.violations[0].message).toBe(
            "data was read before it was ready (register 0x04, at 7 µs)"
        )
        expect(c.violationCount).toBe(7)
    })
    it("is not the reading of data together with the status that says whether it is new", () => {
        const c = chip()
        c.readRegisters(0x02, 15, 0)
        expect(c.violations).toEqual([])
    })
    it("throws when the chip is strict", () => {
        const c = chip({ strict: true })
        expect(() => c.writeRegister(0x03, 1, 5)).toThrow(
            /read-only register \(register 0x03, at 5/
        )
    })
})
