/**
 * Builds the firmware with the real DeviceScript compiler.
 *
 * What the owner set in `devs.config.json` is written as a small generated module that `main.ts`
 * imports; the compiler's command line does the rest.
 */
import { execFileSync } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { BadInput } from "../../sim/input/bad_input"
import { devicescriptCliFolder, DEVICESCRIPT_VERSION } from "../../sim/vm/runtime_source"
import { loadOwnerConfig, rigModuleText } from "./owner_config"

/** Where the project lives. */
export const PROJECT_FOLDER = join(import.meta.dirname, "..", "..")

/** Where the compiler writes; its option for another folder crashes it. */
const BUILD_FOLDER = join(PROJECT_FOLDER, ".devicescript", "bin")

/** Most bytes the program may take: the budget of the design, held by a test. */
export const BYTECODE_BUDGET_BYTES = 32 * 1024

/** A compiled program. */
export interface Firmware {
    readonly bytecode: Uint8Array
    /** Board it was compiled for, a file of `boards/`. */
    readonly board: string
    /** It was up to date, and not compiled anew. */
    readonly isFresh: boolean
}

/**
 * The firmware for the board and values of the owner's file, compiled if anything it is made from
 * has changed since the last build.
 * @param configFile path of `devs.config.json`
 * @throws BadInput when the file is not what it should be
 * @throws Error with the compiler's own words when the program does not compile
 */
export function buildFirmware(configFile = join(PROJECT_FOLDER, "devs.config.json")): Firmware {
    const owner = loadOwnerConfig(configFile)
    const boardFile = join(PROJECT_FOLDER, "boards", `${owner.board}.board.json`)
    if (!existsSync(boardFile))
        throw new BadInput(`${configFile}: board is "${owner.board}", which has no file in boards/`)
    const { version } = JSON.parse(readFileSync(join(PROJECT_FOLDER, "package.json"), "utf8"))
    writeFileSync(join(PROJECT_FOLDER, "src", "rig.gen.ts"), rigModuleText(owner, version))
    const stamp = sourcesHash()
    const stampFile = join(BUILD_FOLDER, "leaktight.sha256")
    const isFresh = existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp
    if (!isFresh) {
        rmSync(stampFile, { force: true })
        compile()
        writeFileSync(stampFile, stamp)
    }
    return { bytecode: readBytecode(), board: owner.board, isFresh }
}

/** Hash over everything the compiler reads, and over its version. */
function sourcesHash(): string {
    const hash = createHash("sha256").update(DEVICESCRIPT_VERSION)
    for (const folder of ["src", "boards", "services"])
        for (const name of readdirSync(join(PROJECT_FOLDER, folder), { recursive: true }).sort()) {
            const file = join(PROJECT_FOLDER, folder, name as string)
            if (statSync(file).isFile()) hash.update(`${name}\0`).update(readFileSync(file))
        }
    return hash.digest("hex")
}

/** The program that the last build left. */
export function readBytecode(): Uint8Array {
    return readFileSync(join(BUILD_FOLDER, "bytecode.devs"))
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
        throw new Error(`the DeviceScript compiler refused src/main.ts:\n${stdout}${stderr}`, {
            cause: error,
        })
    }
}
