/**
 * What the detector knows after each sample: the seam between `detector/` and `decision/`.
 *
 * The detector writes it, the decision reads it, nobody else does either.
 */

/** How much the detector can say yet. */
export enum DetectorPhase {
    /** Too few samples since start or restart for any statement. */
    Starting = 0,
    /** Samples suffice, but a thermal or mechanical transient still decides the slope. */
    Settling = 1,
    /** Statements hold at the design's false-alarm rate. */
    Ready = 2,
}

/** The sequential test's state. */
export enum Suspicion {
    /** No leak shows. */
    None = 0,
    /** Evidence past the lower threshold: worth a look, not an alarm. */
    Suspected = 1,
    /** Evidence past the alarm threshold, held until the slope's interval includes zero again. */
    Leak = 2,
}

/** Value of a half-width when there is no interval. */
export const NO_INTERVAL = -1

/** The detector's outputs. Reused from sample to sample, so that detection allocates nothing. */
export class LeakEvidence {
    phase: DetectorPhase = DetectorPhase.Starting
    suspicion: Suspicion = Suspicion.None
    /**
     * Slope of the temperature-corrected pressure, µPa/s, negative when falling, saturated to
     * int32.
     */
    rateMicroPaPerS = 0
    /** Half-width of the slope's 95 % interval, µPa/s, or `NO_INTERVAL`. */
    rateHalfWidthMicroPaPerS = NO_INTERVAL
    /**
     * Estimated instant the leak began (clock of the samples); means something only with a
     * half-width.
     */
    onsetAtMs = 0
    /** Half-width of the onset's 95 % interval, ms, or `NO_INTERVAL`. */
    onsetHalfWidthMs = NO_INTERVAL
    /** The noise the detector sees on one sample, 1 σ, mPa. */
    noiseMilliPa = 0
}
