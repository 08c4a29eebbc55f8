/**
 * A bank of level-and-slope filters, one per octave of block averages, that knows its own noise.
 *
 * Octave j sees means of 2^j samples and follows their level and slope with a critically damped
 * filter of smoothing 15/16: the innovation e = v - L - B moves the level by 31/256 e and the slope
 * by 1/256 e. For the first 56 blocks the gains are those of growing-memory least squares,
 * (4n - 2) / (n (n + 1)) and 6 / (n (n + 1)), at which point both have the same slope variance. A
 * leak of any size is seen about as early as mathematics allows by the octave whose memory
 * (32 blocks) fits it, and two octaves are updated per sample on average.
 *
 * The last eight block means of each octave are kept for whoever has to look closer.
 *
 * Units: values in q8 of the caller's unit (1/256 mPa, or 1/16 µK), |value| < 2^30; slopes in q16
 * per block. An octave whose slope does not fit starts afresh: the shorter ones have it.
 */

import { INT32_MAX, integerSqrt, saturate, zeros } from "./fixed"

/** Blocks with growing-memory gains. */
export const GROWING_BLOCKS = 56
/** Block means kept per octave. */
export const KEPT_MEANS = 8
/** Octaves from an octave to the one where its random walk is read. */
const WALK_OCTAVES = 5
/** Second differences in the running mean of the noise, log2. */
const NOISE_MEMORY_LOG2 = 9
/** Blocks an octave needs before its slope is judged. */
const JUDGED_FROM_BLOCKS = 10
/** Second differences the shortest octave needs before anything is judged. */
export const NOISE_FROM = 24
/** So many odd differences in a row are no transient but a new noise. */
const ODD_MAX = 32

/** One bank. `octaves` at most 14. */
export class OctaveBank {
    /** Level at the newest block, q8. */
    level: number[]
    /** Slope per block, q16. */
    slope: number[]
    /** Blocks since the restart, held at `GROWING_BLOCKS`; -1 while one from before is under way. */
    blocks: number[]
    /** The last block means, `KEPT_MEANS` per octave, q8; the newest of j at (count >> j) - 1. */
    means: number[]
    /** Mean |second difference| of the block means, q13: 1.954 σ for white noise. */
    noise: number[]
    /** Second differences learned from, held at the noise memory; odd ones in a row << 16. */
    learned: number[]
    /** Standard deviation of the slope, q16 per block, `INT32_MAX` while unknown. */
    slopeSd: number[]
    /** A slope beyond ± this is worth a look, q16 per block. */
    trip: number[]
    /** What a slope may be without meaning anything, q16 per block. */
    guard: number[]
    /** Bit j: the newest slope of octave j is beyond its trip. */
    tripped = 0
    /** Samples since the restart. */
    count = 0
    /** Octaves updated by the last `add`: 0 … this - 1. */
    updated = 0

    /** @param tripSigmas_q4 standard deviations, 1/16, beyond the guard that are worth a look */
    constructor(
        public octaves: number,
        public tripSigmas_q4: number
    ) {
        this.level = zeros(octaves)
        this.slope = zeros(octaves)
        this.blocks = zeros(octaves)
        this.means = zeros(octaves * KEPT_MEANS)
        this.noise = zeros(octaves)
        this.learned = zeros(octaves)
        this.slopeSd = zeros(octaves)
        this.trip = zeros(octaves)
        this.guard = zeros(octaves)
        this.restart()
    }

    /** Forgets level and slope; keeps the noise. */
    restart(): void {
        this.count = 0
        this.updated = 0
        for (let j = 0; j < this.octaves; j++) this.clear(j)
    }

    /** Forgets one octave's level and slope. */
    clear(j: number): void {
        this.blocks[j] = 0
        this.slope[j] = 0
        this.slopeSd[j] = INT32_MAX
        this.trip[j] = INT32_MAX
        this.tripped = this.tripped & ~(1 << j)
    }

    /** Moves the origin: `by_q8` is taken off every value held. */
    shift(by_q8: number): void {
        for (let j = 0; j < this.octaves; j++) this.level[j] = (this.level[j] - by_q8) | 0
        for (let i = 0; i < this.means.length; i++) this.means[i] = (this.means[i] - by_q8) | 0
    }

    /** Takes one sample. O(1): two octaves on average, all of them at worst. */
    add(value_q8: number): void {
        const octaves = this.octaves
        const means = this.means
        const level = this.level
        const slopes = this.slope
        const count = this.count + 1
        this.count = count
        let value = value_q8
        let half = 1
        let base = 0
        let j = 0
        while (true) {
            const at = (count >> j) - 1
            const before = means[base + ((at + 7) & 7)]
            const second = value - 2 * before + means[base + ((at + 6) & 7)]
            means[base + (at & 7)] = value
            const n = this.blocks[j]
            const slope = slopes[j]
            if (n === GROWING_BLOCKS) {
                const step = (slope + 128) >> 8
                const e = value - level[j] - step
                level[j] = (level[j] + step + (e * 31 + 128) / 256) | 0
                slopes[j] = slope + e
                if ((count & (15 * half)) === 0) this.judge(j)
            } else {
                this.grow(j, n, value)
            }
            const now = slopes[j]
            if (now > this.trip[j] || now < -this.trip[j]) {
                this.tripped = this.tripped | half
                if (now > INT32_MAX || now < -INT32_MAX) this.steep(j)
            } else this.tripped = this.tripped & ~half
            // A steep slope is a leak or heat, and its bends would pass for noise.
            if (at >= 2 && (j === 0 || (this.tripped & (2 * half - 1)) === 0)) {
                const x = second < 0 ? -second * 32 : second * 32
                const noise = this.noise[j]
                if (this.learned[j] === 1 << NOISE_MEMORY_LOG2 && x < noise * 6) {
                    this.noise[j] = noise + ((x - noise + 256) >> NOISE_MEMORY_LOG2)
                } else this.learn(j, x)
            }
            j++
            if (j === octaves || (count & half) !== 0) break
            value = (before + value) >> 1
            half = half << 1
            base = base + KEPT_MEANS
        }
        this.updated = j
    }

    /** One growing-memory step, the n-th (from 0) of octave j. */
    private grow(j: number, n: number, value: number): void {
        this.blocks[j] = n + 1
        if (n < 0) return
        if (n === 0) {
            this.level[j] = value
            this.slope[j] = 0
        } else {
            const slope = this.slope[j]
            const step = (slope + 128) >> 8
            const e = value - this.level[j] - step
            const scale = (n + 1) * (n + 2)
            this.level[j] = (this.level[j] + step + (e * (4 * n + 2)) / scale) | 0
            const next = slope + (e * 1536) / scale
            // Out of range is for the caller to see.
            this.slope[j] = next > INT32_MAX || next < -INT32_MAX ? next : next | 0
        }
        this.judge(j)
    }

    /** A slope beyond the format: the shortest octave holds it, a longer one starts afresh. */
    private steep(j: number): void {
        if (j === 0 && this.blocks[0] > 16) {
            this.slope[0] = this.slope[0] > 0 ? INT32_MAX : -INT32_MAX
        } else this.clear(j)
    }

    /**
     * Learns from one |second difference|, q13, that is odd or comes while the octave is young.
     * What the octave below allows bounds a young one.
     */
    private learn(j: number, second_q13: number): void {
        const noise = this.noise[j]
        const count = this.learned[j] & 0xffff
        let odd = this.learned[j] >> 16
        let x = second_q13
        let limit = INT32_MAX
        if (count >= 16) limit = noise * 6
        else if (j > 0 && (this.learned[j - 1] & 0xffff) >= 16) limit = this.noise[j - 1] * 8
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
            this.noise[j] = (noise + (x - noise) / (odd >= ODD_MAX && next > 32 ? 32 : next)) | 0
        }
        this.learned[j] = (odd << 16) | next
    }

    /**
     * Mean |second difference| of an octave, q8: drawn towards the octave below while young, and at
     * least 0.6 of that (white noise gives 0.707), so that a new noise reaches all octaves.
     */
    private scale(j: number): number {
        const own = this.noise[j] >> 5
        if (j === 0) return own
        const below = this.noise[j - 1] >> 5
        const n = this.learned[j] & 0xffff
        let scale = own
        if (n < 256) scale = ((own * n + ((below * 181) / 256) * 32) / (n + 32)) | 0
        if (scale * 5 < below * 3) {
            scale = ((below * 3) / 5) | 0
            this.noise[j] = scale << 5
        }
        return scale
    }

    /**
     * Standard deviation of the slope of a line through the last `blocks` blocks of octave j, q16
     * per block, or of the filter's slope when that is `GROWING_BLOCKS`; `near` is a guess at it.
     * Variances: White: 12 / (n (n² - 1)), steady 6.713e-5;
     * walk: 6 / (5 n), steady 0.016135. |second difference| is 1.954 σ white, 0.798 σ walk.
     */
    lineSd(j: number, blocks: number, near: number): number {
        const scale = this.scale(j)
        let top = j + WALK_OCTAVES
        if (top > this.octaves - 1) top = this.octaves - 1
        while (top > 0 && (this.learned[top] & 0xffff) < 16) top--
        let base = j
        if (top < j + 2) base = top - 2 < 0 ? 0 : top - 2
        let walk = 0
        if (top > base) {
            const ratio = 1 << (top - base)
            const low = this.noise[base] >> 5
            const high = this.noise[top] >> 5
            // Drawn towards white while young, and white by 1.3 standard errors more: or a young
            // estimate sees walks everywhere.
            const n = this.learned[top] & 0xffff
            const sure = n >= 512 ? 278 : n >= 128 ? 300 : n >= 32 ? 343 : 379
            const white = (low * low) / ratio
            let seen = high * high
            if (n < 512) seen = (seen * n + white * 32) / (n + 32)
            const excess = seen - (white / 256) * sure
            if (excess > 0) walk = (excess / ratio) * (1 << (j - base))
        }
        // Loud noise is squared in units 1024 times as large, to stay below 2^53.
        const unit = scale > 65535 ? 1024 : 1
        const square = (scale / unit) * (scale / unit)
        walk = walk / (unit * unit)
        let variance = (square * 1152) / 1000 + walk * 1661
        if (blocks !== GROWING_BLOCKS) {
            const n = blocks
            variance = (square * 205888) / (n * (n * n - 1)) + (walk * 123537) / n
        }
        if (variance > 4e15) variance = 4e15
        return saturate(integerSqrt(Math.floor(variance), (near / unit) | 0) * unit)
    }

    /** Works out the standard deviation of an octave's slope, and its trip. */
    judge(j: number): void {
        const n = this.blocks[j]
        if (n < JUDGED_FROM_BLOCKS || (this.learned[0] & 0xffff) < NOISE_FROM) {
            this.slopeSd[j] = INT32_MAX
            this.trip[j] = INT32_MAX
            return
        }
        let sd = this.lineSd(j, n, this.slopeSd[j])
        // From few differences: Student's t at six sigma is about 1 + 9 / N wider. And the rounding
        // of the block means.
        sd = (sd + (sd * 9) / ((this.learned[j] & 0xffff) + 24) + 2) | 0
        this.slopeSd[j] = sd
        const trip = (sd * this.tripSigmas_q4) / 16 + this.guard[j]
        this.trip[j] = trip > INT32_MAX ? INT32_MAX : trip | 0
    }
}
