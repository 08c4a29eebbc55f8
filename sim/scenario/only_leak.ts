/**
 * The name of a leak that a scenario does not name.
 */

/** See the file's head. */
export const ONLY_LEAK = "the hole"
