/**
 * The verdict's operating characteristic as lines of text.
 */
import type { VerdictResults } from "./main"
import type { Row, Times } from "./measure"

/** Names of the columns of `rowText`. */
export const TABLE_HEAD =
    "noise Pa  mK/min  filter  leak/limit  pass %  fail %  retest %  wrong % [95 %]       " +
    "  time s  two averages s  ratio  two readings s  line s"

/** One point as a line; behind the times of the two-point tests the share that was wrong. */
export function rowText(row: Row): string {
    const { fixed } = row
    return [
        row.noisePa.toString().padStart(8),
        row.driftMilliKPerMin.toString().padStart(7),
        (row.filter === 0 ? "none" : row.filter.toString()).padStart(7),
        row.leakOfLimit.toFixed(2).padStart(11),
        row.passPercent.toFixed(2).padStart(7),
        row.failPercent.toFixed(2).padStart(7),
        row.retestPercent.toFixed(2).padStart(9),
        errorText(row).padStart(20),
        row.meanS.toFixed(1).padStart(9),
        fixedText(fixed.averagesS, row.wrongAveragesPercent),
        (fixed.averagesS / row.meanS).toFixed(2).padStart(6),
        fixedText(fixed.readingsS, row.wrongReadingsPercent),
        fixed.lineS.toFixed(1).padStart(7),
    ].join(" ")
}

function fixedText(seconds: number, wrongPercent: number | null): string {
    const wrong = wrongPercent === null ? "" : ` (${wrongPercent.toFixed(1)} %)`
    return (seconds.toFixed(1) + wrong).padStart(15)
}

/** A share of wrong verdicts with its 95 % interval, percent. */
export function errorText(of: {
    wrongPercent: number
    lowPercent: number
    highPercent: number
}): string {
    const [low, high] = [of.lowPercent, of.highPercent].map(end => end.toFixed(2))
    return `${of.wrongPercent.toFixed(2)} [${low}, ${high}]`
}

function ratiosText(what: string, times: Times): string {
    return (
        `${what}: ${times.averagesS.toFixed(2)} times faster than two averages over 1 s, ` +
        `${times.readingsS.toFixed(2)} than two readings, ${times.lineS.toFixed(2)} than a line ` +
        `whose noise is known; ${times.withStabiliseS?.toFixed(2)} with the stabilise phase ` +
        `(geometric means)`
    )
}

/** Means and worst errors. */
export function summaryText(results: VerdictResults): string {
    const { rows, testsPerPoint, limits } = results
    const above = rows.filter(({ lowPercent }) => lowPercent > 1).length
    const over = rows.filter(({ wrongPercent }) => wrongPercent > 1).length
    return [
        ratiosText("tight parts", results.tight),
        ratiosText("twice the limit", results.twice),
        `the stabilise phase takes ${limits.stabiliseS} s; seed ${results.seed}, ` +
            `${testsPerPoint} tests a point`,
        `largest share of wrong verdicts: ${errorText(results.worst)} %; with other filters ` +
            `${errorText(results.worstOther)} %`,
        `above the configured 1 %: measured at ${over} of ${rows.length} points, ` +
            `surely at ${above}`,
    ].join("\n")
}
