/**
 * The owner's file: every key arrives, and every value that is not allowed stops the build.
 */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { buildFirmware, PROJECT_FOLDER } from "../../host/build/firmware"
import {
    loadOwnerConfig,
    ownerSettings,
    parseOwnerConfig,
    rigModuleText,
    toRigConfig,
} from "../../host/build/owner_config"
import { BadInput } from "../../sim/input/bad_input"
import { defaultRigConfig } from "../../src/config"

interface Shape {
    type: string
    description: string
    enum?: string[]
    minimum?: number
    maximum?: number
    default?: unknown
}

const schema: { properties: Record<string, Shape> } = JSON.parse(
    readFileSync(join(PROJECT_FOLDER, "devs.config.schema.json"), "utf8")
)
const { $schema, ...keys } = schema.properties
const FILE = "devs.config.json"
/** The keys that a rig need not have; they have no default. */
const VALVES = ["fillValveGpio", "ventValveGpio"]

function parse(values: object) {
    return parseOwnerConfig(JSON.stringify({ board: "leak_pico", ...values }), FILE)
}

function complaint(values: object): string {
    try {
        parse(values)
    } catch (error) {
        expect(error).toBeInstanceOf(BadInput)
        return (error as BadInput).message
    }
    return "accepted"
}

/** All that a file has an effect on: what is compiled in, and what goes into the settings. */
function effectOf(values: object): string {
    const owner = parse(values)
    return rigModuleText(owner, "0") + JSON.stringify(ownerSettings(owner))
}

/** An allowed value that is not the default. */
function another(key: string, shape: Shape): unknown {
    const first = key === "board" ? "leak_pico" : shape.default
    if (shape.enum) return shape.enum.find(value => value !== first)
    if (shape.type === "string") return "another"
    const middle = (shape.minimum! + shape.maximum!) / 2
    return shape.type === "integer" ? Math.floor(middle) : middle
}

describe("the owner's file", () => {
    test("that comes with the project is allowed, and names what issue and schema ask for", () => {
        const owner = loadOwnerConfig(join(PROJECT_FOLDER, FILE))
        expect(
            Object.keys(owner)
                .filter(key => key !== "$schema")
                .sort()
        ).toEqual(
            Object.keys(keys)
                .filter(key => !VALVES.includes(key))
                .sort()
        )
        expect($schema).toBeDefined()
    })

    test("that sets nothing but the board gives the firmware's own defaults", () => {
        expect(toRigConfig(parse({}))).toEqual(defaultRigConfig())
    })

    test.each(Object.entries(keys))("%s has an effect on program or settings", (key, shape) => {
        expect(shape.description.length).toBeGreaterThan(10)
        const before = VALVES.includes(key) ? { fillValveGpio: 1, ventValveGpio: 2 } : {}
        expect(effectOf({ ...before, [key]: another(key, shape) })).not.toBe(effectOf(before))
    })

    test("names both valves or none", () => {
        for (const key of VALVES)
            expect(complaint({ [key]: 18 })).toMatch(
                /fillValveGpio and ventValveGpio belong together/
            )
        expect(toRigConfig(parse({ fillValveGpio: 18, ventValveGpio: 19 })).hasValves).toBe(true)
    })

    test.each([
        [{ fillValveGpio: 18, ventValveGpio: 18 }, "both 18"],
        [{ fillValveGpio: 13, ventValveGpio: 18 }, "GPIO 13, which pins.BUZZER has"],
        [{ fillValveGpio: 18, ventValveGpio: 45 }, "does not bring out"],
    ])("with valves at %j stops the build", (valves, says) => {
        expect(() => buildFirmware(undefined, undefined, valves)).toThrow(says)
    })

    test("gives settings that a board can take", () => {
        const longest = parse({
            chamberName: "x".repeat(16),
            chamberVolumeL: 1999999.123,
            rateUnit: "atm cc/s",
        })
        for (const [key, value] of Object.entries(ownerSettings(longest))) {
            // a longer key is refused by the runtime, a longer record stops it
            expect(key.length).toBeLessThanOrEqual(13)
            expect(key.length + value.length).toBeLessThan(200)
        }
    })
})

describe("the build stops", () => {
    const numbers = Object.entries(keys).filter(([, shape]) => shape.minimum !== undefined)

    test.each(numbers)("at %s out of its range, or of another type", (key, shape) => {
        const allowed = `from ${shape.minimum} to ${shape.maximum}`
        for (const value of [shape.minimum! - 0.001, shape.maximum! * 2, -1e9, 1e300]) {
            const said = complaint({ [key]: shape.type === "integer" ? Math.floor(value) : value })
            expect(said).toMatch(`${FILE}: ${key} is `)
            expect(said).toContain(allowed)
        }
        for (const value of ["5", null, true, [5]])
            expect(complaint({ [key]: value })).toMatch(
                `${FILE}: ${key} is ${JSON.stringify(value)}; allowed is`
            )
    })

    const choices = Object.entries(keys).filter(([, shape]) => shape.enum)
    test.each(choices)("at %s that is none of the choices", (key, shape) => {
        for (const value of ["", "x", 1, null])
            expect(complaint({ [key]: value })).toMatch(
                `${FILE}: ${key} is ${JSON.stringify(value)}; allowed is one of "${shape.enum![0]}"`
            )
    })

    test("at a name that records cannot carry", () => {
        for (const chamberName of ["", "x".repeat(17), 'a"b', "Kammer 1 ä", "a\nb"])
            expect(complaint({ chamberName })).toContain(
                "allowed is a text of 1 to 16 characters matching"
            )
    })

    test("at an unknown key, before a missing one", () => {
        expect(complaint({ chamberVolumeM3: 1 })).toContain("unknown key chamberVolumeM3; allowed")
        const said = () => parseOwnerConfig('{"bord": "leak_pico"}', FILE)
        expect(said).toThrow("unknown key bord; allowed are board, ")
        expect(() => parseOwnerConfig("{}", FILE)).toThrow("lacks the key board")
    })

    test("at limits that leave nothing between them", () => {
        expect(complaint({ pressureMinKPa: 100, pressureMaxKPa: 100 })).toBe(
            `${FILE}: pressureMinKPa is 100; allowed is less than pressureMaxKPa, which is 100`
        )
        expect(complaint({ tempMinC: 50, tempMaxC: 20 })).toContain("tempMinC is 50; allowed")
    })

    test("at text that is not JSON, and at a file that is not there", () => {
        expect(() => parseOwnerConfig("{", FILE)).toThrow(BadInput)
        expect(() => loadOwnerConfig("/no/such/file.json")).toThrow("no such file")
    })
})
