/**
 * Trim values of real parts with counts and results, as published, for known-answer tests.
 */

/** One published vector. */
export interface PublishedVector {
    source: string
    /** Registers 0x31 … 0x45, hexadecimal. */
    trim: string
    /** What Bosch's checksum gives for `trim`, the content of register 0x30. */
    trimCrc: number
    adcPressure_u24: number
    adcTemp_u24: number
    pressurePa: number
    tempC: number
    /** How far the publisher's own arithmetic (float32, or the integer form) may be off. */
    tolerancePa: number
    toleranceC: number
}

/** A BMP388; results of Bosch's integer form, evaluated without truncation. */
export const BMP388_PART: PublishedVector = {
    source: "elixir-sensors/bmp3xx, test/bmp3xx/bmp388/calibration_test.exs",
    trim: "236b5849f65cffcef42300ea636e79f3f6aa4312c4",
    trimCrc: 0x93,
    adcPressure_u24: 0x6d9f97,
    adcTemp_u24: 0x85d873,
    pressurePa: 100876.00634692199,
    tempC: 30.499314453874284,
    tolerancePa: 0.0005,
    toleranceC: 0.0000005,
}

/** A BMP390; results of the datasheet's float form in single precision. */
export const BMP390_PART: PublishedVector = {
    source: "asasine/bmp390, src/bmp390/test_utils.rs and measure.rs",
    trim: "986ca94af9e31c61160601514ade5d03faf90e06f5",
    trimCrc: 0x9d,
    adcPressure_u24: 0x6bb3cb,
    adcTemp_u24: 0x82bad1,
    pressurePa: 98370.55,
    tempC: 25.770746,
    tolerancePa: 0.03,
    toleranceC: 0.000002,
}

/** Bytes of a hexadecimal string. */
export function fromHex(text: string): number[] {
    return [...Buffer.from(text, "hex")]
}

/** Registers 0x30 … 0x45 of a part: checksum and trim values. */
export function trimDump(part: PublishedVector): number[] {
    return [part.trimCrc, ...fromHex(part.trim)]
}

/** Registers 0x02 … 0x10 after a finished conversion, without error or event. */
export function burst(adcPressure_u24: number, adcTemp_u24: number): number[] {
    const p = [adcPressure_u24 & 255, (adcPressure_u24 >> 8) & 255, adcPressure_u24 >> 16]
    const t = [adcTemp_u24 & 255, (adcTemp_u24 >> 8) & 255, adcTemp_u24 >> 16]
    // reserved bytes and the sensor time hold something, because a real part's do
    return [0x00, 0x70, ...p, ...t, 0xa5, 0x5a, 0x11, 0x22, 0x33, 0xa5, 0x00]
}
