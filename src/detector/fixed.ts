/**
 * The two integer helpers that the detector calls outside its hot path.
 *
 * Everything hot is written out in place: a call costs as much as some thirty additions on the VM
 * and allocates a record.
 */

/** Largest int32. */
export const INT32_MAX = 2147483647

/**
 * Integer square root, rounded down, of an integer 0 … 2^53 - 1 (a double that holds it exactly).
 * Newton's iteration from above, which falls monotonically and ends on the floor.
 */
export function integerSqrt(square: number): number {
    if (square < 1) return 0
    let root = 1
    let rest = square
    while (rest >= 4) {
        rest = Math.floor(rest / 4)
        root = root * 2
    }
    root = root * 2
    while (true) {
        const next = Math.floor((root + Math.floor(square / root)) / 2)
        if (next >= root) return root
        root = next
    }
}

/** `value`, a double of any size, truncated and saturated to ±(2^31 - 1). */
export function saturate(value: number): number {
    if (value >= INT32_MAX) return INT32_MAX
    if (value <= -INT32_MAX) return -INT32_MAX
    return value | 0
}
