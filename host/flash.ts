/**
 * `npm run flash`: builds the firmware and writes it to a board, with DeviceScript's own flasher.
 */
import { spawnSync } from "node:child_process"
import { copyFileSync, existsSync } from "node:fs"
import { join } from "node:path"
import { BadInput } from "../sim/input/bad_input"
import { devicescriptCliFolder } from "../sim/vm/runtime_source"
import { findModule } from "./boards/board"
import { BOARD_NAMES } from "./boards/modules"
import { PROJECT_FOLDER } from "./build/firmware"
import { downloadBase, imageFile, writeImage } from "./bundle/files"
import { layoutOf } from "./bundle/layout"
import { buildAndTell, integerFlag, parseWordAndFlags, runCommand } from "./cli"

const HELP = `npm run flash -- [BOARD] [--base FILE] [--drive FOLDER | --port PORT] [--baud RATE]

Builds the firmware, makes the complete image (as npm run bundle does) and writes it to the board.
A Pico is plugged in with BOOTSEL held, an ESP32 with BOOT held.

  BOARD           ${BOARD_NAMES.join(", ")};
                  the board of devs.config.json when left out
  --base FILE     DeviceScript's base firmware for the chip; downloaded when left out
  --drive FOLDER  Pico: where its drive RPI-RP2 is mounted, if the flasher does not find it
  --port PORT     ESP32: its serial port, if there are several
  --baud RATE     ESP32: speed of that port, 9600 to 3000000 (1500000); older serial chips take
                  460800
  --help          this text
`

/** What the flasher says, and what that means to a user; the first that fits is told. */
const MEANINGS: [RegExp, string][] = [
    [
        /no drives found/,
        "no Pico in boot loader mode was found; hold BOOTSEL while you plug in its USB cable and " +
            "run this again, or name its drive with --drive FOLDER",
    ],
    [
        /no (serial|viable) ports found|port \S+ not found/,
        "no ESP32 was found on a serial port; hold BOOT while you plug in its USB cable and run " +
            "this again",
    ],
    [/more than one port viable/, "several boards are plugged in; choose one with --port PORT"],
    [/multiple drives found/, "several drives are mounted; choose one with --drive FOLDER"],
    [
        /require package "serialport"/,
        "flashing an ESP32 needs the package serialport; run npm install --no-save serialport@13",
    ],
    [
        /udevadm/,
        "this computer cannot list its serial ports because udevadm is missing; install udev, or " +
            "write the image with esptool",
    ],
    [
        /esptool(\.py)? not found|update your esptool/,
        "flashing an ESP32 needs esptool 4.5 or later; run pip install esptool",
    ],
]

async function flash(args: string[]): Promise<number> {
    const { flags, word } = parseWordAndFlags(
        args,
        {
            base: { type: "string" },
            drive: { type: "string" },
            port: { type: "string" },
            baud: { type: "string", default: "1500000" },
            help: { type: "boolean", default: false },
        },
        "board"
    )
    if (flags.help) {
        process.stdout.write(HELP)
        return 0
    }
    if (word !== undefined) findModule(word)
    const baud = integerFlag("baud", flags.baud, 9600, 3000000)
    const tell = (sentence: string) => process.stdout.write(`${sentence}\n`)
    const firmware = buildAndTell(tell, word)
    const board = firmware.owner.board
    const layout = layoutOf(findModule(board).archId)
    const isPico = layout.format === "uf2"
    if (isPico && flags.port !== undefined)
        throw new BadInput(`--port is for an ESP32; ${board} is flashed as a drive, see --drive`)
    if (!isPico && flags.drive !== undefined)
        throw new BadInput(`--drive is for a Pico; ${board} is flashed over a port, see --port`)
    if (flags.drive !== undefined && !existsSync(join(flags.drive, "INFO_UF2.TXT")))
        throw new BadInput(`--drive is "${flags.drive}", which is not the drive of a boot loader`)

    const base = flags.base ?? (await downloadBase(layout))
    const image = imageFile(board)
    for (const sentence of await writeImage(firmware, base, image)) tell(sentence)
    if (flags.drive !== undefined) copyFileSync(image, join(flags.drive, "leaktight.uf2"))
    else runFlasher(board, image, isPico ? [] : espFlags(flags.port, baud))
    tell(`${board} is flashed; it starts by itself and lights all three lamps for two seconds`)
    return 0
}

function espFlags(port: string | undefined, baud: number): string[] {
    const where = port === undefined ? [] : ["--port", port]
    return ["esp32", "--baud", String(baud), ...where]
}

/** @throws BadInput when the flasher finds no board, or says what else is missing */
function runFlasher(board: string, image: string, more: string[]) {
    const cli = join(devicescriptCliFolder(), "devicescript")
    const what = ["flash", "--board", board, "--file", image, "--once", ...more]
    const { status, stdout, stderr } = spawnSync(
        process.execPath,
        [cli, "--ci", "--no-colors", ...what],
        // without a terminal it does not ask, it fails
        { cwd: PROJECT_FOLDER, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }
    )
    if (status === 0) return
    const said = stdout + stderr
    const meaning = MEANINGS.find(([pattern]) => pattern.test(said))
    if (meaning !== undefined)
        throw new BadInput(`${board}: ${meaning[1]}; the image to write is ${image}`)
    throw new BadInput(`${board}: the DeviceScript flasher failed and said:\n${said.trim()}`)
}

await runCommand(flash)
