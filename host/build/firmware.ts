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
    cpSync,
    existsSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    rmSync,
    statSync,
    writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { loadBoard, pinFault, type Board } from "../boards/board"
import { BadInput } from "../../sim/input/bad_input"
import { devicescriptCliFolder, DEVICESCRIPT_VERSION } from "../../sim/vm/runtime_source"
import {
    hashedConfig,
    loadOwnerConfig,
    rigModuleText,
    type OwnerConfig,
} from "./owner_config"

/** Where the project lives. */
export const PROJECT_FOLDER = join(import.meta.dirname, "..", "..")

/** Where we keep what the compiler wrote, by program. */
const KEPT_FOLDER = join(PROJECT_FOLDER, "build")

/** What the compiler reads. */
const COMPILED_FOLDERS = ["src", "boards", "services"]

/** The module that is made from the owner's file, in `src/`. */
const RIG_MODULE = "rig.gen.ts"

/** Bytes that the design wanted the program to fit in. It does not; see README, "Limits". */
export const BYTECODE_AIM_BYTES = 32 * 1024

/** Most bytes the program may take, held by a test. The smallest store, a Pico's, has 108 KB. */
export const BYTECODE_BUDGET_BYTES = 78 * 1024

/** A compiled program. */
export interface Firmware {
    readonly bytecode: Uint8Array
    /** What it was compiled for. */
    readonly owner: OwnerConfig
    /** It was up to date, and not compiled anew. */
    readonly isFresh: boolean
}

/**
 * The firmware for the values of the owner's file, compiled if anything it is made from has changed
 * since the last build.
 * @param configFile path of `devs.config.json`
 * @param board another board than the file's
 * @param otherwise keys that count instead of the file's own, for a scenario's rig
 * @throws BadInput when the owner's or the board's file is not what it should be
 * @throws Error with the compiler's own words when the program does not compile
 */
export function buildFirmware(
    configFile = join(PROJECT_FOLDER, "devs.config.json"),
    board?: string,
    otherwise: Readonly<Record<string, unknown>> = {}
): Firmware {
    const owners = loadOwnerConfig(configFile, otherwise)
    const owner = board === undefined ? owners : { ...owners, board }
    checkValvePins(owner, loadBoard(owner.board))
    const { version } = JSON.parse(readFileSync(join(PROJECT_FOLDER, "package.json"), "utf8"))
    const rigModule = rigModuleText(owner, version)
    const isOther = Object.keys(otherwise).length > 0
    const others = isOther ? `-${hashedConfig(owner).hash >>> 0}` : ""
    const isOwners = owner.board === owners.board && others === ""
    // also when nothing is compiled: editors and DeviceScript's own tools read it too
    if (isOwners) writeIfOther(join(PROJECT_FOLDER, "src", RIG_MODULE), rigModule)
    const keptAs = isOwners ? "main" : owner.board + others
    return { owner, ...compiled("main", keptAs, rigModule, isOwners) }
}

/** Whether relays can be driven from the pins that the owner names. */
function checkValvePins(owner: OwnerConfig, board: Board) {
    const { fillValveGpio, ventValveGpio } = owner
    for (const [key, gpio] of Object.entries({ fillValveGpio, ventValveGpio })) {
        const fault = gpio === undefined ? undefined : pinFault(board, owner.board, gpio)
        if (fault !== undefined) throw new BadInput(`devs.config.json: ${key} is ${fault}`)
    }
    if (fillValveGpio !== undefined && fillValveGpio === ventValveGpio)
        throw new BadInput(
            `devs.config.json: fillValveGpio and ventValveGpio are both ${fillValveGpio}; ` +
                "allowed are two pins"
        )
}

function writeIfOther(file: string, text: string) {
    if (!existsSync(file) || readFileSync(file, "utf8") !== text) writeFileSync(file, text)
}

/**
 * The program of `detect --vm`, compiled if anything it is made from has changed. It takes the
 * compiler's one output file in turn with the firmware, so both are kept under names of their own.
 */
export function buildDetectProgram(): Uint8Array {
    return compiled("main_detect", "main_detect", "", true).bytecode
}

/**
 * Bytecode of `src/NAME.ts`, compiled if anything it is made from has changed.
 * @param keptAs name under which it is kept
 * @param rigModule the generated module it is compiled with
 * @param inProject compile in the project's folder. The compiler has one output file a folder,
 *   which the owner's program keeps; others are compiled in a folder of copies
 */
function compiled(name: string, keptAs: string, rigModule: string, inProject: boolean) {
    const kept = join(KEPT_FOLDER, `${keptAs}.devs`)
    const stampFile = join(KEPT_FOLDER, `${keptAs}.sha256`)
    const stamp = sourcesHash(rigModule)
    const isFresh =
        existsSync(kept) && existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp
    if (!isFresh) {
        mkdirSync(KEPT_FOLDER, { recursive: true })
        rmSync(stampFile, { force: true })
        const folder = inProject ? PROJECT_FOLDER : copyOfSources(rigModule)
        compile(name, folder)
        // the compiler's option for another output folder crashes it
        copyFileSync(join(folder, ".devicescript", "bin", "bytecode.devs"), kept)
        writeFileSync(stampFile, stamp)
        if (!inProject) rmSync(folder, { recursive: true })
    }
    return { bytecode: readFileSync(kept), isFresh }
}

/** A folder with all that the compiler reads; the caller removes it. */
function copyOfSources(rigModule: string): string {
    const folder = mkdtempSync(join(tmpdir(), "leaktight-build-"))
    for (const part of COMPILED_FOLDERS)
        cpSync(join(PROJECT_FOLDER, part), join(folder, part), { recursive: true })
    writeFileSync(join(folder, "src", RIG_MODULE), rigModule)
    writeFileSync(join(folder, "devsconfig.json"), "{}")
    return folder
}

/** Hash over everything the compiler reads, and over its version. */
function sourcesHash(rigModule: string): string {
    const hash = createHash("sha256").update(DEVICESCRIPT_VERSION).update(rigModule)
    for (const folder of COMPILED_FOLDERS)
        for (const name of readdirSync(join(PROJECT_FOLDER, folder), { recursive: true }).sort()) {
            const file = join(PROJECT_FOLDER, folder, name as string)
            if (name !== RIG_MODULE && statSync(file).isFile())
                hash.update(`${name}\0`).update(readFileSync(file))
        }
    return hash.digest("hex")
}

/** The firmware that the last build left. */
export function readBytecode(): Uint8Array {
    return readFileSync(join(KEPT_FOLDER, "main.devs"))
}

function compile(name: string, folder: string) {
    const cli = join(devicescriptCliFolder(), "devicescript")
    try {
        execFileSync(process.execPath, [cli, "build", "--quiet", `src/${name}.ts`], {
            cwd: folder,
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
