/**
 * The part of a curve that is looked at.
 */
import type { Series } from "../model/series"

/** The rows within a stretch of time, and one on each side so that lines reach the edges. */
export function visible(series: Series, fromS: number, toS: number): number[][] {
    const first = Math.max(0, series.indexAt(fromS) - 1)
    const end = Math.min(series.length, series.indexAt(toS) + 1)
    return series.columns.map(column => column.slice(first, end))
}

/**
 * Range of the leak rate's axis: zero, air, and every rate whose interval is not far wider than
 * usual or than the rate. The first seconds after a start know next to nothing, and would squeeze
 * all else flat.
 */
export function rateRange(rates: readonly number[], halves: readonly number[]): [number, number] {
    const known = halves.filter(half => !Number.isNaN(half)).sort((a, b) => a - b)
    if (known.length === 0) return [-1, 1]
    const usual = known[known.length >> 1]
    let low = 0
    let high = 0
    rates.forEach((rate, i) => {
        const half = halves[i]
        // a rapid loss has a wide interval too, but a far greater rate
        if (!(half <= 6 * usual || half < 0.5 * Math.abs(rate))) return
        const air = Math.min(half, Math.max(1.5 * usual, 0.2 * Math.abs(rate)))
        low = Math.min(low, rate - air)
        high = Math.max(high, rate + air)
    })
    const air = (high - low) * 0.06 + 1e-6
    return [low - air, high + air]
}

/** uPlot leaves a gap where a value is null. */
export function known(value: number): number | null {
    return Number.isNaN(value) ? null : value
}
