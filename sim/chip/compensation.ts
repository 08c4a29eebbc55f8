/**
 * The datasheet's compensation polynomial and its inverse: physics to counts.
 *
 * BST-BMP388-DS001-07 appendix 9.1-9.3 (the same in BST-BMP390-DS002 8.4-8.6). Symbols are the
 * datasheet's. Counts are 24 bits; one count is about 0.016 Pa and 20 µK.
 */

/** The coefficients in floating point, 9.1. */
export interface Coefficients {
    readonly t: readonly [number, number, number]
    /** P1 … P11 at 0 … 10. */
    readonly p: readonly number[]
}

/** Decodes registers 0x31 … 0x45 (3.11.1). Throws `RangeError` unless there are 21 bytes. */
export function coefficientsOf(trim: Uint8Array): Coefficients {
    if (trim.length !== 21) throw new RangeError(`trim: 21 bytes wanted, ${trim.length} given`)
    const view = new DataView(trim.buffer, trim.byteOffset, trim.length)
    const le = true
    return {
        t: [
            view.getUint16(0, le) * 2 ** 8,
            view.getUint16(2, le) / 2 ** 30,
            view.getInt8(4) / 2 ** 48,
        ],
        p: [
            (view.getInt16(5, le) - 2 ** 14) / 2 ** 20,
            (view.getInt16(7, le) - 2 ** 14) / 2 ** 29,
            view.getInt8(9) / 2 ** 32,
            view.getInt8(10) / 2 ** 37,
            view.getUint16(11, le) * 2 ** 3,
            view.getUint16(13, le) / 2 ** 6,
            view.getInt8(15) / 2 ** 8,
            view.getInt8(16) / 2 ** 15,
            view.getInt16(17, le) / 2 ** 48,
            view.getInt8(19) / 2 ** 48,
            view.getInt8(20) / 2 ** 65,
        ],
    }
}

/** Temperature of raw counts, °C (9.2). */
export function compensateTempC(c: Coefficients, rawTemp: number): number {
    const d = rawTemp - c.t[0]
    return d * c.t[1] + d * d * c.t[2]
}

/** Pressure of raw counts at a compensated temperature, Pa (9.3). */
export function compensatePressurePa(c: Coefficients, rawPress: number, tempC: number): number {
    const [p1, p2, p3, p4, p5, p6, p7, p8, p9, p10, p11] = c.p
    const t = tempC
    const u = rawPress
    const out1 = p5 + p6 * t + p7 * t * t + p8 * t * t * t
    const out2 = u * (p1 + p2 * t + p3 * t * t + p4 * t * t * t)
    return out1 + out2 + u * u * (p9 + p10 * t) + u * u * u * p11
}

/** Counts, not rounded, that compensate to `tempC`: the root of 9.2 that is next to PAR_T1. */
export function rawTempOf(c: Coefficients, tempC: number): number {
    const [t1, t2, t3] = c.t
    return t1 + (2 * tempC) / (t2 + Math.sqrt(Math.max(0, t2 * t2 + 4 * t3 * tempC)))
}

/**
 * Counts, not rounded, that compensate to `pressurePa` at `tempC`, by Newton's method on 9.3; kept
 * within 0 … 2^24-1, which is what a converter does at its ends.
 */
export function rawPressureOf(c: Coefficients, pressurePa: number, tempC: number): number {
    const [p1, p2, p3, p4, p5, p6, p7, p8, p9, p10, p11] = c.p
    const t = tempC
    const k0 = p5 + p6 * t + p7 * t * t + p8 * t * t * t - pressurePa
    const k1 = p1 + p2 * t + p3 * t * t + p4 * t * t * t
    const k2 = p9 + p10 * t
    let u = -k0 / k1
    for (let i = 0; i < 30; i++) {
        const step = (k0 + u * (k1 + u * (k2 + u * p11))) / (k1 + u * (2 * k2 + u * 3 * p11))
        u -= step
        if (Math.abs(step) < 1e-7) break
    }
    return Math.min(0xffffff, Math.max(0, u))
}

/**
 * Register 0x30 for 21 trim bytes: CRC-8, polynomial 0x1D, start 0xFF, inverted. Source: Bosch's
 * BMP3_SensorAPI self-test.
 */
export function trimChecksum(trim: Uint8Array): number {
    let crc = 0xff
    for (const byte of trim) {
        crc ^= byte
        for (let bit = 0; bit < 8; bit++) crc = crc & 0x80 ? (crc << 1) ^ 0x11d : crc << 1
    }
    return ~crc & 0xff
}
