/**
 * What distinguishes a BMP390 from a BMP388: identity, timing, noise, temperature coefficient.
 *
 * Sources: BST-BMP388-DS001-07 table 2, tables 8 and 9 (3.4.4), 3.9.2; BST-BMP390-DS002-07 table 2
 * and 3.9.2. The BMP390's noise *table* was not at hand: its noise at full bandwidth and highest
 * resolution is 0.9 Pa against the BMP388's 1.2 Pa, and the other rows are scaled alike.
 */

/** One type of chip. */
export interface Part {
    name: "BMP390" | "BMP388"
    chipId: number
    revId: number
    /** Whether EVENT tells of bus traffic during a conversion. */
    hasItfActPt: boolean
    /** Duration of one pressure sample of the converter, µs. */
    pressSampleUs: number
    /** Start of the temperature conversion, µs. */
    tempStartUs: number
    /** Duration of one temperature sample of the converter, µs. */
    tempSampleUs: number
    /** RMS noise of the compensated pressure, Pa, filter off, for osr_p = 0 … 5. */
    pressNoisePa: readonly number[]
    /** RMS noise of the temperature, K, for osr_t = 0 … 5. */
    tempNoiseK: readonly number[]
    /** Typical temperature coefficient of the offset, Pa/K. */
    tcoPaPerK: number
}

/** Table 8 of the BMP388, filter off. */
const BMP388_NOISE_PA = [6.6, 4.3, 3.2, 2.3, 1.6, 1.2]
/** Table 9 of the BMP388. */
const TEMP_NOISE_K = [0.005, 0.005, 0.005, 0.005, 0.004, 0.003]

/** BMP390. */
export const BMP390: Part = {
    name: "BMP390",
    chipId: 0x60,
    revId: 0x01,
    hasItfActPt: true,
    pressSampleUs: 2020,
    tempStartUs: 163,
    tempSampleUs: 2020,
    pressNoisePa: BMP388_NOISE_PA.map(pa => pa * (0.9 / 1.2)),
    tempNoiseK: TEMP_NOISE_K,
    tcoPaPerK: 0.6,
}

/** BMP388. */
export const BMP388: Part = {
    name: "BMP388",
    chipId: 0x50,
    revId: 0x00,
    hasItfActPt: false,
    pressSampleUs: 2000,
    tempStartUs: 313,
    tempSampleUs: 2000,
    pressNoisePa: BMP388_NOISE_PA,
    tempNoiseK: TEMP_NOISE_K,
    tcoPaPerK: 0.75,
}

/** What a conversion does: which sensors, and their oversampling as powers of two. */
export interface Setting {
    pressEn: boolean
    tempEn: boolean
    osrP: number
    osrT: number
}

/** Typical duration of one conversion, µs (3.9.2). */
export function conversionUs(part: Part, setting: Setting): number {
    const press = setting.pressEn ? 392 + part.pressSampleUs * (1 << setting.osrP) : 0
    const temp = setting.tempEn ? part.tempStartUs + part.tempSampleUs * (1 << setting.osrT) : 0
    return 234 + press + temp
}

/** Sampling period of normal mode, µs: 5 ms · 2^odr_sel, at most 2^17 (4.3.18, table 43). */
export function samplingPeriodUs(odrSel: number): number {
    return 5000 * Math.pow(2, Math.min(17, odrSel))
}

/** Coefficient of the IIR filter for the three bits of CONFIG (4.3.20): 0, 1, 3, 7 … 127. */
export function filterCoefficient(bits: number): number {
    return (1 << bits) - 1
}
