/**
 * Files of the bundle: the base firmware in, the image out.
 */
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import { BadInput } from "../../sim/input/bad_input"
import { MachineFactory } from "../../sim/vm/machine"
import { readVmSource } from "../../sim/vm/runtime_source"
import { findModule } from "../boards/board"
import { PROJECT_FOLDER, type Firmware } from "../build/firmware"
import { makeImage, readImage } from "./image"
import { imageName } from "./image_name"
import { layoutOf, type Layout } from "./layout"

/** Largest base firmware that is read, bytes: twice the flash of any of the modules. */
const BASE_BYTES_MAX = 32 * 1024 * 1024

/** Longest wait for a download, ms. */
const DOWNLOAD_MS = 60_000

/**
 * The bytes of a base firmware.
 * @throws BadInput when there is no such file, or it cannot be one
 */
export function readBaseFile(file: string): Uint8Array {
    if (!existsSync(file)) throw new BadInput(`${file}: no such file`)
    const { size } = statSync(file)
    if (!statSync(file).isFile() || size > BASE_BYTES_MAX)
        throw new BadInput(`${file}: is no base firmware, which is a file of a few megabytes`)
    return readFileSync(file)
}

/**
 * The base firmware from DeviceScript's releases, kept for the next time.
 * @throws BadInput when it cannot be had, with what to do
 */
export async function downloadBase(layout: Layout): Promise<string> {
    const kept = join(PROJECT_FOLDER, "build", basename(layout.baseUrl))
    if (existsSync(kept)) return kept
    let bytes
    try {
        const answer = await fetch(layout.baseUrl, { signal: AbortSignal.timeout(DOWNLOAD_MS) })
        if (!answer.ok) throw new Error(`status ${answer.status}`)
        bytes = new Uint8Array(await answer.arrayBuffer())
    } catch (error) {
        const { message, cause } = error as Error
        const why = cause instanceof Error ? cause.message : message
        throw new BadInput(
            `${layout.baseUrl} cannot be downloaded (${why}); ` +
                `get that file by other means and name it with --base FILE`
        )
    }
    mkdirSync(dirname(kept), { recursive: true })
    writeFileSync(kept, bytes)
    return kept
}

/** Where a board's image goes when nobody says. */
export function imageFile(board: string): string {
    return join(PROJECT_FOLDER, "build", imageName(board))
}

/**
 * Makes a board's image and writes it.
 * @returns sentences that say what is in it
 * @throws BadInput when the base firmware does not fit, or the file cannot be written
 */
export async function writeImage(
    firmware: Firmware,
    baseFile: string,
    out: string
): Promise<string[]> {
    const base = readBaseFile(baseFile)
    const factory = new MachineFactory(readVmSource())
    const image = await makeImage(firmware, base, baseFile, factory)
    try {
        writeFileSync(out, image)
    } catch (error) {
        throw new BadInput(`${out}: cannot be written: ${(error as Error).message}`)
    }
    const layout = layoutOf(findModule(firmware.owner.board).archId)
    const { config, settings, program } = readImage(image, out, layout)
    const listed = Object.entries(settings).map(([key, value]) => `${key} ${value}`)
    return [
        `${out}: ${(image.length / 1024).toFixed(0)} KB for ${layout.chipName}`,
        `  board configuration: ${config?.devName}, ${Object.keys(config ?? {}).length} keys`,
        `  settings: ${listed.join(", ")}`,
        `  program: ${program?.length} bytes`,
    ]
}
