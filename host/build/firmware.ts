/**
 * Builds the firmware with the real DeviceScript compiler.
 *
 * What the owner set in `devs.config.json` is written as a small generated module that `main.ts`
 * imports; the compiler's command line does the rest. It always writes to `.devicescript/bin`.
 */
import { execFileSync } from "node:child_process"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { BadInput } from "../../sim/input/bad_input"
import { devicescriptCliFolder } from "../../sim/vm/runtime_source"
import { loadOwnerConfig, rigModuleText } from "./owner_config"

/** Where the project lives. */
export const PROJECT_FOLDER = join(import.meta.dirname, "..", "..")

/** Most bytes the program may take: the budget of the design, held by a test. */
export const BYTECODE_BUDGET_BYTES = 32 * 1024

/** A compiled program. */
export interface Firmware {
    readonly bytecode: Uint8Array
    /** Board it was compiled for, a file of `boards/`. */
    readonly board: string
}

/**
 * Compiles `src/main.ts` for the board and values of the owner's file.
 * @param configFile path of `devs.config.json`
 * @throws BadInput when the file is not what it should be
 * @throws Error with the compiler's own words when the program does not compile
 */
export function buildFirmware(configFile = join(PROJECT_FOLDER, "devs.config.json")): Firmware {
    const owner = loadOwnerConfig(configFile)
    const boardFile = join(PROJECT_FOLDER, "boards", `${owner.board}.board.json`)
    if (!existsSync(boardFile))
        throw new BadInput(`${configFile}: board is "${owner.board}", which has no file in boards/`)
    const version = JSON.parse(readFileSync(join(PROJECT_FOLDER, "package.json"), "utf8")).version
    const text = rigModuleText(owner, version)
    const generated = join(PROJECT_FOLDER, "src", "rig.gen.ts")
    // an unchanged file keeps its date, so that nothing that watches it starts over
    if (!existsSync(generated) || readFileSync(generated, "utf8") !== text)
        writeFileSync(generated, text)
    compile()
    return { bytecode: readBytecode(), board: owner.board }
}

/** The program that the last build left. */
export function readBytecode(): Uint8Array {
    return readFileSync(join(PROJECT_FOLDER, ".devicescript", "bin", "bytecode.devs"))
}

function compile() {
    const cli = join(devicescriptCliFolder(), "devicescript")
    try {
        execFileSync(process.execPath, [cli, "build", "--quiet", "src/main.ts"], {
            cwd: PROJECT_FOLDER,
            stdio: "pipe",
            encoding: "utf8",
        })
    } catch (error) {
        const { stdout, stderr } = error as { stdout?: string; stderr?: string }
        throw new Error(`the DeviceScript compiler refused src/main.ts:\n${stdout}${stderr}`)
    }
}
