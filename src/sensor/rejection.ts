/**
 * Why the plausibility gate let a reading pass or not: one named reason for each way out.
 */

/** Verdict of the gate on one reading. The number is the `g` field of the sample record. */
export enum Rejection {
    /** Accepted. */
    None = 0,
    /** The reading itself carries a `SensorFault`. */
    Fault = 1,
    /** Pressure or temperature outside what the part or the configuration allows. */
    OutOfRange = 2,
    /** The same value to the last digit for longer than noise allows: the part is frozen. */
    Stuck = 3,
    /** The sample is no newer than the last one, or too old. */
    Stale = 4,
    /** The pressure moved faster than any gas in a chamber can. */
    ImpossibleRate = 5,
    /** One sample far out of line; the next decides whether it was a spike or a step. */
    Spike = 6,
}
