/**
 * How the two plots look: scales, axes, lines. Colours come from the style sheet's theme.
 *
 * Lines differ in dash as well as in colour. uPlot's own legend is off; the page writes its own.
 */
import type uPlot from "uplot"
import { formatInstant } from "../model/units"
import { remPx, styleValue } from "./dom"

/** What the two plots differ in. */
export interface PlotParts {
    readonly size: { width: number; height: number }
    readonly scales: uPlot.Scales
    readonly series: uPlot.Series[]
    readonly axes: uPlot.Axis[]
    readonly bands?: uPlot.Band[]
    /** Marks, drawn above the lines. */
    draw(plot: uPlot): void
    /** Somebody drew a frame around a stretch of time, s. */
    select(fromS: number, toS: number): void
    /** A double click. */
    reset(): void
}

/** Height of the ribbon of states above a plot, where type is 16 px. */
export const RIBBON_PX = 15
/** Room for the numbers of the left, right and lower axes, rem; equal in both plots. */
const LEFT_REM = 4.9
const RIGHT_REM = 3.3
const LOWER_REM = 2.1

/** An axis with numbers in the theme's ink. */
export function axis(
    scale: string,
    side: 0 | 1 | 2 | 3,
    values: (value: number, stepValue: number) => string
): uPlot.Axis {
    // canvases know no rem: a wall display's larger type must be told
    const rem = remPx()
    return {
        scale,
        side,
        font: `${0.75 * rem}px system-ui, sans-serif`,
        stroke: styleValue("--muted"),
        grid: { show: side !== 1, stroke: styleValue("--line"), width: 1 },
        ticks: { stroke: styleValue("--line"), width: 1, size: 5 },
        size: rem * (side === 2 ? LOWER_REM : side === 1 ? RIGHT_REM : LEFT_REM),
        values: (_plot, ticks) => {
            const step = ticks.length > 1 ? Math.abs(ticks[1] - ticks[0]) : 1
            return ticks.map(tick => values(tick, step))
        },
    }
}

/** The axis of time. */
export function timeAxis(): uPlot.Axis {
    return {
        ...axis("x", 2, (s, step) => formatInstant(s * 1000, step < 1)),
        incrs: [0.1, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21600],
        space: 84,
    }
}

/** Options for uPlot. */
export function plotOptions(parts: PlotParts): uPlot.Options {
    return {
        ...parts.size,
        padding: [(RIBBON_PX - 1) * (remPx() / 16), null, null, null],
        legend: { show: false },
        scales: { x: { time: false, auto: false }, ...parts.scales },
        series: [{}, ...parts.series],
        axes: [timeAxis(), ...parts.axes],
        bands: parts.bands,
        cursor: {
            sync: { key: "leaktight", setSeries: false },
            drag: { x: true, y: false, setScale: false },
            points: { show: false },
            bind: {
                dblclick: () => () => {
                    parts.reset()
                    return null
                },
            },
        },
        hooks: {
            draw: [plot => parts.draw(plot)],
            setSelect: [
                plot => {
                    const { left, width } = plot.select
                    if (width < 4) return
                    parts.select(plot.posToVal(left, "x"), plot.posToVal(left + width, "x"))
                    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
                },
            ],
        },
    }
}

/** Digits that tell ticks apart that are `step` from each other. */
export function digitsFor(step: number): number {
    let digits = 0
    // 0.25 needs two, though it is above 0.1
    for (let s = step; digits < 6 && Math.abs(s - Math.round(s)) > 1e-6 * s; s *= 10) digits++
    return digits
}

/** A range with air around it, at least `least` wide. */
export function paddedRange(low: number, high: number, least: number): [number, number] {
    if (!(high >= low)) return [0, least]
    const middle = (low + high) / 2
    const half = Math.max(least, (high - low) * 1.16) / 2
    return [middle - half, middle + half]
}
