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

import { LeakDirection, STEP_SIGMAS, SUSPECT_SIGMAS_Q4 } from "../config"
import { DetectorPhase, LeakEvidence, NO_INTERVAL } from "./evidence"
import { abs, saturate } from "./fixed"
import { LeakTrack } from "./leak_track"
import { MOVED_PERIOD_MS, MovedGas } from "./moved_gas"
import { OctaveBank } from "./octave_bank"
import { tellHeat } from "./octave_heat"
import { SampleGrid } from "./sample_grid"
import { SlopeSpread } from "./slope_spread"
import { Held, StepHold } from "./step_hold"
import { Thermal } from "./thermal"

/** Octaves of the pressure bank: at 10 samples/s memories from 3 s to 7 h. */
export const OCTAVES = 14
/** The reference follows the pressure beyond this, mPa. */
const REFERENCE_RANGE_MILLI_PA = 2000000
/** And the correction beyond this, q8 mPa. */
const CORRECTION_RANGE_Q8 = 0x1fffffff
/** A jump this large is an opened or filled chamber: whatever leaked before is over, mPa. */
const OPENED_MILLI_PA = 1000000

/** A room's slopes change within minutes: their spread is known after this long, ms. */
const SPREAD_KNOWN_MS = 600000
/**
 * A room that was seen to be quiet may stop being so before anybody could learn it: with a share of
 * what the owner expects that grows with that, and is all of it at so many µPa/s. 0.7 µK/s in a
 * room with people in it, 0.2 mK/s in a draught.
 */
const SUDDEN_ALL_MICRO_PA_PER_S = 256000

/** A thermometer is late where moved gas goes back faster than this, µPa/s: 3 mK/s at 1 atm. */
const LATE_MICRO_PA_PER_S = 1000000
/** Octaves from this one on remember minutes. */
const LONG_OCTAVE = 6

/** So many changes one way in a row are no noise. */
const PLUNGE_SAMPLES = 15

/** What the owner of the rig decides. */
export interface DetectorConfig {
    /** Which way a leak moves the pressure. */
    leakDirection: LeakDirection
    /** What the room does to the pressure, as long as that is not known, µPa/s. */
    roomSlopeMicroPaPerS: number
}

/** The detector. One `add` per accepted sample, nothing is allocated after construction. */
export class LeakDetector {
    /** What is known after the last sample. */
    evidence = new LeakEvidence()
    private spread = new SlopeSpread(OCTAVES)
    /** Its threshold is the suspicion's; a bench may move it. */
    readonly bank = new OctaveBank(OCTAVES, SUSPECT_SIGMAS_Q4, this.spread)
    private thermal = new Thermal()
    private moved = new MovedGas()
    private grid = new SampleGrid()
    private hold = new StepHold()
    /** Grid steps since the last sample that was not held. */
    private heldSteps = 0
    private track: LeakTrack
    private referenceMilliPa = 0
    private lastMilliPa = 0
    private hasSample = false
    /** Changes in a row that went the same way, since which pressure, and which way. */
    private run = 0
    private runFromMilliPa = 0
    private runFalling = false
    private previousMilliPa = 0
    /** Temperature's share taken off since the reference was set, q8 mPa, and its fraction, q16. */
    private correction_q8 = 0
    private fraction_q16 = 0

    constructor(private config: DetectorConfig) {
        const direction = config.leakDirection
        this.track = new LeakTrack(direction, this.evidence, this.bank, this.spread, this.moved)
    }

    /**
     * Forgets the chamber and its heat (a valve moved, a new test), keeps the noise and the
     * sampling grid.
     */
    restart(): void {
        // what the thermometer saw before a stretch without samples would pass for a slope
        this.thermal.restart()
        this.refill()
        this.spread.earlier = 0
        this.track.end()
        this.evidence.phase = DetectorPhase.Starting
        this.evidence.rateHalfWidthMicroPaPerS = NO_INTERVAL
    }

    /** Starts level and slope afresh at the next sample. */
    private refill(): void {
        this.bank.restart()
        this.thermal.align(0, this.grid.thermalSamples)
        this.hold.held = 0
        this.track.settle()
        this.hasSample = false
    }

    /** Takes one accepted sample: its own instant (ms), pressure and temperature. */
    add(sampleAtMs: number, pressureMilliPa: number, tempMicroC: number): void {
        const grid = this.grid
        const evidence = this.evidence
        if ((sampleAtMs - this.moved.lastAtMs) >>> 0 >= MOVED_PERIOD_MS)
            this.moved.look(sampleAtMs, pressureMilliPa, this.bank.noise.mean[0] >> 14)
        let steps = grid.steps(sampleAtMs)
        if (steps === 0) return
        if (grid.changed) {
            grid.changed = false
            const spread = this.spread
            spread.knownFrom = ((SPREAD_KNOWN_MS * 256) / grid.interval_q8) | 0
            const room = this.config.roomSlopeMicroPaPerS
            spread.prior_q16 = ((room * grid.interval_q8) / 3906) | 0
            spread.quiet_q16 = ((spread.prior_q16 * room) / SUDDEN_ALL_MICRO_PA_PER_S) | 0
            this.thermal.restart()
            this.refill()
        }
        if (!this.hasSample) {
            this.begin(pressureMilliPa)
            steps = 1
        }

        if (evidence.phase === DetectorPhase.Starting && this.plunges(pressureMilliPa)) {
            const change = pressureMilliPa - this.runFromMilliPa
            this.track.loss(sampleAtMs, change, this.run, grid.interval_q8)
        }

        // A step is no leak, but a hole in a small chamber looks like one at first.
        const last = this.lastMilliPa
        const jump = pressureMilliPa - last
        // noise[0] is 1.954 σ in q13 mPa.
        const limit = this.bank.noise.mean[0] / (16008 / STEP_SIGMAS)
        if (this.hold.held > 0) {
            const held = this.hold.next(pressureMilliPa, limit | 0, grid.interval_q8 / 256)
            steps = steps + this.heldSteps
            this.heldSteps = steps
            if (held === Held.Hold) return
            this.hold.held = 0
            if (
                held === Held.Step ||
                (held === Held.Loss && !this.track.loss(sampleAtMs, jump, steps, grid.interval_q8))
            ) {
                this.thermal.skip(steps - 1, grid.thermalSamples)
                this.refill()
                if (jump > OPENED_MILLI_PA || jump < -OPENED_MILLI_PA) {
                    this.track.end()
                    // what it did so far says little of what it will do
                    this.spread.earlier = 0
                }
                this.begin(pressureMilliPa)
                steps = 1
            }
        } else if (jump > limit || jump < -limit) {
            if (this.isJump(jump, steps, limit)) {
                this.hold.start(last, pressureMilliPa)
                this.heldSteps = steps
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
        if (this.track.reseeded >= 0) {
            this.thermal.align(this.track.reseeded, grid.thermalSamples)
            this.track.reseeded = -1
        }
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

    /**
     * Whether the pressure has moved one way for so long that no noise whatsoever does: of 16
     * samples of any independent noise one order in 16! is a rising one. It is the only test that
     * needs no noise to compare with, and so the one for a chamber that empties at power-up.
     */
    private plunges(pressureMilliPa: number): boolean {
        const change = pressureMilliPa - this.previousMilliPa
        const goesOn = this.runFalling ? change < 0 : change > 0
        if (goesOn) this.run = this.run + 1
        else {
            this.run = change === 0 ? 0 : 1
            this.runFalling = change < 0
            this.runFromMilliPa = this.previousMilliPa
        }
        this.previousMilliPa = pressureMilliPa
        return this.run >= PLUNGE_SAMPLES
    }

    /** Whether a change over so many steps is out of line with noise and present slope. */
    private isJump(jump: number, steps: number, limit: number): boolean {
        if ((this.bank.noise.learned[0] & 0xffff) < 24) return false
        // A slope that octave 0 already follows is no jump: it is at most twice that.
        const slope = ((this.bank.slope[0] + this.thermal.correction_q16) / 32768) * steps
        let beyond = abs(jump) - limit
        if (slope < 0 === jump < 0) beyond = beyond - abs(slope)
        return beyond > 0
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
        this.run = 0
        this.runFromMilliPa = pressureMilliPa
        this.previousMilliPa = pressureMilliPa
        this.correction_q8 = 0
        this.fraction_q16 = 0
    }

    /** Passes what the thermometer knows on to the octaves. */
    private updateThermal(): void {
        const grid = this.grid
        const thermal = this.thermal
        // What the thermometer sees of moved gas is past when it sees it, and long octaves would
        // hold it for long.
        if (abs(this.moved.returnMicroPaPerS) > LATE_MICRO_PA_PER_S) {
            thermal.restart()
            for (let j = LONG_OCTAVE; j < OCTAVES; j++) this.bank.clear(j)
        }
        thermal.update(this.lastMilliPa, grid.thermalSamples, grid.interval_q8)
        // Heat on its way is not what the thermometer sees: its correction must not make a leak.
        let unsettled = 0
        if (this.track.settling) unsettled = abs(thermal.correction_q16)
        tellHeat(thermal, grid, this.bank, this.spread, unsettled)
    }
}
