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
 * @param shown values that must be within, such as limits
 * @param most rates beyond are left out: what a pump does says nothing about a leak
 */
export function rateRange(
    rates: readonly number[],
    halves: readonly number[],
    shown: readonly number[] = [],
    most = Infinity
): [number, number] {
    const known = halves.filter(half => !Number.isNaN(half)).sort((a, b) => a - b)
    let low = Math.min(0, ...shown)
    let high = Math.max(0, ...shown)
    if (known.length === 0 && shown.length === 0) return [-1, 1]
    const usual = known.length === 0 ? 0 : known[known.length >> 1]
    rates.forEach((rate, i) => {
        const half = halves[i]
        if (Math.abs(rate) > most) return
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
