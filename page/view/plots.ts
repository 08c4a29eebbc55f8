/**
 * Two linked curves: pressure with temperature, and leak rate with its interval.
 *
 * Both show the stretch of time that `TimeWindow` says. Only that stretch is converted to the
 * user's units and handed to uPlot, a few times a second at most.
 */
import uPlot from "uplot"
import "uplot/dist/uPlot.min.css"
import { convertRate, type RateUnit } from "../../host/units"
import type { Limit } from "../model/limits"
import type { Run } from "../model/run"
import { PRESSURE_UNITS, type PressureUnit } from "../model/units"
import { byId, styleValue } from "./dom"
import { axis, digitsFor, paddedRange, plotOptions } from "./plot_options"
import { drawLimit, drawMarks, drawStates, drawTests } from "./plot_marks"
import { bindPointer } from "./plot_pointer"
import { known, rateRange, visible } from "./plot_data"
import type { TimeWindow } from "./window"

/** In which units the curves are. */
export interface PlotUnits {
    readonly pressure: PressureUnit
    readonly rate: RateUnit
    readonly volumeL: number
    readonly limits: readonly Limit[]
    /** Pressure to which parts are filled, Pa; undefined where nothing is filled. */
    readonly targetPa: number | undefined
}

/** Of a lab test's fail limit: rates beyond so many times it do not stretch the axis. */
const MOST_FAILS = 4

/** Narrowest ranges of the axes, so that noise does not fill a plot: Pa and K. */
const LEAST_PA = 6
const LEAST_K = 0.4

/** See the file's head. */
export class Plots {
    private pressure: uPlot | undefined
    private rate: uPlot | undefined
    private run: Run | undefined
    private rateBounds: [number, number] = [-1, 1]

    /** @param moved called when the user looked elsewhere */
    constructor(
        private readonly window: TimeWindow,
        private units: PlotUnits,
        private readonly moved: () => void
    ) {
        new ResizeObserver(() => this.resize()).observe(byId("plots"))
    }

    /** Draws a run up to `nowS`. */
    draw(run: Run, nowS: number, units: PlotUnits) {
        const changed =
            units.pressure !== this.units.pressure ||
            units.rate !== this.units.rate ||
            units.volumeL !== this.units.volumeL
        this.run = run
        this.units = units
        if (this.pressure === undefined || changed) this.rebuild()
        const [fromS, toS] = this.window.bounds(nowS)
        const pa = PRESSURE_UNITS[units.pressure].pa
        const [times, pressures, temps] = visible(run.samples, fromS, toS)
        const convert = (paPerS: number) => convertRate(paPerS, units.rate, units.volumeL)
        const [rateTimes, rates, halves] = visible(run.rates, fromS, toS)
        const tests = run.tests.filter(({ endedAtMs: atMs }) => atMs > fromS * 1000)
        const low = rates.map((rate, i) => known(convert(rate - halves[i])))
        const high = rates.map((rate, i) => known(convert(rate + halves[i])))
        const isTest = units.targetPa !== undefined
        const limits = isTest ? units.limits.map(({ paPerS }) => paPerS) : []
        const most = isTest ? MOST_FAILS * Math.max(...limits.map(Math.abs)) : Infinity
        const measured = tests
            .flatMap(({ ratePaPerS: r, halfPaPerS: h }) => [r - h, r + h])
            .filter(edge => !Number.isNaN(edge))
            .map(edge => Math.min(most, Math.max(-most, edge)))
        const shown = [...limits, ...measured]
        this.rateBounds = rateRange(rates, halves, shown, most).map(convert) as [number, number]
        const place = byId("plots").dataset
        place.fromS = fromS.toFixed(2)
        place.toS = toS.toFixed(2)
        const range = { min: fromS, max: toS }
        this.pressure!.batch(() => {
            this.pressure!.setData([times, pressures.map(p => p / pa), temps.map(known)], false)
            this.pressure!.setScale("x", range)
        })
        this.rate!.batch(() => {
            const middle = rates.map(rate => known(convert(rate)))
            this.rate!.setData([rateTimes, middle, high, low], false)
            this.rate!.setScale("x", range)
        })
    }

    /** Makes the plots anew, in the present theme and units. */
    rebuild() {
        this.pressure?.destroy()
        this.rate?.destroy()
        const width = this.width()
        const heights = this.heights()
        const shared = {
            select: (fromS: number, toS: number) => {
                this.window.look(fromS, toS)
                this.moved()
            },
            reset: () => {
                this.window.follow()
                this.moved()
            },
        }
        const { pressure: pressureUnit } = this.units
        const pa = PRESSURE_UNITS[pressureUnit].pa
        const number = (value: number, step: number) =>
            value
                .toLocaleString("en", {
                    minimumFractionDigits: digitsFor(step),
                    maximumFractionDigits: digitsFor(step),
                })
                .replace("-", "−")
        // few samples are a line as well
        const points = { show: false }
        const empty = [[], [], []] as unknown as uPlot.AlignedData
        this.pressure = new uPlot(
            plotOptions({
                ...shared,
                size: { width, height: heights[0] },
                scales: {
                    p: { range: (_u, low, high) => paddedRange(low, high, LEAST_PA / pa) },
                    T: { range: (_u, low, high) => paddedRange(low, high, LEAST_K) },
                },
                series: [
                    { scale: "p", stroke: styleValue("--c-pressure"), width: 1.5, points },
                    {
                        scale: "T",
                        stroke: styleValue("--c-temp"),
                        width: 1.5,
                        dash: [6, 4],
                        points,
                    },
                ],
                axes: [axis("p", 3, number), axis("T", 1, number)],
                draw: plot => {
                    if (this.run === undefined) return
                    const { targetPa } = this.units
                    drawMarks(plot, this.run.marks, true)
                    if (targetPa !== undefined) drawLimit(plot, "p", targetPa / pa, "target")
                    drawStates(plot, this.run)
                },
            }),
            empty,
            byId("plot-pressure")
        )
        this.rate = new uPlot(
            plotOptions({
                ...shared,
                size: { width, height: heights[1] },
                scales: { r: { range: () => this.rateBounds } },
                series: [
                    { scale: "r", stroke: styleValue("--c-rate"), width: 2, points },
                    { scale: "r", stroke: styleValue("--c-band"), width: 1, points },
                    { scale: "r", stroke: styleValue("--c-band"), width: 1, points },
                ],
                bands: [{ series: [2, 3], fill: styleValue("--c-band-fill") }],
                axes: [
                    axis("r", 3, number),
                    { ...axis("r", 1, () => ""), grid: { show: false }, ticks: { show: false } },
                ],
                draw: plot => {
                    if (this.run === undefined) return
                    const { limits, rate, volumeL } = this.units
                    drawMarks(plot, this.run.marks, false)
                    drawLimit(plot, "r", 0, "")
                    for (const { line, paPerS } of limits)
                        drawLimit(
                            plot,
                            "r",
                            convertRate(paPerS, rate, volumeL),
                            line,
                            // between zero and its line, where the axis reaches
                            paPerS < 0 ? -5 : 13
                        )
                    drawTests(plot, this.run.tests, paPerS => convertRate(paPerS, rate, volumeL))
                },
            }),
            [[], [], [], []],
            byId("plot-rate")
        )
        for (const plot of [this.pressure, this.rate]) bindPointer(plot, this.window, this.moved)
    }

    /** Both plots on one canvas, each below what its lines mean, and a line of text above all. */
    picture(title: string): Promise<Blob | null> {
        const parts = [this.pressure!.ctx.canvas, this.rate!.ctx.canvas]
        const scale = devicePixelRatio
        const head = 34 * scale
        const canvas = document.createElement("canvas")
        canvas.width = Math.max(...parts.map(part => part.width))
        canvas.height = parts.reduce((sum, part) => sum + head + part.height, head)
        const ctx = canvas.getContext("2d")!
        ctx.fillStyle = styleValue("--card")
        ctx.fillRect(0, 0, canvas.width, canvas.height)
        ctx.fillStyle = styleValue("--ink")
        let top = 0
        const write = (text: string) => {
            ctx.font = `${14 * scale}px system-ui, sans-serif`
            ctx.fillText(text, 12 * scale, top + 22 * scale, canvas.width - 24 * scale)
            top += head
        }
        write(title)
        for (const [i, part] of parts.entries()) {
            const items = [...byId(["legend-pressure", "legend-rate"][i]).children]
            write(items.map(({ textContent }) => textContent).join("; "))
            ctx.drawImage(part, 0, top)
            top += part.height
        }
        return new Promise(resolve => canvas.toBlob(resolve, "image/png"))
    }

    private resize() {
        const width = this.width()
        const heights = this.heights()
        if (this.pressure === undefined || width < 50) return
        this.pressure.setSize({ width, height: heights[0] })
        this.rate!.setSize({ width, height: heights[1] })
    }

    private width(): number {
        return Math.max(220, byId("plots").clientWidth)
    }

    private heights(): [number, number] {
        const unit = Math.min(700, Math.max(190, innerHeight * (innerWidth > 1180 ? 0.39 : 0.3)))
        return [Math.round(unit * 1.05), Math.round(unit * 0.85)]
    }
}
