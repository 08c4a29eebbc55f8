/**
 * From the physics to the counts of one conversion: offset, noise, quantisation, filter.
 *
 * Noise. The datasheet's tables (3.4.4) give the noise of the *compensated* values. The compensated
 * pressure moves by some 230 Pa per kelvin of raw temperature, so 5 mK of converter noise there
 * would be 1.2 Pa, more than the best pressure row has. The published temperature noise is
 * therefore split: a small part is the temperature converter's (white, it reaches the pressure),
 * the rest is the die's true temperature (both sensors feel it, compensation removes it). What is
 * left of the published pressure noise is the pressure converter's. Noise is white from sample to
 * sample.
 */
import type { Random } from "../random"
import { compensatePressurePa, rawPressureOf, rawTempOf, type Coefficients } from "./compensation"
import type { Part, Setting } from "./parts"

/** Noise of the temperature converter at x1, K; falls with the root of the oversampling. */
const TEMP_CONVERTER_NOISE_K = 0.002
/** Where a part's sensitivity is taken, and where the temperature coefficient has no effect. */
const REFERENCE_PA = 100000
const REFERENCE_C = 25

/** How a specimen deviates from the ideal part. */
export interface Deviation {
    /** Multiplies all noise; 0 switches it off. */
    noiseScale: number
    /** Constant error of the pressure, Pa. */
    offsetPa: number
    /** Error of the pressure per kelvin above 25 °C, Pa/K. */
    tcoPaPerK: number
}

/** Raw counts of one conversion, 24 bits; NaN where the sensor is off. */
export interface Counts {
    press: number
    temp: number
}

/** Bits of one conversion: 16 and one for each doubling (tables 6 and 7). */
export function resolutionStep(osr: number): number {
    return 1 << (8 - osr)
}

/** Standard deviations, in raw counts and kelvin, of one setting. */
export interface NoiseBudget {
    rawPress: number
    rawTemp: number
    dieK: number
}

/** See the file's head. Both quantisation errors count as noise (step²/12). */
export function noiseBudget(part: Part, c: Coefficients, setting: Setting): NoiseBudget {
    const kPerCount = 1 / (rawTempOf(c, REFERENCE_C + 0.5) - rawTempOf(c, REFERENCE_C - 0.5))
    const rawP = rawPressureOf(c, REFERENCE_PA, REFERENCE_C)
    const at = (u: number, t: number) => compensatePressurePa(c, u, t)
    const paPerCount = at(rawP + 0.5, REFERENCE_C) - at(rawP - 0.5, REFERENCE_C)
    const paPerK = at(rawP, REFERENCE_C + 0.5) - at(rawP, REFERENCE_C - 0.5)
    const converterK = (osrT: number) => TEMP_CONVERTER_NOISE_K / Math.sqrt(1 << osrT)
    const quantK = (osrT: number) => (resolutionStep(osrT) * kPerCount) / Math.sqrt(12)
    const rest = (squares: number) => Math.sqrt(Math.max(0, squares))

    // the published pressure rows hold for the recommended osr_t: x1, and x2 from x16 on (table 6)
    const tableOsrT = setting.osrP >= 4 ? 1 : 0
    const fromTempPa = paPerK * Math.hypot(converterK(tableOsrT), quantK(tableOsrT))
    const quantPa = (resolutionStep(setting.osrP) * paPerCount) / Math.sqrt(12)
    const pressPa = rest(part.pressNoisePa[setting.osrP] ** 2 - fromTempPa ** 2 - quantPa ** 2)
    const own = converterK(setting.osrT) ** 2 + quantK(setting.osrT) ** 2
    return {
        rawPress: pressPa / Math.abs(paPerCount),
        rawTemp: converterK(setting.osrT) / Math.abs(kPerCount),
        dieK: rest(part.tempNoiseK[setting.osrT] ** 2 - own),
    }
}

/** One specimen's converter and filter. */
export class Converter {
    private budget: NoiseBudget | undefined
    private budgetKey = -1
    private filteredPress = NaN
    private filteredTemp = NaN

    constructor(
        private readonly part: Part,
        private readonly coefficients: Coefficients,
        private readonly deviation: Deviation,
        private readonly random: Random
    ) {}

    /** Forgets the filter's memory; the next value passes unfiltered (3.4.3). */
    resetFilter(): void {
        this.filteredPress = NaN
        this.filteredTemp = NaN
    }

    /**
     * One conversion of the true pressure and temperature; `coefficient` is the IIR filter's.
     * `spikePa` is added to the pressure of this conversion only.
     */
    convert(
        pressurePa: number,
        tempC: number,
        setting: Setting,
        coefficient: number,
        spikePa: number
    ): Counts {
        const key = setting.osrP * 8 + setting.osrT
        if (key !== this.budgetKey) {
            this.budget = noiseBudget(this.part, this.coefficients, setting)
            this.budgetKey = key
        }
        const noise = this.budget as NoiseBudget
        const dev = this.deviation
        const scale = dev.noiseScale
        let dieC = tempC
        let rawPress = NaN
        let rawTemp = NaN
        if (scale > 0) dieC += this.random.gaussian() * noise.dieK * scale
        if (setting.tempEn) {
            let raw = rawTempOf(this.coefficients, dieC)
            if (scale > 0) raw += this.random.gaussian() * noise.rawTemp * scale
            rawTemp = quantise(raw, resolutionStep(setting.osrT))
        }
        if (setting.pressEn) {
            const pa = pressurePa + dev.offsetPa + dev.tcoPaPerK * (dieC - REFERENCE_C) + spikePa
            let raw = rawPressureOf(this.coefficients, pa, dieC)
            if (scale > 0) raw += this.random.gaussian() * noise.rawPress * scale
            rawPress = quantise(raw, resolutionStep(setting.osrP))
        }
        this.filteredPress = filter(this.filteredPress, rawPress, coefficient)
        this.filteredTemp = filter(this.filteredTemp, rawTemp, coefficient)
        return { press: Math.round(this.filteredPress), temp: Math.round(this.filteredTemp) }
    }
}

/** The filter's formula (3.4.3). With coefficient 0 it passes everything. */
function filter(old: number, adc: number, coefficient: number): number {
    return Number.isNaN(old) ? adc : (old * coefficient + adc) / (coefficient + 1)
}

function quantise(raw: number, step: number): number {
    const counts = Math.round(raw / step) * step
    return Math.min(0x1000000 - step, Math.max(0, counts))
}
