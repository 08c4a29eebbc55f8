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
 * Range of the leak rate's axis: every rate whose interval is not far wider than usual, zero, and
 * air. The first seconds after a start know next to nothing, and would squeeze all else flat.
 */
export function rateRange(rates: readonly number[], halves: readonly number[]): [number, number] {
    const known = halves.filter(half => !Number.isNaN(half)).sort((a, b) => a - b)
    if (known.length === 0) return [-1, 1]
    const usual = known[known.length >> 1]
    let low = 0
    let high = 0
    rates.forEach((rate, i) => {
        if (!(halves[i] <= 6 * usual)) return
        low = Math.min(low, rate - 1.5 * usual)
        high = Math.max(high, rate + 1.5 * usual)
    })
    const air = (high - low) * 0.06 + 1e-6
    return [low - air, high + air]
}

/** uPlot leaves a gap where a value is null. */
export function known(value: number): number | null {
    return Number.isNaN(value) ? null : value
}
