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
 * per block. An octave whose slope does not fit starts afresh: the shorter ones have it, and beyond
 * them `StepHold` and the plunge.
 */

import { INT32_MAX, saturate, zeros } from "./fixed"
import { GROWING_BLOCKS, NOISE_MEMORY_LOG2, OctaveNoise } from "./octave_noise"
import { HEARD_Q8, SlopeSpread } from "./slope_spread"

/** Block means kept per octave. */
export const KEPT_MEANS = 8
/** Blocks an octave needs before its slope is judged. */
const JUDGED_FROM_BLOCKS = 10
/** Second differences the shortest octave needs before anything is judged. */
export const NOISE_FROM = 24

/** One bank. `octaves` at most 14. */
export class OctaveBank {
    /** Level at the newest block, q8. */
    level: number[]
    /** Slope per block, q16. */
    slope: number[]
    /**
     * Blocks since the restart, held at `GROWING_BLOCKS`; -1 while one from before is under way.
     */
    blocks: number[]
    /** The last block means, `KEPT_MEANS` per octave, q8; the newest of j at (count >> j) - 1. */
    means: number[]
    /** What the octaves know of their noise. */
    noise: OctaveNoise
    /** Standard deviation of the slope, q16 per block, `INT32_MAX` while unknown. */
    slopeSd: number[]
    /** A slope beyond ± this is worth a look, q16 per block. */
    trip: number[]
    /** Bit j: the newest slope of octave j, less its heat, is beyond its trip. */
    tripped = 0
    /** Samples since the restart. */
    count = 0
    /** Octaves updated by the last `add`: 0 … this - 1. */
    updated = 0

    /**
     * @param tripSigmas_q4 standard deviations, 1/16, beyond the guard that are worth a look
     * @param spread learns how the slopes spread beyond the noise; without it nothing ever trips
     */
    constructor(
        public octaves: number,
        public tripSigmas_q4: number,
        public spread: SlopeSpread | undefined
    ) {
        this.level = zeros(octaves)
        this.slope = zeros(octaves)
        this.blocks = zeros(octaves)
        this.means = zeros(octaves * KEPT_MEANS)
        this.noise = new OctaveNoise(octaves)
        this.slopeSd = zeros(octaves)
        this.trip = zeros(spread === undefined ? 0 : octaves)
        this.restart()
    }

    /** Forgets level and slope; keeps the noise. */
    restart(): void {
        const spread = this.spread
        if (spread !== undefined) spread.earlier = saturate(spread.earlier + this.count)
        this.count = 0
        this.updated = 0
        for (let j = 0; j < this.octaves; j++) this.clear(j)
    }

    /** Forgets one octave's level and slope. */
    clear(j: number): void {
        this.blocks[j] = 0
        this.slope[j] = 0
        this.slopeSd[j] = INT32_MAX
        const spread = this.spread
        if (spread === undefined) return
        spread.heat[j] = 0
        this.trip[j] = INT32_MAX
        this.tripped = this.tripped & ~(1 << j)
    }

    /** Moves the origin: `by_q8` is taken off every value held. */
    shift(by_q8: number): void {
        for (let j = 0; j < this.octaves; j++) this.level[j] = (this.level[j] - by_q8) | 0
        for (let i = 0; i < this.means.length; i++) this.means[i] = (this.means[i] - by_q8) | 0
    }

    /**
     * Passes over `samples` (1 or more) that never came, as if they had lain on the line that the
     * first sure octave follows whose memory spans them; shorter octaves start afresh. Blocks that
     * the gap cuts are lost. Starts over when no octave spans it.
     */
    skip(samples: number): void {
        let spans = 0
        while (
            spans < this.octaves &&
            (samples >> spans > KEPT_MEANS || this.blocks[spans] < JUDGED_FROM_BLOCKS)
        )
            spans++
        if (spans === this.octaves) {
            this.restart()
            return
        }
        const before = this.count
        const after = before + samples
        const origin = this.level[spans]
        const slope = this.slope[spans] / (512 << spans)
        // Twice the middle of the spanning octave's newest block.
        const middle = (2 * (before >> spans) - 1) << spans
        for (let j = 0; j < this.octaves; j++) {
            const to = after >> j
            let i = before >> j
            const blocks = to - i
            if (blocks === 0) continue
            if (blocks > KEPT_MEANS || this.blocks[j] < JUDGED_FROM_BLOCKS) {
                this.clear(j)
                if (blocks > KEPT_MEANS) i = to - KEPT_MEANS
            } else if (this.blocks[j] > 0) {
                this.level[j] = (this.level[j] + (this.slope[j] / 256) * blocks) | 0
            } else this.blocks[j] = 0
            const base = j * KEPT_MEANS
            for (; i < to; i++) {
                const ahead = ((2 * i + 1) << j) - middle
                this.means[base + (i & 7)] = (origin + slope * ahead) | 0
            }
        }
        this.count = after
        this.updated = 0
    }

    /** Takes one sample. O(1): two octaves on average, all of them at worst. */
    add(value_q8: number): void {
        const octaves = this.octaves
        const means = this.means
        const level = this.level
        const slopes = this.slope
        const noise = this.noise
        const spread = this.spread
        let tripped = this.tripped
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
                // at an odd block, whichever, no longer octave ends one: one judgement a sample
                if ((count & (15 * half)) === 13 * half) this.judge(j)
            } else {
                this.grow(j, n, value)
            }
            const now = slopes[j]
            if (spread !== undefined) {
                const own = now - spread.heat[j]
                const trip = this.trip[j]
                if (own > trip || own < -trip) tripped = tripped | half
                else tripped = tripped & ~half
            }
            // beyond the format: octaves start afresh until the pressure goes slower
            if ((now | 0) !== now) this.clear(j)
            // A steep slope is a leak or heat, and its bends would pass for noise.
            if (at >= 2 && (j === 0 || (tripped & (2 * half - 1)) === 0)) {
                let x = second * 32
                if (x < 0) x = -x
                const mean = noise.mean[j]
                if (noise.learned[j] === 1 << NOISE_MEMORY_LOG2 && x < mean * 6) {
                    noise.mean[j] = mean + ((x - mean + 256) >> NOISE_MEMORY_LOG2)
                } else noise.learn(j, x)
            }
            j++
            if (j === octaves || (count & half) !== 0) break
            value = (before + value) >> 1
            half = half << 1
            base = base + KEPT_MEANS
        }
        this.tripped = tripped
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
        // again one at a time: a judgement may be a block old, and is then too careful
        if ((this.count & (1 << j)) !== 0) this.judge(j)
    }

    /** Works out the standard deviation of an octave's slope, and its trip. */
    judge(j: number): void {
        const n = this.blocks[j]
        if (n < JUDGED_FROM_BLOCKS || (this.noise.learned[0] & 0xffff) < NOISE_FROM) return
        const spread = this.spread
        const near = this.slopeSd[j]
        const isHeard = spread !== undefined && spread.share_q8[j] === HEARD_Q8
        let sd = this.noise.lineSd(j, n, near, !isHeard)
        // From few differences: Student's t at six sigma is about 1 + 9 / N wider. And the rounding
        // of the block means.
        sd = (sd + (sd * 9) / ((this.noise.learned[j] & 0xffff) + 24) + 2) | 0
        this.slopeSd[j] = sd
        if (spread === undefined) return
        if (n === GROWING_BLOCKS && (this.tripped & (1 << j)) === 0)
            spread.learn(j, this.slope[j], near)
        const walk = this.noise.wander(j)
        if (spread.isKnown(j, this.count)) sd = spread.widenKnown(j, sd, walk, n)
        else sd = spread.widenUnknown(j, sd, walk, n)
        this.slopeSd[j] = sd
        this.trip[j] = saturate((sd * this.tripSigmas_q4) / 16 + spread.guard[j])
    }
}
