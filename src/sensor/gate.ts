/**
 * The plausibility gate: a reading is alive, new, in range, moving and in line, or it is rejected
 * by name, in that order.
 *
 * Nothing behind the gate asks again whether a sample can be believed. A good sample is never
 * delayed. One sample far out of line is rejected; when the next one agrees with it, it was a step,
 * and samples pass from there on. How far is far, and how long the same value is normal, is learned
 * from the stream itself, so that a fine sensor and a coarse recorded trace both pass.
 *
 * Units: mPa, µ°C, ms (instants are int32 modulo 2^32). Ledger: the change between two samples is
 * at most 5e8 mPa, eight times the mean change, clipped at 2^26, is 2^29.
 */

import { Reading, SensorFault, TEMP_MISSING_MICRO_C } from "./reading"
import { Rejection } from "./rejection"
import { GATE_OUTLIERS_MAX, GATE_RATE_MAX_MILLI_PA_PER_MS, GATE_STALE_MS } from "../config"

/** What the part and the rig allow. */
export interface GateConfig {
    /** Smallest pressure the part is specified for, mPa. */
    pressureMinMilliPa: number
    /** Largest pressure, mPa. */
    pressureMaxMilliPa: number
    /** Lowest temperature, µ°C. */
    tempMinMicroC: number
    /** Highest temperature, µ°C. */
    tempMaxMicroC: number
}

/** Samples before outliers are judged. */
const LEARNING_SAMPLES = 16
/** Changes beyond this many mean changes (9 σ of white noise) are out of line. */
const OUTLIER_MEAN_CHANGES = 8
/** Mean changes are held below this, mPa. */
const CHANGE_MAX_MILLI_PA = 0x3ffffff
/** Share of samples that differ from the one before, q16: never taken for less than 1 in 100. */
const CHANGING_MIN_Q16 = 655
/** A run this improbable is no chance: -ln(1e-9), q16. */
const STUCK_LOG_Q16 = 1358954

/** One gate per sensor. `check` is called once per tick. */
export class Gate {
    private samples = 0
    private lastAtMs = 0
    private lastMilliPa = 0
    /** Change per sample at the last accepted sample, mPa. */
    private changeMilliPa = 0
    /** Mean |change|, 1/64 mPa below 2^31. */
    private meanChange_q4 = 0
    private outlierMilliPa = 0
    private outliers = 0
    /** Share of samples that differ from the one before, q16. */
    private changing_q16 = 32768
    private run = 0
    private seenMilliPa = -1

    constructor(public config: GateConfig) {}

    /** The verdict on one reading. */
    check(reading: Reading): Rejection {
        if (reading.fault !== SensorFault.None) return Rejection.Fault
        const pressure = reading.pressureMilliPa
        const config = this.config
        const atMs = reading.sampleAtMs
        const ageMs = (reading.atMs - atMs) | 0
        const elapsedMs = (atMs - this.lastAtMs) | 0
        if (ageMs > GATE_STALE_MS) return Rejection.Stale
        if (this.samples > 0 && elapsedMs <= 0 && elapsedMs > -GATE_STALE_MS) return Rejection.Stale
        if (pressure < config.pressureMinMilliPa || pressure > config.pressureMaxMilliPa)
            return Rejection.OutOfRange
        const temp = reading.tempMicroC
        if (
            temp !== TEMP_MISSING_MICRO_C &&
            (temp < config.tempMinMicroC || temp > config.tempMaxMicroC)
        )
            return Rejection.OutOfRange

        // Stuck: chance explains a run of r equal values with probability (1 - changing)^r.
        const changing_q16 = this.changing_q16
        if (pressure === this.seenMilliPa) {
            this.run = this.run + 1
            if (this.run > 16 && this.run * changing_q16 > STUCK_LOG_Q16) return Rejection.Stuck
            // Learns from ordinary runs only, or a frozen part would pass for a coarse one.
            if (changing_q16 > CHANGING_MIN_Q16 && this.run * changing_q16 < 6 * 65536) {
                this.changing_q16 = changing_q16 - (changing_q16 >> 8)
            }
        } else {
            this.run = 0
            this.seenMilliPa = pressure
            this.changing_q16 = changing_q16 + ((65536 - changing_q16) >> 8)
        }

        let change = pressure - this.lastMilliPa
        let size = change
        if (size < 0) size = -size
        const mean_q4 = this.meanChange_q4
        const samples = this.samples
        if (samples < LEARNING_SAMPLES) {
            this.samples = samples + 1
            if (samples === 0) change = 0
            else {
                if (size > CHANGE_MAX_MILLI_PA) size = CHANGE_MAX_MILLI_PA
                this.meanChange_q4 = (mean_q4 + (size * 16 - mean_q4) / samples) | 0
            }
        } else {
            // In line: near the last one, or where its movement leads.
            const limit = ((mean_q4 * OUTLIER_MEAN_CHANGES) >> 4) + OUTLIER_MEAN_CHANGES
            let inLine = size <= limit
            if (!inLine) {
                const before = this.changeMilliPa
                const off = change - before
                let slack = before
                if (slack < 0) slack = -slack
                slack = slack + limit
                inLine = off <= slack && off >= -slack && before !== 0 && size * 2 > slack - limit
            }
            if (inLine) {
                if (size > limit) size = limit
                this.meanChange_q4 = mean_q4 + ((size * 16 - mean_q4 + 32) >> 6)
            } else {
                const tooFast = size > GATE_RATE_MAX_MILLI_PA_PER_MS * elapsedMs
                if (this.outliers > 0) {
                    // The one before was out too: both agree, or both went the same way.
                    const first = this.outlierMilliPa - this.lastMilliPa
                    const off = pressure - this.outlierMilliPa
                    const agrees = off <= limit && off >= -limit
                    const further = first < 0 ? off < 0 : off > 0
                    const isNewNormal = this.outliers >= GATE_OUTLIERS_MAX
                    inLine = ((agrees || further) && !tooFast) || isNewNormal
                    // what was learned of the noise does not hold: a stuck part lives again, say
                    if (isNewNormal) {
                        if (size > CHANGE_MAX_MILLI_PA) size = CHANGE_MAX_MILLI_PA
                        this.meanChange_q4 = mean_q4 + ((size * 16 - mean_q4) >> 1)
                    }
                    change = off
                }
                if (!inLine) {
                    this.outliers = this.outliers + 1
                    this.outlierMilliPa = pressure
                    return tooFast ? Rejection.ImpossibleRate : Rejection.Spike
                }
            }
            this.outliers = 0
        }
        this.lastAtMs = atMs
        this.lastMilliPa = pressure
        this.changeMilliPa = change
        return Rejection.None
    }
}
