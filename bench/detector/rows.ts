/**
 * A row of the table: a goal, what was measured, how sure that is, and the seeds that repeat it.
 */
import type { Estimate } from "./statistics"

/** See the file's head. */
export interface Row {
    group: string
    what: string
    /** The goal in words. */
    goal: string
    low: number | null
    high: number | null
    value: number
    /** Half-width of the 95 % interval. */
    halfWidth: number
    /** Draws behind it, of what. */
    count: number
    of: string
    seed: number
    note?: string
}

/** A verdict: only what the interval leaves no doubt about is met or missed for sure. */
export type Verdict = "met" | "missed" | "unsure" | "no goal"

/** Judges a row. */
export function verdict({ low, high, value, halfWidth }: Row): Verdict {
    if (low === null && high === null) return "no goal"
    // nothing was found, or nothing was tried
    if (!Number.isFinite(value)) return "missed"
    const [from, to] = [value - halfWidth, value + halfWidth]
    if ((low === null || from >= low) && (high === null || to <= high)) return "met"
    if ((low !== null && to < low) || (high !== null && from > high)) return "missed"
    return "unsure"
}

/** Makes rows of one group. */
export function rowMaker(group: string, seed: number) {
    const make = (
        what: string,
        goal: string,
        low: number | null,
        high: number | null,
        estimate: Estimate,
        of: string,
        note?: string
    ): Row => ({
        group,
        what,
        goal,
        low,
        high,
        value: estimate.value,
        halfWidth: 1.96 * estimate.se,
        count: estimate.count,
        of,
        seed,
        ...(note === undefined ? {} : { note }),
    })
    return {
        atMost: (what: string, high: number, e: Estimate, of: string, note?: string) =>
            make(what, `at most ${high}`, null, high, e, of, note),
        atLeast: (what: string, low: number, e: Estimate, of: string, note?: string) =>
            make(what, `at least ${low}`, low, null, e, of, note),
        between: (what: string, low: number, high: number, e: Estimate, of: string) =>
            make(what, `${low} to ${high}`, low, high, e, of),
        /** A number that is exact: a count in what was run, not an estimate of something. */
        counted: (
            what: string,
            high: number,
            value: number,
            of: string,
            count: number,
            n?: string
        ) => make(what, `at most ${high}`, null, high, { value, se: 0, count }, of, n),
        /** A number that has no goal. */
        shown: (what: string, e: Estimate, of: string, note?: string) =>
            make(what, "", null, null, e, of, note),
    }
}

const DIGITS = 3

/** A number with three significant digits, without an exponent where that reads well. */
export function formatNumber(value: number): string {
    if (value === 0) return "0"
    if (!Number.isFinite(value)) return "none"
    if (Math.abs(value) < 1e-4) return value.toExponential(DIGITS - 1)
    const magnitude = Math.floor(Math.log10(Math.abs(value)))
    return value.toFixed(Math.max(0, DIGITS - 1 - magnitude))
}

/** A count in full up to 99,999, then as a power of ten. */
export function formatCount(count: number): string {
    return count < 1e5 ? String(count) : count.toExponential(1).replace("e+", "e")
}

/** What was measured and how sure it is; exact numbers stand alone. */
export function measured({ value, halfWidth }: Row): string {
    if (halfWidth === 0) return formatNumber(value)
    return `${formatNumber(value)} ± ${formatNumber(halfWidth)}`
}

/** The table for a terminal. */
export function formatRows(rows: readonly Row[]): string {
    const cells = rows.map(row => [
        row.group,
        row.what,
        row.goal,
        measured(row),
        verdict(row),
        `${formatCount(row.count)} ${row.of}, seed ${row.seed}`,
        row.note ?? "",
    ])
    const head = ["group", "what", "goal", "measured ± 95 %", "verdict", "from", ""]
    const all = [head, ...cells]
    const widths = head.map((_, c) => Math.max(...all.map(line => line[c].length)))
    return all
        .map(line =>
            line
                .map((cell, c) => cell.padEnd(widths[c]))
                .join("  ")
                .trimEnd()
        )
        .join("\n")
}

/** Group of the rows that judge the yardsticks and not the detector. */
export const YARDSTICKS = "yardsticks"

/** How many of the detector's goals are met, missed and undecided. */
export function countVerdicts(rows: readonly Row[]) {
    const own = rows.filter(({ group }) => group !== YARDSTICKS).map(verdict)
    const count = (wanted: Verdict) => own.filter(one => one === wanted).length
    return { met: count("met"), missed: count("missed"), unsure: count("unsure") }
}

/** One sentence: how wide the intervals of the rows with a goal are. */
export function uncertainty(rows: readonly Row[]): string {
    const widths = rows
        .filter(row => row.halfWidth > 0 && row.value > 0 && verdict(row) !== "no goal")
        .map(({ value, halfWidth }) => (100 * halfWidth) / value)
        .sort((a, b) => a - b)
    if (widths.length === 0) return "All numbers are exact counts."
    const at = (share: number) => widths[Math.floor(share * (widths.length - 1))].toFixed(0)
    return `The ± is ${at(0.5)} % of the value in the middle, ${at(0.9)} % for nine rows of ten.`
}
