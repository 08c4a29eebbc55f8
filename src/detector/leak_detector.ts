/**
 * Samples become a leak rate: the integer detector.
 *
 * The path of one sample, top to bottom: its time is put on the learned sampling grid, jumps are
 * held back until they show whether they are a step or a gas loss, the temperature's share is taken
 * off, the octave bank follows level and slope, and the largest standardised slope is compared with
 * two thresholds. A settling transient (a slope that fades) is told from a leak (one that stays).
 *
 * Units: pressure mPa in, q8 mPa relative to a moving reference inside; slopes q16 mPa per block;
 * rates µPa/s. Instants are int32 milliseconds modulo 2^32, only their differences are used.
 */

import { TEMP_MISSING_MICRO_C } from "../sensor/reading"
import {
    BRIDGED_SAMPLES,
    DEAD_ZONE_MICRO_PA_PER_S,
    LEAK_SIGMAS_Q4,
    LeakDirection,
    SETTLE_MS,
    SETTLE_TIME_MS,
    STEP_SIGMAS,
    SUSPECT_SIGMAS_Q4,
} from "../config"
import { DetectorPhase, LeakEvidence, NO_INTERVAL, Suspicion } from "./evidence"
import { GROWING_BLOCKS, OctaveBank } from "./octave_bank"
import { Thermal } from "./thermal"
import { INT32_MAX, saturate } from "./fixed"

/** Octaves of the pressure bank: at 10 samples/s memories from 3 s to 7 h. */
const OCTAVES = 14
/** The reference follows the pressure beyond this, mPa. */
const REFERENCE_RANGE_MILLI_PA = 2000000
/** Intervals taken before the sampling grid is trusted. */
const GRID_SAMPLES = 8
/** Samples a jump is held back before it is judged. */
const HELD_SAMPLES = 4

/** What the owner of the rig decides. */
export interface DetectorConfig {
    /** Which way a leak moves the pressure. */
    direction: LeakDirection
}

/** The detector. One `add` per accepted sample, nothing is allocated after construction. */
export class LeakDetector {
    /** What is known after the last sample. */
    evidence = new LeakEvidence()
    private bank = new OctaveBank(OCTAVES)
    private thermal = new Thermal()
    /** Learned sample interval, q8 ms; 0 while unknown. */
    private interval_q8 = 0
    private gridCount = 0
    private lastAtMs = 0
    private misfits = 0
    private referenceMilliPa = 0
    private lastMilliPa = 0
    private hasSample = false
    /** Temperature's share taken off since the restart, q16 mPa. */
    private correction_q16 = 0
    private thermalSamples = 16
    private heldCount = 0
    private heldFromMilliPa = 0
    private heldFirstMilliPa = 0
    private samples = 0
    private quietSince = 0
    private settling = true
    private alarmRateMicro = 0
    private alarmAtMs = 0

    constructor(public config: DetectorConfig) {}

    /** Forgets the chamber (a valve moved, a new test), keeps the noise and the sampling grid. */
    restart(): void {
        this.refill()
        this.evidence.suspicion = Suspicion.None
        this.evidence.phase = DetectorPhase.Starting
        this.bank.frozen = false
        this.evidence.rateHalfWidthMicroPaPerS = NO_INTERVAL
        this.evidence.onsetHalfWidthMs = NO_INTERVAL
    }

    /** Starts level and slope afresh at the next sample. */
    private refill(): void {
        this.bank.restart()
        this.hasSample = false
        this.heldCount = 0
        this.samples = 0
        this.quietSince = 0
        this.settling = true
        this.correction_q16 = 0
    }

    /** Takes one accepted sample: its own instant (ms), pressure and temperature. */
    add(sampleAtMs: number, pressureMilliPa: number, tempMicroC: number): void {
        if (this.gridCount < GRID_SAMPLES) {
            this.learnGrid(sampleAtMs)
            this.lastMilliPa = pressureMilliPa
            return
        }
        // 1. The grid: how many sample intervals since the last one.
        const elapsedMs = (sampleAtMs - this.lastAtMs) | 0
        const interval_q8 = this.interval_q8
        let steps = 1
        if (elapsedMs * 512 < interval_q8) {
            this.misfit()
            return
        }
        if (elapsedMs > 1000000 || elapsedMs * 512 > interval_q8 * 3) {
            steps = elapsedMs > 1000000 ? 1000 : ((elapsedMs * 256) / interval_q8 + 0.5) | 0
            this.misfit()
            if (this.gridCount === 0) return
        } else {
            this.misfits = 0
            this.interval_q8 = (interval_q8 + (elapsedMs * 256 - interval_q8) / 1024) | 0
        }
        this.lastAtMs = sampleAtMs
        if (steps > BRIDGED_SAMPLES) this.refill()
        if (!this.hasSample) {
            this.hasSample = true
            this.referenceMilliPa = pressureMilliPa
            this.lastMilliPa = pressureMilliPa
            steps = 1
        }

        // 2. Jumps: a step is no leak, but a hole in a small chamber looks like one at first.
        const last = this.lastMilliPa
        const noise = this.bank.noise[0]
        // noise is 1.954 σ in q14 mPa: σ = noise / 32016
        const step = pressureMilliPa - last
        const limit = (noise / (32016 / STEP_SIGMAS)) | 0
        if (this.heldCount > 0) {
            this.heldCount = this.heldCount + 1
            if (this.heldCount <= HELD_SAMPLES) {
                if (this.heldCount < HELD_SAMPLES) return
                const jump = this.heldFirstMilliPa - this.heldFromMilliPa
                const back = pressureMilliPa - this.heldFromMilliPa
                const after = pressureMilliPa - this.heldFirstMilliPa
                const half = jump < 0 ? -jump / 2 : jump / 2
                const moved = jump < 0 ? -after : after
                if (back <= limit && back >= -limit) {
                    // A transient: it came and went.
                    steps = HELD_SAMPLES
                } else if (moved > half) {
                    steps = HELD_SAMPLES
                } else {
                    this.refill()
                    this.hasSample = true
                    this.referenceMilliPa = pressureMilliPa
                    this.lastMilliPa = pressureMilliPa
                    steps = 1
                }
                this.heldCount = 0
            }
        } else if (this.bank.noiseCount[0] > 24 && (step > limit || step < -limit)) {
            const drop = step < 0 ? -step : step
            const slope = this.bank.slope[0] < 0 ? -this.bank.slope[0] : this.bank.slope[0]
            if (drop > limit + slope / 16384) {
                this.heldCount = 1
                this.heldFromMilliPa = last
                this.heldFirstMilliPa = pressureMilliPa
                return
            }
        }

        // 3. Each step of the grid gets a value; missing ones lie on the straight line.
        const from = this.lastMilliPa
        this.lastMilliPa = pressureMilliPa
        const rise = pressureMilliPa - from
        for (let i = 1; i <= steps; i++) {
            const p = i === steps ? pressureMilliPa : from + (((rise * i) / steps) | 0)
            if (this.thermal.add(tempMicroC, this.thermalSamples)) {
                this.thermal.update(pressureMilliPa, this.thermalSamples, this.interval_q8)
            }
            this.correction_q16 = this.correction_q16 + this.thermal.correction_q16
            const value = ((p - this.referenceMilliPa) * 256 - this.correction_q16 / 256) | 0
            this.bank.add(value)
            this.samples = this.samples + 1
        }
        const relative = pressureMilliPa - this.referenceMilliPa
        if (
            relative > REFERENCE_RANGE_MILLI_PA ||
            relative < -REFERENCE_RANGE_MILLI_PA ||
            this.correction_q16 > 0x3fffffff ||
            this.correction_q16 < -0x3fffffff
        ) {
            this.bank.shift((relative * 256 - this.correction_q16 / 256) | 0)
            this.referenceMilliPa = pressureMilliPa
            this.correction_q16 = 0
        }
        this.decide(sampleAtMs)
    }

    /** Learns the interval from the first samples: the median would do, the smallest mean is safer. */
    private learnGrid(sampleAtMs: number): void {
        const elapsedMs = (sampleAtMs - this.lastAtMs) | 0
        this.lastAtMs = sampleAtMs
        if (this.gridCount === 0) {
            this.gridCount = 1
            this.interval_q8 = 0
            return
        }
        if (elapsedMs <= 0 || elapsedMs > 4000) return
        if (this.interval_q8 === 0 || elapsedMs * 256 * 2 < this.interval_q8) {
            this.interval_q8 = elapsedMs * 256
            this.gridCount = 2
            return
        }
        if (elapsedMs * 512 > this.interval_q8 * 3) return
        this.interval_q8 =
            (this.interval_q8 + (elapsedMs * 256 - this.interval_q8) / this.gridCount) | 0
        this.gridCount = this.gridCount + 1
        if (this.gridCount === GRID_SAMPLES) {
            let n = 1
            while (n < 64 && n * this.interval_q8 < 1500 * 256) n = n * 2
            this.thermalSamples = n
        }
    }

    /** A sample that does not fit the grid; many in a row mean another grid. */
    private misfit(): void {
        this.misfits = this.misfits + 1
        if (this.misfits < 16) return
        this.misfits = 0
        this.gridCount = 0
        this.thermal.restart()
        this.refill()
    }

    /** Compares slopes with thresholds and writes the evidence. */
    private decide(sampleAtMs: number): void {
        const bank = this.bank
        const updated = bank.updated
        const evidence = this.evidence
        const direction = this.config.direction
        // Guard per sample, q16 mPa: dead zone, temperature's doubt.
        let guard = ((DEAD_ZONE_MICRO_PA_PER_S * this.interval_q8) / 3906) | 0
        guard = guard + this.thermal.doubt_q16
        let best = -1
        let bestScore = 0
        for (let j = 0; j < updated; j++) {
            const sd = bank.slopeSd[j]
            let slope = bank.slope[j]
            if (slope < 0) {
                if (direction === LeakDirection.Rising) continue
                slope = -slope
            } else if (direction === LeakDirection.Falling) continue
            slope = slope - guard * (1 << j)
            if (slope < 3 * sd || sd === INT32_MAX) continue
            slope = this.supported(j, slope, guard)
            if (slope <= 0) continue
            const score = ((slope * 16) / sd) | 0
            if (score > bestScore) {
                bestScore = score
                best = j
            }
        }
        if (evidence.suspicion === Suspicion.Leak) {
            this.watchClearing(sampleAtMs, updated)
        } else if (this.settling) {
            this.watchSettling(bestScore)
        } else if (bestScore >= LEAK_SIGMAS_Q4) {
            evidence.suspicion = Suspicion.Leak
            this.report(best)
            this.alarmRateMicro = evidence.rateMicroPaPerS
            this.alarmAtMs = sampleAtMs
            // Roughly when: the triggered octave's memory ago.
            const memoryMs = saturate((this.interval_q8 * 20 * (1 << best)) / 256)
            evidence.onsetAtMs = (sampleAtMs - memoryMs) | 0
            evidence.onsetHalfWidthMs = memoryMs
            bank.frozen = true
            bank.restart()
            return
        } else if (bestScore >= SUSPECT_SIGMAS_Q4) {
            evidence.suspicion = Suspicion.Suspected
            this.quietSince = this.samples
        } else if (
            evidence.suspicion === Suspicion.Suspected &&
            this.samples - this.quietSince > 100
        ) {
            evidence.suspicion = Suspicion.None
        }
        evidence.phase =
            bank.slopeSd[0] === INT32_MAX && bank.count < 40
                ? DetectorPhase.Starting
                : this.settling
                  ? DetectorPhase.Settling
                  : DetectorPhase.Ready
        if (updated >= 3) this.choose()
    }

    /**
     * What of octave j's slope is a leak's, q16 per block: it must still be there in the shorter
     * octaves, and heat on its way fades: a fading slope counts for what would be left of it after
     * the longest thermal time constant.
     */
    private supported(j: number, slope_q16: number, guard: number): number {
        const bank = this.bank
        const falling = bank.slope[j] < 0
        let slope = slope_q16
        for (let i = 1; i <= 3 && i <= j; i++) {
            const sd = bank.slopeSd[j - i]
            if (sd === INT32_MAX) break
            const own = falling ? -bank.slope[j - i] : bank.slope[j - i]
            const most = (own + 2 * sd - guard * (1 << (j - i))) * (1 << i)
            if (most < slope) slope = most
        }
        // Fading shows as a difference between a longer memory and a shorter one that is full.
        let k = j + 1
        if (k >= OCTAVES || bank.slopeSd[k] === INT32_MAX) k = j
        let i = k - 1
        let ratio = 2
        while (i >= 0 && (bank.blocks[i] < GROWING_BLOCKS || bank.blocks[k] * ratio < 84)) {
            i--
            ratio = ratio * 2
        }
        if (i < 0) return 0
        // The two slopes are those of instants half their memories apart.
        const apart = (bank.blocks[k] * ratio - GROWING_BLOCKS) * (1 << i)
        let fade = bank.slope[k] / (1 << k) - bank.slope[i] / (1 << i)
        if (falling) fade = -fade
        fade = fade + bank.slopeSd[i] / (1 << i)
        if (fade <= 0) return slope
        const thermalSamples = (SETTLE_TIME_MS * 256) / this.interval_q8
        return slope - ((fade * 2) / apart) * thermalSamples * (1 << j)
    }

    /** Ends settling when no slope shows, or when what shows has stopped fading: then it is a leak. */
    private watchSettling(bestScore: number): void {
        const ageMs = (this.samples * this.interval_q8) / 256
        if (this.bank.slopeSd[0] === INT32_MAX || ageMs < SETTLE_MS) return
        if (bestScore >= SUSPECT_SIGMAS_Q4) this.quietSince = this.samples
        const quiet = this.samples - this.quietSince
        if (quiet * 8 > this.samples && ageMs > 2 * SETTLE_MS) {
            this.settling = false
            return
        }
        if (bestScore >= LEAK_SIGMAS_Q4) this.settling = false
    }

    /** During a leak: over when a slope includes zero and excludes the leak. */
    private watchClearing(sampleAtMs: number, updated: number): void {
        const bank = this.bank
        const evidence = this.evidence
        const guard = ((DEAD_ZONE_MICRO_PA_PER_S * this.interval_q8) / 3906) | 0
        const alarm_q16 = saturate((this.alarmRateMicro * this.interval_q8) / 3906)
        for (let j = 0; j < updated; j++) {
            const sd = bank.slopeSd[j]
            if (sd === INT32_MAX) continue
            const slope = bank.slope[j]
            const size = slope < 0 ? -slope : slope
            if (size > 2 * sd + guard * (1 << j)) continue
            let off = alarm_q16 * (1 << j) - slope
            if (off < 0) off = -off
            if (off > 4 * sd) {
                evidence.suspicion = Suspicion.None
                bank.frozen = false
                bank.restart()
                this.samples = 0
                this.quietSince = 0
                this.settling = true
                evidence.onsetHalfWidthMs = NO_INTERVAL
                return
            }
        }
        if (bank.count > 50) this.alarmRateMicro = evidence.rateMicroPaPerS
        if (sampleAtMs === this.alarmAtMs) return
    }

    /** Reports the slope of the longest octave that agrees with the shorter ones. */
    private choose(): void {
        const bank = this.bank
        let best = -1
        let low = -1e15
        let high = 1e15
        for (let j = 0; j < OCTAVES; j++) {
            if (bank.slopeSd[j] === INT32_MAX) break
            const slope = bank.slope[j] / (1 << j)
            const wide = (3 * bank.slopeSd[j]) / (1 << j)
            if (slope - wide > high || slope + wide < low) break
            if (slope - wide > low) low = slope - wide
            if (slope + wide < high) high = slope + wide
            best = j
        }
        if (best >= 0) this.report(best)
    }

    /** Writes slope and half-width of one octave. */
    private report(j: number): void {
        const evidence = this.evidence
        const scale = this.interval_q8 * (1 << j)
        // q16 mPa per block to µPa/s: 1e6 / 65536 * 256 per (interval_q8 * 2^j).
        evidence.rateMicroPaPerS = saturate((this.bank.slope[j] * 3906.25) / scale)
        const doubt = this.thermal.doubt_q16 * (1 << j)
        evidence.rateHalfWidthMicroPaPerS = saturate(
            ((this.bank.slopeSd[j] * 2 + doubt) * 3906.25) / scale
        )
        evidence.noiseMilliPa = (this.bank.noise[0] / 32016) | 0
    }
}

/** Only for the type checker: temperatures may be missing. */
export const NO_TEMPERATURE = TEMP_MISSING_MICRO_C
