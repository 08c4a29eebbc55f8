import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { parseScenario } from "../../sim/scenario/scenario"

const FOLDER = join(import.meta.dirname, "..", "..", "sim", "scenarios")

const hole = { atS: 5, do: "hole", diameterMm: 0.3 }
const reaches = { that: "reaches", state: "leak", byS: 60 }

function parse(changes: object): unknown {
    const whole = { title: "a hole", durationS: 60, events: [hole], expect: [reaches], ...changes }
    return parseScenario(JSON.stringify(whole), "a.json")
}

describe("a scenario file", () => {
    test("is filled in with the schema's defaults", () => {
        expect(parse({})).toMatchObject({
            chamber: { volumeL: 5, pressurePa: 101325 },
            sensor: { part: "BMP390" },
            events: [{ do: "hole", dischargeCoefficient: 0.65 }],
            expect: [{ fromS: 0 }],
        })
    })

    test("may list its events in any order", () => {
        const cover = { atS: 20, do: "cover", with: "thumb" }
        expect(parse({ events: [cover, hole] })).toMatchObject({
            events: [{ do: "hole" }, { do: "cover" }],
        })
    })

    test.each([
        [{ duration: 60 }, "a.json: unknown key duration; allowed are title, about, durationS"],
        [{ durationS: "60" }, 'a.json: durationS is "60"; allowed is a number above 0 to 4000000'],
        [{ expect: [] }, "a.json: expect is []; allowed is a list of at least 1"],
        [
            { chamber: { volumeL: 0 } },
            "a.json: chamber.volumeL is 0; allowed is a number from 0.001",
        ],
        [
            { sensor: { part: "BMP999" } },
            'a.json: sensor.part is "BMP999"; allowed is one of "BMP390", "BMP388"',
        ],
        [
            { events: [{ ...hole, diameterMM: 1 }] },
            "a.json: unknown key events[0].diameterMM; allowed",
        ],
        [
            { events: [{ atS: 1, do: "whole" }] },
            'a.json: events[0].do is "whole"; allowed is one of',
        ],
        [{ events: [{ do: "hole", diameterMm: 1 }] }, "a.json: events[0] lacks the key atS"],
        [
            { events: [{ ...hole, atS: 61 }] },
            'event "hole" at 61 s comes after the end; allowed is 0',
        ],
        [
            { events: [{ atS: 1, do: "cover", with: "thumb" }, hole] },
            'covers "the hole", which is not open then; open are none',
        ],
        [
            { events: [{ atS: 1, do: "command", command: "stop" }] },
            'a.json: events[0].command is "stop"; allowed is one of "start", "abort"',
        ],
        [
            { events: [{ atS: 1, do: "command", command: "limits", passPaPerS: 1 }] },
            'a.json: the event "command" at 1 s lacks the key failPaPerS',
        ],
        [
            { events: [{ atS: 1, do: "command", command: "recipe" }] },
            'a.json: the event "command" at 1 s lacks the key index',
        ],
        [
            { events: [{ atS: 1, do: "command", command: "today", date: "2026-02-30" }] },
            'at 1 s: date is "2026-02-30"; allowed is a date as in 2026-11-27',
        ],
        [
            { events: [{ atS: 1, do: "command", command: "calibrate", kind: "known-leak" }] },
            'a.json: the event "command" at 1 s lacks the key flowPaM3PerS',
        ],
        [
            { events: [{ atS: 1, do: "command", command: "calibrate", kind: "leak" }] },
            'events[0].kind is "leak"; allowed is one of "known-leak", "known-volume", "offset"',
        ],
        [
            { expect: [{ that: "learns", within: 1, fromS: 0, byS: 60 }] },
            "a.json: expect[0] needs either volumeL or offsetPaPerS",
        ],
        [
            { expect: [{ ...reaches, state: "leaking" }] },
            'a.json: expect[0].state is "leaking"; allowed is one of "starting", "settling"',
        ],
        [
            { expect: [{ ...reaches, byS: 61 }] },
            "a.json: expect[0] speaks of 61 s; allowed is 0 to 60",
        ],
    ])("with %j is refused by name", (changes, sentence) => {
        expect(() => parse(changes)).toThrow(sentence)
    })

    test("that is not JSON is refused with line and column", () => {
        expect(() => parseScenario('{\n  "title": }', "b.json")).toThrow(
            "b.json, line 2, column 12: not valid JSON: value expected"
        )
    })
})

describe("the scenarios that come with the project", () => {
    const names = readdirSync(FOLDER).filter(file => file.endsWith(".json"))

    test("are at least twelve, with the two from the Station", () => {
        expect(names.length).toBeGreaterThanOrEqual(12)
        expect(names).toContain("soyuz-2018.json")
        expect(names).toContain("cabin-warms-2020.json")
    })

    test.each(names)("%s is valid", name => {
        const scenario = parseScenario(readFileSync(join(FOLDER, name), "utf8"), name)
        expect(scenario.about.length).toBeGreaterThan(20)
    })
})
