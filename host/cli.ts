/**
 * What the commands share: flags, scenarios by name, and how an error is shown.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { basename, join } from "node:path"
import { parseArgs, type ParseArgsConfig } from "node:util"
import { BadInput } from "../sim/input/bad_input"
import { parseScenario, type Scenario } from "../sim/scenario/scenario"
import {
    buildFirmware,
    BYTECODE_BUDGET_BYTES,
    PROJECT_FOLDER,
    type Firmware,
} from "./build/firmware"

const SCENARIO_FOLDER = join(PROJECT_FOLDER, "sim", "scenarios")

/** The scenario that `npm start` plays. */
export const DEFAULT_SCENARIO = "hole-thumb-patch"

/** The scenario that the page begins with when it tests parts. */
export const LAB_SCENARIO = "part-on-the-bench"

/** Exit status when what was given is not what it should be. */
const EXIT_BAD_INPUT = 2
/** Exit status when nobody reads what we write, as a shell tells SIGPIPE: 128 + 13. */
const EXIT_PIPE_CLOSED = 141

/**
 * Runs a command and exits with its status. Bad input is one sentence and status 2; anything else
 * that is thrown is a bug and shows its stack. Output that nobody reads any more ends it quietly.
 */
export async function runCommand(command: (args: string[]) => Promise<number>) {
    // `… | head` has read enough: no error of ours
    process.stdout.on("error", (error: NodeJS.ErrnoException) => {
        if (error.code !== "EPIPE") throw error
        process.exit(EXIT_PIPE_CLOSED)
    })
    try {
        process.exitCode = await command(process.argv.slice(2))
    } catch (error) {
        if (error instanceof BadInput) {
            process.stderr.write(`${error.message}\n`)
            process.exitCode = EXIT_BAD_INPUT
        } else {
            process.stderr.write(`${(error as Error).stack}\n`)
            process.exitCode = 1
        }
    }
}

/**
 * Parses flags.
 * @throws BadInput that names the flag and how to see the allowed ones
 */
export function parseFlags<T extends NonNullable<ParseArgsConfig["options"]>>(
    args: string[],
    options: T
) {
    return parse(args, options, false).values
}

/**
 * As `parseFlags`, for commands that take one word beside their flags.
 * @param what the word is, to show in errors
 */
export function parseWordAndFlags<T extends NonNullable<ParseArgsConfig["options"]>>(
    args: string[],
    options: T,
    what: string
) {
    const { values, positionals } = parse(args, options, true)
    if (positionals.length > 1)
        throw new BadInput(`"${positionals.join(" ")}" is too much; allowed is one ${what}`)
    return { flags: values, word: positionals.at(0) }
}

function parse<T extends NonNullable<ParseArgsConfig["options"]>>(
    args: string[],
    options: T,
    allowPositionals: boolean
) {
    try {
        return parseArgs({ args, options, strict: true, allowPositionals })
    } catch (error) {
        // node's sentence goes on with advice that does not fit here
        const message = (error as Error).message.split(". ")[0].replace(/\.$/, "")
        const flags = Object.keys(options).map(name => `--${name}`)
        throw new BadInput(`${message}; allowed are ${flags.join(", ")}`)
    }
}

/**
 * A flag's value as a number.
 * @throws BadInput when it is none, or out of range
 */
export function numberFlag(name: string, text: string, low: number, high: number): number {
    const value = Number(text)
    if (text.trim() === "" || !Number.isFinite(value) || value < low || value > high)
        throw new BadInput(`--${name} is "${text}"; allowed is a number from ${low} to ${high}`)
    return value
}

/** As `numberFlag`, for whole numbers. */
export function integerFlag(name: string, text: string, low: number, high: number): number {
    const value = numberFlag(name, text, low, high)
    if (!Number.isInteger(value))
        throw new BadInput(`--${name} is "${text}"; allowed is a whole number`)
    return value
}

/** Names of the scenarios that come with the project. */
export function scenarioNames(): string[] {
    return readdirSync(SCENARIO_FOLDER)
        .filter(file => file.endsWith(".json"))
        .map(file => basename(file, ".json"))
}

/**
 * A scenario by its name, or by the path of a file that ends in `.json`.
 * @throws BadInput when there is none, or it is malformed
 */
export function loadScenario(name: string): Scenario {
    const file = name.endsWith(".json") ? name : join(SCENARIO_FOLDER, `${name}.json`)
    if (!existsSync(file)) {
        if (name.endsWith(".json")) throw new BadInput(`${name}: no such file`)
        throw new BadInput(
            `there is no scenario "${name}"; there are ${scenarioNames().join(", ")}, ` +
                `or give a file that ends in .json`
        )
    }
    let text
    try {
        text = readFileSync(file, "utf8")
    } catch (error) {
        throw new BadInput(`${name}: cannot be read: ${(error as Error).message}`)
    }
    return parseScenario(text, basename(file))
}

/**
 * Builds the firmware and says how large it is.
 * @param board another than the owner's file names
 * @param otherwise keys that a scenario's rig has otherwise than the owner's file
 */
export function buildAndTell(
    tell: (sentence: string) => void,
    board?: string,
    otherwise?: Scenario["owner"]
): Firmware {
    const started = performance.now()
    const firmware = buildFirmware(undefined, board, otherwise)
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    const kilobytes = (bytes: number) => (bytes / 1024).toFixed(1)
    const how = firmware.isFresh ? "is up to date" : `was compiled in ${seconds} s`
    tell(
        `firmware for ${firmware.owner.board} ${how}: ` +
            `${kilobytes(firmware.bytecode.length)} of ${kilobytes(BYTECODE_BUDGET_BYTES)} KB`
    )
    return firmware
}
