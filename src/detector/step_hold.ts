/**
 * Holds a jump of the pressure back until it shows what it is.
 *
 * A sample far off the last one starts it. Coming back within a few samples it was a transient;
 * flat at a new level, or fading towards one as a valve's opening does, it was a step; going on
 * without fading it is a loss. Nothing held reaches the filters, so that a door's slam is no leak.
 *
 * Units: mPa. Limits: a loss is told within five samples, a fading is waited for at most 3 s.
 */

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
    /** Samples held so far; the filters are that far behind. */
    held = 0
    /** The last level before the jump, mPa. */
    fromMilliPa = 0
    private lastMilliPa = 0
    private lastMove = 0
    private flat = 0
    private going = 0

    /** Forgets a jump that was being held. */
    restart(): void {
        this.held = 0
    }

    /** The first sample of a jump from `fromMilliPa`. */
    start(fromMilliPa: number, pressureMilliPa: number): void {
        this.held = 1
        this.fromMilliPa = fromMilliPa
        this.lastMilliPa = pressureMilliPa
        this.lastMove = pressureMilliPa - fromMilliPa
        this.flat = 0
        this.going = 0
    }

    /** The next sample. `limitMilliPa`: less than this is no movement. */
    next(pressureMilliPa: number, limitMilliPa: number, intervalMs: number): Held {
        this.held = this.held + 1
        const back = pressureMilliPa - this.fromMilliPa
        const move = pressureMilliPa - this.lastMilliPa
        const size = move < 0 ? -move : move
        const lastSize = this.lastMove < 0 ? -this.lastMove : this.lastMove
        this.lastMilliPa = pressureMilliPa
        const before = this.lastMove
        this.lastMove = move
        const limit = limitMilliPa
        if (back <= limit && back >= -limit) return Held.Pass
        if (size <= limit >> 1 || size * 20 <= (back < 0 ? -back : back)) {
            this.flat = this.flat + 1
            this.going = 0
            return this.flat >= 3 ? Held.Step : Held.Hold
        }
        this.flat = 0
        // A movement that halves within 0.7 s fades; a chamber with a hole takes longer.
        let keep = 16 - (intervalMs * 16) / 1000
        if (keep < 8) keep = 8
        const same = before < 0 ? move < 0 : move > 0
        if (same && size * 16 > lastSize * keep) this.going = this.going + 1
        else if (this.going > 0) this.going = this.going - 1
        if (this.going >= 3) return Held.Loss
        if (this.held > 8 && this.held * intervalMs > FADING_MS) {
            return this.going > 0 ? Held.Loss : Held.Step
        }
        return Held.Hold
    }
}
