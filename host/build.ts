/**
 * `npm run build`: compiles the firmware and says its size.
 */
import { findModule } from "./boards/board"
import { BOARD_NAMES } from "./boards/modules"
import { buildAndTell, parseWordAndFlags, runCommand } from "./cli"

const HELP = `npm run build [-- BOARD]

Compiles the firmware with what devs.config.json sets, if anything has changed since the last time,
and says its size. The program of devs.config.json's board is build/main.devs.

  BOARD   ${BOARD_NAMES.join(", ")};
          the board of devs.config.json when left out
  --help  this text
`

async function build(args: string[]): Promise<number> {
    const { flags, word } = parseWordAndFlags(
        args,
        { help: { type: "boolean", default: false } },
        "board"
    )
    if (flags.help) process.stdout.write(HELP)
    else {
        if (word !== undefined) findModule(word)
        buildAndTell(sentence => process.stdout.write(`${sentence}\n`), word)
    }
    return 0
}

await runCommand(build)
