/**
 * From tripped slopes to a suspicion, a leak, its size and onset, and its end.
 *
 * A tripped slope counts for what shorter octaves still support, and as if its fading were heat on
 * its way. A leak is called when that passes the threshold and the level bends rather than jumps;
 * the octaves then start afresh at the onset. It is over when a line through the newest means
 * includes zero and excludes the leak; one that excludes both tells what it has become. Units as in
 * `leak_detector.ts`.
 */

import { LEAK_OVER_SUSPECT_Q4, LeakDirection, SETTLE_MS, SUSPICION_MS } from "../config"
import { DetectorPhase, LeakEvidence, NO_INTERVAL, Suspicion } from "./evidence"
import { abs, INT32_MAX, saturate } from "./fixed"
import { Kink } from "./kink"
import { COLD_MS, unseenCold } from "./leak_cold"
import { MovedGas } from "./moved_gas"
import { KEPT_MEANS, NOISE_FROM, OctaveBank } from "./octave_bank"
import { leakTurn } from "./leak_turn"
import { lineSlope, reseed } from "./octave_lines"
import { NO_THERMOMETER, SlopeSpread } from "./slope_spread"
import { surestOctave } from "./surest_octave"
import { bendShows, isNoBend, JUMP_OVER_BEND_Q4, supportedSlope } from "./support"

/** The state of suspicion. */
export class LeakTrack {
    private kink = new Kink()
    /** Heat is on its way: since a start or a step something has tripped all the time. */
    settling = true
    /** Samples ago at which the bank was started afresh, -1 when it was not; for the reader. */
    reseeded = -1
    /** Samples since the last start, and when something last tripped. */
    private age = 0
    private trippedAge = 0
    /** Slope of the leak and its standard deviation, q16 mPa per sample. */
    private leakSlope_q16 = 0
    private leakSd_q16 = 0
    /** Age at the leak's onset, or when it changed or ended; below zero before the last start. */
    private leakFrom = 0
    /** Age from which a leak is told from none, or one from what goes on at half, samples. */
    private soundAge = 0
    /** Age at which the onset is looked for again, samples. */
    private refineAge = 0
    /** Samples since a line first said that the slope is none of before, or -1. */
    private changeAge = -1

    constructor(
        private direction: LeakDirection,
        private evidence: LeakEvidence,
        private bank: OctaveBank,
        private spread: SlopeSpread,
        private moved: MovedGas
    ) {}

    /** A new stretch begins. */
    settle(): void {
        this.settling = true
        this.leakFrom = this.leakFrom - this.age
        this.age = 0
        this.trippedAge = 0
        const evidence = this.evidence
        if (evidence.suspicion === Suspicion.Suspected) evidence.suspicion = Suspicion.None
    }

    /** Whatever leaked is over. */
    end(): void {
        this.changeAge = -1
        this.leakSlope_q16 = 0
        this.trippedAge = this.age
        this.evidence.suspicion = Suspicion.None
        this.evidence.onsetHalfWidthMs = NO_INTERVAL
    }

    /** Looks at the bank after each of its samples. */
    watch(sampleAtMs: number, interval_q8: number): void {
        const bank = this.bank
        const evidence = this.evidence
        this.age = this.age + 1
        // what is suspicious is not to become the measure of what is not
        this.spread.learning = evidence.suspicion === Suspicion.None
        if (evidence.suspicion === Suspicion.Leak) this.watchEnd(sampleAtMs, interval_q8)
        else if (bank.tripped !== 0) this.weigh(sampleAtMs, interval_q8)
        else if ((this.age - this.trippedAge) * interval_q8 > SUSPICION_MS * 256)
            evidence.suspicion = Suspicion.None
        // Reports at about one in eight samples, and when the shortest octaves are all there is.
        if (bank.updated >= 4) this.report(interval_q8)
    }

    /** Phase, noise, and the slope of the longest octave that agrees with the shorter ones. */
    private report(interval_q8: number): void {
        const bank = this.bank
        const spread = this.spread
        const evidence = this.evidence
        const leaks = evidence.suspicion === Suspicion.Leak
        const isCalm = leaks || (this.age - this.trippedAge) * 8 > this.age
        if (isCalm && this.age * interval_q8 > SETTLE_MS * 512) this.settling = false
        const known = (bank.noise.learned[0] & 0xffff) >= NOISE_FROM && this.age >= NOISE_FROM
        // the octaves may hold samples from before a young leak, and gas warms after an old one
        const isNew = this.age - this.leakFrom < this.soundAge
        const isYoung = leaks && isNew
        evidence.phase = DetectorPhase.Ready
        if (!known) evidence.phase = DetectorPhase.Starting
        else if (this.settling || (isNew && !leaks)) evidence.phase = DetectorPhase.Settling
        evidence.noiseMilliPa = (bank.noise.mean[0] / 16008) | 0
        const best = surestOctave(bank, spread, isYoung ? 2 : 3)
        if (best < 0) return
        const block = 1 << best
        const slope = spread.own(bank.slope, best)
        const slopeSd = bank.slopeSd[best]
        const guard = spread.guard[best] + spread.late[best] - spread.dead_q16 * block
        if (leaks) {
            const now = (slope / block) | 0
            const sd = (slopeSd / block) | 0
            const off = abs(now - this.leakSlope_q16)
            // what was known better before the octaves started afresh stands
            if (sd > this.leakSd_q16 * 2 && off < 4 * sd) return
            // a slope that has moved on is the leak's end on its way into a long memory
            if (sd < this.leakSd_q16 && (isYoung || off * 2 < (sd + this.leakSd_q16) * 3)) {
                this.leakSlope_q16 = now
                this.leakSd_q16 = sd
                // known ever better, and yet no longer told from zero: there is no leak
                if (!isYoung && abs(now) < sd + guard / block) this.end()
            }
        }
        // 2 σ, Student's t of 60 differences; half as much again until its spread is known
        let wide = spread.isKnown(best, bank.count) ? 2 : 3
        if (isYoung) wide = 2.8 // by what its onset is uncertain
        this.tellRate(best, slope - spread.explained(best), slopeSd * wide + guard, interval_q8)
    }

    /** Weighs tripped slopes: nothing, a suspicion or a leak. */
    private weigh(sampleAtMs: number, interval_q8: number): void {
        const bank = this.bank
        const spread = this.spread
        const evidence = this.evidence
        let best = -1
        let bestScore = 0
        for (let j = 0; j < bank.updated; j++) {
            if ((bank.tripped & (1 << j)) === 0) continue
            bank.judge(j) // the thermometer may have spoken since
            const falling = spread.own(bank.slope, j) < 0
            if (this.direction === (falling ? LeakDirection.Rising : LeakDirection.Falling))
                continue
            let slope = supportedSlope(bank, spread, this.moved, j, interval_q8)
            // the gas of a leak that has ended warms
            const ended = this.leakSlope_q16 * (1 << j)
            if (falling === ended > 0)
                slope = slope - unseenCold(ended, this.age - this.leakFrom, interval_q8, true)
            const score = ((slope * 16) / bank.slopeSd[j]) | 0
            if (score > bestScore) {
                bestScore = score
                best = j
            }
        }
        this.trippedAge = this.age
        if (best < 0 || bestScore < bank.tripSigmas_q4) return
        const kink = this.kink
        // longer octaves of one that has heat bend with it
        kink.look(bank, best > 1 ? best - 1 : 0, best + (spread.heat[best] !== 0 ? 2 : 4))
        // the kept means reach back into what has been seen before, too
        const isOtherWay = kink.slope_q16 < 0 !== spread.own(bank.slope, best) < 0
        if (kink.rampGain_q4 === 0 || isOtherWay) return
        // A jump: what was before it says nothing about a slope.
        if (kink.stepGain_q4 > kink.rampGain_q4 + JUMP_OVER_BEND_Q4)
            return this.reseed(kink.stepAgo)
        const isShort = best <= 1
        // one block may be a jump's as well as a bend's: shorter ones tell
        const coarse = isShort && kink.stepGain_q4 === kink.rampGain_q4 ? kink.octave : -1
        if (coarse >= 0) kink.look(bank, best, best)
        const isLeak = bestScore >= bank.tripSigmas_q4 + LEAK_OVER_SUSPECT_Q4
        const isOther = isNoBend(kink, isShort)
        if (isShort && (!isLeak || isOther || !bendShows(bank, kink))) return
        if (evidence.suspicion === Suspicion.None) evidence.suspicion = Suspicion.Suspected
        if (!isLeak || isOther) return
        evidence.suspicion = Suspicion.Leak
        // a leak may have begun before the eight means that were looked at
        if (coarse > best + 1) kink.look(bank, best, coarse - 1)
        let n = (kink.onsetAgo >> kink.octave) + 1
        if (n < 3) n = 3
        if (n > KEPT_MEANS) n = KEPT_MEANS
        this.tell(kink.octave, kink.slope_q16, n, kink.onsetAgo, interval_q8)
        this.refineAge = kink.onsetAgo * 2
        this.startAtOnset(sampleAtMs, interval_q8)
    }

    /** Writes a slope of octave j, ± `halfWidth` and what a leak's cold may do, as the rate. */
    private tellRate(j: number, slope_q16: number, halfWidth: number, interval_q8: number): void {
        const scale = interval_q8 * 4 * (1 << j)
        let half = halfWidth
        const leak = this.leakSlope_q16 * (1 << j)
        const isOver = this.evidence.suspicion !== Suspicion.Leak
        // without a thermometer nothing is told of the gas: what counts is how the pressure moves
        if (leak !== 0 && this.spread.doubt[0] !== NO_THERMOMETER)
            half = half + unseenCold(leak, this.age - this.leakFrom, interval_q8, isOver)
        this.evidence.rateMicroPaPerS = saturate(Math.floor((slope_q16 * 15625) / scale))
        this.evidence.rateHalfWidthMicroPaPerS = saturate(Math.floor((half * 15625) / scale) + 1)
    }

    /** Takes a slope of `n` blocks of octave j, the last `samples`, for the leak's. */
    private tell(j: number, slope_q16: number, n: number, samples: number, interval_q8: number) {
        const bank = this.bank
        // From an unknown instant on: its interval is twice a line's.
        const sd = 2 * bank.noise.lineSd(j, n, bank.slopeSd[j], true)
        this.leakSlope_q16 = (slope_q16 / (1 << j)) | 0
        this.leakSd_q16 = (sd / (1 << j)) | 0
        this.leakFrom = this.age - samples
        this.tellRate(j, slope_q16, 2 * sd + this.spread.guard[j], interval_q8)
        // four times as old, it is known eight times as well
        this.soundAge = samples < 16 ? 64 : samples * 4
    }

    /** Takes the onset that the last look found, and starts the octaves there. */
    private startAtOnset(sampleAtMs: number, interval_q8: number): void {
        const kink = this.kink
        this.evidence.onsetAtMs = (sampleAtMs - saturate((kink.onsetAgo * interval_q8) / 256)) | 0
        this.evidence.onsetHalfWidthMs = saturate((kink.onsetHalfWidth * interval_q8) / 256)
        this.leakFrom = this.age - kink.onsetAgo
        this.reseed(kink.onsetAgo)
    }

    /** Twice and four times as old, a leak shows better when it began. */
    private refine(sampleAtMs: number, interval_q8: number): void {
        const age = this.age - this.leakFrom
        const kink = this.kink
        let j = 0
        // the kept means must reach back beyond the onset
        while (age > 7 << j) j++
        this.refineAge = age * 2 <= this.soundAge ? age * 2 : INT32_MAX
        kink.look(this.bank, j, j)
        const late = age - kink.onsetAgo
        const bends = kink.rampGain_q4 > kink.stepGain_q4
        if (bends && late > age >> 4 && late < age >> 1) this.startAtOnset(sampleAtMs, interval_q8)
    }

    private reseed(samples: number): void {
        reseed(this.bank, samples)
        this.reseeded = samples
    }

    /** A loss that the hold saw, before the bank can; false when it is a filling instead. */
    loss(sampleAtMs: number, changeMilliPa: number, samples: number, interval_q8: number): boolean {
        const falling = changeMilliPa < 0
        if (this.direction === (falling ? LeakDirection.Rising : LeakDirection.Falling))
            return false
        const evidence = this.evidence
        // While heat settles the octaves must tell, unless it is too early or too steep for them; a
        // steep rise may be a filling.
        const isSteep = abs(changeMilliPa) > samples * 32767
        const isGross = isSteep && (falling || this.direction !== LeakDirection.Either)
        const mayTell = isGross || evidence.phase === DetectorPhase.Starting || !this.settling
        if (evidence.suspicion === Suspicion.Leak || !mayTell) return true
        const spanMs = (samples * interval_q8) / 256
        const rate = saturate(Math.floor((changeMilliPa * 1000000) / spanMs))
        if (abs(rate) < this.moved.mayReturn(falling)) return true
        evidence.suspicion = Suspicion.Leak
        evidence.rateMicroPaPerS = rate
        evidence.rateHalfWidthMicroPaPerS = saturate(abs(rate) / 3)
        evidence.onsetAtMs = (sampleAtMs - spanMs) | 0
        evidence.onsetHalfWidthMs = interval_q8 >> 7
        this.leakSlope_q16 = saturate((changeMilliPa * 65536) / samples)
        this.leakSd_q16 = abs(this.leakSlope_q16) >> 3
        this.leakFrom = this.age - samples
        this.soundAge = 64
        this.refineAge = INT32_MAX
        this.bank.restart()
        return true
    }

    /** During a leak: looks at its onset again, and whether it is over or has changed. */
    private watchEnd(sampleAtMs: number, interval_q8: number): void {
        if (this.age - this.leakFrom === this.refineAge) this.refine(sampleAtMs, interval_q8)
        if (this.changeAge >= 0) this.changeAge = this.changeAge + 1
        const straight = this.changeAge < 0 ? INT32_MAX : this.changeAge
        const slope = this.leakSlope_q16
        const age = this.age - this.leakFrom
        const turn = leakTurn(this.bank, this.spread, slope, this.leakSd_q16, age, straight)
        if (turn < 0) this.change(-turn, interval_q8)
        if (turn <= 0) return
        this.end()
        this.leakSlope_q16 = slope // its cold goes on
        this.leakFrom = this.age - turn
        // the gas warms, and then half of it is found in 1.6 times what showed the end
        this.soundAge = (turn * 4 + (COLD_MS * 256) / interval_q8) | 0
        this.reseed(turn)
        this.report(interval_q8)
    }

    /** The leak has grown or shrunk, as the line through the last `samples` says. */
    private change(samples: number, interval_q8: number): void {
        this.changeAge = this.changeAge < 0 || this.changeAge > samples * 4 ? 0 : -1
        // that line bends: the next one that says so lies in what has come since
        if (this.changeAge === 0) return
        let j = 0
        while (samples >> j > KEPT_MEANS) j++
        const n = samples >> j
        this.tell(j, lineSlope(this.bank, j, n) - this.spread.heat[j], n, samples, interval_q8)
        this.refineAge = INT32_MAX
        this.reseed(samples)
    }
}
