/**
 * `npm run build`: compiles the firmware for the board of `devs.config.json` and says its size.
 */
import { buildAndTell, runCommand } from "./cli"

await runCommand(async () => {
    buildAndTell(sentence => process.stdout.write(`${sentence}\n`))
    return 0
})
