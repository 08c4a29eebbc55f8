/**
 * A door slams: a damped swing of pressure at the sensor that moves no gas in or out.
 */

/** One swing. Instants in s, pressures in Pa. */
export class Slam {
    private over = false

    /** `frequencyHz` 0 is a bare pulse. */
    constructor(
        private readonly amplitudePa: number,
        private readonly startS: number,
        private readonly decayS: number,
        private readonly frequencyHz: number
    ) {}

    /** What it adds to the pressure at an instant, Pa. */
    at(atS: number): number {
        if (this.over || atS < this.startS) return 0
        const sinceS = atS - this.startS
        this.over = sinceS > 40 * this.decayS
        const sizePa = this.amplitudePa * Math.exp(-sinceS / this.decayS)
        return sizePa * Math.cos(2 * Math.PI * this.frequencyHz * sinceS)
    }
}
