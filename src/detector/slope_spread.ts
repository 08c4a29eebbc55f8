/**
 * How far the slopes of a tight chamber spread beyond what the noise of one sample explains.
 *
 * Rooms warm and cool, sensors wander. At each octave the slopes are watched while no leak shows,
 * as they are and less what the thermometer suggests; whichever spreads less is the better guess
 * at what a tight chamber does, and its spread is the yardstick for a leak. So a noisy thermometer
 * costs nothing in a quiet room, and decides in a draughty one, and its lag needs no model.
 *
 * Until enough slopes have been seen a room and a sensor are taken for ordinary ones. With a
 * spread of s and a thermometer good to d the best guess at a thermal slope is then the share
 * s² / (s² + d²) of what the thermometer says, and what remains unknown has the variance
 * s² d² / (s² + d²) (the posterior of a Gaussian prior).
 *
 * Ledger: all sizes are scaled below 2^22, squares below 2^44, with weights below 2^52.
 */

import { integerSqrt, saturate, zeros } from "./fixed"

/** Value of `doubt` without a thermometer. */
export const NO_THERMOMETER = -1
/** Slopes in the running mean; one is taken every 16 blocks, every other one is new. */
const MEMORY = 64
/** Slopes before the spread counts as known. */
const KNOWN_FROM = 8
/** Larger slopes count for so many standard deviations, or one would spoil the mean. */
const CLIP_SIGMAS = 3
/** Bits of the largest size that is squared. */
const SIZE_MAX = 0x400000

/** The spread of `octaves` octaves. */
export class SlopeSpread {
    /** Standard deviation of the thermometer's slope, q16 per block, or `NO_THERMOMETER`. */
    doubt: number[]
    /** Samples: a room's slopes take minutes to change, and the first tell nothing of the next. */
    knownFrom = 0x7fffffff
    /** Samples before the last restart of the bank. */
    private earlier = 0
    /** What they may always become, q16 per sample of the detector. */
    quiet_q16 = 0
    /** What a room's slopes are until they are known, q16 per sample of the detector. */
    prior_q16 = 0
    /** Standard deviation that was added to the noise's, q16 per block. */
    added: number[]
    /** No leak shows: slopes may be learned from. */
    learning = true
    /** Mean |slope|, q16 per block, and how many it is of. */
    private mean: number[]
    /** The same of slope less lean. */
    private meanLess: number[]
    /** What the thermometer suggests of the slope, q16 per block. */
    lean: number[]
    private seen: number[]
    /** The thermometer's share in what is taken off, q8. */
    private share_q8: number[]
    /** What is no noise, in units of a slope per sample, q16 / block of the octave. */
    private rest: number[]

    constructor(private octaves: number) {
        this.doubt = zeros(octaves)
        this.added = zeros(octaves)
        this.mean = zeros(octaves)
        this.meanLess = zeros(octaves)
        this.lean = zeros(octaves)
        this.seen = zeros(octaves)
        this.share_q8 = zeros(octaves)
        this.rest = zeros(octaves)
        for (let j = 0; j < octaves; j++) this.doubt[j] = NO_THERMOMETER
    }

    /** Learns from a slope of octave j whose standard deviation was thought to be `sd`. */
    learn(j: number, slope_q16: number, sd: number): void {
        if (!this.learning) return
        let seen = this.seen[j]
        if (seen < MEMORY) seen = seen + 1
        this.seen[j] = seen
        const most = sd * CLIP_SIGMAS
        let size = slope_q16 < 0 ? -slope_q16 : slope_q16
        if (size > most) size = most
        this.mean[j] = this.mean[j] + saturate((size - this.mean[j]) / seen)
        size = slope_q16 - this.lean[j]
        if (size < 0) size = -size
        if (size > most) size = most
        this.meanLess[j] = this.meanLess[j] + saturate((size - this.meanLess[j]) / seen)
    }

    /** Whether enough slopes of octave j were seen, `count` samples after the last restart. */
    isKnown(j: number, count: number): boolean {
        return this.seen[j] >= KNOWN_FROM && count + this.earlier >= this.knownFrom
    }

    /** The bank starts afresh after `count` samples: the room is still the same. */
    restarted(count: number): void {
        this.earlier = saturate(this.earlier + count)
    }

    /** The chamber was opened: what it did so far says little of what it will do. */
    opened(): void {
        this.earlier = 0
    }

    /** What of octave j's slope is the thermometer's to explain, q16 per block. */
    explained(j: number): number {
        return saturate((this.lean[j] * this.share_q8[j]) / 256)
    }

    /**
     * The standard deviation of octave j's slope: `sd` of the noise, and all that is no leak;
     * `walk` is what sensors of that noise wander, for as long as nothing is known.
     */
    widen(j: number, sd: number, walk: number, count: number): number {
        const seen = this.seen[j]
        const known = this.isKnown(j, count)
        const hasThermometer = this.doubt[j] !== NO_THERMOMETER
        let size = this.mean[j]
        let share = 0
        // a thermometer that has just started over is no help, however good it was
        const helps = hasThermometer && this.doubt[j] < size
        if (known && helps && this.meanLess[j] * 5 < size * 4) {
            size = this.meanLess[j]
            share = 256
        }
        // a Gaussian's mean size is 0.798 σ
        size = (size * 321) / 256
        let unit = 1
        while (sd > SIZE_MAX * unit || size > SIZE_MAX * unit) unit = unit * 16
        const own = (sd / unit) | 0
        const noise2 = own * own
        const doubt = hasThermometer ? this.inUnits(this.doubt[j], unit) : SIZE_MAX
        const doubt2 = doubt * doubt
        // a quiet room may stop being one at any time
        const room = this.inUnits((known ? this.quiet_q16 : this.prior_q16) * (1 << j), unit)
        const room2 = room * room
        const roomShare = Math.floor((256 * room2) / (room2 + doubt2 + 1))
        // the same twice, once without loss
        let room2Left: number
        if (!hasThermometer) room2Left = known ? 0 : room2
        else if (doubt2 < room2) room2Left = Math.floor((doubt2 * roomShare) / 256)
        else room2Left = Math.floor((room2 * (256 - roomShare)) / 256)
        let unknown2: number
        if (known) {
            const all = (size / unit) | 0
            // from few slopes: a little more than was seen
            unknown2 = all * all + Math.floor((all * all * 4) / seen) - Math.floor((noise2 * 9) / 8)
            const least = Math.floor(noise2 / 64)
            if (unknown2 < least) unknown2 = least
            // what moves a longer octave moves this one at least as much
            const above = j + 1 < this.octaves ? (this.rest[j + 1] / (2 * unit)) | 0 : 0
            if (unknown2 < above * above) unknown2 = above * above
            this.rest[j] = saturate(integerSqrt(unknown2, (this.rest[j] / unit) | 0) * unit)
        } else {
            const wander = this.inUnits(walk, unit)
            unknown2 = wander * wander
        }
        if (share === 0) {
            if (hasThermometer) share = roomShare
            unknown2 = unknown2 + room2Left
        } else if (unknown2 < room2Left) unknown2 = room2Left
        this.share_q8[j] = share
        if (unknown2 < 1) {
            this.added[j] = 0
            return sd
        }
        const before = (this.added[j] / unit) | 0
        this.added[j] = saturate(integerSqrt(unknown2, before) * unit)
        return saturate(integerSqrt(noise2 + unknown2, own) * unit)
    }

    /** A size in units, as large as can be squared. */
    private inUnits(size: number, unit: number): number {
        const inUnits = size / unit
        return inUnits > SIZE_MAX ? SIZE_MAX : inUnits | 0
    }
}
