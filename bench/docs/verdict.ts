/**
 * The verdict's results as Markdown.
 */
import type { Origin } from "../results"
import type { VerdictResults } from "../verdict/main"
import type { Row } from "../verdict/measure"
import { errorText } from "../verdict/text"
import { markdownTable } from "./markers"
import { originText } from "./tables"

/** Noises and drifts at the limits, where errors are likeliest, and times beside them. */
export function verdictTables(results: Origin & VerdictResults): string {
    const of = (row: Row, leak: number) =>
        results.rows.find(
            other =>
                other.noisePa === row.noisePa &&
                other.driftMilliKPerMin === row.driftMilliKPerMin &&
                other.filter === row.filter &&
                other.leakOfLimit === leak
        )
    const error = (row: Row | undefined) => (row === undefined ? "" : errorText(row))
    const time = (row: Row | undefined) => (row === undefined ? "" : row.meanS.toFixed(1))
    const rows = results.rows
        .filter(({ leakOfLimit }) => leakOfLimit === 0.5)
        .map(row => [
            row.noisePa.toString(),
            row.filter === 0 ? "none" : row.filter.toString(),
            row.driftMilliKPerMin.toString(),
            error(row),
            error(of(row, 1)),
            time(of(row, 0)),
            time(row),
            time(of(row, 2)),
            row.fixed.averagesS.toFixed(1),
            row.fixed.readingsS.toFixed(1),
            row.fixed.lineS.toFixed(1),
        ])
    const head = [
        "Noise, Pa",
        "Filter",
        "Drift, mK/min",
        "Good parts failed, %",
        "Bad parts passed, %",
        "Tight, s",
        "At the pass limit, s",
        "Twice the limit, s",
        "Two averages, s",
        "Two readings, s",
        "Line, s",
    ]
    const { tight, twice } = results
    return [
        markdownTable(head, rows, () => true),
        `Faster than two averages over 1 s by ${tight.averagesS.toFixed(2)} on tight parts and ` +
            `${twice.averagesS.toFixed(2)} at twice the limit (geometric means over the noises, ` +
            `drifts and filters 0 and 3); than two readings by ${tight.readingsS.toFixed(2)} and ` +
            `${twice.readingsS.toFixed(2)}; than a line whose noise is known ` +
            `by ${tight.lineS.toFixed(2)} and ${twice.lineS.toFixed(2)}. With ` +
            `${results.limits.stabiliseS} s to stabilise before either, by ` +
            `${tight.withStabiliseS?.toFixed(2)} and ${twice.withStabiliseS?.toFixed(2)}. ` +
            `${results.testsPerPoint} tests a point, seed ${results.seed}.`,
        `The largest share of wrong verdicts outside the guard band, of all leaks from 0 to 3 ` +
            `times the fail limit, noises, drifts and filters 0 and 3: ` +
            `${errorText(results.worst)} %; with the other filters, ` +
            `${errorText(results.worstOther)} %.`,
        originText("verdict", results),
    ].join("\n\n")
}
