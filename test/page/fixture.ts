/**
 * The page under test, once a file: built, served, and as a file of its own, in one Chromium.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import type { Browser, BrowserContextOptions, Page } from "playwright-core"
import { afterAll, afterEach, beforeAll, expect } from "vitest"
import { buildFirmware, type Firmware } from "../../host/build/firmware"
import { makePage } from "../../host/page/bundle"
import { servePage, type Served } from "../../host/page/serve"
import { chromiumPath, launch, watch, type Watched } from "./browser"

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js")

/** Where a page comes from. */
export type Where = "served" | "file"

/** A page that was opened, and what is held against it. */
export interface Opened {
    readonly page: Page
    readonly watched: Watched
}

/** What a page is opened with. */
export interface Opening {
    readonly fragment: string
    readonly context?: BrowserContextOptions
    /** Done to the page before it is loaded. */
    prepare?(page: Page): Promise<unknown>
}

/** See the file's head; call it once at a test file's top. */
export function usePage(firmware: () => Firmware = buildFirmware) {
    let browser: Browser | undefined
    let served: Served
    const folder = mkdtempSync(join(tmpdir(), "leaktight-page-"))
    const file = join(folder, "leaktight.html")

    beforeAll(async () => {
        const page = await makePage(firmware())
        writeFileSync(file, page.html)
        served = await servePage(page, 0)
        if (chromiumPath !== undefined) browser = await launch()
    })

    // a page that a failed test has left would go on simulating
    afterEach(async () => {
        for (const context of browser?.contexts() ?? []) await context.close()
    })

    afterAll(async () => {
        await browser?.close()
        await served.close()
        rmSync(folder, { recursive: true })
    })

    return {
        html: () => readFileSync(file, "utf8"),
        async open(where: Where, { fragment, context, prepare }: Opening): Promise<Opened> {
            const address = where === "served" ? served.url : pathToFileURL(file).href
            const page = await browser!.newPage({
                viewport: { width: 1440, height: 1000 },
                // drawing without a graphics card would take most of a small machine
                reducedMotion: "reduce",
                acceptDownloads: true,
                ...context,
            })
            const watched = watch(page, address)
            await prepare?.(page)
            await page.goto(address + fragment)
            return { page, watched }
        },
        /** Opens a page that the page has written: a file of its own, for its policy is another. */
        async openSaved(text: string): Promise<Opened> {
            const saved = join(folder, "saved.html")
            writeFileSync(saved, text)
            const page = await browser!.newPage()
            const address = pathToFileURL(saved).href
            const watched = watch(page, address)
            await page.goto(address)
            return { page, watched }
        },
        /** Closes a page that has asked nothing of anybody, and has not failed. */
        async close({ page, watched }: Opened) {
            expect(watched).toEqual({ requests: [], errors: [] })
            await page.close()
        },
    }
}

/** Stops simulated time. */
export const pause = (page: Page) => page.getByRole("button", { name: "Pause" }).click()

/** Lets it go on. */
export const run = (page: Page) => page.getByRole("button", { name: "Run", exact: true }).click()

/** Presses a button by its name. */
export const press = (page: Page, name: string) =>
    page.getByRole("button", { name, exact: true }).click()

/** The text of a file that the page hands over when a button is pressed. */
export async function downloaded(page: Page, name: string) {
    const download = page.waitForEvent("download")
    await press(page, name)
    const file = await download
    const path = await file.path()
    return { path, name: file.suggestedFilename(), text: readFileSync(path, "utf8") }
}

/** Serious faults that axe-core finds on a page. */
export async function faults(page: Page): Promise<string[]> {
    await page.evaluate(readFileSync(AXE, "utf8"))
    return page.evaluate(async () => {
        const { axe } = window as unknown as {
            axe: { run(): Promise<{ violations: Violation[] }> }
        }
        interface Violation {
            id: string
            impact: string
            nodes: { html: string }[]
        }
        const { violations } = await axe.run()
        return violations
            .filter(({ impact }) => impact === "serious" || impact === "critical")
            .map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html).join(" ")}`)
    })
}

/** Widths at which the page scrolls sideways; 320 is 400 % of a usual window. */
export async function tooNarrow(page: Page): Promise<number[]> {
    const found: number[] = []
    for (const width of [320, 390, 720, 1024, 1440, 2560]) {
        await page.setViewportSize({ width, height: 900 })
        // until the curves have followed
        await page.waitForTimeout(150)
        const wide = await page.evaluate(() => document.documentElement.scrollWidth)
        if (wide > width) found.push(width)
    }
    return found
}
