/**
 * A chip in a steady world, for the tests of this folder.
 */
import { Bmp3xx, type Bmp3xxOptions } from "../../sim/chip/bmp3xx"
import { coefficientsOf, compensatePressurePa, compensateTempC } from "../../sim/chip/compensation"
import { conversionUs } from "../../sim/chip/parts"

/** Pressure and temperature of the steady world. */
export const WORLD = { pressurePa: 98765.4, tempC: 21.3 }

/** A chip without noise and temperature coefficient, unless told otherwise. */
export function chip(options: Partial<Bmp3xxOptions> = {}): Bmp3xx {
    return new Bmp3xx({ truth: () => WORLD, noiseScale: 0, tcoPaPerK: 0, ...options })
}

/** What a chip's counts mean, by the datasheet's polynomial; reads without asking for ready. */
export function measured(c: Bmp3xx, nowUs: number): { pressurePa: number; tempC: number } {
    const b = c.readRegisters(0x03, 7, nowUs)
    const coefficients = coefficientsOf(c.trim.bytes)
    const tempC = compensateTempC(coefficients, b[4] | (b[5] << 8) | (b[6] << 16))
    const raw = b[1] | (b[2] << 8) | (b[3] << 16)
    return { pressurePa: compensatePressurePa(coefficients, raw, tempC), tempC }
}

/** Starts a forced conversion of both sensors and says when it ends. */
export function force(c: Bmp3xx, nowUs: number, osrP = 5, osrT = 5): number {
    c.writeRegister(0x1c, (osrT << 3) | osrP, nowUs)
    c.writeRegister(0x1b, 0x13, nowUs)
    return nowUs + conversionUs(c.part, { pressEn: true, tempEn: true, osrP, osrT })
}
