/**
 * Settings of a board: the table against the owner's schema, and whatever a board may hold.
 */
import fc from "fast-check"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { PROJECT_FOLDER } from "../host/build/firmware"
import {
    hashedConfig,
    parseOwnerConfig,
    ROOM_SLOPES_MICRO_PA_PER_S,
    type RoomName,
} from "../host/build/owner_config"
import { parseRecord } from "../host/records"
import { defaultRigConfig } from "../src/config"
import { defaultRecipe, RECIPES_MAX } from "../src/config_recipe"
import {
    isKeepable,
    Keeper,
    KEPT_KEY_MAX_CHARS,
    openKept,
    sealKept,
    testsKey,
    TESTS_MAX,
} from "../src/output/kept"
import { SettingOutcome, settingRecord } from "../src/output/setting_record"
import { applySettings, SETTING_ROWS, settingRow } from "../src/settings"

const SEED = 20261127
const rows = Array.from({ length: SETTING_ROWS }, (_, i) => settingRow(i))
const placeOf = (key: string) => rows.findIndex(row => row.key === key)

/** Rig and setup with some keys set, among recipes "a" and "b". */
function withSettings(set: Record<string, unknown>) {
    const rig = defaultRigConfig()
    const values: unknown[] = rows.map(({ key }) => set[key])
    values.push(set[testsKey(0)], set[testsKey(1)])
    const recipeOf = (i: number) => ({ ...defaultRecipe(), name: "ab"[i] })
    return { rig, setup: applySettings(rig, values, recipeOf, 2, 0) }
}

describe("the table of settings", () => {
    test("has keys that the runtime takes, each once", () => {
        const keys = [...rows.map(({ key }) => key), testsKey(0), testsKey(1)]
        expect(new Set(keys).size).toBe(SETTING_ROWS + 2)
        for (const key of keys) expect(key).toMatch(/^[A-Za-z01]{1,13}$/)
    })

    test("sets what it says it sets", () => {
        for (const row of rows.slice(1)) {
            const target = row.ofRecipe ? defaultRecipe() : defaultRigConfig()
            expect(Object.keys(target), row.key).toContain(row.field)
        }
    })

    interface Shape {
        minimum: number
        maximum: number
        enum?: string[]
        default?: unknown
        maxItems?: number
    }
    const schema = JSON.parse(readFileSync(join(PROJECT_FOLDER, "devs.config.schema.json"), "utf8"))
        .properties as Record<string, Shape & { items?: { properties: Record<string, Shape> } }>
    const recipe = schema.recipes.items!.properties

    test.each<[string, Shape, number]>([
        ["rapidUPaPerS", schema.rapidLossPaPerS, 1e6],
        ["chamberMilliL", schema.chamberVolumeL, 1000],
        ["reportMs", schema.rateReportPeriodS, 1000],
        ["recordEvery", schema.sampleRecordEvery, 1],
        ["stabiliseMs", recipe.stabiliseS, 1000],
        ["testMaxMs", recipe.testMaxS, 1000],
    ])("%s has the limits of devs.config.json", (key, shape, scale) => {
        const row = rows[placeOf(key)]
        expect(row.min).toBe(Math.round(shape.minimum * scale))
        expect(row.max).toBe(Math.round(shape.maximum * scale))
    })

    test("takes every room of devs.config.json as a slope", () => {
        const { min, max } = rows[placeOf("roomUPaPerS")]
        expect(Object.keys(ROOM_SLOPES_MICRO_PA_PER_S)).toEqual(schema.room.enum)
        for (const slope of Object.values(ROOM_SLOPES_MICRO_PA_PER_S)) {
            expect(slope).toBeGreaterThanOrEqual(min)
            expect(slope).toBeLessThanOrEqual(max)
        }
        // who says nothing has what the file says by itself
        expect(defaultRigConfig().roomSlopeMicroPaPerS).toBe(
            ROOM_SLOPES_MICRO_PA_PER_S[schema.room.default as RoomName]
        )
    })

    test("has as many choices as devs.config.json", () => {
        const last = (key: string) => rows[placeOf(key)].max
        expect(last("leakDirection")).toBe(schema.leakDirection.enum!.length - 1)
        expect(last("mode")).toBe(schema.mode.enum!.length - 1)
        expect(last("recipe")).toBe(schema.recipes.maxItems! - 1)
        expect(RECIPES_MAX).toBe(schema.recipes.maxItems)
    })

    test("has limits of a loss that devs.config.json takes, and not one more", () => {
        const made = (passLimit: number, failLimit: number) => () =>
            parseOwnerConfig(
                JSON.stringify({
                    board: "leak_pico",
                    recipes: [
                        {
                            name: "r",
                            kind: "decay",
                            volumeL: 1,
                            targetKPa: 115,
                            passLimit,
                            failLimit,
                            limitUnit: "Pa/s",
                        },
                    ],
                }),
                "f"
            )
        const { min, max } = rows[placeOf("passUPaPerS")]
        expect(rows[placeOf("failUPaPerS")]).toMatchObject({ min, max })
        expect(hashedConfig(made(min / 1e6, 1)()).recipes[0].passMicroPaPerS).toBe(min)
        expect(made((min - 1) / 1e6, 1)).toThrow("recipes[0].passLimit is")
        expect(made(1, max / 1e6)).toThrow("grossPaPerS is 50; allowed is more than failLimit")
        expect(made(1, (max + 1) / 1e6)).toThrow("recipes[0].failLimit is")
    })
})

describe("settings of a board", () => {
    test("without any leave everything as compiled, and say nothing", () => {
        const { rig, setup } = withSettings({})
        expect(rig).toEqual(defaultRigConfig())
        expect(setup).toMatchObject({ findings: [], tests: 0, interrupted: false })
        expect(setup.recipe.name).toBe("a")
    })

    test("that did not answer are told, and change nothing", () => {
        const rig = defaultRigConfig()
        const setup = applySettings(rig, undefined, defaultRecipe, 1, 0)
        expect(rig).toEqual(defaultRigConfig())
        expect(setup.findings.map(({ outcome }) => outcome)).toEqual([SettingOutcome.Unreachable])
    })

    test("at both ends of every row are in force, and beyond them refused", () => {
        for (const row of rows) {
            const max = row.key === "recipe" ? 1 : row.max
            for (const value of [row.min, max]) {
                const { setup } = withSettings({ [row.key]: value })
                const [finding] = setup.findings
                expect(finding).toMatchObject({ key: row.key, found: value })
                if (finding.outcome !== SettingOutcome.Contradiction)
                    expect(finding).toMatchObject({ used: value, outcome: 0 })
                else expect(row.field).toMatch(/^(pass|fail)MicroPaPerS$/)
            }
            for (const value of [row.min - 1, max + 1]) {
                const { rig, setup } = withSettings({ [row.key]: value })
                expect(setup.findings[0]).toMatchObject({
                    outcome: SettingOutcome.OutOfRange,
                    found: value,
                    min: row.min,
                    max,
                })
                expect(rig).toEqual(defaultRigConfig())
                expect(setup.recipe).toEqual({ ...defaultRecipe(), name: "a" })
            }
        }
    })

    test("of another type are refused as such", () => {
        for (const value of ["5", NaN, 1.5, true, null, [1], {}, 2 ** 31, Infinity, ""]) {
            const { rig, setup } = withSettings({ chamberMilliL: value })
            expect(rig).toEqual(defaultRigConfig())
            expect(setup.findings).toHaveLength(1)
            expect(setup.findings[0].outcome, String(value)).toBe(SettingOutcome.NotInteger)
        }
    })

    test("select a recipe before they change it", () => {
        const { setup } = withSettings({ testMaxMs: 9000, recipe: 1 })
        expect(setup.recipe).toEqual({ ...defaultRecipe(), name: "b", testMaxMs: 9000 })
    })

    test.each<[string, Record<string, number>, Record<string, [number, number]>]>([
        ["pass at fail", { passUPaPerS: 1000000 }, { passUPaPerS: [10, 999999] }],
        ["fail below pass", { failUPaPerS: 400000 }, { failUPaPerS: [500001, 49999999] }],
        ["fail at gross", { failUPaPerS: 50000000 }, { failUPaPerS: [10, 49999999] }],
        [
            "both the wrong way round",
            { passUPaPerS: 3000, failUPaPerS: 2000 },
            { passUPaPerS: [10, 1999], failUPaPerS: [3001, 49999999] },
        ],
    ])("that contradict are refused: %s", (_what, set, allowed) => {
        const { setup } = withSettings(set)
        expect(setup.recipe).toEqual({ ...defaultRecipe(), name: "a" })
        for (const finding of setup.findings) {
            expect(finding.outcome).toBe(SettingOutcome.Contradiction)
            expect([finding.min, finding.max]).toEqual(allowed[finding.key])
            expect(finding.used).toBe(finding.compiled)
        }
        expect(setup.findings).toHaveLength(Object.keys(set).length)
    })

    test("of any kind leave a rig within its limits, and records that can be read", () => {
        const value = fc.oneof(
            fc.constant(undefined),
            fc.integer(),
            fc.integer({ min: 0, max: 8 }),
            fc.integer({ min: 1, max: 60000000 }),
            fc.jsonValue(),
            fc.double()
        )
        const keys = [...rows.map(({ key }) => key), testsKey(0), testsKey(1)]
        const set = fc.record(Object.fromEntries(keys.map(key => [key, value])))
        const check = fc.property(set, values => {
            const { rig, setup } = withSettings(values)
            const recipe = setup.recipe
            expect(recipe.passMicroPaPerS).toBeLessThan(recipe.failMicroPaPerS)
            expect(recipe.failMicroPaPerS).toBeLessThan(recipe.grossMicroPaPerS)
            const inForce = { ...rig, ...recipe } as unknown as Record<string, number>
            rows.slice(1).forEach(row => {
                expect(inForce[row.field]).toBeGreaterThanOrEqual(row.min)
                expect(inForce[row.field]).toBeLessThanOrEqual(row.max)
            })
            // one finding for each that is set, and what it says is in force is in force
            const isSet = keys.filter(key => values[key] !== undefined)
            const told = new Set(isSet.map(key => (key.startsWith("tests") ? "tests" : key)))
            expect(setup.findings.map(({ key }) => key)).toEqual([...told])
            for (const finding of setup.findings) {
                const line = settingRecord(7, -1, finding)
                expect(line.length).toBeLessThanOrEqual(156)
                expect(parseRecord(line)).toMatchObject({ k: "g", v: finding.used })
                const row = rows[placeOf(finding.key)]
                if (row?.field) expect(finding.used).toBe(inForce[row.field])
            }
        })
        fc.assert(check, { seed: SEED, numRuns: 2000 })
    })
})

describe("kept values", () => {
    const printable = fc.string({ maxLength: 180 }).map(text => text.replace(/[^ !#-[\]-~]/g, "."))
    const key = fc.constantFrom("tests", "cal", "k")

    test("come back as they were kept, and under their own key only", () => {
        const check = fc.property(key, printable.filter(Boolean), (name, payload) => {
            const text = sealKept(name, payload)
            expect(openKept(name, text)).toBe(payload)
            expect(openKept("other", text)).toBe("")
        })
        fc.assert(check, { seed: SEED })
    })

    test("are not believed with any one character changed, left out or put in", () => {
        const text = sealKept("tests", "2147483647")
        for (let i = 0; i < text.length; i++) {
            expect(openKept("tests", text.slice(0, i) + text.slice(i + 1))).toBe("")
            for (const other of "0123456789 -x")
                for (const changed of [
                    text.slice(0, i) + other + text.slice(i + 1),
                    text.slice(0, i) + other + text.slice(i),
                ])
                    if (changed !== text) expect(openKept("tests", changed), changed).toBe("")
        }
    })

    test("are not believed whatever else is found", () => {
        for (const found of [undefined, null, 5, NaN, "", "1", "1 5", "1 5 6", ["1"], {}])
            expect(openKept("tests", found)).toBe("")
    })

    test("of tests are told when they are damaged, and counting begins anew", () => {
        const [done, running] = [testsKey(0), testsKey(1)]
        for (const found of ["1 5 6", 5, NaN, sealKept(done, "-2"), sealKept(done, "33")])
            expect(withSettings({ [done]: found }).setup).toMatchObject({
                tests: 0,
                interrupted: false,
                findings: [{ key: "tests", outcome: SettingOutcome.Damaged, max: TESTS_MAX }],
            })
        const setOf = (...states: number[]) =>
            withSettings(
                Object.fromEntries(states.map(s => [testsKey(s), sealKept(testsKey(s), `${s}`)]))
            )
        expect(setOf(33).setup).toMatchObject({
            tests: 17,
            interrupted: true,
            findings: [{ outcome: SettingOutcome.InForce, found: 17, used: 1 }],
        })
        expect(setOf(33, 32).setup).toMatchObject({ tests: 17, interrupted: true })
        expect(setOf(33, 34).setup).toMatchObject({ tests: 17, interrupted: false })
        // one lost while it was written: the one before it holds
        const torn = { [done]: sealKept(done, "32"), [running]: "1 3" }
        expect(withSettings(torn).setup).toMatchObject({
            tests: 16,
            interrupted: false,
            findings: [{ outcome: SettingOutcome.Damaged, found: 16, used: 0 }],
        })
    })

    test("wait one for a key, the newest, in the order of their keys", () => {
        const keeper = new Keeper()
        expect(keeper.keep("a", "1")).toBe(true)
        expect(keeper.keep("b", "2")).toBe(true)
        expect(keeper.keep("a", "3")).toBe(true)
        expect([keeper.firstKey(), keeper.takeFirst()]).toEqual(["a", sealKept("a", "3")])
        expect([keeper.firstKey(), keeper.takeFirst()]).toEqual(["b", sealKept("b", "2")])
        expect(keeper.waiting).toBe(0)
    })

    test("are refused when the runtime would stop at them", () => {
        expect(isKeepable("k".repeat(KEPT_KEY_MAX_CHARS), "x".repeat(200))).toBe(true)
        for (const [name, text] of [
            ["", "x"],
            ["k".repeat(14), "x"],
            ["k", "x".repeat(201)],
            ["k", 'a"b'],
            ["k", "a\\b"],
            ["k", "ä"],
            ["k", "a\nb"],
        ])
            expect(isKeepable(name, text), text).toBe(false)
        expect(new Keeper().keep("k", "x".repeat(200))).toBe(false)
    })
})
