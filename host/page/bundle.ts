/**
 * Builds the page: one HTML file with everything in it.
 *
 * The same file is served by `npm start` and opened from the file system, so there is one thing to
 * test. Its content security policy names the hashes of its own script and style, and allows
 * nothing else: no network, no `eval`, only WebAssembly and a worker made of its own text.
 */
import { createHash } from "node:crypto"
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { build, type InlineConfig, type Plugin } from "vite"
import { buildFirmware, PROJECT_FOLDER, type Firmware } from "../build/firmware"
import { licences, pageModules, workerModules, type Firmwares, type FirstScenario } from "./modules"

/** Most bytes the page may have. */
export const PAGE_BUDGET_BYTES = 2_000_000

/** Where `buildPage` leaves the page. */
export const PAGE_FILE = join(PROJECT_FOLDER, "build", "page", "leaktight.html")

const SOURCES = join(PROJECT_FOLDER, "page")

/** A page that was built. */
export interface Page {
    readonly html: string
    /** The policy for a header; `frame-ancestors` has no effect in the page's own. */
    readonly policy: string
}

/** Builds the page with a firmware and writes it to `PAGE_FILE`. */
export async function buildPage(firmware: Firmware): Promise<Page> {
    const page = await makePage(firmware)
    mkdirSync(dirname(PAGE_FILE), { recursive: true })
    writeFileSync(PAGE_FILE, page.html)
    return page
}

/** A firmware and its twin that was built for the other mode. */
function inBothModes(firmware: Firmware): Firmwares {
    const { board, mode } = firmware.owner
    const other = (twin: "watch" | "test") =>
        mode === twin ? firmware : buildFirmware(undefined, board, { mode: twin })
    return { watch: other("watch"), test: other("test") }
}

/**
 * Builds the page with a firmware, and its twin for the other mode.
 * @param first the scenario that it begins with, one of its own or another
 */
export async function makePage(firmware: Firmware, first?: FirstScenario): Promise<Page> {
    const firmwares = inBothModes(firmware)
    const worker = await bundled("worker/worker.ts", workerModules(firmwares))
    const modules = pageModules(firmwares, firmware.owner.mode, worker.script, first)
    const page = await bundled("main.ts", modules)
    const script = page.script.replaceAll("</script", "<\\/script")
    const policy = [
        "default-src 'none'",
        `script-src ${hashOf(script)} 'wasm-unsafe-eval'`,
        `style-src ${hashOf(page.style)}`,
        "worker-src blob:",
        "img-src data: blob:",
        "base-uri 'none'",
        "form-action 'none'",
    ].join("; ")
    // functions, because texts as replacements would have their dollar signs read
    const html = readFileSync(join(SOURCES, "index.html"), "utf8")
        .replace("<!-- notices -->", () => `<!--\n${licences().replaceAll("--", "—")}\n-->`)
        .replace("<!-- policy -->", () => policyTag(policy))
        .replace("<!-- style -->", () => `<style>${page.style}</style>`)
        .replace("<!-- script -->", () => `<script>${script}</script>`)
    return { html, policy: `${policy}; frame-ancestors 'none'` }
}

function policyTag(policy: string): string {
    return `<meta http-equiv="Content-Security-Policy" content="${policy}" />`
}

function hashOf(text: string): string {
    return `'sha256-${createHash("sha256").update(text).digest("base64")}'`
}

async function bundled(entry: string, plugin: Plugin): Promise<{ script: string; style: string }> {
    const config: InlineConfig = {
        root: SOURCES,
        configFile: false,
        envDir: false,
        publicDir: false,
        logLevel: "warn",
        plugins: [plugin],
        build: {
            target: "es2022",
            write: false,
            modulePreload: false,
            reportCompressedSize: false,
            lib: {
                entry: join(SOURCES, entry),
                formats: ["iife"],
                name: "leaktight",
                fileName: "page",
                cssFileName: "page",
            },
        },
    }
    const results = await build(config)
    const outputs = (Array.isArray(results) ? results : [results]).flatMap(result =>
        "output" in result ? result.output : []
    )
    let script = ""
    let style = ""
    for (const output of outputs)
        if (output.type === "chunk") script += output.code
        else if (output.fileName.endsWith(".css")) style += String(output.source)
    return { script, style }
}
