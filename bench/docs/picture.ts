/**
 * The picture of the README: delay over leak size, log-log, every method, names at their ends.
 *
 * Colours are mid-tones and the ground is transparent, so that it reads on white and on black.
 */
import type { Curve } from "../detector/practice"
import { placeLabels } from "./labels"

const WIDTH = 860
const HEIGHT = 560
const LEFT = 74
const RIGHT = 196
/** From the plot to the names, px. */
const LEADER = 34
const TOP = 58
const BOTTOM = 62
const GREY = "#7d8590"

/** What is shown: leak, Pa/min, from left to right; delay, s, from the bottom up. */
const X = { from: 0.015, to: 60 }
const Y = { from: 0.5, to: 86400 }
const X_TICKS = [0.02, 0.1, 1, 10, 60]
const Y_TICKS: [number, string][] = [
    [1, "1 s"],
    [10, "10 s"],
    [60, "1 min"],
    [600, "10 min"],
    [3600, "1 h"],
    [36000, "10 h"],
]

const COLOURS = [
    "#e8590c",
    "#e8590c",
    GREY,
    "#1c7ed6",
    "#ae3ec9",
    "#7950f2",
    "#2f9e44",
    "#d6336c",
    "#0c8599",
    "#b08900",
]
/** Dashes of the curves that are not plain lines: with a thermometer, and the theory. */
const DASHES: Record<string, string | undefined> = {
    "Leaktight, thermometer": "9 4",
    "limit of theory": "2 4",
}
const BOLD = "Leaktight"

const scale = (value: number, { from, to }: { from: number; to: number }) =>
    Math.log(value / from) / Math.log(to / from)
/** Place of a leak, Pa/min, from the left, px. */
export const xOf = (leak: number) => LEFT + scale(leak, X) * (WIDTH - LEFT - RIGHT)
/** Place of a delay, s, from the top, px. */
export const yOf = (delayS: number) => HEIGHT - BOTTOM - scale(delayS, Y) * (HEIGHT - TOP - BOTTOM)

const px = (value: number) => value.toFixed(1)

function text(x: number, y: number, words: string, more = ""): string {
    return `<text x="${px(x)}" y="${px(y)}" fill="${GREY}" ${more}>${escaped(words)}</text>`
}

const escaped = (words: string) => words.replaceAll("&", "&amp;").replaceAll("<", "&lt;")

function grid(): string[] {
    const lines: string[] = []
    const line = (x1: number, y1: number, x2: number, y2: number) =>
        `<path d="M${px(x1)} ${px(y1)}L${px(x2)} ${px(y2)}" stroke="${GREY}" ` +
        `stroke-opacity="0.25"/>`
    for (const leak of X_TICKS) {
        lines.push(line(xOf(leak), TOP, xOf(leak), HEIGHT - BOTTOM))
        lines.push(text(xOf(leak), HEIGHT - BOTTOM + 20, String(leak), 'text-anchor="middle"'))
    }
    for (const [delayS, name] of Y_TICKS) {
        lines.push(line(LEFT, yOf(delayS), WIDTH - RIGHT, yOf(delayS)))
        lines.push(text(LEFT - 8, yOf(delayS) + 4, name, 'text-anchor="end"'))
    }
    const middle = (LEFT + WIDTH - RIGHT) / 2
    lines.push(text(middle, HEIGHT - 16, "leak, Pa/min", 'text-anchor="middle"'))
    return lines
}

function curveLines({ method, points }: Curve, colour: string): string[] {
    const found = points.filter(({ medianS }) => medianS !== null)
    const at = found.map(
        ({ leakPaPerMin, medianS }) => `${px(xOf(leakPaPerMin))} ${px(yOf(medianS!))}`
    )
    const width = method === BOLD ? 4 : 2
    const dash = DASHES[method] === undefined ? "" : ` stroke-dasharray="${DASHES[method]}"`
    const bars = found
        .map(({ leakPaPerMin, medianS, halfWidthS }) => {
            const x = px(xOf(leakPaPerMin))
            const low = Math.max(medianS! - halfWidthS, Y.from)
            const high = Math.min(medianS! + halfWidthS, Y.to)
            return `M${x} ${px(yOf(low))}L${x} ${px(yOf(high))}`
        })
        .join("")
    const style = `fill="none" stroke="${colour}" stroke-linejoin="round"`
    return [
        `<path d="M${at.join("L")}" ${style} stroke-width="${width}"${dash}/>`,
        `<path d="${bars}" ${style} stroke-width="1" stroke-opacity="0.6"/>`,
    ]
}

/**
 * The picture as SVG.
 * @param subtitle one line about noise and run
 */
export function delayPicture(curves: readonly Curve[], subtitle: string): string {
    const drawn = curves
        .map((curve, i) => ({ curve, colour: COLOURS[i % COLOURS.length] }))
        .filter(({ curve }) => curve.points.some(({ medianS }) => medianS !== null))
    const ends = drawn.map(({ curve }) => {
        const { leakPaPerMin, medianS } = curve.points.find(point => point.medianS !== null)!
        return { x: xOf(leakPaPerMin), y: yOf(medianS!) }
    })
    const heights = placeLabels(
        ends.map(({ y }) => y),
        TOP,
        HEIGHT - BOTTOM
    )
    return [
        `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" ` +
            `font-family="system-ui, sans-serif" font-size="13" role="img">`,
        `<title>Delay from the onset of a leak to the alarm over the size of the leak</title>`,
        text(
            LEFT,
            22,
            "Time until a leak is found, by its size",
            'font-size="17" font-weight="600"'
        ),
        text(LEFT, 42, subtitle, 'font-size="12"'),
        ...grid(),
        // ours last, on top
        ...[...drawn].reverse().flatMap(({ curve, colour }) => curveLines(curve, colour)),
        ...drawn.flatMap(({ curve, colour }, i) => {
            const weight = curve.method === BOLD ? "700" : "500"
            const [x, y] = [WIDTH - RIGHT + LEADER, heights[i]]
            return [
                `<path d="M${px(ends[i].x + 4)} ${px(ends[i].y)}L${px(x - 4)} ${px(y)}" ` +
                    `stroke="${colour}" stroke-opacity="0.6"/>`,
                `<text x="${px(x)}" y="${px(y + 4)}" fill="${colour}" font-weight="${weight}">` +
                    `${escaped(curve.method)}</text>`,
            ]
        }),
        `</svg>`,
        "",
    ].join("\n")
}
