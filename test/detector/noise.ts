/**
 * Seeded normal deviates for tests: mulberry32 and the Box-Muller transform.
 */

/** A source of independent standard normal deviates; equal seeds give equal streams. */
export function noiseSource(seed: number): () => number {
    let state = seed | 0
    let spare = NaN
    const uniform = () => {
        state = (state + 0x6d2b79f5) | 0
        let t = Math.imul(state ^ (state >>> 15), state | 1)
        t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
        return ((t ^ (t >>> 14)) >>> 0) / 4294967296
    }
    return () => {
        if (!Number.isNaN(spare)) {
            const deviate = spare
            spare = NaN
            return deviate
        }
        const radius = Math.sqrt(-2 * Math.log(1 - uniform()))
        const angle = 2 * Math.PI * uniform()
        spare = radius * Math.sin(angle)
        return radius * Math.cos(angle)
    }
}
