/**
 * The owner's file: every key arrives, and every value that is not allowed stops the build.
 */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { buildFirmware, PROJECT_FOLDER } from "../../host/build/firmware"
import {
    hashedConfig,
    loadOwnerConfig,
    ownerSettings,
    parseOwnerConfig,
    rigModuleText,
    toRigConfig,
} from "../../host/build/owner_config"
import { BadInput } from "../../sim/input/bad_input"
import { defaultRigConfig } from "../../src/config"
import { defaultRecipe } from "../../src/config_recipe"

interface Shape {
    type: string
    description: string
    enum?: string[]
    minimum?: number
    maximum?: number
    default?: unknown
    items?: { properties: Record<string, Shape> }
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

const HOUSING = {
    name: "housing",
    kind: "decay",
    volumeL: 1,
    targetKPa: 115,
    passLimit: 0.5,
    failLimit: 1,
    limitUnit: "Pa/s",
}

/** A file with one recipe, some of its keys changed. */
function withRecipe(changes: object) {
    return { recipes: [{ ...HOUSING, ...changes }] }
}

/** An allowed value that is not the default. */
function another(key: string, shape: Shape): unknown {
    const first = key === "board" ? "leak_pico" : shape.default
    if (shape.enum) return shape.enum.find(value => value !== first)
    if (key === "recipes") return withRecipe({ volumeL: 2 }).recipes
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
        const valves = VALVES.includes(key) ? { fillValveGpio: 1, ventValveGpio: 2 } : {}
        const base = { recipes: [HOUSING, { ...HOUSING, name: "another" }], ...valves }
        expect(effectOf({ ...base, [key]: another(key, shape) })).not.toBe(effectOf(base))
    })

    test("has the firmware's own recipe when it names none, and the first is selected", () => {
        const made = hashedConfig(parse({}))
        expect(made.recipes).toEqual([defaultRecipe()])
        expect(made.recipe).toBe(0)
    })

    test.each(Object.entries(schema.properties.recipes.items!.properties))(
        "%s of a recipe has an effect on program or settings",
        (key, shape) => {
            expect(shape.description.length).toBeGreaterThan(10)
            const small: Record<string, unknown> = {
                targetKPa: 110,
                bandKPa: 2,
                ambientKPa: 100,
                kind: "sealed",
                passLimit: 0.4,
                failLimit: 0.9,
                unit: "sccm",
                limitUnit: "sccm",
                grossPaPerS: 20,
            }
            const value = small[key] ?? another(key, shape)
            expect(effectOf(withRecipe({ [key]: value }))).not.toBe(effectOf(withRecipe({})))
        }
    )

    test("takes limits in every unit, flows at the recipe's volume", () => {
        const limitOf = (changes: object) =>
            hashedConfig(parse(withRecipe(changes))).recipes[0].failMicroPaPerS
        // 1 Pa·m³/s in 2 L is 500 Pa/s
        const flow = { volumeL: 2, passLimit: 1e-4, limitUnit: "Pa m3/s", failLimit: 1e-3 }
        expect(limitOf(flow)).toBe(500000)
        expect(limitOf({ ...flow, limitUnit: "mbar L/s", failLimit: 1e-2 })).toBe(500000)
        // 1 sccm is 101325 Pa · 1e-6 m³ / 60 s at 0 °C, 1.0732 of it at 20 °C
        expect(limitOf({ volumeL: 1, passLimit: 0.1, limitUnit: "sccm" })).toBe(1812400)
        expect(limitOf({ passLimit: 1, limitUnit: "Pa/min", failLimit: 60 })).toBe(1000000)
        expect(limitOf({ passLimit: 1, limitUnit: "mbar/h", failLimit: 36 })).toBe(1000000)
    })

    test("has a hash that covers recipes and their choice", () => {
        const two = { recipes: [HOUSING, { ...HOUSING, name: "two" }] }
        const hashes = [
            {},
            withRecipe({ testMaxS: 121 }),
            withRecipe({ calibrationMaxAgeDays: 30 }),
            two,
            { ...two, recipe: "two" },
        ].map(values => hashedConfig(parse(values)).hash)
        expect(new Set(hashes).size).toBe(hashes.length)
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
            recipes: Array.from({ length: 8 }, (_, i) => ({
                ...HOUSING,
                name: `recipe ${i}`,
                unit: "atm cc/s",
            })),
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

    test.each<[object, string]>([
        [{ passLimit: 1 }, "passLimit is 1; allowed is less than failLimit, which is 1"],
        [{ passLimit: 0 }, "passLimit is 0; allowed is a number above 0"],
        [
            { passLimit: 1e-6 },
            "passLimit is 0.000001; allowed is from 0.00001000 to 2000 Pa/s at 1 L",
        ],
        [{ failLimit: 51 }, "grossPaPerS is 50; allowed is more than failLimit, which is 51 Pa/s"],
        [
            { targetKPa: 104 },
            "targetKPa is 104; allowed is more than ambientKPa + bandKPa, 104.325",
        ],
        [{ kind: "rise" }, "targetKPa is 115; allowed is less than ambientKPa - bandKPa, 98.325"],
        [{ kind: "decoy" }, 'kind is "decoy"; allowed is one of "decay", "rise", "sealed"'],
        [{ volumeL: 2001 }, "volumeL is 2001; allowed is a number from 0.001 to 2000"],
        [{ name: "x".repeat(13) }, "name is "],
        [{ repeats: 1.5 }, "repeats is 1.5; allowed is a whole number from 1 to 1000"],
    ])("at a recipe with %j", (changes, said) => {
        expect(complaint(withRecipe(changes))).toContain(`${FILE}: recipes[0].${said}`)
    })

    test("at recipes that are none, too many, of one name, or not for this sensor", () => {
        expect(complaint({ recipes: [] })).toContain("recipes is []; allowed is a list of 1 to 8")
        expect(complaint({ recipes: Array(9).fill(HOUSING) })).toContain("a list of 1 to 8")
        expect(complaint({ recipes: [HOUSING, HOUSING] })).toBe(
            `${FILE}: recipes[1].name is "housing"; allowed is a name that recipes[0] does not have`
        )
        expect(complaint({ recipe: "x" })).toBe(
            `${FILE}: recipe is "x"; allowed is one of "housing"`
        )
        expect(complaint({ mode: "test", pressureMaxKPa: 110 })).toContain(
            "targetKPa is 115; allowed is from pressureMinKPa to pressureMaxKPa, 30 to 110"
        )
        const unkind = { ...HOUSING, kind: undefined }
        expect(complaint({ recipes: [unkind] })).toContain("recipes[0] lacks the key kind")
        expect(complaint({ recipes: [{ ...HOUSING, passLimt: 1 }] })).toContain(
            "unknown key recipes[0].passLimt; allowed are name, "
        )
    })

    test("at text that is not JSON, and at a file that is not there", () => {
        expect(() => parseOwnerConfig("{", FILE)).toThrow(BadInput)
        expect(() => loadOwnerConfig("/no/such/file.json")).toThrow("no such file")
    })
})
