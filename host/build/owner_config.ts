/**
 * The owner's file, `devs.config.json`: checked, turned into integers, written as a module.
 */
import { existsSync, readFileSync } from "node:fs"
import { basename, join } from "node:path"
import { BadInput } from "../../sim/input/bad_input"
import { parseJson, Schema } from "../../sim/input/schema"
import { defaultRigConfig, LeakDirection, RigMode, type RigConfig } from "../../src/config"
import { findModule } from "../boards/board"
import type { RateUnit, RateWriting } from "../units"
import type { HashedConfig } from "../replay"
import { CHECKSUM_START, mixText } from "../../src/output/checksum"
import {
    checkRecipes,
    recipeAtBoot,
    toRecipe,
    unitOf,
    unitsByName,
    type OwnerRecipe,
} from "./recipes"

/** Identity registers of the parts; 0 takes any (src/sensor/bmp390_registers.ts). */
const CHIP_IDS = { auto: 0, BMP390: 0x60, BMP388: 0x50 }

/** What an owner calls the room. */
export type RoomName = "bath" | "quiet" | "draughty"

/**
 * What such rooms do to the pressure, µPa/s (`RigConfig.roomSlopeMicroPaPerS`): a third to a half
 * of the standard deviation that chambers have in the rooms of the published limits (3.3, 15 and
 * 260 mPa/s, bench/detector/room.ts), of which the thermometer tells the rest.
 */
export const ROOM_SLOPES_MICRO_PA_PER_S: Record<RoomName, number> = {
    bath: 1000,
    quiet: 8000,
    draughty: 128000,
}

/** The file as its schema, `devs.config.schema.json`, describes it, defaults filled in. */
export interface OwnerConfig {
    board: string
    chamberName: string
    chamberVolumeL: number
    leakDirection: "falling" | "rising" | "either"
    room: RoomName
    rapidLossPaPerS: number
    pressureMinKPa: number
    pressureMaxKPa: number
    tempMinC: number
    tempMaxC: number
    sensorPart: "auto" | "BMP390" | "BMP388"
    sensorI2cAddress: "0x76" | "0x77"
    mode: "watch" | "test"
    rateUnit: RateUnit
    sampleRecordEvery: number
    rateReportPeriodS: number
    recipes: OwnerRecipe[]
    recipe?: string
    fillValveGpio?: number
    ventValveGpio?: number
}

const SCHEMA_FILE = join(import.meta.dirname, "..", "..", "devs.config.schema.json")

const DIRECTIONS = {
    falling: LeakDirection.Falling,
    rising: LeakDirection.Rising,
    either: LeakDirection.Either,
}

/**
 * Reads the owner's file.
 * @param otherwise keys that count instead of the file's own
 * @throws BadInput that names the file, the key, what was found and what is allowed
 */
export function loadOwnerConfig(file: string, otherwise = {}): OwnerConfig {
    if (!existsSync(file)) throw new BadInput(`${file}: no such file; the project comes with one`)
    let text
    try {
        text = readFileSync(file, "utf8")
    } catch (error) {
        throw new BadInput(`${file}: cannot be read: ${(error as Error).message}`)
    }
    return parseOwnerConfig(text, basename(file), otherwise)
}

/** As `loadOwnerConfig`, from text; `file` is the name to show in errors. */
export function parseOwnerConfig(text: string, file: string, otherwise = {}): OwnerConfig {
    const schema = new Schema<OwnerConfig>(JSON.parse(readFileSync(SCHEMA_FILE, "utf8")))
    const value = parseJson(text, file)
    const isObject = typeof value === "object" && value !== null
    const owner = schema.check(isObject ? { ...value, ...otherwise } : value, file)
    if ((owner.fillValveGpio === undefined) !== (owner.ventValveGpio === undefined))
        throw new BadInput(
            `${file}: fillValveGpio and ventValveGpio belong together; allowed is both or none`
        )
    for (const [min, max] of [
        ["pressureMinKPa", "pressureMaxKPa"],
        ["tempMinC", "tempMaxC"],
    ] as const)
        if (owner[min] >= owner[max])
            throw new BadInput(
                `${file}: ${min} is ${owner[min]}; ` +
                    `allowed is less than ${max}, which is ${owner[max]}`
            )
    // a rig that only watches may believe less than a test needs
    const isTest = owner.mode === "test"
    const minKPa = isTest ? owner.pressureMinKPa : 0
    checkRecipes(owner.recipes, file, minKPa, isTest ? owner.pressureMaxKPa : Infinity)
    recipeAtBoot(owner.recipes, owner.recipe, file)
    return owner
}

/** The values as the firmware takes them. */
export function toRigConfig(owner: OwnerConfig): RigConfig {
    return {
        ...defaultRigConfig(),
        leakDirection: DIRECTIONS[owner.leakDirection],
        roomSlopeMicroPaPerS: ROOM_SLOPES_MICRO_PA_PER_S[owner.room],
        rapidLimitMicroPaPerS: Math.round(owner.rapidLossPaPerS * 1e6),
        pressureMinMilliPa: Math.round(owner.pressureMinKPa * 1e6),
        pressureMaxMilliPa: Math.round(owner.pressureMaxKPa * 1e6),
        tempMinMicroC: Math.round(owner.tempMinC * 1e6),
        tempMaxMicroC: Math.round(owner.tempMaxC * 1e6),
        sensorI2cAddress: Number(owner.sensorI2cAddress),
        sensorChipId: CHIP_IDS[owner.sensorPart],
        sampleRecordEvery: owner.sampleRecordEvery,
        rateReportPeriodMs: Math.round(owner.rateReportPeriodS * 1000),
        chamberVolumeMilliL: Math.round(owner.chamberVolumeL * 1000),
        mode: owner.mode === "test" ? RigMode.Test : RigMode.Watch,
        hasValves: owner.fillValveGpio !== undefined,
        chamberName: owner.chamberName,
    }
}

/**
 * Settings that go onto the board beside the program, as JSON texts by key: what the firmware does
 * not need and a computer that finds the board does. Keys have at most 13 characters.
 */
export function ownerSettings(owner: OwnerConfig): Record<string, string> {
    return {
        chamberName: JSON.stringify(owner.chamberName),
        chamberL: JSON.stringify(owner.chamberVolumeL),
        rateUnit: JSON.stringify(owner.rateUnit),
        recipeUnits: JSON.stringify(owner.recipes.map(unitOf)),
        configHash: JSON.stringify(hashedConfig(owner).hash),
    }
}

/**
 * How this owner's rates are written.
 * @param volumeL gas volume of the chamber
 */
export function rateWriting(owner: OwnerConfig, volumeL: number): RateWriting {
    const { rateUnit: unit, recipes } = owner
    return { unit, volumeL, recipeUnits: unitsByName(recipes) }
}

/** All that the firmware decides by, and the number that differs when any of it differs. */
export function hashedConfig(owner: OwnerConfig): HashedConfig {
    const all = {
        config: toRigConfig(owner),
        recipes: owner.recipes.map(toRecipe),
        recipe: recipeAtBoot(owner.recipes, owner.recipe, "devs.config.json"),
    }
    return { ...all, hash: mixText(CHECKSUM_START, JSON.stringify(all)) }
}

/**
 * The module that `main.ts` imports.
 * @param version of the firmware
 */
export function rigModuleText(owner: OwnerConfig, version: string): string {
    const { config, recipes, recipe, hash } = hashedConfig(owner)
    const who = {
        version,
        configHash: hash,
        board: owner.board,
        chamber: owner.chamberName,
    }
    const mustKeepAwake = findModule(owner.board).chip.keepAwake !== undefined
    return [
        "// made from devs.config.json by every build; edit that file instead",
        'import { RigConfig } from "./config"',
        'import { Recipe } from "./config_recipe"',
        'import { Identity } from "./output/record"',
        'import { Valves } from "./hw/valves"',
        `import { pins } from "@dsboard/${owner.board}"`,
        ...(config.hasValves
            ? [
                  'import { gpio } from "@devicescript/core"',
                  'import { startRelay } from "@devicescript/servers"',
              ]
            : []),
        ...(mustKeepAwake ? ['import { keepAwake } from "./hw/keep_awake"'] : []),
        "export { pins }",
        "",
        `export const rig: RigConfig = ${parsed(config)}`,
        `export const identity: Identity = ${parsed(who)}`,
        "",
        `export const RECIPE_COUNT = ${recipes.length}`,
        "/** The one that is selected at power-up. */",
        `export const RECIPE_AT_BOOT = ${recipe}`,
        "",
        "/** Recipe i, a fresh object: code costs no heap. */",
        `export function rigRecipe(i: number): Recipe {`,
        // the last one is also what no number finds
        ...recipes.map(
            (made, i) =>
                `    ${i + 1 < recipes.length ? `if (i === ${i}) ` : ""}` +
                `return ${parsed(made)}`
        ),
        `}`,
        "",
        `export function recipeName(i: number): string {`,
        ...recipes.map(
            ({ name }, i) =>
                `    ${i + 1 < recipes.length ? `if (i === ${i}) ` : ""}` +
                `return ${JSON.stringify(name)}`
        ),
        `}`,
        "",
        "/** The fill valve's relay and the vent valve's, where the rig has them. */",
        `export function startValves(): Valves {`,
        ...(config.hasValves
            ? [
                  `    const fill = startRelay({ pin: gpio(${owner.fillValveGpio}) })`,
                  `    return new Valves(fill, startRelay({ pin: gpio(${owner.ventValveGpio}) }))`,
              ]
            : ["    return undefined"]),
        `}`,
        "",
        "/** What this board alone needs; call it once, and not in a simulator. */",
        `export function startBoardCare() {`,
        ...(mustKeepAwake ? ["    keepAwake.start(pins.KEEP_AWAKE)"] : []),
        `}`,
        "",
    ].join("\n")
}

/**
 * An expression for a fresh object of plain values. As a text it lies with the program's strings;
 * as a literal it would be code, of which the runtime takes less than 64 KB.
 */
function parsed(value: unknown): string {
    return `JSON.parse(${JSON.stringify(JSON.stringify(value))})`
}
