/**
 * A thermometer in the gas: dT/dt = (T_gas + self-heating - T) / τ.
 *
 * Its own heat capacity is neglected. The step is exact for an input that goes from one value to
 * the other in a straight line. Temperatures in K, times in s.
 */

/** See the file's head. */
export class Thermometer {
    /** What it shows, K. */
    tempK: number

    /** `tauS` 0 is a thermometer without lag. */
    constructor(
        gasK: number,
        private readonly tauS: number,
        private readonly selfHeatingK: number
    ) {
        this.tempK = gasK + selfHeatingK
    }

    /** The gas has gone from one temperature to another within `durationS`. */
    follow(gasFromK: number, gasToK: number, durationS: number): void {
        const fromK = gasFromK + this.selfHeatingK
        const toK = gasToK + this.selfHeatingK
        if (!(this.tauS > 0)) {
            this.tempK = toK
            return
        }
        const lagK = ((toK - fromK) / durationS) * this.tauS
        const decay = Math.expm1(-durationS / this.tauS)
        this.tempK = toK - lagK + (this.tempK - fromK + lagK) * (1 + decay)
    }
}
