/**
 * The report of a lab test, made from nothing but the lines of a serial port.
 */
import fc from "fast-check"
import { beforeAll, describe, expect, test } from "vitest"
import { buildFirmware } from "../../host/build/firmware"
import { LAB_SCENARIO, loadScenario } from "../../host/cli"
import { curveSvg, escaped, roundTicks, thinned, type Point } from "../../host/report/curve_svg"
import { readTests, type RecordedTest } from "../../host/report/read_tests"
import { testReport, type ReportFacts } from "../../host/report/test_report"
import { formatRateWithin } from "../../host/units"
import { Bench } from "../../page/worker/bench"
import { defaultRecipe } from "../../src/config_recipe"
import { factory } from "../vm/virtual_bench"

const recipe = defaultRecipe()
const FACTS: ReportFacts = {
    recipe,
    resultUnit: "Pa/min",
    rateUnit: "Pa/min",
    pressureUnit: "kPa",
    writtenAt: "27 November 2026 at 10:00",
}

let lines: string[]
let tests: RecordedTest[]

beforeAll(async () => {
    const { bytecode } = buildFirmware(undefined, undefined, { mode: "test" })
    const bench = await Bench.create(factory, bytecode, {
        scenario: loadScenario(LAB_SCENARIO),
        seed: 11,
        run: 1,
        isLab: true,
    })
    const start = (serial: string) => bench.ask({ ask: "start", serial })
    await bench.runUntil(20_000)
    start("A-17")
    await bench.runUntil(22_000)
    bench.act({ atS: 0, do: "fill", supplyPa: 115000, forS: 10, diameterMm: 4 })
    await bench.runUntil(150_000)
    start("")
    await bench.runUntil(155_000)
    bench.ask({ ask: "abort" })
    await bench.runUntil(160_000)
    lines = bench.recorded
    tests = readTests(lines)
}, 60_000)

/** Value of a row. */
function valueOf(html: string, name: string): string | undefined {
    return new RegExp(`<th scope="row">${name}</th><td>([^<]*)</td>`).exec(html)?.[1]
}

describe("the tests of a recording", () => {
    test("are those that came to a verdict, each with its own curve", () => {
        expect(tests.map(({ test: { verdict } }) => verdict)).toEqual(["pass", "invalid"])
        for (const { test: of, curve, tester } of tests) {
            expect(tester?.k).toBe("b")
            expect(curve.atMs[0]).toBeGreaterThanOrEqual(of.startedAtMs)
            expect(curve.atMs.at(-1)).toBeLessThanOrEqual(of.endedAtMs)
            expect(curve.pa).toHaveLength(curve.atMs.length)
        }
        const [passed] = tests
        // filled from ambient to the recipe's target
        expect(passed.curve.pa[0]).toBeLessThan(101_500)
        expect(passed.curve.pa.at(-1)).toBeCloseTo(passed.test.endPa, 0)
        expect(passed.test.phases.map(({ phase }) => phase)).toEqual([
            "fill",
            "stabilise",
            "test",
            "vent",
        ])
    })

    test("are passed over where a line of their own is damaged", () => {
        const cut = lines.map(line => (line.startsWith('{"k":"v"') ? line.slice(0, 30) : line))
        expect(readTests(cut)).toEqual([])
        expect(readTests([])).toEqual([])
    })

    test("are told without their basis where that line is damaged", () => {
        const cut = lines.map(line => (line.startsWith('{"k":"o"') ? line.slice(0, 30) : line))
        const whole = (found: RecordedTest[]) =>
            found.map(({ test: of, curve }) => ({ ...of, basis: undefined, volumeL: 0, curve }))
        expect(readTests(cut).map(({ test: { basis } }) => basis)).toEqual([undefined, undefined])
        expect(whole(readTests(cut))).toEqual(whole(tests))
        // the flow tells the volume, where there is one
        expect(readTests(cut).map(({ test: { volumeL } }) => volumeL)).toEqual([1, NaN])
    })
})

describe("the report", () => {
    test("says what was recorded, in the reader's units", () => {
        const [passed] = tests
        const html = testReport(passed, FACTS)
        expect(html).toContain(`<p class="word">PASS</p>`)
        expect(html).toContain("Below the fail limit beyond doubt.")
        expect(html).toContain(">fail limit<")
        expect(valueOf(html, "Part serial")).toBe("A-17")
        expect(valueOf(html, "Test number")).toBe("1")
        expect(valueOf(html, "Recipe")).toBe("housing")
        expect(valueOf(html, "Pass below")).toBe("30.0 Pa/min")
        expect(valueOf(html, "Fail above")).toBe("60.0 Pa/min")
        // a loss is positive, and the pressure falls when there is one
        const { ratePaPerS, halfPaPerS, startPa, tempChangeK, used, rejected } = passed.test
        expect(valueOf(html, "Leak rate, 95 %")).toBe(
            `${formatRateWithin(-ratePaPerS, halfPaPerS, "Pa/min", 1)} Pa/min`
        )
        expect(valueOf(html, "Pressure at start")).toBe(`${(startPa / 1000).toFixed(4)} kPa`)
        const sign = tempChangeK > 0 ? "+" : ""
        expect(valueOf(html, "Temperature change")).toBe(
            `${sign}${tempChangeK.toFixed(3)} K`.replace("-", "−")
        )
        expect(valueOf(html, "Samples used")).toBe(`${used}, ${rejected} rejected`)
        expect(valueOf(html, "Firmware")).toBe(passed.tester!.v)
        expect(valueOf(html, "Configuration")).toMatch(/^[0-9a-f]{8}$/)
        expect(html.match(/<svg/g)).toHaveLength(2)
        expect(html.match(/class="curve"/g)).toHaveLength(2)
        expect(testReport(passed, { ...FACTS, resultUnit: "sccm" })).toMatch(
            /<p class="rate">−?[\d.]+ ± [\d.]+ sccm \(−?[\d.]+ ± [\d.]+ Pa\/min\)</
        )
    })

    test("of a test without a window shows no rate, and a line to write the serial on", () => {
        const html = testReport(tests[1], FACTS)
        expect(html).toContain(`<p class="word">INVALID</p>`)
        expect(html).toContain("Somebody ended it.")
        expect(valueOf(html, "Leak rate, 95 %")).toBe("not measured")
        expect(valueOf(html, "Part serial")).toMatch(/^_+$/)
        expect(valueOf(html, "Pressure at start")).toBe("—")
    })

    test("of an unknown recipe claims no limits, and no flow where no volume was recorded", () => {
        const sccm = { resultUnit: "sccm", rateUnit: "sccm" } as const
        const facts = { ...FACTS, ...sccm, recipe: undefined }
        const [{ test: of }] = tests
        expect(of.basis).toMatchObject({ volumeL: 1, volumeRefused: "missing" })
        const html = testReport(tests[0], facts)
        expect(valueOf(html, "Volume")).toBe("1 L of the recipe, not calibrated")
        expect(valueOf(html, "Fail above")).toBe("0.552 sccm")
        expect(valueOf(html, "Target")).toBe("—")
        expect(html).not.toContain(">fail limit<")
        const without = testReport({ ...tests[0], test: { ...of, basis: undefined } }, facts)
        expect(valueOf(without, "Volume")).toBe("—")
        expect(valueOf(without, "Fail above")).toBe("60.0 Pa/min")
        expect(valueOf(without, "Change, 95 %")).toMatch(/ Pa\/min$/)
    })

    test("of a calibrating run says what it has taught, and asks for no second one", () => {
        const learned = { k: "l", n: 0, t: 0, K: 1, y: 0, d: 9827, v: 1_200_037, i: 1200 } as const
        const of = {
            ...tests[0].test,
            verdict: "retest",
            reason: "time-limit",
            halfPaPerS: NaN,
            orificeUm: NaN,
            learned: { ...learned, l: "housing", w: "" },
        }
        const html = testReport({ ...tests[0], test: of }, FACTS)
        const taught =
            "Calibration by a joined vessel: " +
            "volume 1.2000 ± 0.0012 L for recipe housing, 2026-11-27."
        expect(html).toContain(`<p class="rate">${taught}</p><p></p>`)
        expect(valueOf(html, "Leak rate, 95 %")).toBe("not measured")
        expect(valueOf(html, "As through a hole of")).toBe("—")
        const broken = testReport({ ...tests[0], test: { ...of, verdict: "invalid" } }, FACTS)
        expect(broken).toContain(`${taught}</p><p>Time was up between the limits.</p>`)
    })

    test("is alone: no script, no address, whatever a serial says", () => {
        fc.assert(
            fc.property(fc.string({ unit: "grapheme" }), serial => {
                const html = testReport(
                    { ...tests[0], test: { ...tests[0].test, serial: `${serial}<script>"'&` } },
                    FACTS
                )
                expect(html).not.toMatch(/<script|https?:|url\(|@import|<link|<img| on\w+=/i)
                expect(valueOf(html, "Part serial")).toBe(escaped(`${serial}<script>"'&`))
            }),
            { seed: 6 }
        )
    })
})

describe("a curve", () => {
    test("has round ticks within its range, few enough to read", () => {
        const bound = { noNaN: true, min: -1e6, max: 1e6 }
        const wide = fc.double({ noNaN: true, min: 1e-3, max: 1e6 })
        fc.assert(
            fc.property(
                fc.double(bound),
                wide,
                fc.integer({ min: 2, max: 12 }),
                (low, size, most) => {
                    const ticks = roundTicks(low, low + size, most)
                    expect(ticks.length).toBeLessThanOrEqual(most + 1)
                    const air = size * 1e-6 + Math.abs(low) * 1e-9
                    for (const tick of ticks) {
                        expect(tick).toBeGreaterThanOrEqual(low - air)
                        expect(tick).toBeLessThanOrEqual(low + size + air)
                    }
                }
            ),
            { seed: 6 }
        )
        expect(roundTicks(0, 10, 5)).toEqual([0, 2, 4, 6, 8, 10])
        expect(roundTicks(-0.3, 0.3, 6)).toEqual([-0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3])
    })

    test("keeps a spike when it is thinned, in order", () => {
        const points = Array.from({ length: 9000 }, (_, i): Point => [i, i === 4321 ? 50 : i % 3])
        const kept = thinned(points)
        expect(kept.length).toBeLessThanOrEqual(1600)
        expect(kept).toContainEqual([4321, 50])
        expect([...kept].sort((a, b) => a[0] - b[0])).toEqual(kept)
    })

    test("says that there is nothing rather than drawing it", () => {
        const nothing = { title: "t", xName: "x", yName: "y", points: [], leastY: 1 }
        expect(curveSvg(nothing)).toContain("No samples were recorded.")
    })
})

describe("a rate with its interval", () => {
    test("has the digits that the interval supports", () => {
        expect(formatRateWithin(0.30567, 0.0123, "Pa/s", 1)).toBe("0.306 ± 0.012")
        expect(formatRateWithin(-1234.5, 67.8, "Pa/s", 1)).toBe("−1235 ± 68")
        expect(formatRateWithin(-0.5, NaN, "Pa/s", 1)).toBe("−0.500")
        expect(formatRateWithin(1e-9, 2e-9, "Pa/s", 1)).toBe("1.00e−9 ± 2.0e−9")
    })
})
