/**
 * The complete image for a board: base firmware, board configuration, settings, program.
 *
 * The configuration is compiled by DeviceScript's own command (`devs dcfg`), the store is written
 * by its own runtime; here they are only put in their places, and read back once more.
 */
import { execFileSync } from "node:child_process"
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { BadInput } from "../../sim/input/bad_input"
import type { MachineFactory } from "../../sim/vm/machine"
import { devicescriptCliFolder } from "../../sim/vm/runtime_source"
import { findModule } from "../boards/board"
import { PROJECT_FOLDER, type Firmware } from "../build/firmware"
import { ownerSettings } from "../build/owner_config"
import { readBase } from "./base"
import { FlashImage, isUf2, readUf2, writeUf2 } from "./flash_image"
import { layoutOf, SECTOR_BYTES, type Layout } from "./layout"
import { formatOfProgram, readConfig, readStore, type FlatConfig } from "./read"
import { makeStore } from "./store"

/** What an image holds, read back from it. */
export interface ImageContents {
    readonly config: FlatConfig | undefined
    readonly settings: Record<string, string>
    readonly program: Uint8Array | undefined
}

/**
 * Puts an image together.
 * @param base bytes of the base firmware
 * @param baseName name of its file, to show in errors
 * @throws BadInput when the base is for another chip or another version of the runtime
 */
export async function makeImage(
    firmware: Firmware,
    base: Uint8Array,
    baseName: string,
    factory: MachineFactory
): Promise<Uint8Array> {
    const board = firmware.owner.board
    const layout = layoutOf(findModule(board).archId)
    const { image, runtime } = readBase(base, baseName, layout)
    const format = formatOfProgram(firmware.bytecode)!
    if (runtime.major !== format.major || runtime.minor !== format.minor)
        throw new BadInput(
            `${baseName}: its runtime is of version ${runtime.major}.${runtime.minor}; the ` +
                `program needs ${format.major}.${format.minor}, so take a base firmware ` +
                `v${format.major}.${format.minor}.x of DeviceScript's releases`
        )
    const config = compileConfig(board, layout)
    // the base's own configuration may be longer; nothing of it may be left
    image.write(layout.configAddress, new Uint8Array(SECTOR_BYTES).fill(0xff))
    image.write(layout.configAddress, config)
    const settings = ownerSettings(firmware.owner)
    image.write(layout.storeAddress, await makeStore(factory, layout, settings, firmware.bytecode))
    return layout.format === "uf2" ? writeUf2(image, layout.chipNumber) : toPlain(image, layout)
}

/**
 * What is in an image.
 * @param name to show in errors
 * @throws BadInput when it is a broken UF2
 */
export function readImage(bytes: Uint8Array, name: string, layout: Layout): ImageContents {
    let image
    if (isUf2(bytes)) image = readUf2(bytes, name).image
    else {
        image = new FlashImage()
        image.write(layout.fileAddress, bytes)
    }
    const store = readStore(image.read(layout.storeAddress, layout.storeSectors * SECTOR_BYTES))
    return {
        config: readConfig(image.read(layout.configAddress, 2 * SECTOR_BYTES)),
        settings: store?.settings ?? {},
        program: store?.program,
    }
}

function toPlain(image: FlashImage, layout: Layout): Uint8Array {
    return image.read(layout.fileAddress, image.end - layout.fileAddress)
}

/** The board configuration as DeviceScript's own command writes it. */
export function compileConfig(board: string, layout: Layout): Uint8Array {
    const folder = mkdtempSync(join(tmpdir(), "leaktight-board-"))
    try {
        const file = `${board}.board.json`
        copyFileSync(join(PROJECT_FOLDER, "boards", file), join(folder, file))
        // the command looks for the chip beside the board; pins have been checked already
        const arch = {
            id: layout.archId,
            name: layout.chipName,
            dcfgOffset: layout.configAddress,
            pins: { io: "0-48" },
        }
        writeFileSync(join(folder, "arch.json"), JSON.stringify(arch))
        const cli = join(devicescriptCliFolder(), "devicescript")
        execFileSync(process.execPath, [cli, "dcfg", file, "--output", "config"], {
            cwd: folder,
            stdio: "pipe",
        })
        return readFileSync(join(folder, "config"))
    } finally {
        rmSync(folder, { recursive: true })
    }
}
