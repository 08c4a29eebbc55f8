/**
 * Documents made from result files: parts between markers, tables, the picture.
 */
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import type { Limits } from "../../bench/detector/limits"
import { limitText, timeText } from "../../bench/detector/limits_main"
import { LINE_PX, placeLabels } from "../../bench/docs/labels"
import { markdownTable, replacePart } from "../../bench/docs/markers"
import { delayPicture, xOf, yOf } from "../../bench/docs/picture"
import { durationText } from "../../bench/docs/tables"

describe("a part of a document", () => {
    const text = "before\n\n<!-- a -->\n\nold\n\n<!-- /a -->\n\nafter\n"

    test("is put between its markers, and nothing else changes", () => {
        const changed = replacePart(text, "a", "new\n")
        expect(changed).toBe("before\n\n<!-- a -->\n\nnew\n\n<!-- /a -->\n\nafter\n")
        expect(replacePart(changed!, "a", "new")).toBe(changed)
    })

    test("is left out when a marker is missing", () => {
        expect(replacePart(text, "b", "new")).toBeUndefined()
        expect(replacePart("<!-- /a --> <!-- a -->", "a", "new")).toBeUndefined()
    })
})

test("a table has its columns under each other", () => {
    expect(markdownTable(["a", "long"], [["b|c", "1"]], column => column === 1)).toBe(
        "| a    | long |\n| ---- | ---: |\n| b\\|c |    1 |"
    )
})

test.each([
    [0.7, "0.7 s"],
    [14.52, "15 s"],
    [487, "8.1 min"],
    [7200, "2 h"],
    [86400, "24 h"],
])("%f s reads %s", (seconds, words) => {
    expect(durationText(seconds)).toBe(words)
})

describe("limits", () => {
    const limit: Limits = {
        sensor: "BMP390",
        room: "bath",
        limitsPaPerS: [null, 0.5, null, null, null],
        longestS: 3600,
        falseAlarms: 0,
        chambers: 20,
        seed: 1,
    }

    test("tell what is not found from what was not tried", () => {
        const texts = [0, 1, 4].map(t => limitText(limit, t, paPerS => 2 * paPerS))
        expect(texts).toEqual(["none", "1.00", "–"])
    })

    test("name their times", () => {
        expect([10, 60, 600, 3600, 86400].map(timeText)).toEqual([
            "10 s",
            "1 min",
            "10 min",
            "1 h",
            "1 day",
        ])
    })
})

describe("the picture", () => {
    test("has more leak to the right and more delay above", () => {
        expect(xOf(10)).toBeGreaterThan(xOf(1))
        expect(yOf(10)).toBeLessThan(yOf(1))
        // decades are equally long
        expect(xOf(10) - xOf(1)).toBeCloseTo(xOf(1) - xOf(0.1), 9)
    })

    test("names every method once, except one that never finds anything", () => {
        const curve = (method: string, medianS: number | null) => ({
            method,
            what: "",
            threshold: null,
            points: [60, 1].map(leakPaPerMin => ({
                leakPaPerMin,
                medianS,
                halfWidthS: 0,
                runs: 9,
            })),
        })
        const svg = delayPicture([curve("A & B", 3), curve("never", null)], "noise")
        expect(svg.match(/A &amp; B/g)).toHaveLength(1)
        expect(svg).not.toContain("never")
        expect(svg).not.toMatch(/NaN|Infinity|undefined/)
    })

    test("names are apart, inside, and in the order of their lines", () => {
        const ends = fc.array(fc.double({ min: 0, max: 400, noNaN: true }), {
            minLength: 1,
            maxLength: 12,
        })
        fc.assert(
            fc.property(ends, heights => {
                const placed = placeLabels(heights, 0, 400)
                const order = heights.map((_, i) => i).sort((a, b) => placed[a] - placed[b])
                order.forEach((i, n) => {
                    expect(placed[i]).toBeGreaterThanOrEqual(-1e-9)
                    expect(placed[i]).toBeLessThanOrEqual(400 + 1e-9)
                    if (n === 0) return
                    const above = order[n - 1]
                    expect(placed[i] - placed[above]).toBeGreaterThanOrEqual(LINE_PX - 1e-9)
                    expect(heights[i]).toBeGreaterThanOrEqual(heights[above])
                })
            })
        )
    })
})
