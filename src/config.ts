/**
 * Every tunable of the firmware: unit, format, range, default, why.
 *
 * `const` values are design decisions, folded into the bytecode. `RigConfig` is what a rig's owner
 * sets in `devs.config.json`.
 */

// ---- time ----

/** Sample period, ms, 20 … 2000; a multiple of 10, because the ESP32 wakes every 10 ms. */
export const SAMPLE_PERIOD_MS = 100

/** Which way a leak moves the pressure. */
export enum LeakDirection {
    /** Out of a chamber above ambient. */
    Falling = 0,
    /** Into a chamber below ambient. */
    Rising = 1,
    /** Not known: both count. */
    Either = 2,
}

// ---- bus ----

/**
 * Longest wait for one transfer in a simulator, ms, 5 … 50; half a sample period at most. A real
 * transfer takes 0.5 ms, but in the DeviceScript simulator the answer crosses two sockets.
 */
export const BUS_TIMEOUT_MS = 40

// ---- indicators ----

/** How often lamps and buzzer follow their wish, ms, 20 … 200; packets are 20 ms apart. */
export const INDICATOR_PERIOD_MS = 50

/** Silence of the sampling loop after which the lamps show a fault by themselves, ms, 300 … 2000. */
export const SILENT_AFTER_MS = 1000

// ---- BMP390 / BMP388 driver ----

/**
 * Pressure oversampling, log2, 0 … 5 (datasheet 3.4.1). x32 is the part's most; pressure noise
 * falls with its square root.
 */
export const BMP390_OSR_PRESSURE_LOG2 = 5
/**
 * Temperature oversampling, log2, 0 … 5. x8, not the x2 of the datasheet's presets: counts of the
 * temperature converter reach the pressure with about 230 Pa/K, and x8 halves that noise. One
 * conversion then takes 234 + 392 + 32·2020 + 163 + 8·2020 µs = 81.6 ms (3.9.2), and 93.8 ms with
 * the slowest part (the datasheet's maxima grow by 2.3 ms per oversample), which is the most that
 * fits into 100 ms: x32 with x16 takes 97.7 ms with a typical part.
 */
export const BMP390_OSR_TEMP_LOG2 = 3
/**
 * Samples between two checks of the configuration registers, 1 … 100. A reset is seen in the very
 * sample (its flag comes with the data); this bounds every other loss to 8 samples.
 */
export const BMP390_CONFIG_CHECK_SAMPLES = 8
/** Wait after a soft reset, ms. Start-up takes at most 2 ms (table 2); the ESP32 sleeps in tens. */
export const BMP390_RESET_MS = 10
/** The one wait for a late conversion, ms, 1 … 50. Covers a tick that came 10 ms early (ESP32). */
export const BMP390_READY_WAIT_MS = 10
/** Samples in a row without the bus, or without data, after which the part is reset, 1 … 100. */
export const BMP390_MISSES_TO_RESTART = 5
/**
 * Conversions thrown away after a start, 0 … 10: users of such parts report readings 10-200 Pa low
 * right after a restart, which a detector would take for a leak.
 */
export const BMP390_DISCARD_SAMPLES = 2

// ---- plausibility gate ----

/** A sample older than this is stale, ms: longer than the slowest period plus a late tick. */
export const GATE_STALE_MS = 3000
/** Faster than any gas leaves or fills a chamber, mPa/ms (= Pa/s): 1 MPa/s. */
export const GATE_RATE_MAX_MILLI_PA_PER_MS = 1000000
/** So many samples out of line in a row are a new normal, whatever they say. */
export const GATE_OUTLIERS_MAX = 4

// ---- detector ----

/** Alarm threshold on the standardised slope, 1/16 σ: 6.0 σ, about one false alarm in ten years. */
export const LEAK_SIGMAS_Q4 = 96
/** Suspicion threshold, 1/16 σ: 5.0 σ, about one needless chirp a week. */
export const SUSPECT_SIGMAS_Q4 = 80
/** Slopes below this are never a leak, µPa/s: 0.9 Pa/h, what slow residues of any rig amount to. */
export const DEAD_ZONE_MICRO_PA_PER_S = 250
/** The detector answers for no alarm within this time of a start, ms. */
export const SETTLE_MS = 5000
/** Longest time constant with which a heated or cooled gas settles, ms. */
export const SETTLE_TIME_MS = 300000
/** A level step, from here on, restarts the filters: multiples of the sample's σ. */
export const STEP_SIGMAS = 8
/** A missing stretch of at most this many samples is bridged by a straight line. */
export const BRIDGED_SAMPLES = 40
