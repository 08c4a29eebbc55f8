import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { Bmp390Compensation, trimCrc } from "../../src/sensor/bmp390_compensation"
import { Reading, SensorFault } from "../../src/sensor/reading"
import { BMP388_PART, BMP390_PART, fromHex, trimDump } from "./bmp390_parts"

function compensate(trim: number[], adcPressure_u24: number, adcTemp_u24: number): Reading {
    const part = new Bmp390Compensation()
    part.load(trim, 0)
    const reading = new Reading()
    part.apply(adcPressure_u24, adcTemp_u24, reading)
    return reading
}

/**
 * Bosch's 64-bit integer form (BMP3_SensorAPI, bmp3.c), written anew over BigInt, which divides
 * towards zero as C does. Returns 1/100 °C and 1/100 Pa.
 */
function integerForm(trim: number[], adcPressure: number, adcTemp: number): [number, number] {
    const bytes = Buffer.from(trim)
    const [u16, s16, s8] = [
        (at: number) => BigInt(bytes.readUInt16LE(at)),
        (at: number) => BigInt(bytes.readInt16LE(at)),
        (at: number) => BigInt(bytes.readInt8(at)),
    ]
    const uncompP = BigInt(adcPressure)
    const dt = BigInt(adcTemp) - 256n * u16(0)
    const tLin = (u16(2) * dt * 262144n + dt * dt * s8(4)) / 4294967296n
    const t2 = tLin * tLin
    const t3 = ((t2 / 64n) * tLin) / 256n
    const offset =
        u16(11) * 140737488355328n +
        (s8(16) * t3) / 32n +
        s8(15) * t2 * 16n +
        u16(13) * tLin * 4194304n
    const sensitivity =
        (s16(5) - 16384n) * 70368744177664n +
        (s8(10) * t3) / 32n +
        s8(9) * t2 * 4n +
        (s16(7) - 16384n) * tLin * 2097152n
    const linear = (sensitivity / 16777216n) * uncompP
    const quad = ((s8(19) * tLin + 65536n * s16(17)) * uncompP) / 8192n
    const square = ((uncompP * (quad / 10n)) / 512n) * 10n
    const cube = (((s8(20) * uncompP * uncompP) / 65536n) * uncompP) / 128n
    const pressure = ((offset / 4n + linear + square + cube) * 25n) / 1099511627776n
    return [Number((tLin * 25n) / 16384n), Number(pressure)]
}

const byte = { min: 0, max: 255 }
const signed8 = (min: number, max: number) => fc.integer({ min, max }).map(v => [v & 255])
const word = (min: number, max: number) =>
    fc.integer({ min, max }).map(v => [v & 255, (v >> 8) & 255])

/** Trim values around those of the two published parts. */
const plausibleTrim = fc
    .tuple(
        word(26500, 28500),
        word(17500, 20000),
        signed8(-15, 5),
        word(-3000, 9000),
        word(-5000, 8000),
        signed8(-40, 60),
        signed8(-5, 5),
        word(17000, 27000),
        word(22000, 33000),
        signed8(-20, 20),
        signed8(-20, 20),
        word(1000, 20000),
        signed8(-30, 30),
        signed8(-90, 10)
    )
    .map(parts => parts.flat())

describe("compensation of the BMP390 and BMP388", () => {
    for (const part of [BMP388_PART, BMP390_PART]) {
        it(`gives the published result of ${part.source}`, () => {
            const reading = compensate(fromHex(part.trim), part.adcPressure_u24, part.adcTemp_u24)
            expect(reading.fault).toBe(SensorFault.None)
            const errorPa = reading.pressureMilliPa / 1000 - part.pressurePa
            const errorC = reading.tempMicroC / 1e6 - part.tempC
            expect(Math.abs(errorPa)).toBeLessThanOrEqual(part.tolerancePa)
            expect(Math.abs(errorC)).toBeLessThanOrEqual(part.toleranceC)
        })
    }

    it("is, bit for bit, what it was for both parts", () => {
        const a = compensate(fromHex(BMP388_PART.trim), 0x6d9f97, 0x85d873)
        expect([a.pressureMilliPa, a.tempMicroC]).toEqual([100876006, 30499314])
        const b = compensate(fromHex(BMP390_PART.trim), 0x6bb3cb, 0x82bad1)
        expect([b.pressureMilliPa, b.tempMicroC]).toEqual([98370566, 25770745])
    })

    it("agrees with the integer form to its resolution, whatever the part", () => {
        let compared = 0
        fc.assert(
            fc.property(
                plausibleTrim,
                fc.integer({ min: 5000000, max: 9500000 }),
                fc.integer({ min: 5000000, max: 11000000 }),
                (trim, adcPressure, adcTemp) => {
                    const [tempCentiC, pressureCentiPa] = integerForm(trim, adcPressure, adcTemp)
                    const reading = compensate(trim, adcPressure, adcTemp)
                    if (reading.fault !== SensorFault.None) {
                        expect(pressureCentiPa < 1 || pressureCentiPa > 49999999).toBe(true)
                        return
                    }
                    compared += 1
                    // Integer form: 0.01 °C and 0.01 Pa, cut towards zero; its inner temperature
                    // has steps of 15 µ°C, worth up to 7 mPa where the slope is 450 Pa/K.
                    expect(Math.abs(reading.tempMicroC / 10000 - tempCentiC)).toBeLessThan(1.02)
                    expect(Math.abs(reading.pressureMilliPa / 10 - pressureCentiPa)).toBeLessThan(2)
                }
            ),
            { numRuns: 2000 }
        )
        expect(compared).toBeGreaterThan(1000)
    })

    it("rounds half up, also below zero degrees", () => {
        // t = dt · 2^-30 · T2 with T3 = 0: choose T2 = 2^10 so that one count is 2^-20 °C
        const trim = new Array<number>(21).fill(0)
        trim[1] = 0x6b
        trim[3] = 0x04
        trim[12] = 0x40 // offset 131,072 Pa, so that the pressure is one
        trim[6] = 0x40 // P1 = 16384 makes the slope zero
        trim[8] = 0x40
        const zero = 0x6b00 * 256
        expect(compensate(trim, 1000, zero).tempMicroC).toBe(0)
        for (const counts of [1, 2, 3, 524288, -1, -2, -3, -524288, -1572864]) {
            const exact = (counts * 1e6) / 1048576
            expect(compensate(trim, 1000, zero + counts).tempMicroC).toBe(Math.floor(exact + 0.5))
        }
        expect(compensate(trim, 1000, zero).pressureMilliPa).toBe(131072000)
    })

    it("returns int32 within the limits of a reading, or Saturated, for any bytes", () => {
        fc.assert(
            fc.property(
                fc.array(fc.integer(byte), { minLength: 21, maxLength: 21 }),
                fc.integer({ min: 0, max: 0xffffff }),
                fc.integer({ min: 0, max: 0xffffff }),
                (trim, adcPressure, adcTemp) => {
                    const reading = compensate(trim, adcPressure, adcTemp)
                    if (reading.fault === SensorFault.Saturated) return
                    expect(reading.fault).toBe(SensorFault.None)
                    expect(reading.pressureMilliPa | 0).toBe(reading.pressureMilliPa)
                    expect(reading.tempMicroC | 0).toBe(reading.tempMicroC)
                    expect(reading.pressureMilliPa).toBeGreaterThanOrEqual(0)
                    expect(reading.pressureMilliPa).toBeLessThanOrEqual(500000000)
                }
            )
        )
    })

    it("turns noise of the temperature converter into 230 Pa per kelvin", () => {
        for (const part of [BMP388_PART, BMP390_PART]) {
            const trim = fromHex(part.trim)
            const a = compensate(trim, part.adcPressure_u24, part.adcTemp_u24)
            const b = compensate(trim, part.adcPressure_u24, part.adcTemp_u24 + 1000)
            const slope =
                ((b.pressureMilliPa - a.pressureMilliPa) * 1000) / (b.tempMicroC - a.tempMicroC)
            expect(slope).toBeGreaterThan(225)
            expect(slope).toBeLessThan(245)
        }
    })
})

/** The same checksum, bit by bit and of any length. */
function j1850(bytes: number[]): number {
    let register = 0xff
    for (const value of bytes)
        for (let bit = 7; bit >= 0; bit--) {
            const out = (register >> 7) ^ ((value >> bit) & 1)
            register = ((register << 1) & 0xff) ^ (out === 1 ? 0x1d : 0)
        }
    return register ^ 0xff
}

describe("checksum of the trim values", () => {
    it("is CRC-8/SAE-J1850: polynomial 0x1D, start 0xFF, inverted", () => {
        expect(j1850([...Buffer.from("123456789")])).toBe(0x4b) // the catalogue's check value
        const bytes = [...Buffer.from("123456789123456789123")]
        expect(trimCrc(bytes, 0)).toBe(j1850(bytes))
    })

    it("starts where it is told", () => {
        for (const part of [BMP388_PART, BMP390_PART])
            expect(trimCrc(trimDump(part), 1)).toBe(part.trimCrc)
    })

    it("rejects a dump of zeros or ones, which a dead bus gives", () => {
        for (const value of [0x00, 0xff]) {
            const dump = new Array<number>(22).fill(value)
            expect(trimCrc(dump, 1) === dump[0]).toBe(false)
        }
    })

    it("rejects every single wrong bit", () => {
        const good = trimDump(BMP390_PART)
        for (let bit = 0; bit < 22 * 8; bit++) {
            const bad = good.slice()
            bad[bit >> 3] ^= 1 << (bit & 7)
            expect(trimCrc(bad, 1) === bad[0]).toBe(false)
        }
    })
})
