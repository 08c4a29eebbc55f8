/**
 * `npm run bundle`: the complete image for a board, offline.
 */
import { resolve } from "node:path"
import { BadInput } from "../sim/input/bad_input"
import { BOARD_NAMES } from "./boards/modules"
import { imageFile, writeImage } from "./bundle/files"
import { layoutOf } from "./bundle/layout"
import { findModule } from "./boards/board"
import { buildAndTell, parseWordAndFlags, runCommand } from "./cli"

const HELP = `npm run bundle -- [BOARD] --base FILE [--out FILE]

Builds the firmware and puts it, with the board's configuration and the settings of
devs.config.json, into a base firmware that you have downloaded. Needs no network. The image is
written to a board as any other: copied onto a Pico's drive, or flashed with esptool.

  BOARD        ${BOARD_NAMES.join(", ")};
               the board of devs.config.json when left out
  --base FILE  DeviceScript's base firmware for the chip, from the releases of
               microsoft/devicescript-pico (.uf2) or microsoft/devicescript-esp32 (.bin)
  --out FILE   where the image goes (build/leaktight-BOARD.uf2, or -0x….bin with its flash address)
  --help       this text
`

async function bundle(args: string[]): Promise<number> {
    const { flags, word } = parseWordAndFlags(
        args,
        {
            base: { type: "string" },
            out: { type: "string" },
            help: { type: "boolean", default: false },
        },
        "board"
    )
    if (flags.help) {
        process.stdout.write(HELP)
        return 0
    }
    if (word !== undefined) findModule(word)
    if (flags.base === undefined) {
        const layouts = (word === undefined ? BOARD_NAMES : [word]).map(name =>
            layoutOf(findModule(name).archId)
        )
        throw new BadInput(
            "--base is missing; it names the base firmware, for example " +
                layouts.map(layout => layout.baseUrl.replace(/.*\//, "")).join(", ")
        )
    }
    const tell = (sentence: string) => process.stdout.write(`${sentence}\n`)
    const firmware = buildAndTell(tell, word)
    const out = resolve(flags.out ?? imageFile(firmware.owner.board))
    for (const sentence of await writeImage(firmware, flags.base, out)) tell(sentence)
    return 0
}

await runCommand(bundle)
