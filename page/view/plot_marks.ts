/**
 * What is drawn over the curves: the ribbon of states, events, limits.
 *
 * A mark has a letter besides its line, and states their word, so that nothing hangs on colour.
 */
import type uPlot from "uplot"
import type { LabTest } from "../../host/lab_test"
import type { Mark, StateSpan } from "../link/protocol"
import type { Run } from "../model/run"
import { remPx, styleValue } from "./dom"
import { LOOKS } from "./looks"
import { RIBBON_PX } from "./plot_options"

/** Letters of the marks; the legend explains them. */
export const MARK_LETTERS: Record<Mark["kind"], string> = {
    event: "E",
    state: "S",
    alarm: "A",
    fault: "F",
    onset: "O",
    power: "P",
    phase: "T",
    verdict: "V",
    calibration: "C",
}

/** Letters closer than this would cover each other. */
const LETTER_PX = 15
/** Height of a limit's name. */
const NAME_PX = 14

/** Pixels of a canvas for one of a usual screen, with the type of this one. */
function inkScale(): number {
    return (devicePixelRatio * remPx()) / 16
}

/** The ribbon of states at the upper edge of a plot. */
export function drawStates(plot: uPlot, run: Run) {
    const { ctx, bbox } = plot
    const scale = inkScale()
    const height = RIBBON_PX * scale
    ctx.save()
    ctx.beginPath()
    ctx.rect(bbox.left, bbox.top - height + 4 * scale, bbox.width, height)
    ctx.clip()
    ctx.font = `${10.5 * scale}px system-ui, sans-serif`
    ctx.textBaseline = "middle"
    const right = bbox.left + bbox.width
    const spans = run.states
    const top = bbox.top - height + 4 * scale
    spans.forEach((span, i) => {
        const from = Math.max(bbox.left, plot.valToPos(span.atMs / 1000, "x", true))
        const endS = (spans.at(i + 1)?.atMs ?? run.nowMs) / 1000
        const to = Math.min(right, plot.valToPos(endS, "x", true))
        if (to <= from) return
        ctx.fillStyle = styleValue(`--s-${span.state}`)
        ctx.fillRect(from, top, to - from, height)
        ctx.fillStyle = styleValue(`--on-${span.state}`)
        // a verdict's two spans, venting and vented, have one word
        const isNew = spans.at(i - 1)?.state !== span.state || i === 0
        const word = isNew ? wordThatFits(ctx, span, to - from - 8 * scale) : ""
        if (word !== "") ctx.fillText(word, from + 4 * scale, top + height / 2)
    })
    ctx.restore()
}

function wordThatFits(ctx: CanvasRenderingContext2D, span: StateSpan, width: number): string {
    const { word, glyph } = LOOKS[span.state]
    if (ctx.measureText(word).width <= width) return word
    return ctx.measureText(glyph).width <= width ? glyph : ""
}

/** A vertical line for each mark, with its letter where there is room. */
export function drawMarks(plot: uPlot, marks: readonly Mark[], withLetters: boolean) {
    const { ctx, bbox } = plot
    const scale = inkScale()
    const fromMs = plot.scales.x.min! * 1000
    const toMs = plot.scales.x.max! * 1000
    ctx.save()
    ctx.font = `bold ${11 * scale}px system-ui, sans-serif`
    ctx.textAlign = "center"
    let lastX = -Infinity
    for (const mark of marks) {
        if (mark.kind === "state" || mark.atMs < fromMs || mark.atMs > toMs) continue
        const x = Math.round(plot.valToPos(mark.atMs / 1000, "x", true))
        const colour = styleValue(`--m-${mark.kind}`)
        ctx.strokeStyle = colour
        ctx.lineWidth = scale
        ctx.setLineDash(mark.kind === "onset" ? [2 * scale, 3 * scale] : [5 * scale, 3 * scale])
        ctx.beginPath()
        ctx.moveTo(x, bbox.top)
        ctx.lineTo(x, bbox.top + bbox.height)
        ctx.stroke()
        if (!withLetters || Math.abs(x - lastX) < LETTER_PX * scale) continue
        lastX = x
        const y = bbox.top + bbox.height - 6 * scale
        ctx.fillStyle = styleValue("--card")
        ctx.fillRect(x - 7 * scale, y - 11 * scale, 14 * scale, 14 * scale)
        ctx.fillStyle = colour
        ctx.fillText(MARK_LETTERS[mark.kind], x, y)
    }
    ctx.restore()
}

/**
 * What each lab test has measured, over its window: the watch rests meanwhile and has no rate.
 * @param convert Pa/s to the plot's unit
 */
export function drawTests(
    plot: uPlot,
    tests: readonly LabTest[],
    convert: (paPerS: number) => number
) {
    const { ctx, bbox } = plot
    const scale = inkScale()
    const yOf = (paPerS: number) => plot.valToPos(convert(paPerS), "r", true)
    ctx.save()
    ctx.beginPath()
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height)
    ctx.clip()
    for (const { windowAtMs, endedAtMs, ratePaPerS, halfPaPerS } of tests) {
        if (windowAtMs === undefined || Number.isNaN(halfPaPerS)) continue
        const from = plot.valToPos(windowAtMs / 1000, "x", true)
        const to = plot.valToPos(endedAtMs / 1000, "x", true)
        const high = yOf(ratePaPerS + halfPaPerS)
        ctx.fillStyle = styleValue("--c-band-fill")
        ctx.fillRect(from, high, to - from, yOf(ratePaPerS - halfPaPerS) - high)
        ctx.strokeStyle = styleValue("--c-rate")
        ctx.lineWidth = 3 * scale
        ctx.beginPath()
        ctx.moveTo(from, yOf(ratePaPerS))
        ctx.lineTo(to, yOf(ratePaPerS))
        ctx.stroke()
    }
    ctx.restore()
}

/** A horizontal line, if the scale reaches it, with its name `namePx` below. */
export function drawLimit(
    plot: uPlot,
    scaleName: string,
    value: number,
    name: string,
    namePx = -5
) {
    const { ctx, bbox } = plot
    const { min, max } = plot.scales[scaleName]
    if (min === undefined || max === undefined || value < min || value > max) return
    const scale = inkScale()
    const y = Math.round(plot.valToPos(value, scaleName, true))
    ctx.save()
    ctx.strokeStyle = styleValue(name === "" ? "--muted" : "--m-alarm")
    ctx.lineWidth = scale
    if (name !== "") ctx.setLineDash([8 * scale, 4 * scale])
    ctx.beginPath()
    ctx.moveTo(bbox.left, y)
    ctx.lineTo(bbox.left + bbox.width, y)
    ctx.stroke()
    const fromZero = Math.abs(y - plot.valToPos(0, scaleName, true))
    ctx.restore()
    // squeezed onto zero by something far greater, names would cover each other
    if (value !== 0 && fromZero < NAME_PX * scale) return
    ctx.save()
    ctx.fillStyle = styleValue("--m-alarm")
    ctx.font = `${11 * scale}px system-ui, sans-serif`
    ctx.textAlign = "right"
    const at = [bbox.left + bbox.width - 6 * scale, y + namePx * scale] as const
    // a rim in the card's colour, so that the word is read over lines and bands
    ctx.strokeStyle = styleValue("--card")
    ctx.lineWidth = 4 * scale
    ctx.lineJoin = "round"
    ctx.strokeText(name, ...at)
    ctx.fillText(name, ...at)
    ctx.restore()
}
