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
 * Noise is the running mean of |second difference of the blocks|, which neither a steady slope nor
 * an outlier disturbs much. For white noise of variance w per block the slope's variance is
 * 6.713e-5 w, for a random walk of variance r per block 1.6135e-2 r. The walk is read five octaves
 * up, where blocks are about as long as the filter's memory.
 *
 * Units: values in q8 of the caller's unit (1/256 mPa, 1/256 of 16 µK), |value| < 2^30; slopes in
 * q16 per block, saturated. The caller shifts the origin with `shift`.
 */

import { INT32_MAX, integerSqrt } from "./fixed"

/** Blocks with growing-memory gains. */
export const GROWING_BLOCKS = 56
/** Octaves from an octave to the one where its random walk is read. */
const WALK_OCTAVES = 5
/** Samples of noise memory once learned: N of the running mean, a power of two. */
const NOISE_MEMORY_LOG2 = 9
/** Blocks an octave needs before its slope is judged. */
const JUDGED_FROM_BLOCKS = 10

/** One bank. `octaves` at most 14. */
export class OctaveBank {
    /** Level at the newest block, q8. */
    level: number[]
    /** Slope per block, q16. */
    slope: number[]
    /** Blocks since the restart, held at `GROWING_BLOCKS`. */
    blocks: number[]
    /** Mean |second difference|, q8 with 6 more bits. */
    noise: number[]
    /** Second differences learned from, held at the noise memory. */
    noiseCount: number[]
    /** Standard deviation of the slope, q16 per block, `INT32_MAX` while unknown. */
    slopeSd: number[]
    /** Samples since the restart, modulo 2^30. */
    count = 0
    /** Octaves updated by the last `add`: 0 … this - 1. */
    updated = 0
    /** While set, the noise is not learned (a leak would pass for noise). */
    frozen = false
    private pending: number[]
    private previous: number[]
    private difference: number[]
    private odd: number[]

    constructor(public octaves: number) {
        this.level = zeros(octaves)
        this.slope = zeros(octaves)
        this.blocks = zeros(octaves)
        this.noise = zeros(octaves)
        this.noiseCount = zeros(octaves)
        this.slopeSd = zeros(octaves)
        this.pending = zeros(octaves)
        this.previous = zeros(octaves)
        this.difference = zeros(octaves)
        this.odd = zeros(octaves)
        this.restart()
    }

    /** Forgets level and slope; keeps the noise. */
    restart(): void {
        this.count = 0
        this.updated = 0
        for (let j = 0; j < this.octaves; j++) {
            this.blocks[j] = 0
            this.slope[j] = 0
            this.slopeSd[j] = INT32_MAX
        }
    }

    /** Moves the origin: `by_q8` is taken off every value held. */
    shift(by_q8: number): void {
        for (let j = 0; j < this.octaves; j++) {
            this.level[j] = (this.level[j] - by_q8) | 0
            this.previous[j] = (this.previous[j] - by_q8) | 0
            this.pending[j] = (this.pending[j] - by_q8) | 0
        }
    }

    /** Takes one sample. O(1): two octaves on average, all of them at worst. */
    add(value_q8: number): void {
        const octaves = this.octaves
        const blocks = this.blocks
        const count = (this.count + 1) & 0x3fffffff
        this.count = count
        let value = value_q8
        let half = 1
        let j = 0
        while (j < octaves) {
            const n = blocks[j]
            let difference = 0
            if (n < GROWING_BLOCKS) {
                blocks[j] = n + 1
                if (n === 0) {
                    this.level[j] = value
                    this.slope[j] = 0
                } else {
                    const step = (this.slope[j] + 128) >> 8
                    const e = (value - this.level[j] - step) | 0
                    const scale = (n + 1) * (n + 2)
                    this.level[j] = (this.level[j] + step + (e * (4 * n + 2)) / scale) | 0
                    const slope = this.slope[j] + (e * 1536) / scale
                    this.slope[j] =
                        slope > INT32_MAX ? INT32_MAX : slope < -INT32_MAX ? -INT32_MAX : slope | 0
                    difference = (value - this.previous[j]) | 0
                }
            } else {
                const slope = this.slope[j]
                const step = (slope + 128) >> 8
                const e = (value - this.level[j] - step) | 0
                this.level[j] = (this.level[j] + step + (e * 31 + 128) / 256) | 0
                const next = slope + e
                this.slope[j] = next > INT32_MAX ? INT32_MAX : next < -INT32_MAX ? -INT32_MAX : next
                difference = (value - this.previous[j]) | 0
            }
            const steep = this.slope[j]
            if (j > 0 && (steep === INT32_MAX || steep === -INT32_MAX)) {
                // Too steep for this octave: the shorter ones have it.
                blocks[j] = 0
                this.slope[j] = 0
                this.slopeSd[j] = INT32_MAX
            }
            if (n >= 2 && !this.frozen) this.learn(j, (difference - this.difference[j]) | 0)
            this.difference[j] = difference
            this.previous[j] = value
            if (n < GROWING_BLOCKS || (count & (7 * half)) === 0) this.judge(j)
            j++
            if ((count & half) !== 0) {
                this.pending[j - 1] = value
                break
            }
            value = (this.pending[j - 1] + value) >> 1
            half = half << 1
        }
        this.updated = j
    }

    /**
     * Learns from one second difference. One far out of the usual (or of what the octave below
     * allows) is a transient and not noise, unless many come in a row.
     */
    private learn(j: number, second_q8: number): void {
        let x = second_q8 < 0 ? -second_q8 : second_q8
        if (x > 0x1ffffff) x = 0x1ffffff
        x = x << 6
        const noise = this.noise[j]
        const n = this.noiseCount[j]
        let limit = INT32_MAX
        if (n >= 16) limit = noise * 6
        else if (j > 0 && this.noiseCount[j - 1] >= 16) limit = this.noise[j - 1] * 8
        if (x > limit) {
            this.odd[j] = this.odd[j] + 1
            if (this.odd[j] < 32) return
            x = limit
        } else if (this.odd[j] > 0) this.odd[j] = this.odd[j] - 1
        if (n < 1 << NOISE_MEMORY_LOG2) {
            this.noiseCount[j] = n + 1
            this.noise[j] = (noise + (x - noise) / (n + 1)) | 0
        } else {
            this.noise[j] =
                noise + ((x - noise + (1 << (NOISE_MEMORY_LOG2 - 1))) >> NOISE_MEMORY_LOG2)
        }
    }

    /** Mean |second difference| of an octave, q8, drawn towards the octave below while young. */
    private scale(j: number): number {
        const n = this.noiseCount[j]
        const own = this.noise[j] >> 6
        if (j === 0 || n >= 256) return own
        const below = (this.scale(j - 1) * 181) / 256
        return ((own * n + below * 16) / (n + 16)) | 0
    }

    /** Works out the standard deviation of an octave's slope. */
    private judge(j: number): void {
        const n = this.blocks[j]
        if (n < JUDGED_FROM_BLOCKS || this.noiseCount[0] < 24) {
            this.slopeSd[j] = INT32_MAX
            return
        }
        const scale = this.scale(j)
        let top = j + WALK_OCTAVES
        if (top > this.octaves - 1) top = this.octaves - 1
        while (top > 0 && this.noiseCount[top] < 16) top--
        let base = j
        if (top < j + 2 && top >= 2) base = top - 2 < j ? top - 2 : j
        let walk = 0
        if (top > base) {
            const ratio = 1 << (top - base)
            const low = this.noise[base] >> 6
            const high = this.noise[top] >> 6
            // E|d| of a walk: 0.6366 r per octave; 0.016135 / 0.6366 * 2^16 = 1661 per r.
            const excess = high * high - (low * low) / ratio
            if (excess > 0) walk = ((excess * 1661) / ratio) * (1 << (j - base))
        }
        let variance = Math.floor((scale * scale * 1152) / 1000 + walk)
        if (n < GROWING_BLOCKS) {
            // 12 / (n (n² - 1)) over 6.713e-5
            variance = Math.floor((variance * 178748) / (n * (n * n - 1)))
        }
        if (variance > 4e15) variance = 4e15
        // Too few differences to be sure: Student's t at six sigma is about 1 + 9 / N wider.
        const learned = this.noiseCount[j] + 24
        let sd = integerSqrt(variance)
        sd = sd + (sd * 9) / learned
        // A rounding noise of one unit in the block.
        sd = sd + 2
        this.slopeSd[j] = sd > INT32_MAX ? INT32_MAX : sd | 0
    }
}

function zeros(length: number): number[] {
    const array = new Array<number>(length)
    for (let i = 0; i < length; i++) array[i] = 0
    return array
}
