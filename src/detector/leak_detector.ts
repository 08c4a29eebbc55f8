/**
 * Samples become a leak rate: the integer detector.
 *
 * The path of one sample, top to bottom: its time is put on the learned sampling grid, jumps are
 * held back until they show whether they are a step or a loss of gas, the temperature's share is
 * taken off, the octave bank follows level and slope, and only a slope beyond its octave's trip is
 * looked at closely.
 *
 * Units: pressure mPa in, q8 mPa relative to a moving reference inside; slopes q16 mPa per block;
 * rates µPa/s. Instants are int32 milliseconds modulo 2^32, only their differences are used.
 */

import { DEAD_ZONE_MICRO_PA_PER_S, LeakDirection, STEP_SIGMAS, SUSPECT_SIGMAS_Q4 } from "../config"
import { DetectorPhase, LeakEvidence, NO_INTERVAL } from "./evidence"
import { INT32_MAX, saturate } from "./fixed"
import { LeakTrack } from "./leak_track"
import { OctaveBank } from "./octave_bank"
import { SampleGrid } from "./sample_grid"
import { Held, StepHold } from "./step_hold"
import { THERMAL_SCALES, Thermal } from "./thermal"

/** Octaves of the pressure bank: at 10 samples/s memories from 3 s to 7 h. */
export const OCTAVES = 14
/** The reference follows the pressure beyond this, mPa. */
const REFERENCE_RANGE_MILLI_PA = 2000000
/** And the correction beyond this, q8 mPa. */
const CORRECTION_RANGE_Q8 = 0x1fffffff
/** A jump this large is an opened or filled chamber: whatever leaked before is over, mPa. */
const OPENED_MILLI_PA = 1000000

/** What the owner of the rig decides. */
export interface DetectorConfig {
    /** Which way a leak moves the pressure. */
    direction: LeakDirection
}

/** The detector. One `add` per accepted sample, nothing is allocated after construction. */
export class LeakDetector {
    /** What is known after the last sample. */
    evidence = new LeakEvidence()
    private bank = new OctaveBank(OCTAVES, SUSPECT_SIGMAS_Q4)
    private thermal = new Thermal()
    private grid = new SampleGrid()
    private hold = new StepHold()
    private track: LeakTrack
    private referenceMilliPa = 0
    private lastMilliPa = 0
    private hasSample = false
    /** Temperature's share taken off since the reference was set, q8 mPa, and its fraction, q16. */
    private correction_q8 = 0
    private fraction_q16 = 0

    constructor(public config: DetectorConfig) {
        this.track = new LeakTrack(config.direction, this.evidence, this.bank)
    }

    /** Forgets the chamber (a valve moved, a new test), keeps the noise and the sampling grid. */
    restart(): void {
        this.refill()
        this.track.end()
        this.evidence.phase = DetectorPhase.Starting
        this.evidence.rateHalfWidthMicroPaPerS = NO_INTERVAL
    }

    /** Starts level and slope afresh at the next sample. */
    private refill(): void {
        this.bank.restart()
        this.hold.restart()
        this.track.settle()
        this.hasSample = false
    }

    /** Takes one accepted sample: its own instant (ms), pressure and temperature. */
    add(sampleAtMs: number, pressureMilliPa: number, tempMicroC: number): void {
        const grid = this.grid
        let steps = grid.steps(sampleAtMs)
        if (steps === 0) return
        if (grid.changed) {
            grid.changed = false
            this.thermal.restart()
            this.refill()
        }
        if (!this.hasSample) {
            this.begin(pressureMilliPa)
            steps = 1
        }

        // A step is no leak, but a hole in a small chamber looks like one at first.
        const last = this.lastMilliPa
        const jump = pressureMilliPa - last
        // noise[0] is 1.954 σ in q13 mPa.
        const limit = this.bank.noise.mean[0] / (16008 / STEP_SIGMAS)
        if (this.hold.held > 0) {
            const held = this.hold.next(pressureMilliPa, limit | 0, grid.interval_q8 / 256)
            if (held === Held.Hold) return
            steps = this.hold.held
            this.hold.restart()
            if (
                held === Held.Step ||
                (held === Held.Loss && !this.track.loss(sampleAtMs, jump, steps, grid.interval_q8))
            ) {
                this.refill()
                if (jump > OPENED_MILLI_PA || jump < -OPENED_MILLI_PA) this.track.end()
                this.begin(pressureMilliPa)
                steps = 1
            }
        } else if (jump > limit || jump < -limit) {
            if (this.isJump(jump, limit)) {
                this.hold.start(last, pressureMilliPa)
                return
            }
        }

        this.lastMilliPa = pressureMilliPa
        if (steps > 1) this.skip(steps - 1)
        if (this.thermal.add(tempMicroC, grid.thermalSamples)) this.updateThermal()
        const fraction = this.fraction_q16 + this.thermal.correction_q16
        this.correction_q8 = this.correction_q8 + (fraction >> 8)
        this.fraction_q16 = fraction & 0xff
        this.bank.add((pressureMilliPa - this.referenceMilliPa) * 256 - this.correction_q8)
        this.track.watch(sampleAtMs, grid.interval_q8)
        const away = pressureMilliPa - this.referenceMilliPa
        const correction = this.correction_q8
        if (
            away > REFERENCE_RANGE_MILLI_PA ||
            away < -REFERENCE_RANGE_MILLI_PA ||
            correction > CORRECTION_RANGE_Q8 ||
            correction < -CORRECTION_RANGE_Q8
        ) {
            this.bank.shift(away * 256 - correction)
            this.referenceMilliPa = pressureMilliPa
            this.correction_q8 = 0
        }
    }

    /** Whether a change is out of line with noise and present slope. */
    private isJump(jump: number, limit: number): boolean {
        if ((this.bank.noise.learned[0] & 0xffff) < 24) return false
        // A slope that octave 0 already follows is no jump: it is at most twice that.
        const slope = this.bank.slope[0] / 32768
        const off = slope < 0 === jump < 0 ? (slope < 0 ? -slope : slope) : 0
        const size = jump < 0 ? -jump : jump
        return size > limit + off
    }

    /** Samples that never came: the filters go on as they went. */
    private skip(samples: number): void {
        this.thermal.skip(samples, this.grid.thermalSamples)
        const fraction = this.fraction_q16 + this.thermal.correction_q16 * samples
        this.correction_q8 = saturate(this.correction_q8 + Math.floor(fraction / 256))
        this.fraction_q16 = fraction & 0xff
        this.bank.skip(samples)
    }

    /** Takes the first sample of a new stretch. */
    private begin(pressureMilliPa: number): void {
        this.hasSample = true
        this.referenceMilliPa = pressureMilliPa
        this.lastMilliPa = pressureMilliPa
        this.correction_q8 = 0
        this.fraction_q16 = 0
    }

    /** Passes what the thermometer knows on to the octaves' guards, q16 mPa per block. */
    private updateThermal(): void {
        const grid = this.grid
        const thermal = this.thermal
        thermal.update(this.lastMilliPa, grid.thermalSamples, grid.interval_q8)
        // 1 µPa/s is interval_q8 / 3906 q16 mPa per sample.
        let dead = (DEAD_ZONE_MICRO_PA_PER_S * grid.interval_q8) / 3906
        // Heat on its way is not what the thermometer sees: its correction must not make a leak.
        const correction = thermal.correction_q16
        if (this.track.settling) dead = dead + (correction < 0 ? -correction : correction)
        const guard = this.bank.guard
        const doubts = thermal.doubt_q16
        const lean = this.track.lean
        let block = 1
        for (let j = 0; j < OCTAVES; j++) {
            let k = j - grid.thermalLog2
            if (k < 0) k = 0
            if (k > THERMAL_SCALES - 1) k = THERMAL_SCALES - 1
            const width = (dead + doubts[k]) * block
            guard[j] = width > INT32_MAX ? INT32_MAX : width | 0
            lean[j] = saturate(thermal.lean_q16[k] * block)
            block = block * 2
        }
    }
}

/** Slope in q16 mPa per block of 2^j samples as a rate in µPa/s. */
export function rateOf(slope_q16: number, interval_q8: number, j: number): number {
    return saturate(Math.floor((slope_q16 * 15625) / (interval_q8 * 4 * (1 << j))))
}
