/**
 * Holds a jump of the pressure back until it shows what it is.
 *
 * A sample far off the last one starts it. Coming back within a few samples it was a transient;
 * flat at a new level, or fading towards one as a valve's opening does, it was a step; going on
 * without fading it is a loss. Nothing held reaches the filters, so that a door's slam is no leak.
 *
 * Units: mPa. Limits: a loss is told within five samples, a fading is waited for at most 3 s or
 * nine samples.
 */
import { abs } from "./fixed"

/** What the hold says of a sample. */
export enum Held {
    /** Goes on to the filters. */
    Pass = 0,
    /** Wait. */
    Hold = 1,
    /** A new level: the filters start afresh. */
    Step = 2,
    /** The gas is going: no step. */
    Loss = 3,
}

/** Longest wait for a fading movement, ms. */
const FADING_MS = 3000

/** The hold. */
export class StepHold {
    /** Samples held so far, by which the filters are behind; 0 forgets a jump. */
    held = 0
    /** The last level before the jump, mPa. */
    fromMilliPa = 0
    /** The last four samples, newest first, mPa. */
    private p1 = 0
    private p2 = 0
    private p3 = 0
    private p4 = 0
    private going = 0

    /** The first sample of a jump from `fromMilliPa`. */
    start(fromMilliPa: number, pressureMilliPa: number): void {
        this.held = 1
        this.fromMilliPa = fromMilliPa
        this.p1 = pressureMilliPa
        this.p2 = fromMilliPa
        this.p3 = fromMilliPa
        this.p4 = fromMilliPa
        this.going = 0
    }

    /** The next sample. `limitMilliPa` is eight times the noise of one. */
    next(pressureMilliPa: number, limitMilliPa: number, intervalMs: number): Held {
        this.held = this.held + 1
        const move = pressureMilliPa - this.p1
        const before = this.p1 - this.p2
        const away = pressureMilliPa - this.fromMilliPa
        const recent = pressureMilliPa - this.p4
        this.p4 = this.p3
        this.p3 = this.p2
        this.p2 = this.p1
        this.p1 = pressureMilliPa
        // Flat: less than 3.5 σ over four samples.
        const flat = (limitMilliPa * 7) / 16
        const near = (limitMilliPa * 3) / 4
        const isBack = away <= near && away >= -near
        if (this.held >= 6 && recent <= flat && recent >= -flat)
            return isBack ? Held.Pass : Held.Step
        // A movement that halves within 0.7 s fades; a chamber with a hole takes longer.
        let keep = 16 - (intervalMs * 16) / 1000
        if (keep < 8) keep = 8
        const size = abs(move)
        const last = abs(before)
        const same = away < 0 ? move < 0 && before < 0 : move > 0 && before > 0
        if (same && size * 2 > limitMilliPa && size * 16 > last * keep) this.going = this.going + 1
        else if (this.going > 0) this.going = this.going - 1
        if (this.going >= 3) return Held.Loss
        if (this.held > 8 && this.held * intervalMs > FADING_MS) {
            if (isBack) return Held.Pass
            return this.going > 0 ? Held.Loss : Held.Step
        }
        return Held.Hold
    }
}
