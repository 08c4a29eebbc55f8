/**
 * `npm run docs:wiring`: writes drawings and pages of all boards into `docs/boards`.
 */
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { wiringFiles } from "./boards/wiring_files"
import { PROJECT_FOLDER } from "./build/firmware"
import { runCommand } from "./cli"

await runCommand(async () => {
    for (const [name, text] of await wiringFiles()) {
        const file = join(PROJECT_FOLDER, name)
        mkdirSync(join(file, ".."), { recursive: true })
        writeFileSync(file, text)
        process.stdout.write(`${name}\n`)
    }
    return 0
})
