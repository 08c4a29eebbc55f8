/**
 * `npm run build:page`: the page as one file that runs from the file system.
 */
import { relative } from "node:path"
import { buildAndTell, runCommand } from "./cli"
import { buildPage, PAGE_BUDGET_BYTES, PAGE_FILE } from "./page/bundle"

await runCommand(async () => {
    const tell = (sentence: string) => process.stdout.write(`${sentence}\n`)
    const { html } = await buildPage(buildAndTell(tell))
    const bytes = Buffer.byteLength(html)
    const megabytes = (size: number) => (size / 1e6).toFixed(2)
    tell(
        `${relative(process.cwd(), PAGE_FILE)}: ` +
            `${megabytes(bytes)} of ${megabytes(PAGE_BUDGET_BYTES)} MB; open it in a browser`
    )
    return bytes <= PAGE_BUDGET_BYTES ? 0 : 1
})
