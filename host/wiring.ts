/**
 * `npm run docs:wiring`: writes drawings and pages of all boards into `docs/boards`.
 */
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { wiringFiles } from "./boards/wiring_files"
import { PROJECT_FOLDER } from "./build/firmware"
import { parseFlags, runCommand } from "./cli"

const HELP = `npm run docs:wiring

Draws the wiring of every board anew, and writes the tables into its page (docs/boards). What is
written by hand stays.

  --help  this text
`

await runCommand(async args => {
    if (parseFlags(args, { help: { type: "boolean", default: false } }).help) {
        process.stdout.write(HELP)
        return 0
    }
    for (const [name, text] of await wiringFiles()) {
        const file = join(PROJECT_FOLDER, name)
        mkdirSync(join(file, ".."), { recursive: true })
        writeFileSync(file, text)
        process.stdout.write(`${name}\n`)
    }
    return 0
})
