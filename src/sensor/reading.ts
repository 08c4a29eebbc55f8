/**
 * A reading: what one attempt to read the chamber's sensor gave, good or bad.
 *
 * Every tick of the firmware takes exactly one reading; a tick whose sensor said nothing takes a
 * reading that carries the fault. Compensation's doubles end here: pressure and temperature are
 * quantised once, and everything downstream is int32.
 */

/** Why a reading carries no value. The number is the `e` field of the sample record. */
export enum SensorFault {
    /** A good reading. */
    None = 0,
    /** The part did not acknowledge its address or a byte. */
    BusNack = 1,
    /** The bus did not answer within its bound. */
    BusTimeout = 2,
    /** The identity register holds no part that we drive. */
    WrongChip = 3,
    /** The trim values are those of no real part (all equal, or outside the datasheet's types). */
    BadTrim = 4,
    /** The conversion was not ready in time. */
    NotReady = 5,
    /** A configuration register lost its value: the part was reset or browned out. */
    ConfigLost = 6,
    /** The part reports an internal error (fatal, command or configuration error). */
    PartError = 7,
    /** The converter is at an end of its range, so that the value means nothing. */
    Saturated = 8,
    /** The driver has not been started, or is being restarted. */
    Starting = 9,
    /** An exception escaped from the sampling code: a bug, shown as a fault and survived. */
    Escaped = 10,
}

/** `tempMicroC` of a reading without a temperature; only traces have those. */
export const TEMP_MISSING_MICRO_C = -2147483648

/** One reading. Reused from tick to tick, so that sampling allocates nothing. */
export class Reading {
    /** Instant of the tick, ms since boot modulo 2^32, as int32. */
    atMs = 0
    /** Instant at which the conversion was started, same clock; the value's own time. */
    sampleAtMs = 0
    /** Why there is no value; `None` when there is one. */
    fault: SensorFault = SensorFault.None
    /** Absolute pressure, mPa, 0 … 500,000,000; means something only without a fault. */
    pressureMilliPa = 0
    /** Temperature of the part, µ°C, -100,000,000 … 200,000,000, or `TEMP_MISSING_MICRO_C`. */
    tempMicroC = TEMP_MISSING_MICRO_C
}
