/**
 * Running means of what octaves do, robust against what they do once.
 */

import { abs, saturate } from "./fixed"

/**
 * Follows the mean size of a value of octave j, and its mean.
 * @param seen values so far, with this one
 * @param sd what the value's standard deviation was thought to be: a value beyond twice that, or
 * beyond twice the mean size, counts for so much. One alone must not spoil the means, and a
 * restless room must be learned
 */
export function follow(
    sizes: number[],
    means: number[],
    j: number,
    seen: number,
    value: number,
    sd: number
): void {
    const before = sizes[j]
    let limit = sd * 2
    if (limit < before * 2) limit = before * 2
    let size = abs(value)
    if (size > limit) size = limit
    sizes[j] = before + saturate((size - before) / seen)
    if (value < 0) size = -size
    means[j] = means[j] + saturate((size - means[j]) / seen)
}
