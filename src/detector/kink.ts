/**
 * Looks closely at a suspicious slope: did the level bend, or jump, and when?
 *
 * Level plus ramp from c on and level plus step after c are fitted by least squares to the eight
 * kept means of one octave after another, for every c; the gain of a fit is what it takes off the
 * residual sum of squares, in units of the noise variance (twice a log-likelihood ratio). The
 * octave with the largest gain decides. Onset and its interval come from how the gain falls off
 * around its largest, which for a ramp is a parabola in c.
 *
 * Ledger: means relative to the oldest, scaled below 2^18; sums below 2^28; their squares below
 * 2^53.
 */

import { abs, INT32_MAX, integerSqrt, saturate } from "./fixed"
import { KEPT_MEANS, OctaveBank } from "./octave_bank"
import { whiteSlopeSd } from "./octave_noise"

/** Gain that makes a difference at 95 %, q4: 3.84. */
const GAIN_95_Q4 = 61

/** The result of one look; reused. */
export class Kink {
    /** Gain of the best ramp, q4. */
    rampGain_q4 = 0
    /** Gain of the best step, q4. */
    stepGain_q4 = 0
    /** What the best ramp leaves, per degree of freedom, q4: 16 when only noise is left. */
    rest_q4 = 0
    /** Samples since the onset of the ramp. */
    onsetAgo = 0
    /** Half-width of its 95 % interval, samples. */
    onsetHalfWidth = 0
    /** Samples since the step. */
    stepAgo = 0
    /** Slope of the ramp, q16 per block of `octave`. */
    slope_q16 = 0
    /** The octave that decided. */
    octave = 0
    private y: number[] = [0, 0, 0, 0, 0, 0, 0, 0]
    private gains: number[] = [0, 0, 0, 0, 0, 0, 0, 0]

    /** Fits octaves `from` … `to`, less their heat, and keeps the best. */
    look(bank: OctaveBank, from: number, to: number): void {
        this.rampGain_q4 = 0
        this.stepGain_q4 = 0
        this.rest_q4 = INT32_MAX
        for (let j = from; j <= to && j < bank.octaves; j++) {
            if (bank.count >> j < KEPT_MEANS) return
            this.fit(bank, j)
        }
    }

    private fit(bank: OctaveBank, j: number): void {
        const y = this.y
        const gains = this.gains
        const newest = (bank.count >> j) - 1
        const first = bank.means[j * KEPT_MEANS + ((newest + 1) & 7)]
        const heat = bank.spread === undefined ? 0 : bank.spread.heat[j]
        let most = 0
        for (let i = 0; i < KEPT_MEANS; i++) {
            const mean = bank.means[j * KEPT_MEANS + ((newest + 1 + i) & 7)]
            const v = mean - first - (heat * i) / 256
            y[i] = v
            if (abs(v) > most) most = abs(v)
        }
        // |second difference| = 1.954 σ, so 1/σ² = 3.82 / noise².
        let scale = 1
        while (most / scale >= 262144) scale = scale * 2
        let noise = (bank.noise.scale(j) / scale) | 0
        if (noise < 1) noise = 1
        const noise2 = noise * noise
        let total = 0
        let squares = 0
        for (let i = 0; i < KEPT_MEANS; i++) {
            y[i] = (y[i] / scale) | 0
            total = total + y[i]
            squares = squares + y[i] * y[i]
        }
        let after = 0
        let ramp = 0
        let bestRamp = 0
        let bestStep = 0
        let rampAt = 0
        let stepAt = 0
        let slope = 0
        for (let c = KEPT_MEANS - 2; c >= 0; c--) {
            const k = KEPT_MEANS - 1 - c
            after = after + y[c + 1]
            ramp = ramp + after
            const stepXy = 8 * after - k * total
            const step = inNoise(stepXy * stepXy, 64 * k - 8 * k * k, noise2)
            if (step > bestStep) {
                bestStep = step
                stepAt = c
            }
            const u = (k * (k + 1)) / 2
            const rampXy = 8 * ramp - u * total
            const rampXx = (64 * k * (k + 1) * (2 * k + 1)) / 6 - 8 * u * u
            const gain = inNoise(rampXy * rampXy, rampXx, noise2)
            gains[c] = gain
            if (gain > bestRamp) {
                bestRamp = gain
                rampAt = c
                slope = saturate(((rampXy * 8) / rampXx) * scale * 256)
            }
        }
        const best = bestRamp > bestStep ? bestRamp : bestStep
        if (best <= this.rampGain_q4 || best <= this.stepGain_q4) return
        // beyond the format: what is that steep shows in shorter octaves, or is no bend but a jump
        if (abs(slope) === INT32_MAX) return
        this.octave = j
        this.rampGain_q4 = bestRamp
        this.stepGain_q4 = bestStep
        this.slope_q16 = slope
        const whole = inNoise(8 * squares - total * total, 8, noise2)
        this.rest_q4 = ((whole - bestRamp) / 5) | 0
        // Samples since the end of block c is (7 - c) blocks; a ramp from c on starts at its
        // middle.
        const stale = bank.count - ((newest + 1) << j)
        const block = 1 << j
        this.stepAgo = (7 - stepAt) * block + stale
        const ago = ((15 - 2 * rampAt) * block) / 2 + stale
        let curve = 0
        let lean = 0
        if (rampAt > 0 && rampAt < 6) {
            curve = 2 * bestRamp - gains[rampAt - 1] - gains[rampAt + 1]
            lean = gains[rampAt + 1] - gains[rampAt - 1]
        }
        if (curve < 1) {
            this.onsetAgo = ago
            this.onsetHalfWidth = this.wider(bank, 4 * block)
            return
        }
        const at = (lean * block) / (2 * curve)
        this.onsetAgo = saturate(ago - at)
        let width = 1
        while (width * width * curve < 2 * GAIN_95_Q4 * block * block)
            width = width + (block >> 2) + 1
        this.onsetHalfWidth = this.wider(bank, width + block / 4)
    }

    /**
     * A half-width that is honest at the moment of an alarm: 11/8 as wide, because alarms come
     * when noise helps, more by what the fit leaves beyond the noise, and more where the octave's
     * slopes spread beyond its noise: what wanders bends by itself.
     */
    private wider(bank: OctaveBank, halfWidth: number): number {
        let wide_q4 = 22
        if (this.rest_q4 > 16) wide_q4 = (integerSqrt(this.rest_q4 * 16, 32) * 11) / 8
        const j = this.octave
        const sd = bank.slopeSd[j]
        if (sd < INT32_MAX) {
            const own = whiteSlopeSd(bank.noise.scale(j), 0, bank.blocks[j], sd)
            if (sd > own) wide_q4 = wide_q4 + (wide_q4 * (sd - own)) / (own * 16)
        }
        return saturate((halfWidth * wide_q4) / 16)
    }
}

/** `square` / `divisor` in units of the noise variance, q4; 1/σ² is 3.82 / noise², 61 in q4. */
function inNoise(square: number, divisor: number, noise2: number): number {
    return saturate((Math.floor(square / divisor) * 61) / noise2)
}
