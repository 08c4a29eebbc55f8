/**
 * A real Chromium for the page's tests, and what they share: waiting, watching, screenshots.
 */
import { existsSync, mkdirSync } from "node:fs"
import { join } from "node:path"
import { chromium, type Browser, type Page } from "playwright-core"
import { PROJECT_FOLDER } from "../../host/build/firmware"

const CANDIDATES = [
    process.env.CHROMIUM ?? "",
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
]

/** The browser's program, undefined when there is none. */
export const chromiumPath = CANDIDATES.find(path => path !== "" && existsSync(path))

if (chromiumPath === undefined) {
    const how = "install one (apt-get install chromium) or name it in CHROMIUM"
    // where every test must run, a missing browser is a failure and not a reason to skip
    if (process.env.CI !== undefined) throw new Error(`no Chromium for the page's tests: ${how}`)
    process.stderr.write(`skipping the page's tests, because there is no Chromium: ${how}\n`)
}

/** Starts it. */
export function launch(): Promise<Browser> {
    return chromium.launch({
        executablePath: chromiumPath,
        args: ["--no-sandbox", "--disable-dev-shm-usage"],
    })
}

/** What a page did that it should not have. */
export interface Watched {
    /** Addresses outside of the page itself. */
    readonly requests: string[]
    /** Errors and policy violations. */
    readonly errors: string[]
}

/** Watches a page for requests that leave it, and for errors. */
export function watch(page: Page, own: string): Watched {
    const watched: Watched = { requests: [], errors: [] }
    page.on("request", request => {
        const url = request.url()
        if (!url.startsWith(own) && !/^(blob|data):/.test(url)) watched.requests.push(url)
    })
    page.on("pageerror", error => watched.errors.push(error.message))
    page.on("console", message => {
        if (message.type() === "error") watched.errors.push(message.text())
    })
    return watched
}

/** Waits until the board shows one of these states. */
export async function untilState(page: Page, ...states: string[]) {
    const any = states.map(state => `#state[data-state="${state}"]`).join(", ")
    await page.waitForSelector(any, { timeout: 60_000 })
}

const SHOTS = join(PROJECT_FOLDER, "build", "page", "shots")

/** Keeps a picture of the page for people to look at; git ignores the folder. */
export async function shoot(page: Page, name: string) {
    mkdirSync(SHOTS, { recursive: true })
    await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true })
}
