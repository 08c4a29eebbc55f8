/**
 * What a bank of octaves knows of its own noise, and how well a slope can be known in it.
 *
 * Each octave follows the mean absolute second difference of its block means, which a level and a
 * steady slope do not reach. White noise falls by sqrt(2) from octave to octave, a random walk
 * grows by it; an octave some way up tells how much of a walk there is. So drift widens the slow
 * octaves' thresholds, and not the fast ones'.
 *
 * Ledger: differences q13 below 2^31; scales q8 below 2^26; variances below 2^64 in a double, those
 * beyond 2^53 rounded, alike on every machine.
 */

import { INT32_MAX, integerSqrt, saturate, zeros } from "./fixed"

/** Blocks with growing-memory gains. */
export const GROWING_BLOCKS = 56
/** Second differences in the running mean of the noise, log2. */
export const NOISE_MEMORY_LOG2 = 9
/** Octaves from an octave to the one where its walk is read: a slope's memory is 32 blocks. */
const WALK_OCTAVES = 5
/** So many odd differences in a row are no transient but a new noise. */
const ODD_MAX = 32

/** The noise of `octaves` octaves. */
export class OctaveNoise {
    /** Mean |second difference| of the block means, q13: 1.954 σ for white noise. */
    mean: number[]
    /** Second differences learned from, held at the noise memory; odd ones in a row << 16. */
    learned: number[]

    constructor(octaves: number) {
        this.mean = zeros(octaves)
        this.learned = zeros(octaves)
    }

    /**
     * Learns from one |second difference|, q13, that is odd or comes while the octave is young.
     * What the octave below allows bounds a young one.
     */
    learn(j: number, second_q13: number): void {
        const noise = this.mean[j]
        const count = this.learned[j] & 0xffff
        let odd = this.learned[j] >> 16
        let x = second_q13
        let limit = INT32_MAX
        if (count >= 16) limit = noise * 6
        else if (j > 0 && (this.learned[j - 1] & 0xffff) >= 16) limit = this.mean[j - 1] * 8
        if (limit > INT32_MAX) limit = INT32_MAX
        let next = count
        if (x > limit) {
            odd++
            x = limit
        } else if (odd > 0) odd--
        if (odd === 0 || odd >= ODD_MAX || x < limit) {
            if (odd > ODD_MAX) odd = ODD_MAX
            if (count < 1 << NOISE_MEMORY_LOG2) next = count + 1
            // A new noise is learned fast.
            let memory = next
            if (odd >= ODD_MAX && next > 32) memory = 32
            this.mean[j] = (noise + (x - noise) / memory) | 0
        }
        this.learned[j] = (odd << 16) | next
    }

    /**
     * Mean |second difference| of an octave, q8: drawn towards the octave below while young, and at
     * least 0.6 of that (white noise gives 0.707), so that a new noise reaches all octaves.
     */
    scale(j: number): number {
        const own = this.mean[j] >> 5
        if (j === 0) return own
        const below = this.mean[j - 1] >> 5
        const n = this.learned[j] & 0xffff
        let scale = own
        if (n < 256) scale = ((own * n + ((below * 181) / 256) * 32) / (n + 32)) | 0
        if (scale * 5 < below * 3) {
            scale = ((below * 3) / 5) | 0
            this.mean[j] = scale << 5
        }
        return scale
    }

    /**
     * Standard deviation of a slope when the level wanders as sensors of this noise do, q16 per
     * block: 0.015 σ/√s (DETECTION: 0.003 Pa/√s at 0.2 Pa) at ten samples a second, as a variance
     * per sample κ = 2.25e-5 of the noise's. A square root once for all: it grows by √2 an octave.
     */
    wander(j: number): number {
        const scale = this.mean[0] >> 5
        // sqrt(2.25e-5 · 0.016135 · 65536 / 3.82) = 0.0789; 20.2 / 256
        let wander = (scale * 20) / 256
        if ((j & 1) !== 0) wander = (wander * 181) / 128
        wander = wander * (1 << (j >> 1))
        return saturate(wander)
    }

    /**
     * Standard deviation of the slope of a line through the last `blocks` blocks of octave j, q16
     * per block, or of the filter's slope when that is `GROWING_BLOCKS`; `near` is a guess at it.
     * Variances: White: 12 / (n (n² - 1)), steady 6.713e-5;
     * walk: 6 / (5 n), steady 0.016135. |second difference| is 1.954 σ white, 0.798 σ walk.
     * @param walks look for a walk: the bends of a room that a thermometer tells would pass for one
     */
    lineSd(j: number, blocks: number, near: number, walks: boolean): number {
        if (!walks) return whiteSlopeSd(this.mean[0] >> 5, j, blocks, near)
        const scale = this.scale(j)
        let top = j + WALK_OCTAVES
        const last = this.mean.length - 1
        if (top > last) top = last
        while (top > 0 && (this.learned[top] & 0xffff) < 16) top--
        // A walk grows by at most √2 an octave, the bends of a room by up to four.
        while (top > j + 2 && this.mean[top] * 2 > this.mean[top - 1] * 3) top--
        let base = j
        if (top < j + 2) base = top - 2 < 0 ? 0 : top - 2
        let walk = 0
        if (top > base) {
            const ratio = 1 << (top - base)
            const low = this.mean[base] >> 5
            const high = this.mean[top] >> 5
            // Drawn towards white while young. What may be chance, a good standard error, counts
            // for nothing, and what stands well above it for all that it is, or short octaves, in
            // which a walk shows least, would be told too small a one: the garrote. A standard
            // error is 1.5 / √n; 18 + 2000 / n is 1.0 to 1.5 of it.
            const n = this.learned[top] & 0xffff
            const sure = 18 + 2000 / n
            const white = (low * low) / ratio
            let seen = high * high
            if (n < 512) seen = (seen * n + white * 32) / (n + 32)
            const excess = seen - white
            const chance = (white / 256) * sure
            // a walk's share in `low` was taken for white
            if (excess > chance) {
                const beyond = excess - (chance / excess) * chance
                walk = (beyond / (ratio - 1 / ratio)) * (1 << (j - base))
            }
        }
        const square = scale * scale
        let variance = (square * 1152) / 1000 + walk * 1661
        if (blocks !== GROWING_BLOCKS) {
            const n = blocks
            variance = (square * 205888) / (n * (n * n - 1)) + (walk * 123537) / n
        }
        return saturate(integerSqrt(variance, near))
    }
}

/**
 * Standard deviation of the slope of `blocks` blocks, q16 per block, in white noise: see `lineSd`.
 * @param scale its mean |second difference|, q8, as `scale` has it of an octave
 * @param longer octaves from that one to these blocks: its variance is halved by each
 */
export function whiteSlopeSd(scale: number, longer: number, blocks: number, near: number): number {
    if (blocks === GROWING_BLOCKS) {
        // sqrt(1.152), without a root: the thermometer asks for all its scales at each block
        let sd = (scale * 1.0733) / (1 << (longer >> 1))
        if ((longer & 1) !== 0) sd = sd * 0.70711
        return sd | 0
    }
    const variance = (scale * scale * 205888) / (blocks * (blocks * blocks - 1))
    return saturate(integerSqrt(variance / (1 << longer), near))
}
