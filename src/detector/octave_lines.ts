/**
 * Straight lines through the block means that a bank keeps: for estimates, and for starting its
 * filters at an instant of the past.
 *
 * Ledger: means relative to the oldest, below 2^30; eight of them with weights up to 7, times 1536,
 * below 2^47, exact in a double; slopes q16 per block, saturated.
 */

import { saturate } from "./fixed"
import { KEPT_MEANS, OctaveBank } from "./octave_bank"
import { GROWING_BLOCKS } from "./octave_noise"

/** Least-squares slope of the last `n` (2 … 8) block means of octave j, q16 per block. */
export function lineSlope(bank: OctaveBank, j: number, n: number): number {
    const newest = (bank.count >> j) - 1
    const means = bank.means
    const base = j * KEPT_MEANS
    const first = means[base + ((newest - n + 1) & 7)]
    let sum = 0
    for (let i = 1; i < n; i++) {
        sum = sum + (2 * i - n + 1) * (means[base + ((newest - n + 1 + i) & 7)] - first)
    }
    return saturate((sum * 1536) / (n * (n * n - 1)))
}

/**
 * Starts every octave afresh with the block means of the last `samples` samples, unless it has
 * begun within them: growing-memory least squares goes on from the line through them as if it had
 * begun there. A block under way that began before is skipped.
 */
export function reseed(bank: OctaveBank, samples: number): void {
    const means = bank.means
    for (let j = 0; j < bank.octaves; j++) {
        const has = bank.blocks[j]
        if (has > KEPT_MEANS && has < GROWING_BLOCKS && has << j <= samples) continue
        bank.clear(j)
        const all = bank.count >> j
        const under = bank.count - (all << j)
        let n = (samples - under) >> j
        if (under > samples) bank.blocks[j] = -1
        if (n > KEPT_MEANS) n = KEPT_MEANS
        if (n > all) n = all
        if (n < 1) continue
        const base = j * KEPT_MEANS
        const newest = means[base + ((all - 1) & 7)]
        bank.blocks[j] = n
        bank.level[j] = newest
        if (n < 2) continue
        const slope = lineSlope(bank, j, n)
        let sum = 0
        for (let i = 1; i < n; i++) sum = sum + means[base + ((all - 1 - i) & 7)] - newest
        bank.level[j] = (newest + sum / n + (slope * (n - 1)) / 512) | 0
        bank.slope[j] = slope
        bank.judge(j)
    }
}
