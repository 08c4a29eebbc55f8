/**
 * What temperature does to the pressure of a tight chamber: the slope to take off, and how well it
 * is known.
 *
 * At constant volume P / T is constant, so 1 K is P / T: 346 Pa at 1 atm and 293 K. Thermometers are
 * far noisier than that allows (2 mK is 0.7 Pa), so their slope is estimated at several time
 * scales and built from the slowest up, each faster scale adding only what stands out of its own
 * noise (a soft threshold): a quiet room adds no noise, a steady ramp is followed entirely.
 *
 * Units: temperature µ°C in, K and µK inside; the slope in q16 mPa per sample.
 */

import { TEMP_MISSING_MICRO_C } from "../sensor/reading"
import { OctaveBank } from "./octave_bank"
import { INT32_MAX, saturate } from "./fixed"

/** Scales of the thermometer's slope: blocks of 2^0 … 2^6 thermal blocks. */
const SCALES = 7
/** 0 °C in mK. */
const ZERO_CELSIUS_MILLI_K = 273150
/** The origin follows the temperature beyond this, µK. */
const ORIGIN_RANGE_MICRO_K = 4000000

/** The thermometer's side of the detector. One block of `blockSamples` samples per update. */
export class Thermal {
    /** What to take off the pressure, q16 mPa per sample. */
    correction_q16 = 0
    /** What of it is not known: a standard deviation and a bound in one, q16 mPa per sample. */
    doubt_q16 = 0
    private bank = new OctaveBank(SCALES)
    private originMicroC = TEMP_MISSING_MICRO_C
    private sumMicroK = 0
    private held = 0
    private lastMicroC = 0
    private quantumMicroK = 1000000
    /** How far the gas is ahead of the filtered thermometer, q12 µK, followed smoothly. */
    private lead_q12 = 0
    private known = false

    /** The thermometer's lag behind the gas, ms. */
    lagMs = 30000

    /** Forgets the slope; keeps what is known of the thermometer's noise. */
    restart(): void {
        this.bank.restart()
        this.held = 0
        this.sumMicroK = 0
        this.correction_q16 = 0
        this.lead_q12 = 0
        this.known = false
    }

    /** Takes the temperature of one sample; true when a block is complete. */
    add(tempMicroC: number, blockSamples: number): boolean {
        let temp = tempMicroC
        if (temp === TEMP_MISSING_MICRO_C) {
            if (this.originMicroC === TEMP_MISSING_MICRO_C) return false
            temp = this.lastMicroC
        }
        if (this.originMicroC === TEMP_MISSING_MICRO_C) {
            this.originMicroC = temp
            this.lastMicroC = temp
        }
        let step = temp - this.lastMicroC
        if (step < 0) step = -step
        if (step > 0 && step < this.quantumMicroK) this.quantumMicroK = step
        this.lastMicroC = temp
        const relative = temp - this.originMicroC
        this.sumMicroK = this.sumMicroK + relative
        this.held = this.held + 1
        if (this.held < blockSamples) return false
        const mean_q4 = saturate((this.sumMicroK * 16) / this.held)
        this.sumMicroK = 0
        this.held = 0
        this.bank.add(mean_q4)
        if (relative > ORIGIN_RANGE_MICRO_K || relative < -ORIGIN_RANGE_MICRO_K) {
            this.originMicroC = temp
            this.bank.shift(relative * 16)
        }
        return true
    }

    /** Updates correction and doubt for a pressure of `pressureMilliPa`. Call after each block. */
    update(pressureMilliPa: number, blockSamples: number, interval_q8: number): void {
        const bank = this.bank
        let slope = 0
        let doubt = 0
        let noise = 0
        let quiet = -1
        for (let j = SCALES - 1; j >= 0; j--) {
            if (bank.blocks[j] < 8) continue
            let sd = bank.slopeSd[j]
            if (sd === INT32_MAX) continue
            // A coarse thermometer's steps hide its noise: as noise of q / sqrt(12), not averaged.
            const floor = ((this.quantumMicroK * 4096) / 427) | 0
            if (sd < floor) sd = floor
            sd = sd >> j
            const own = (bank.slope[j] / (1 << j)) | 0
            const off = own - slope
            // Nothing up to 3 sd, all of it well above: the garrote, off - (3 sd)² / off.
            if (off > 3 * sd || off < -3 * sd) {
                slope = (slope + off - (9 * sd * sd) / off) | 0
                noise = sd
            }
            doubt = sd
            if (quiet < 0) quiet = (own < 0 ? -own : own) + sd
        }
        // A room that has been quiet for long is quiet now.
        // Until it has spoken the gas may drift by 240 µK/s, 5 Pa/min at 1 atm.
        if (quiet < 0) doubt = blockSamples * interval_q8 * 4
        else if (quiet < doubt) doubt = quiet
        doubt = doubt + 4 * noise
        // q12 µK per block (q4 values, q8 slopes) to q16 mPa per sample.
        const kelvinMilli = ZERO_CELSIUS_MILLI_K + ((this.originMicroC / 1000) | 0)
        const milliPaPerMicroK_q20 = ((pressureMilliPa * 1048576) / (kelvinMilli * 1000)) | 0
        const scale = 65536 * blockSamples
        // The filter's own delay is 30 blocks; the gas is ahead of the thermometer by its lag too.
        const lagBlocks = 30 + (((this.lagMs * 256) / (interval_q8 * blockSamples)) | 0)
        const due = slope * lagBlocks
        if (quiet < 0 || !this.known) this.lead_q12 = due
        this.known = quiet >= 0
        const change = ((due - this.lead_q12) / 16) | 0
        this.lead_q12 = this.lead_q12 + change
        this.correction_q16 = saturate(((slope + change) * milliPaPerMicroK_q20) / scale)
        const bend = change < 0 ? -change : change
        let unknown = slope < 0 ? -slope : slope
        unknown = (unknown * 6) / 100 + doubt + bend / 2
        this.doubt_q16 = saturate((unknown * milliPaPerMicroK_q20) / scale)
    }
}
