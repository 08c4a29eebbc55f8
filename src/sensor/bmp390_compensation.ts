/**
 * From the BMP390's counts to pressure and temperature, by the part's own polynomial.
 *
 * Appendix 8.4-8.6 of BST-BMP390-DS002 (the same in BST-BMP388-DS001), in doubles, with Horner's
 * rule. Doubles end here: both results are quantised once, to mPa and µ°C. Only + - * / and
 * Math.floor are used, so that Node and the DeviceScript VM give the same bits.
 *
 * At constant counts the result moves by about 230 Pa per kelvin (both known parts in the tests),
 * so that noise of the *temperature* converter is pressure noise: 1 mK is 0.23 Pa.
 */
import { Bytes } from "./bus"
import { Reading, SensorFault } from "./reading"

/** Bytes of trim values, registers 0x31 … 0x45. */
export const TRIM_BYTES = 21

/** Results outside these are not a sensor's: the limits that `Reading` promises. */
const PRESSURE_MAX_MILLI_PA = 500000000
const TEMP_MIN_MICRO_C = -100000000
const TEMP_MAX_MICRO_C = 200000000

/**
 * Checksum of the trim values `bytes[at … at + 20]`, which every part holds in register 0x30:
 * CRC-8, polynomial 0x1D, start 0xFF, inverted. Not in the datasheet; source is Bosch's self-test
 * (BMP3_SensorAPI, self-test/bmp3_selftest.c), and PX4 refuses parts that fail it.
 */
export function trimCrc(bytes: Bytes, at: number): number {
    let crc = 0xff
    for (let i = 0; i < TRIM_BYTES; i++) {
        crc = crc ^ bytes[at + i]
        for (let bit = 0; bit < 8; bit++) {
            crc = (crc & 0x80) !== 0 ? ((crc << 1) ^ 0x1d) & 0xff : (crc << 1) & 0xff
        }
    }
    return crc ^ 0xff
}

/** The polynomial of one part. */
export class Bmp390Compensation {
    private t1 = 0
    private t2 = 0
    private t3 = 0
    private p1 = 0
    private p2 = 0
    private p3 = 0
    private p4 = 0
    private p5 = 0
    private p6 = 0
    private p7 = 0
    private p8 = 0
    private p9 = 0
    private p10 = 0
    private p11 = 0

    /** Takes the trim values from `bytes[at … at + 20]`, in the order of the registers (8.4). */
    load(bytes: Bytes, at: number): void {
        this.t1 = (bytes[at] | (bytes[at + 1] << 8)) * 256
        this.t2 = (bytes[at + 2] | (bytes[at + 3] << 8)) / 1073741824
        this.t3 = ((bytes[at + 4] << 24) >> 24) / 281474976710656
        this.p1 = ((((bytes[at + 5] << 16) | (bytes[at + 6] << 24)) >> 16) - 16384) / 1048576
        this.p2 = ((((bytes[at + 7] << 16) | (bytes[at + 8] << 24)) >> 16) - 16384) / 536870912
        this.p3 = ((bytes[at + 9] << 24) >> 24) / 4294967296
        this.p4 = ((bytes[at + 10] << 24) >> 24) / 137438953472
        this.p5 = (bytes[at + 11] | (bytes[at + 12] << 8)) * 8
        this.p6 = (bytes[at + 13] | (bytes[at + 14] << 8)) / 64
        this.p7 = ((bytes[at + 15] << 24) >> 24) / 256
        this.p8 = ((bytes[at + 16] << 24) >> 24) / 32768
        this.p9 = (((bytes[at + 17] << 16) | (bytes[at + 18] << 24)) >> 16) / 281474976710656
        this.p10 = ((bytes[at + 19] << 24) >> 24) / 281474976710656
        this.p11 = ((bytes[at + 20] << 24) >> 24) / 36893488147419103232
    }

    /**
     * Puts pressure (mPa) and temperature (µ°C) of the counts `adcPressure_u24` and `adcTemp_u24`
     * into `reading` and sets its fault to `None`, or to `Saturated` when a result is none.
     */
    apply(adcPressure_u24: number, adcTemp_u24: number, reading: Reading): void {
        const dt = adcTemp_u24 - this.t1
        const t = (dt * this.t3 + this.t2) * dt // 8.5
        // 8.6: offset, sensitivity and curvature are polynomials in temperature
        const offset = ((this.p8 * t + this.p7) * t + this.p6) * t + this.p5
        const slope = ((this.p4 * t + this.p3) * t + this.p2) * t + this.p1
        const p = adcPressure_u24
        const curve = this.p10 * t + this.p9 + this.p11 * p
        const pressureMilliPa = Math.floor(((curve * p + slope) * p + offset) * 1000 + 0.5)
        const tempMicroC = Math.floor(t * 1000000 + 0.5)
        if (
            pressureMilliPa < 0 ||
            pressureMilliPa > PRESSURE_MAX_MILLI_PA ||
            tempMicroC < TEMP_MIN_MICRO_C ||
            tempMicroC > TEMP_MAX_MICRO_C
        ) {
            reading.fault = SensorFault.Saturated
            return
        }
        reading.pressureMilliPa = pressureMilliPa
        reading.tempMicroC = tempMicroC
        reading.fault = SensorFault.None
    }
}
