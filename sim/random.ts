/**
 * Seeded random numbers: the same seed gives the same world, on Node and in a browser.
 *
 * Generator: xoshiro128** by Blackman and Vigna (prng.di.unimi.it), seeded by splitmix32. Normal
 * deviates: Marsaglia's polar method. `Math.log` is the only function whose last bit an engine may
 * choose; V8 gives the same everywhere.
 */

/** One stream of random numbers. */
export class Random {
    private a: number
    private b: number
    private c: number
    private d: number
    private spare = 0
    private hasSpare = false

    /** A stream for `seed`, any integer; only its lowest 32 bits count. */
    constructor(seed: number) {
        let x = seed | 0
        const split = () => {
            x = (x + 0x9e3779b9) | 0
            let z = x ^ (x >>> 16)
            z = Math.imul(z, 0x21f0aaad)
            z = z ^ (z >>> 15)
            z = Math.imul(z, 0x735a2d97)
            return z ^ (z >>> 15)
        }
        this.a = split()
        this.b = split()
        this.c = split()
        this.d = split() | 1 // the all-zero state would stay zero
    }

    /** 32 random bits as a non-negative integer. */
    bits32(): number {
        const x = Math.imul(this.b, 5)
        const result = Math.imul((x << 7) | (x >>> 25), 9) >>> 0
        const t = this.b << 9
        this.c ^= this.a
        this.d ^= this.b
        this.b ^= this.c
        this.a ^= this.d
        this.c ^= t
        this.d = (this.d << 11) | (this.d >>> 21)
        return result
    }

    /** Uniform in [0, 1). */
    uniform(): number {
        return this.bits32() / 4294967296
    }

    /** Uniform in [low, high). */
    between(low: number, high: number): number {
        return low + (high - low) * this.uniform()
    }

    /** Normal with mean 0 and standard deviation 1. */
    gaussian(): number {
        if (this.hasSpare) {
            this.hasSpare = false
            return this.spare
        }
        for (;;) {
            const u = 2 * this.uniform() - 1
            const v = 2 * this.uniform() - 1
            const s = u * u + v * v
            if (s > 0 && s < 1) {
                const scale = Math.sqrt((-2 * Math.log(s)) / s)
                this.spare = v * scale
                this.hasSpare = true
                return u * scale
            }
        }
    }

    /** An independent stream, so that one part's draws do not shift another's. */
    fork(): Random {
        return new Random(this.bits32())
    }
}
