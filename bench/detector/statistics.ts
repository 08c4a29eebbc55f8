/**
 * Estimates with their uncertainty.
 */

/** A mean, a share or a quantile, its standard error, and from how many draws. */
export interface Estimate {
    value: number
    se: number
    count: number
}

/** The mean of independent draws. */
export function mean(draws: readonly number[]): Estimate {
    const count = draws.length
    const value = draws.reduce((sum, x) => sum + x, 0) / count
    const squares = draws.reduce((sum, x) => sum + (x - value) * (x - value), 0)
    return { value, se: Math.sqrt(squares / Math.max(1, count - 1) / count), count }
}

/** A share of successes; its error by Wilson's interval, so that 0 of n is not certain. */
export function share(successes: number, count: number): Estimate {
    const z = 1.96
    const p = successes / count
    const width = Math.sqrt((p * (1 - p)) / count + (z * z) / (4 * count * count))
    return { value: p, se: width / (1 + (z * z) / count), count }
}

/** A quantile of draws; its error from the order statistics that bound 95 %. */
export function quantile(draws: readonly number[], q: number): Estimate {
    const sorted = [...draws].sort((a, b) => a - b)
    const count = sorted.length
    const at = (i: number) => sorted[Math.max(0, Math.min(count - 1, Math.round(i)))]
    const middle = q * (count - 1)
    const width = 1.96 * Math.sqrt(q * (1 - q) * count)
    return {
        value: at(middle),
        se: (at(middle + width) - at(middle - width)) / 2 / 1.96,
        count,
    }
}

/** Ratio of the means of two quantities drawn in pairs. */
export function pairedRatio(a: readonly number[], b: readonly number[]): Estimate {
    const count = a.length
    const below = mean(b).value
    const value = mean(a).value / below
    const off = mean(a.map((x, i) => x - value * b[i]))
    return { value, se: off.se / below, count }
}

/** A rate of rare events; its error that of a Poisson count, of one event when there is none. */
export function rate(events: number, exposure: number): Estimate {
    return {
        value: events / exposure,
        se: Math.sqrt(Math.max(1, events)) / exposure,
        count: exposure,
    }
}

/**
 * How many standard deviations a normal deviate exceeds with probability `p`, 1e-300 … 0.15
 * (continued fraction of the tail, Abramowitz and Stegun 26.2.14; bisection).
 */
export function upperSigmas(p: number): number {
    const tail = (x: number) => {
        let below = x
        for (let k = 120; k >= 1; k--) below = x + k / below
        return Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI) / below
    }
    let [low, high] = [1, 38]
    for (let i = 0; i < 60; i++) {
        const middle = (low + high) / 2
        if (tail(middle) > p) low = middle
        else high = middle
    }
    return low
}
