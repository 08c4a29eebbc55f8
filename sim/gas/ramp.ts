/**
 * A quantity of the surroundings that stays, jumps, or goes to a new value in a straight line.
 */
export class Ramp {
    private fromValue: number
    private toValue: number
    private startS = 0
    private endS = -Infinity

    /** Stays at `value`. */
    constructor(value: number) {
        this.fromValue = value
        this.toValue = value
    }

    /** The value at `atS`, seconds. */
    at(atS: number): number {
        if (atS >= this.endS) return this.toValue
        if (atS <= this.startS) return this.fromValue
        const share = (atS - this.startS) / (this.endS - this.startS)
        return this.fromValue + (this.toValue - this.fromValue) * share
    }

    /** From the value at `nowS` to `value` within `durationS` (0: at once). */
    goTo(value: number, durationS: number, nowS: number): void {
        this.fromValue = this.at(nowS)
        this.toValue = value
        this.startS = nowS
        this.endS = durationS > 0 ? nowS + durationS : -Infinity
    }

    /** The next instant after `nowS` at which the slope changes, or Infinity. */
    cornerAfterS(nowS: number): number {
        return this.endS > nowS ? this.endS : Infinity
    }
}
