/**
 * `npm run build:page`: the page as one file that runs from the file system.
 */
import { relative } from "node:path"
import { buildAndTell, parseFlags, runCommand } from "./cli"
import { buildPage, PAGE_BUDGET_BYTES, PAGE_FILE } from "./page/bundle"

const HELP = `npm run build:page

Writes ${relative(process.cwd(), PAGE_FILE)}: the firmware, its virtual machine, chamber, sensor and
scenarios in one file. Open it in a browser; it needs no server and no network.

  --help  this text
`

async function build(args: string[]): Promise<number> {
    const flags = parseFlags(args, { help: { type: "boolean", default: false } })
    if (flags.help) {
        process.stdout.write(HELP)
        return 0
    }
    const tell = (sentence: string) => process.stdout.write(`${sentence}\n`)
    const { html } = await buildPage(buildAndTell(tell))
    const bytes = Buffer.byteLength(html)
    const megabytes = (size: number) => (size / 1e6).toFixed(2)
    tell(
        `${relative(process.cwd(), PAGE_FILE)}: ` +
            `${megabytes(bytes)} of ${megabytes(PAGE_BUDGET_BYTES)} MB; open it in a browser`
    )
    return bytes <= PAGE_BUDGET_BYTES ? 0 : 1
}

await runCommand(build)
