/**
 * The report of one lab test: one A4 page of HTML that needs nothing but itself.
 *
 * A pure function of what was recorded and how the reader writes. No script, no font, no picture
 * from elsewhere; its own policy forbids them. Verdicts are words, so that a copy in black and
 * white says the same.
 */
import { lossOf, TestKind, type Recipe } from "../../src/config_recipe"
import { calibrationSentence } from "../lab_words"
import { formatPressure, PRESSURE_UNITS, type PressureUnit } from "../pressure"
import { formatRate, formatRateWithin, inBothUnits, type RateUnit } from "../units"
import { adviceWords, offsetWords, reasonWords, volumeWords } from "../verdict_words"
import { curveSvg, escaped, type Point } from "./curve_svg"
import type { RecordedTest } from "./read_tests"
import { REPORT_STYLE } from "./report_style"

/** What a report needs besides the records. */
export interface ReportFacts {
    /** The recipe as it was used; undefined when only its name is known. */
    readonly recipe: Recipe | undefined
    /** The recipe's unit, and the reader's, which stands beside it where it is another. */
    readonly resultUnit: RateUnit
    readonly rateUnit: RateUnit
    readonly pressureUnit: PressureUnit
    /** When the report was written, as people write it. */
    readonly writtenAt: string
}

const KINDS: Record<TestKind, string> = {
    [TestKind.Decay]: "pressure decay",
    [TestKind.Rise]: "vacuum rise",
    [TestKind.Sealed]: "sealed part",
}
const PARTS: Record<number, string> = { 0x60: "BMP390", 0x50: "BMP388" }
/** Narrowest ranges of the curves, Pa: noise shall not look like a leak. */
const WHOLE_LEAST_PA = 200
const WINDOW_LEAST_PA = 4

/** Writes the report. */
export function testReport({ test, curve, tester }: RecordedTest, facts: ReportFacts): string {
    const { recipe, rateUnit, pressureUnit } = facts
    const { basis } = test
    const volumeL = basis?.volumeL ?? (recipe ? recipe.volumeMicroL / 1e6 : 0)
    const [own, reader] = [facts.resultUnit, rateUnit].map(unit =>
        volumeL === 0 && FLOWS.test(unit) ? "Pa/min" : unit
    )
    const rate = (paPerS: number) =>
        inBothUnits(own, reader, unit => `${formatRate(paPerS, unit, volumeL)} ${unit}`)
    // a test that was cut off has left no limits
    const limit = (paPerS: number) => (paPerS === 0 ? "—" : rate(paPerS))
    const pressure = (pa: number) => (pa === 0 ? "—" : formatPressure(pa, pressureUnit))
    const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`
    // before the first estimate there is an interval of nothing
    const hasRate = !Number.isNaN(test.halfPaPerS)
    const loss = recipe ? lossOf(test.ratePaPerS, recipe.kind) : test.ratePaPerS
    const [why, advice] = [reasonWords(test.reason), adviceWords(test.reason)]
    const sign = loss === test.ratePaPerS ? 1 : -1
    const within = hasRate
        ? inBothUnits(
              own,
              reader,
              unit => `${formatRateWithin(loss, test.halfPaPerS, unit, volumeL)} ${unit}`
          )
        : "not measured"
    let said = hasRate ? [within, `${why} ${advice}`.trim()] : [why, advice]
    // where no part was judged, none is to be tested again
    if (test.learned !== undefined)
        said = [calibrationSentence(test.learned), test.verdict === "invalid" ? why : ""]
    const microns = Number.isNaN(test.orificeUm) ? "—" : `${test.orificeUm.toFixed(1)} µm`
    const windowMs = test.windowAtMs === undefined ? 0 : test.endedAtMs - test.windowAtMs
    const rows: [string, [string, string][]][] = [
        [
            "The part",
            [
                ["Part serial", test.serial === "" ? BLANK : test.serial],
                ["Test number", String(test.test)],
                ["Recipe", test.recipe === "" ? "—" : test.recipe],
                ["Method", recipe ? KINDS[recipe.kind] : "—"],
                ["Volume", basis ? volumeWords(basis) : recipe ? `${volumeL} L` : "—"],
            ],
        ],
        [
            "The limits",
            [
                ["Pass below", limit(test.passPaPerS)],
                ["Fail above", limit(test.failPaPerS)],
                ["Target", recipe ? pressure(recipe.targetMilliPa / 1000) : "—"],
                ["Bad parts passed", recipe ? percent(recipe.badPassedPer10k) : "—"],
                ["Good parts failed", recipe ? percent(recipe.goodFailedPer10k) : "—"],
            ],
        ],
        [
            "The measurement",
            [
                [recipe ? "Leak rate, 95 %" : "Change, 95 %", within],
                ["Offset taken off", basis ? offsetWords(basis, sign, own) : "—"],
                ["As through a hole of", microns],
                ["Pressure at start", pressure(test.startPa)],
                ["Pressure at end", pressure(test.endPa)],
                ["Temperature change", `${signed(test.tempChangeK, 3)} K`],
                ["Samples used", `${test.used}, ${test.rejected} rejected`],
                ["Measured for", `${seconds(windowMs)} of ${seconds(test.durationMs)}`],
            ],
        ],
        [
            "The tester",
            [
                ["Rig", tester?.l ?? "—"],
                ["Board", tester?.b ?? "—"],
                ["Sensor", tester ? (PARTS[tester.s] ?? "—") : "—"],
                ["Firmware", tester?.v ?? "—"],
                ["Configuration", tester ? hex(tester.h) : "—"],
                ["Report written", facts.writtenAt],
            ],
        ],
    ]
    const word = test.verdict.toUpperCase()
    const name = test.serial === "" ? `test ${test.test}` : test.serial
    return (
        `<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n` +
        `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; ` +
        `style-src 'unsafe-inline'">\n` +
        `<meta name="viewport" content="width=device-width, initial-scale=1">\n` +
        `<title>${escaped(`Leak test: ${name}, ${word}`)}</title>\n` +
        `<style>${REPORT_STYLE}</style>\n</head>\n<body>\n<main>\n` +
        `<header><h1>Leak test</h1><p>${escaped(`${name} · ${facts.writtenAt}`)}</p></header>\n` +
        `<section class="verdict ${escaped(test.verdict)}"><p class="word">${escaped(word)}</p>` +
        `<div><p class="rate">${escaped(said[0])}</p><p>${escaped(said[1])}</p>` +
        `</div></section>\n<div class="facts">\n${rows.map(table).join("\n")}\n</div>\n` +
        `${wholeCurve()}\n${windowCurve()}\n` +
        `<footer><p>Tested by</p><p>Date</p><p>Signature</p></footer>\n</main>\n</body>\n</html>\n`
    )

    function at(ms: number): number {
        return (ms - test.startedAtMs) / 1000
    }

    function wholeCurve(): string {
        const pa = PRESSURE_UNITS[pressureUnit].pa
        const points = curve.atMs.map((ms, i): Point => [at(ms), curve.pa[i] / pa])
        const spans = test.phases.map(({ atMs, phase }, i) => ({
            fromX: at(atMs),
            toX: at(test.phases.at(i + 1)?.atMs ?? test.endedAtMs),
            name: phase,
        }))
        return curveSvg({
            title: "The whole test",
            xName: "seconds from the start",
            yName: `pressure, ${pressureUnit}`,
            points,
            spans,
            leastY: WHOLE_LEAST_PA / pa,
        })
    }

    /** The window alone, as change from its beginning, with the limits as slopes. */
    function windowCurve(): string {
        const fromMs = test.windowAtMs ?? Infinity
        const points: Point[] = []
        curve.atMs.forEach((ms, i) => {
            if (ms >= fromMs) points.push([(ms - fromMs) / 1000, curve.pa[i] - test.startPa])
        })
        const endS = points.at(-1)?.[0] ?? 0
        const sign = recipe && recipe.kind === TestKind.Rise ? 1 : -1
        const slope = (paPerS: number, name: string) => ({
            from: [0, 0] as Point,
            to: [endS, paPerS * endS] as Point,
            name,
        })
        const limits = recipe
            ? [
                  slope(sign * test.passPaPerS, "pass limit"),
                  slope(sign * test.failPaPerS, "fail limit"),
              ]
            : []
        return curveSvg({
            title: "The measurement: change of pressure in its window",
            xName: "seconds from the window's beginning",
            yName: "change, Pa",
            points,
            lines: limits,
            leastY: recipe
                ? Math.max(WINDOW_LEAST_PA, 2.3 * test.failPaPerS * endS)
                : WINDOW_LEAST_PA,
        })
    }
}

/** Where a pen writes. */
const BLANK = "________________"
/** Units that need a volume. */
const FLOWS = /m3|L\/s|cc/

function table([title, rows]: [string, [string, string][]]): string {
    const lines = rows.map(
        ([name, value]) =>
            `<tr><th scope="row">${escaped(name)}</th><td>${escaped(value)}</td></tr>`
    )
    return `<table><caption>${escaped(title)}</caption>${lines.join("")}</table>`
}

function percent(per10k: number): string {
    return `at most ${per10k / 100} %`
}

function signed(value: number, digits: number): string {
    return `${value > 0 ? "+" : ""}${value.toFixed(digits)}`.replace("-", "−")
}

function hex(hash: number): string {
    return (hash >>> 0).toString(16).padStart(8, "0")
}
