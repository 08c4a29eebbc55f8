/**
 * The integer helpers that the detector calls outside its hot path.
 *
 * Everything hot is written out in place: a call costs as much as some thirty additions on the VM
 * and allocates a record.
 */

/** Largest int32. */
export const INT32_MAX = 2147483647

/**
 * Integer square root, rounded down: exact up to 2^52, of a double beyond that to its last bits.
 * Newton's iteration: one step from any start `near` > 0 lands at or above the root, from there it
 * falls monotonically. Two or three turns when `near` is near.
 */
export function integerSqrt(square: number, near: number): number {
    if (square < 1) return 0
    let root = near < 1 ? 1 : near
    root = Math.floor((root + Math.floor(square / root)) / 2) + 1
    while (true) {
        const next = Math.floor((root + Math.floor(square / root)) / 2)
        if (next >= root) return root
        root = next
    }
}

/**
 * The size of a number without its sign. On the VM a call takes a heap block, so what runs at each
 * sample says it by itself.
 */
export function abs(value: number): number {
    return value < 0 ? -value : value
}

/** `value`, a double of any size, truncated and saturated to ±(2^31 - 1). */
export function saturate(value: number): number {
    if (value >= INT32_MAX) return INT32_MAX
    if (value <= -INT32_MAX) return -INT32_MAX
    return value | 0
}

/** An array of `length` zeros. */
export function zeros(length: number): number[] {
    const array = new Array<number>(length)
    for (let i = 0; i < length; i++) array[i] = 0
    return array
}
