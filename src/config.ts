/**
 * Every tunable of the firmware: unit, format, range, default, why.
 *
 * `const` values are design decisions, folded into the bytecode. `RigConfig` is what a rig's owner
 * sets in `devs.config.json`.
 */

// ---- time ----

/** Sample period, ms, 20 … 2000. A multiple of 10 because the ESP32's main loop wakes every 10 ms. */
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
