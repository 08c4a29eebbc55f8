/**
 * How far the slopes of a tight chamber spread beyond what the sensor's noise and walk explain.
 *
 * Rooms warm and cool. At each octave the slopes are watched while no leak shows, as they are and
 * less what the thermometer suggests; whichever spreads less is the better guess at what a tight
 * chamber does, and its spread is the yardstick for a leak. So a noisy thermometer costs nothing in
 * a quiet room, and decides in a draughty one, and its lag needs no model. What goes one way all
 * the time is no spread: a leak too slow to be found at once must not hide itself.
 *
 * Until enough slopes have been seen a room and a sensor are taken for ordinary ones. With a
 * spread of s and a thermometer good to d the best guess at a thermal slope is then the share
 * s² / (s² + d²) of what the thermometer says, and what remains unknown has the variance
 * s² d² / (s² + d²) (the posterior of a Gaussian prior).
 *
 * Ledger: sizes below 2^41, squares below 2^82, in doubles: those beyond 2^53 are rounded, alike on
 * every machine; what is kept is saturated.
 */

import { abs, integerSqrt, saturate, zeros } from "./fixed"
import { follow } from "./running_means"
import { GROWING_BLOCKS } from "./octave_noise"

/** Value of `doubt` without a thermometer. */
export const NO_THERMOMETER = -1
/** The share of a thermometer whose word was seen to be good, q8; an unseen one's is less. */
export const HEARD_Q8 = 256
/** Slopes in a running mean; one is taken every 16 blocks, every other one is new. */
const MEMORY = 64
/** Slopes before the spread counts as known. */
const KNOWN_FROM = 8
/**
 * A walk or a room that nobody has told of moves an octave by at most this, q16 per block: 64 mPa.
 * Leaks that are learned from would widen the long ones without end.
 */
const UNKNOWN_MAX = 0x400000
/** From so many slopes on what goes one way is no chance any more. */
const ONE_WAY_FROM = 32

/** The spread of `octaves` octaves. */
export class SlopeSpread {
    /** Standard deviation of the thermometer's slope, q16 per block, or `NO_THERMOMETER`. */
    doubt: number[]
    /** Samples: a room's slopes take minutes to change, and the first tell nothing of the next. */
    knownFrom = 0x7fffffff
    /** Samples before the last restart of the bank; whoever opens the chamber sets it to 0. */
    earlier = 0
    /** What they may become at any time, q16 per sample of the detector. */
    quiet_q16 = 0
    /** The thermometer's share that `roomLeft` found. */
    private roomShare_q8 = 0
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
    /** Mean slope, q16 per block: what goes one way, as a leak does and a walk does not. */
    private drift: number[]
    /** The same of slope less lean. */
    private driftLess: number[]
    /** What the thermometer suggests of the slope, q16 per block. */
    lean: number[]
    /** What a slope may be without meaning anything, q16 per block. */
    guard: number[]
    /** What of each guard nobody cares for, q16 per sample: no matter of doubt. */
    dead_q16 = 0
    /**
     * What the thermometer says of a slope, q16 per block: taken off before it is judged. 0 where
     * that would not be better than nothing.
     */
    heat: number[]
    /** What of the heat may be the thermometer's lag: no evidence, though it may trip. */
    late: number[]
    private seen: number[]
    /** The thermometer's share in what is taken off, q8: at most `HEARD_Q8`. */
    share_q8: number[]
    /** Standard deviation of what is no noise, q16 per block, -1 while unknown. */
    private rest: number[]
    /**
     * The same before that, from the first slopes of the shorter octaves; then what of a walk may
     * hide in noise.
     */
    private early: number[]

    constructor(octaves: number) {
        this.doubt = zeros(octaves)
        this.added = zeros(octaves)
        this.mean = zeros(octaves)
        this.meanLess = zeros(octaves)
        this.drift = zeros(octaves)
        this.driftLess = zeros(octaves)
        this.lean = zeros(octaves)
        this.guard = zeros(octaves)
        this.heat = zeros(octaves)
        this.late = zeros(octaves)
        this.seen = zeros(octaves)
        this.share_q8 = zeros(octaves)
        // a last 0: nothing is longer than the longest
        this.rest = zeros(octaves + 1)
        this.early = zeros(octaves)
        for (let j = 0; j < octaves; j++) {
            this.doubt[j] = NO_THERMOMETER
            this.rest[j] = -1
        }
    }

    /** Learns from a slope of octave j whose standard deviation was thought to be `sd`. */
    learn(j: number, slope_q16: number, sd: number): void {
        if (!this.learning) return
        let seen = this.seen[j]
        if (seen < MEMORY) seen = seen + 1
        this.seen[j] = seen
        follow(this.mean, this.drift, j, seen, slope_q16, sd)
        follow(this.meanLess, this.driftLess, j, seen, slope_q16 - this.lean[j], sd)
    }

    /** Octave j's slope less its heat, q16 per block. */
    own(slopes: number[], j: number): number {
        return slopes[j] - this.heat[j]
    }

    /** What of octave j's slope beyond its heat is the thermometer's to explain, q16 per block. */
    explained(j: number): number {
        if (this.heat[j] !== 0) return 0
        return saturate((this.lean[j] * this.share_q8[j]) / 256)
    }

    /**
     * Whether octave j's spread is known, `count` samples after the last restart: its own slopes
     * were seen, or those of the octave below, of which they are averages.
     */
    isKnown(j: number, count: number): boolean {
        return this.isOld(count) && (this.seen[j] >= KNOWN_FROM || (j > 0 && this.rest[j - 1] >= 0))
    }

    /** Whether the room was watched for long enough, `count` samples after the last restart. */
    isOld(count: number): boolean {
        return count + this.earlier >= this.knownFrom
    }

    /**
     * The standard deviation of octave j's slope, q16 per block, once its spread is known: `sd` of
     * the noise, and all that is no leak.
     * @param walk what sensors of that noise wander, q16 per block of a steady octave
     * @param blocks of its memory: a walk spreads a short one more
     */
    widenKnown(j: number, sd: number, walk: number, blocks: number): number {
        const seen = this.seen[j]
        const rest = this.rest
        const shares = this.share_q8
        const own = seen >= KNOWN_FROM
        let size = this.mean[j]
        let missed = false
        if (own) {
            this.early[j] = sd
            const wasHeard = shares[j] === HEARD_Q8
            shares[j] = 0
            const doubt = this.doubt[j]
            let less2 = this.meanLess[j] * this.meanLess[j]
            let chance2 = 0
            if (wasHeard) {
                // What the thermometer leaves and goes one way is a leak's: no reason to doubt it,
                // and not to become the measure of leaks.
                const oneWay2 = this.driftLess[j] * this.driftLess[j]
                less2 = less2 - oneWay2
                if (seen < ONE_WAY_FROM) {
                    // few slopes may go one way by chance, as far as a walk of the octave below
                    // goes; a mean size is 0.781 σ
                    chance2 = rest[j - 1] * rest[j - 1] * 1.22
                    if (chance2 > oneWay2) chance2 = oneWay2
                    chance2 = (chance2 / ONE_WAY_FROM) * (ONE_WAY_FROM - seen)
                }
            }
            if (doubt !== NO_THERMOMETER && less2 * 25 < size * size * 16) {
                // a thermometer that has just started over is no help, however good it was
                missed = doubt >= size
                if (!missed) {
                    size = integerSqrt(less2 + chance2, size)
                    shares[j] = HEARD_Q8
                }
            }
            // a Gaussian's mean size is 0.781 σ, cut at 2 σ
            size = (size * 328) / 256
        } else {
            shares[j] = shares[j - 1]
            // as far as a walk carries, √2 a block: a drift is within what the guard allows
            size = rest[j - 1] * 1.4142
            rest[j] = saturate(size)
            // An octave that has seen few slopes has seen few differences: its walk may not show,
            // as far as the longest below that has seen more could not tell it from noise.
            const hidden = this.early[j - 1] * 1.4142
            this.early[j] = saturate(hidden)
            if (walk > hidden) walk = hidden
            if (size < walk) size = walk
        }
        const noise2 = sd * sd
        let unknown2 = size * size
        if (own && blocks === GROWING_BLOCKS) {
            unknown2 = unknown2 - (noise2 * 9) / 8
            // What chance explains as well counts little: a leak that grows while slopes are
            // learned from would hide itself.
            const beyondChance2 = (noise2 * 3) / 4
            if (unknown2 > 0 && unknown2 < beyondChance2)
                unknown2 = (unknown2 / beyondChance2) * unknown2
            // from few slopes: a little more than was seen
            unknown2 = unknown2 + (unknown2 * 4) / seen
            if (unknown2 < noise2 / 64) unknown2 = noise2 / 64
            // what moves a longer octave moves this one at least as much
            const above = rest[j + 1]
            if (unknown2 * 4 < above * above) unknown2 = (above * above) / 4
            rest[j] = saturate(integerSqrt(unknown2, rest[j]))
        } else if (missed) rest[j] = saturate(size)
        else if (own) unknown2 = rest[j] * rest[j]
        if (blocks !== GROWING_BLOCKS) unknown2 = (unknown2 * 75) / blocks
        // a quiet room may stop being one at any time, and the thermometer must have its time
        if (this.doubt[j] !== NO_THERMOMETER) {
            const room2 = this.roomLeft(j, this.quiet_q16)
            if (shares[j] === 0) {
                shares[j] = this.roomShare_q8
                unknown2 = unknown2 + room2
            } else if (unknown2 < room2) unknown2 = room2
        }
        return this.add(j, sd, unknown2)
    }

    /**
     * The same while its spread is not known: a room and a sensor are taken for ordinary ones, or
     * for what the first slopes spread beyond their noise, or else those of the octave below, as
     * far as a walk carries.
     * @param walk as for `widenKnown`, and so `blocks`
     */
    widenUnknown(j: number, sd: number, walk: number, blocks: number): number {
        const seen = this.seen[j]
        let early = this.early[j]
        if (seen < KNOWN_FROM) {
            if (j > 0) early = this.early[j - 1] * 1.4142
        } else if (blocks === GROWING_BLOCKS) {
            const size = this.mean[j]
            const drift = this.drift[j]
            // What goes one way all the time is a leak and no walk; but what of it the thermometer
            // says may be a room's, and turn.
            const oneWay2 = drift * (drift - this.lean[j])
            // (1.254 means)² about their own mean, which takes one of them; every other one is new
            const spread2 = ((size * size - oneWay2) * 1.573 * seen) / (seen - 2)
            // few slopes spread by chance: what they must exceed falls with their number
            const excess2 = spread2 - (sd * sd * (seen + 20)) / seen
            early = integerSqrt(excess2, size)
        }
        this.early[j] = saturate(early)
        let wander = early > walk ? early : walk
        // 6 / (5 n) instead of 0.016135, as a root: 8.6 / √n; n = 10 … 55
        if (blocks < GROWING_BLOCKS) wander = wander * (blocks < 24 ? 2.2 : 1.5)
        if (wander > UNKNOWN_MAX) wander = UNKNOWN_MAX
        const room2 = this.roomLeft(j, this.prior_q16)
        this.share_q8[j] = this.roomShare_q8
        return this.add(j, sd, wander * wander + room2)
    }

    /**
     * What a room's slope may be beyond what the thermometer says of it, squared; the share of that
     * is `roomShare_q8`.
     */
    private roomLeft(j: number, room_q16: number): number {
        const room = room_q16 * (1 << j)
        const doubt = this.doubt[j]
        this.roomShare_q8 = 0
        if (doubt === NO_THERMOMETER) return room * room
        // What it says beyond doubt is no longer a matter of what rooms usually do, and a longer
        // memory knows earlier.
        let most = 0
        let block = 1
        for (let i = j; i < j + 3 && i < this.lean.length; i++) {
            const said = (abs(this.lean[i]) - 2 * this.doubt[i]) / block
            if (said > most) most = said
            block = block * 2
        }
        if (most > UNKNOWN_MAX) most = UNKNOWN_MAX
        if (room > most) most = room
        const room2 = most * most
        const doubt2 = doubt * doubt
        const share = room2 / (room2 + doubt2 + 1)
        this.roomShare_q8 = Math.floor(256 * share)
        return doubt2 * share
    }

    /** Adds what is no noise, squared, to the noise. */
    private add(j: number, noise: number, unknown2: number): number {
        this.added[j] = saturate(integerSqrt(unknown2, this.added[j]))
        return saturate(integerSqrt(noise * noise + unknown2, noise))
    }
}
