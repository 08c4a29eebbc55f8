/**
 * What temperature does to the pressure of a tight chamber: the slope to take off, and how well it
 * is known.
 *
 * At constant volume P / T is constant, so 1 K is P / T: 346 Pa at 1 atm and 293 K. Thermometers
 * are far noisier than that allows (2 mK is 0.7 Pa), so their slope is estimated at several time
 * scales and built from the slowest up, each faster scale adding only what stands out of its own
 * noise (a soft threshold): a quiet room adds no noise, a steady ramp is followed entirely.
 *
 * Units: temperature µ°C in, K and µK inside; the slope in q16 mPa per sample.
 */

import { TEMP_MISSING_MICRO_C } from "../sensor/reading"
import { OctaveBank } from "./octave_bank"
import { reseed } from "./octave_lines"
import { whiteSlopeSd } from "./octave_noise"
import { abs, INT32_MAX, saturate, zeros } from "./fixed"

/**
 * Scales of the thermometer's slope: blocks of 2^0 … 2^9 thermal blocks, one for each octave of the
 * pressure that is as long, because slopes of other memories speak of other times.
 */
export const THERMAL_SCALES = 10
/** The correction is built from those of up to an hour. */
const CORRECTING_SCALES = 7
/** 0 °C in mK. */
const ZERO_CELSIUS_MILLI_K = 273150
/** The origin follows the temperature beyond this, µK. */
const ORIGIN_RANGE_MICRO_K = 4000000
/** Blocks before a scale's slope is used. */
const USED_FROM_BLOCKS = 8
/** A thermometer's lag behind the gas, ms. */
export const LAG_MS = 30000
/** Part of a thermal slope that is in doubt for the thermometer's gain. */
const GAIN_DOUBT = 0.03
/** Blocks in a running mean of what slopes do as a rule. */
const USUAL_MEMORY = 256
/** A run of equal temperatures this improbable is no chance: -ln(1e-9), q16. */
const STUCK_LOG_Q16 = 1358954

/** The thermometer's side of the detector. One block of `blockSamples` samples per update. */
export class Thermal {
    /** What to take off the pressure, q16 mPa per sample. */
    correction_q16 = 0
    /** What of it is not known at each scale: q16 mPa per sample. */
    doubt_q16: number[] = zeros(THERMAL_SCALES)
    /** What the thermometer suggests beyond the correction, at each scale: q16 mPa per sample. */
    lean_q16: number[] = zeros(THERMAL_SCALES)
    /** What its lag may hide where slopes change more than as a rule: q16 mPa per sample. */
    late_q16: number[] = zeros(THERMAL_SCALES)
    /** What of the correction is doubtful at every scale, q16 mPa per sample. */
    guard_q16 = 0
    /** What is not known of the thermometer's gain, at each scale: q16 mPa per sample. */
    gain_q16: number[] = zeros(THERMAL_SCALES)
    /** A thermometer has been seen to move. */
    speaks = false
    /** How far a scale's slopes are off those of longer ones as a rule: q12 µK per block. */
    private usual_q12: number[] = zeros(THERMAL_SCALES)
    private bank = new OctaveBank(CORRECTING_SCALES, 0, undefined)
    /** The same for what the correction leaves of the temperature. */
    private rest = new OctaveBank(THERMAL_SCALES, 0, undefined)
    /** Correction since the origin, q4 µK, its fraction q12, and its slope per block, q12. */
    private applied_q4 = 0
    private fraction_q12 = 0
    private applying_q12 = 0
    private originMicroC = TEMP_MISSING_MICRO_C
    private sumMicroK = 0
    private held = 0
    private lastMicroC = 0
    private quantumMicroK = 0
    /** Share of samples that differ from the one before, q16. */
    private changing_q16 = 32768
    private run = 0
    /** The slope, followed smoothly, q12 µK per block; `INT32_MAX` while it is not known. */
    private smooth_q12 = INT32_MAX

    /** Forgets the slope; keeps what is known of the thermometer's noise. */
    restart(): void {
        this.bank.restart()
        this.rest.restart()
        this.applied_q4 = 0
        this.fraction_q12 = 0
        this.applying_q12 = 0
        this.held = 0
        this.sumMicroK = 0
        this.correction_q16 = 0
        this.smooth_q12 = INT32_MAX
    }

    /**
     * The pressure starts afresh `samples` ago: so does what the correction leaves of the
     * temperature, or the two would speak of different times.
     */
    align(samples: number, blockSamples: number): void {
        reseed(this.rest, (samples / blockSamples) | 0)
    }

    /** Passes over samples that never came. */
    skip(samples: number, blockSamples: number): void {
        const blocks = ((this.held + samples) / blockSamples) | 0
        if (blocks === 0) return
        this.sumMicroK = 0
        this.held = 0
        this.bank.skip(blocks)
        this.rest.skip(blocks)
        const fraction = this.fraction_q12 + this.applying_q12 * blocks
        this.applied_q4 = this.applied_q4 + Math.floor(fraction / 256)
        this.fraction_q12 = fraction & 0xff
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
        if (step !== 0) {
            if (step < 0) step = -step
            if (step < this.quantumMicroK || this.quantumMicroK === 0) this.quantumMicroK = step
            this.run = 0
            this.changing_q16 = this.changing_q16 + ((65536 - this.changing_q16) >> 8)
        } else {
            this.run = this.run + 1
            // Learns from ordinary runs only, or a frozen thermometer would pass for a coarse one.
            if (this.run * this.changing_q16 < 6 * 65536 && this.changing_q16 > 64) {
                this.changing_q16 = this.changing_q16 - (this.changing_q16 >> 8)
            }
        }
        this.lastMicroC = temp
        const relative = temp - this.originMicroC
        this.sumMicroK = this.sumMicroK + relative
        this.held = this.held + 1
        if (this.held < blockSamples) return false
        const mean_q4 = saturate((this.sumMicroK * 16) / this.held)
        this.sumMicroK = 0
        this.held = 0
        this.bank.add(mean_q4)
        this.fraction_q12 = this.fraction_q12 + this.applying_q12
        this.applied_q4 = this.applied_q4 + (this.fraction_q12 >> 8)
        this.fraction_q12 = this.fraction_q12 & 0xff
        this.rest.add(mean_q4 - this.applied_q4)
        if (abs(relative) > ORIGIN_RANGE_MICRO_K) {
            this.originMicroC = temp
            this.bank.shift(relative * 16)
            this.rest.shift(relative * 16 - this.applied_q4)
            this.applied_q4 = 0
        }
        return true
    }

    /** Updates correction and doubt for a pressure of `pressureMilliPa`. Call after each block. */
    update(pressureMilliPa: number, blockSamples: number, interval_q8: number): void {
        const bank = this.bank
        const doubts = this.doubt_q16
        const late = this.late_q16
        // A thermometer that never moved is none.
        this.speaks = this.quantumMicroK !== 0
        // q12 µK per block (q4 values, q8 slopes) to q16 mPa per sample.
        const kelvinMilli = ZERO_CELSIUS_MILLI_K + ((this.originMicroC / 1000) | 0)
        const milliPaPerMicroK_q20 = ((pressureMilliPa * 1048576) / (kelvinMilli * 1000)) | 0
        let milliPa = 0
        if (this.speaks) milliPa = milliPaPerMicroK_q20 / (65536 * blockSamples)
        let slope = 0
        let noise = 0
        // A coarse thermometer's steps hide its noise: as noise of q / sqrt(12), not averaged.
        const floor = ((this.quantumMicroK * 4096) / 427) | 0
        let lowest = INT32_MAX
        let highest = -INT32_MAX
        for (let k = THERMAL_SCALES - 1; k >= 0; k--) {
            doubts[k] = -1
            late[k] = 0
            let change = 0
            if (k < CORRECTING_SCALES) {
                let sd = bank.slopeSd[k]
                if (sd === INT32_MAX || bank.blocks[k] < USED_FROM_BLOCKS) continue
                if (sd < floor) sd = floor
                sd = sd >> k
                const own = (bank.slope[k] / (1 << k)) | 0
                const off = own - slope
                // Nothing up to 3 sd, all of it well above: the garrote, off - (3 sd)² / off.
                if (abs(off) > 3 * sd) {
                    slope = (slope + off - (9 * sd * sd) / off) | 0
                    noise = sd
                }
                if (own > highest) highest = own
                if (own < lowest) lowest = own
                change = highest - own
                if (own - lowest > change) change = own - lowest
                change = change - 2 * sd
                if (change < 0) change = 0
            }
            // How well the rest's slope is known: the thermometer's white noise, and what its lag
            // hides where slopes were seen to change.
            const blocks = this.rest.blocks[k]
            if (blocks < USED_FROM_BLOCKS) continue
            const near = this.rest.slopeSd[k]
            let white = whiteSlopeSd(bank.noise.mean[0] >> 5, k, blocks, near)
            if (white < floor) white = floor
            doubts[k] = saturate((white >> k) * milliPa)
            // what its lag does as a rule is learned with the slopes
            const usual = this.usual_q12[k]
            if (this.rest.updated > k)
                this.usual_q12[k] = usual + (((change - usual) / USUAL_MEMORY) | 0)
            if (change <= usual) continue
            // 4 L / M with a memory of 32 blocks
            let part = (LAG_MS * 32) / ((interval_q8 * blockSamples) << k)
            if (part > 1) part = 1
            late[k] = saturate((change - usual) * part * milliPa)
        }
        // One that froze leaves what it last said in doubt.
        const frozen = this.run > 32 && this.run * this.changing_q16 > STUCK_LOG_Q16
        // The gas is ahead of the estimate by the delay of the scale it comes from, 30 of its
        // blocks, and the thermometer's own lag: a slope that bends is led by as much.
        const lagBlocks = 30 + (((LAG_MS * 256) / (interval_q8 * blockSamples)) | 0)
        let smooth = this.smooth_q12
        if (smooth === INT32_MAX) smooth = slope
        const bent = ((slope - smooth) / 16) | 0
        smooth = smooth + bent
        if (highest < lowest) smooth = INT32_MAX
        this.smooth_q12 = smooth
        let change = bent * lagBlocks
        // Never more than half of the slope: a slope that just became significant is no bend.
        const size = abs(slope)
        const most = size >> 1
        if (change > most) change = most
        else if (change < -most) change = -most
        this.applying_q12 = slope + change
        this.correction_q16 = saturate((slope + change) * milliPa)
        const unsure = frozen ? size : 0
        const guard = unsure + size * GAIN_DOUBT + abs(change) / 2 + noise
        this.guard_q16 = saturate(guard * milliPa)
        let steep = size
        // Until it has spoken the gas may drift by 240 µK/s, 5 Pa/min at 1 atm.
        const unspoken = blockSamples * interval_q8 * 4
        for (let k = 0; k < THERMAL_SCALES; k++) {
            // of what the gas has done in that scale's memory, and no more is known beyond an hour
            if (k < CORRECTING_SCALES && bank.blocks[k] >= USED_FROM_BLOCKS) {
                steep = bank.slope[k] / (1 << k)
                if (steep < 0) steep = -steep
            }
            this.gain_q16[k] = saturate((unsure + steep * GAIN_DOUBT) * milliPa)
            if (doubts[k] < 0 && k > 0) {
                doubts[k] = doubts[k - 1]
                this.lean_q16[k] = this.lean_q16[k - 1]
                late[k] = late[k - 1]
                continue
            }
            if (doubts[k] < 0) doubts[k] = saturate(unspoken * milliPa)
            const left = (this.rest.slope[k] / (1 << k)) | 0
            this.lean_q16[k] = saturate(left * milliPa)
        }
    }
}
