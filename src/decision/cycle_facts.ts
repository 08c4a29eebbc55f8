/**
 * What is true of a test at one tick, as bits, so that the cycle's rules can be rows of a table.
 *
 * The window (stabilise and test) is watched for what makes a verdict worthless: readings that
 * were rejected, a step of the pressure, a temperature that moved further than the correction
 * carries, a pressure outside its band. Units: mPa, µK, µPa/s, ms.
 */

/** Somebody has pressed start. */
export const START = 1
/** Somebody has ended the test. */
export const ABORT = 2
/** The reading is not trusted. */
export const NO_TRUST = 4
/** The pressure has reached its target, but for a quarter of the band at most. */
export const IN_BAND = 8
/** The pressure is short of the band: below it for a filled part, above it for a pumped one. */
export const SHORT_OF_BAND = 16
/** The pressure is beyond the band. */
export const BEYOND_BAND = 32
/** The phase has lasted as long as it may. */
export const TIME_UP = 64
/** The pressure has stepped within the window. */
export const STEPPED = 128
/** The temperature has changed more than the correction carries. */
export const TOO_WARM = 256
/** Too many readings of the window were rejected. */
export const GAPPY = 512
/** The loss is beyond the gross limit, and has been for GROSS_HELD_MS. */
export const GROSS = 1024
/** The window's pressure goes the way no leak goes. */
export const WRONG_WAY = 2048
/** The evidence says that the part is good. */
export const GOOD = 4096
/** The evidence says that the part is bad. */
export const BAD = 8192
/** The window holds all that a verdict needs. */
export const WINDOW_FULL = 16384
/** The pressure is back at ambient. */
export const VENTED = 32768
/** The recipe neither fills nor vents. */
export const IS_SEALED = 65536
/** The result has been acknowledged. */
export const SEEN = 131072
/** Another test follows by itself. */
export const REPEATS = 262144
