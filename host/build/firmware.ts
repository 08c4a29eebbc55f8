/**
 * Builds the firmware with the real DeviceScript compiler.
 *
 * What the owner set in `devs.config.json` is written as a small generated module that `main.ts`
 * imports; the compiler's command line does the rest.
 */
import { execFileSync } from "node:child_process"
import { createHash } from "node:crypto"
import {
    copyFileSync,
    existsSync,
    mkdirSync,
    readdirSync,
    readFileSync,
    rmSync,
    statSync,
    writeFileSync,
} from "node:fs"
import { join } from "node:path"
import { BadInput } from "../../sim/input/bad_input"
import { devicescriptCliFolder, DEVICESCRIPT_VERSION } from "../../sim/vm/runtime_source"
import { loadOwnerConfig, rigModuleText, type OwnerConfig } from "./owner_config"

/** Where the project lives. */
export const PROJECT_FOLDER = join(import.meta.dirname, "..", "..")

/** Where the compiler writes; its option for another folder crashes it. */
const BUILD_FOLDER = join(PROJECT_FOLDER, ".devicescript", "bin")

/** Where we keep what it wrote, by program. */
const KEPT_FOLDER = join(PROJECT_FOLDER, "build")

/** Most bytes the program may take: the budget of the design, held by a test. */
export const BYTECODE_BUDGET_BYTES = 32 * 1024

/** A compiled program. */
export interface Firmware {
    readonly bytecode: Uint8Array
    /** What it was compiled for. */
    readonly owner: OwnerConfig
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
    const before = isFresh("main")
    return { bytecode: compiled("main"), owner, isFresh: before }
}

/** Bytecode of `src/NAME.ts`, compiled if anything it is made from has changed. */
function compiled(name: string): Uint8Array {
    const kept = join(KEPT_FOLDER, `${name}.devs`)
    if (!isFresh(name)) {
        const stamp = sourcesHash()
        const stampFile = join(KEPT_FOLDER, `${name}.sha256`)
        mkdirSync(KEPT_FOLDER, { recursive: true })
        rmSync(stampFile, { force: true })
        compile(name)
        copyFileSync(join(BUILD_FOLDER, "bytecode.devs"), kept)
        writeFileSync(stampFile, stamp)
    }
    return readFileSync(kept)
}

function isFresh(name: string): boolean {
    const stampFile = join(KEPT_FOLDER, `${name}.sha256`)
    return existsSync(stampFile) && readFileSync(stampFile, "utf8") === sourcesHash()
}

/**
 * The program of `detect --vm`, compiled if anything it is made from has changed. It takes the
 * compiler's one output file in turn with the firmware, so both are kept under names of their own.
 */
export function buildDetectProgram(): Uint8Array {
    return compiled("main_detect")
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

/** The firmware that the last build left. */
export function readBytecode(): Uint8Array {
    return readFileSync(join(KEPT_FOLDER, "main.devs"))
}

function compile(name: string) {
    const cli = join(devicescriptCliFolder(), "devicescript")
    try {
        execFileSync(process.execPath, [cli, "build", "--quiet", `src/${name}.ts`], {
            cwd: PROJECT_FOLDER,
            stdio: "pipe",
            encoding: "utf8",
        })
    } catch (error) {
        const { stdout, stderr } = error as { stdout?: string; stderr?: string }
        throw new Error(`the DeviceScript compiler refused src/${name}.ts:\n${stdout}${stderr}`, {
            cause: error,
        })
    }
}
