/**
 * The bench's result files as Markdown: the short table of the README, the long ones of the docs.
 */
import { convertRate } from "../../host/units"
import { LIMIT_TIMES_S, type Limits } from "../detector/limits"
import { limitText, timeText, VOLUMES_L, type LimitsResults } from "../detector/limits_main"
import type { DetectorResults } from "../detector/main"
import type { Curve, CurvePoint } from "../detector/practice"
import { FALSE_ALARMS_OF_CURVES } from "../detector/practice_rows"
import { countVerdicts, formatCount, measured, uncertainty, verdict } from "../detector/rows"
import { resultsName, type Origin } from "../results"
import { markdownTable } from "./markers"

const firstLeft = (column: number) => column > 0
/** Leaks of the short table, Pa/min. */
const SHORT_LEAKS = [60, 5, 1, 0.2, 0.1]

/** Where, when and of what a run was, one sentence. */
export function originText(
    section: string,
    { machine, date, commit, quick, tookS }: Origin
): string {
    const kind = quick ? "A quick run" : "A full run"
    const took = tookS < 600 ? `${tookS} s` : `${(tookS / 60).toFixed(0)} min`
    return (
        `${kind} of commit ${commit}, ${date.slice(0, 10)}, ${took} on one core of ` +
        `${machine.cpu.trim()}, Node ${machine.node.replace("v", "")}; ` +
        `numbers: \`${resultsName(section, quick)}\`.`
    )
}

/** A duration with two digits, as people say it. */
export function durationText(seconds: number): string {
    const two = (value: number) => String(Number(value.toPrecision(2)))
    if (seconds < 100) return `${two(seconds)} s`
    if (seconds < 5400) return `${two(seconds / 60)} min`
    return `${two(seconds / 3600)} h`
}

function pointText(point: CurvePoint | undefined, withWidth: boolean): string {
    if (point === undefined) return ""
    if (point.medianS === null) return "not found"
    const width = withWidth ? ` ± ${durationText(point.halfWidthS)}` : ""
    return durationText(point.medianS) + width
}

function delayTable(
    curves: readonly Curve[],
    leaks: readonly number[],
    withWidth: boolean
): string {
    const head = ["Leak", ...leaks.map(leak => `${leak} Pa/min`)]
    const rows = curves.map(({ method, points }) => [
        method,
        ...leaks.map(leak =>
            pointText(
                points.find(({ leakPaPerMin }) => leakPaPerMin === leak),
                withWidth
            )
        ),
    ])
    return markdownTable(head, rows, firstLeft)
}

function noiseText({ noise, waitS, rows }: DetectorResults): string {
    const alarms = rows
        .filter(({ what }) => what.startsWith(FALSE_ALARMS_OF_CURVES))
        .map(row => `${measured(row)} (${row.what.replace(FALSE_ALARMS_OF_CURVES, "")})`)
    return (
        `Median time from the onset of a leak to the alarm; sensor noise ${noise.sigmaPa} Pa, ` +
        `drift ${noise.driftPaPerRootS} Pa/√s, ${noise.perSecond} samples per second. All ` +
        `methods of today stand at one false alarm in 30 days of this noise; Leaktight, as it is ` +
        `shipped, raised ${alarms.join(" and ")}. Not found: not within ${durationText(waitS)}.`
    )
}

/** For the README: delays of all methods, and how many goals are met. */
export function shortDetector(results: Origin & DetectorResults): string {
    const { met, missed, unsure } = countVerdicts(results.rows)
    return [
        delayTable(results.curves, SHORT_LEAKS, false),
        noiseText(results),
        `Of the detector's goals ${met} are met, ${missed} missed, and ${unsure} are within the ` +
            `uncertainty of this run.`,
        originText("detector", results),
    ].join("\n\n")
}

/** All rows, and all delays with their uncertainty. */
export function longDetector(results: Origin & DetectorResults): string {
    const rows = results.rows.map(row => [
        row.group,
        row.what,
        row.goal,
        measured(row),
        verdict(row).replace("no goal", ""),
        `${formatCount(row.count)} ${row.of}, seed ${row.seed}`,
        row.note ?? "",
    ])
    const head = ["Group", "What", "Goal", "Measured ± 95 %", "Verdict", "From", "Note"]
    const leaks = results.curves[0].points.map(({ leakPaPerMin }) => leakPaPerMin)
    const half = Math.ceil(leaks.length / 2)
    return [
        originText("detector", results),
        uncertainty(results.rows),
        "### Goals",
        markdownTable(head, rows, () => false),
        "### Delay over leak size",
        noiseText(results),
        delayTable(results.curves, leaks.slice(0, half), true),
        delayTable(results.curves, leaks.slice(half), true),
        "The methods:",
        results.curves.map(({ method, what }) => `- ${method}: ${what}`).join("\n"),
    ].join("\n\n")
}

/** For the README: limits in Pa/s, and where the rest is. */
export function shortLimits({ limits }: LimitsResults): string {
    return [
        "The smallest leak that is found in time, 19 times out of 20 and always at twice " +
            "as much, at 10 samples per second in a room that is called what it is:",
        limitsTable(limits, "Pa/s", paPerS => paPerS),
        "Every row, its goal and its seed, and the limits as flows from 0.1, 1, 10 and 100 L: " +
            "[docs/detector.md](docs/detector.md).",
    ].join("\n\n")
}

/** Limits in Pa/s and as flows. */
export function longLimits(results: Origin & LimitsResults): string {
    const { limits } = results
    const flows = VOLUMES_L.flatMap(volumeL =>
        (["sccm", "mbar L/s"] as const).map(unit => {
            const name = `${volumeL} L, ${unit.replace(" L", "·L")}`
            return limitsTable(limits, name, paPerS => convertRate(paPerS, unit, volumeL))
        })
    )
    const alarms = limits.map(
        ({ sensor, room, falseAlarms, chambers }) =>
            `- ${sensor}, ${room}: ${falseAlarms} false alarms in ${chambers} first hours`
    )
    return [
        originText("limits", results),
        "Each number is a step of a ladder of factors √2 and uncertain by one step. None: not " +
            "even 8 Pa/s is found 19 times out of 20, or the room alone raises alarms.",
        limitsTable(limits, "Pa/s", paPerS => paPerS),
        ...flows,
        alarms.join("\n"),
    ].join("\n\n")
}

function limitsTable(
    limits: readonly Limits[],
    unit: string,
    convert: (paPerS: number) => number
): string {
    const head = [`Found within (${unit})`, ...LIMIT_TIMES_S.map(timeText)]
    const rows = limits.map(limit => [
        `${limit.sensor}, ${limit.room}`,
        ...LIMIT_TIMES_S.map((_, t) => limitText(limit, t, convert)),
    ])
    return markdownTable(head, rows, firstLeft)
}
