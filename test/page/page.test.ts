/**
 * The page in a real Chromium, served and from the file system: what a technician does at the rig.
 *
 * Nothing here depends on how fast the machine is: the rig is paused where two deeds must come at
 * one instant, and everything else waits for what must come.
 */
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { pathToFileURL } from "node:url"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { buildFirmware } from "../../host/build/firmware"
import { buildPage, PAGE_BUDGET_BYTES, PAGE_FILE } from "../../host/page/bundle"
import { servePage, type Served } from "../../host/page/serve"
import { chromiumPath, launch, shoot, untilState, watch, type Watched } from "./browser"

/** A cubic metre that stays tight, so that a hole is a matter of minutes. */
const RIG = "#scenario=tight-hour&volume=1000&speed=max"
const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js")

let browser: Browser
let served: Served
let html: string

beforeAll(async () => {
    const page = await buildPage(buildFirmware())
    html = page.html
    served = await servePage(page, 0)
    if (chromiumPath !== undefined) browser = await launch()
})

afterAll(async () => {
    await browser?.close()
    await served.close()
})

interface Opened {
    page: Page
    watched: Watched
}

async function open(where: "served" | "file", fragment = RIG, size = [1440, 1000]) {
    const address = where === "served" ? served.url : pathToFileURL(PAGE_FILE).href
    const page = await browser.newPage({
        viewport: { width: size[0], height: size[1] },
        acceptDownloads: true,
    })
    const watched = watch(page, address)
    await page.goto(address + fragment)
    return { page, watched }
}

async function close({ page, watched }: Opened) {
    expect(watched).toEqual({ requests: [], errors: [] })
    await page.close()
}

const events = (page: Page) => page.locator("#events").innerText()
const pause = (page: Page) => page.getByRole("button", { name: "Pause" }).click()
const run = (page: Page) => page.getByRole("button", { name: "Run", exact: true }).click()

describe("the file", () => {
    test("is one, within its budget, names its policy and whose runtime it carries", () => {
        expect(Buffer.byteLength(html)).toBeLessThan(PAGE_BUDGET_BYTES)
        const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)![1]
        expect(policy).toMatch(/^default-src 'none'; script-src 'sha256-[^']+' 'wasm-unsafe-eval';/)
        expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval|https?:|\*/)
        const head = html.slice(0, html.indexOf("<html"))
        expect(head).toContain("DeviceScript runtime")
        expect(head).toContain("Copyright (c) Microsoft Corporation")
    })
})

describe.skipIf(chromiumPath === undefined).each(["served", "file"] as const)("%s", where => {
    test("finds a hole, and sees thumb and patch hold", async () => {
        const opened = await open(where)
        const { page } = opened
        await untilState(page, "tight")
        await page.getByRole("button", { name: "Drill a hole" }).click()
        await untilState(page, "leak", "rapid")
        await pause(page)
        expect(await events(page)).toContain("alarm raised")
        await page.getByRole("button", { name: "Put thumb" }).click()
        await page.getByRole("button", { name: "Acknowledge" }).click()
        await page.getByRole("button", { name: "Take off thumb" }).waitFor()
        await run(page)
        await page.locator("#events", { hasText: "alarm acknowledged" }).waitFor()
        await untilState(page, "tight")
        await page.getByRole("button", { name: "Put patch" }).click()
        await page.getByRole("button", { name: "Take off patch" }).waitFor()
        expect(await page.getByRole("button", { name: "Put thumb" }).isDisabled()).toBe(true)
        await untilState(page, "tight")
        expect(await page.locator("#health").innerText()).toMatch(/0 lost · 0 damaged · 1 boot/)
        await close(opened)
    })

    test("saves a recording, and finds the same verdicts in it", async () => {
        const opened = await open(where)
        const { page } = opened
        await untilState(page, "tight")
        await page.getByRole("button", { name: "Drill a hole" }).click()
        await untilState(page, "leak", "rapid")
        await pause(page)
        const download = page.waitForEvent("download")
        await page.getByRole("button", { name: "Save recording" }).click()
        const file = await (await download).path()
        const lines = readFileSync(file, "utf8").trimEnd().split("\n")
        expect(lines[0]).toMatch(/^\{"k":"b"/)
        await page.locator("#open-recording").setInputFiles(file)
        await page.locator("#verdict", { hasText: "records are the same" }).waitFor()
        await untilState(page, "leak", "rapid")
        await page.locator("#scrub").press("Home")
        await untilState(page, "starting")
        await page.locator("#scrub").press("End")
        await untilState(page, "leak", "rapid")

        lines[20] = lines[20].slice(0, 40)
        await page.locator("#open-recording").setInputFiles({
            name: "cut.jsonl",
            mimeType: "text/plain",
            buffer: Buffer.from(lines.join("\n")),
        })
        await page.locator("#trouble", { hasText: "first at line 21" }).waitFor()
        await page.getByRole("button", { name: "Back to the rig" }).click()
        await untilState(page, "tight")
        await close(opened)
    })

    test("is worked from the keyboard alone", async () => {
        const opened = await open(where)
        const { page } = opened
        const key = (name: string) => page.keyboard.press(name)
        await untilState(page, "tight")
        await key("h")
        await untilState(page, "leak", "rapid")
        await key("Space")
        await key("t")
        await key("a")
        await key("Space")
        await page.locator("#events", { hasText: "alarm acknowledged" }).waitFor()
        await key("p")
        await page.locator("#events", { hasText: "a patch" }).waitFor()
        await untilState(page, "tight")

        // by Tab to the curves; looked at, they stay where they are
        for (let i = 0; i < 60; i++) {
            await key("Tab")
            if (await page.evaluate(() => document.activeElement?.id === "plots")) break
        }
        expect(await page.evaluate(() => document.activeElement?.id)).toBe("plots")
        await key("+")
        const follow = page.locator("#follow")
        await page.locator("#follow[aria-pressed=false]").waitFor()
        await page.waitForTimeout(300)
        expect(await follow.getAttribute("aria-pressed")).toBe("false")
        await key("f")
        await page.locator("#follow[aria-pressed=true]").waitFor()

        await key("?")
        await page.getByRole("heading", { name: "Help" }).waitFor()
        await key("Escape")
        await close(opened)
    })

    test("has no serious fault that axe-core finds, and never scrolls sideways", async () => {
        const opened = await open(where)
        const { page } = opened
        await untilState(page, "tight")
        for (const colorScheme of ["light", "dark"] as const) {
            await page.emulateMedia({ colorScheme })
            expect(await faults(page)).toEqual([])
        }
        await page.getByRole("button", { name: "Help" }).click()
        expect(await faults(page)).toEqual([])
        await page.keyboard.press("Escape")
        // 320 is 200 % of a small window and 400 % of a usual one
        for (const width of [320, 390, 720, 1024, 1440, 2560]) {
            await page.setViewportSize({ width, height: 900 })
            await page.waitForTimeout(150)
            const wide = await page.evaluate(() => document.documentElement.scrollWidth)
            expect(wide, `at ${width}`).toBeLessThanOrEqual(width)
        }
        await close(opened)
    })
})

async function faults(page: Page): Promise<string[]> {
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

describe.skipIf(chromiumPath === undefined)("a browser without WebAssembly", () => {
    test("is told what it lacks and what to do", async () => {
        const page = await browser.newPage()
        await page.addInitScript("delete globalThis.WebAssembly")
        await page.goto(served.url)
        const trouble = page.locator("#trouble", { hasText: "no WebAssembly" })
        await trouble.waitFor()
        expect(await trouble.innerText()).toContain("Open the page in a current")
        await page.close()
    })
})

describe.skipIf(chromiumPath === undefined)("a link", () => {
    test("restores scenario, seed, volume and units", async () => {
        const opened = await open(
            "served",
            "#scenario=pinhole&seed=7&volume=3&speed=100&pressure=mbar&rate=sccm"
        )
        const { page } = opened
        await untilState(page, "tight", "settling")
        const value = (id: string) => page.locator(id).inputValue()
        expect(
            await Promise.all(
                ["#scenario", "#seed", "#volume", "#speed", "#pressure-unit", "#rate-unit"].map(
                    value
                )
            )
        ).toEqual(["pinhole", "7", "3", "100", "mbar", "sccm"])
        expect(await page.locator("#numbers").innerText()).toMatch(/mbar[^]*sccm/)
        await close(opened)
    })

    test("with a scenario that runs untouched ends in its judgement", async () => {
        const opened = await open("served", "#scenario=rapid-loss&speed=max")
        const verdict = opened.page.locator("#verdict", { hasText: "expectations hold" })
        await verdict.waitFor({ timeout: 60_000 })
        expect(await verdict.innerText()).toMatch(/^✓ .* (\d+) of \1 expectations hold/)
        await close(opened)
    })
})

describe.skipIf(chromiumPath === undefined)("for people to look at:", () => {
    test.each(["light", "dark"] as const)(
        "pictures of every state, %s",
        { retry: 1 },
        async colorScheme => {
            const opened = await open("served")
            const { page } = opened
            const both = async (name: string) => {
                for (const [size, width, height] of [
                    ["wide", 1440, 1000],
                    ["narrow", 390, 844],
                ] as const) {
                    await page.setViewportSize({ width, height })
                    await page.waitForTimeout(250)
                    await shoot(page, `${name}-${colorScheme}-${size}`)
                }
            }
            await page.emulateMedia({ colorScheme })
            await untilState(page, "tight")
            await pause(page)
            await both("tight")
            await run(page)
            await page.getByRole("button", { name: "Drill a hole" }).click()
            await untilState(page, "leak")
            await pause(page)
            await both("leak")
            await page.getByRole("button", { name: "Put thumb" }).click()
            await both("thumb")
            await page.getByRole("button", { name: "Put patch" }).click()
            await page.locator("#patch[aria-pressed=true]").waitFor()
            await both("patch")
            await page.getByRole("button", { name: "Help" }).click()
            await both("help")
            await page.keyboard.press("Escape")
            await page.locator("#hole").fill("0.5")
            await run(page)
            await page.getByRole("button", { name: "Drill anew" }).click()
            await untilState(page, "rapid")
            await pause(page)
            await both("rapid")
            await page
                .locator("#hands details")
                .last()
                .evaluate(d => ((d as HTMLDetailsElement).open = true))
            await page.locator("#fault-for").fill("600")
            await page.getByRole("button", { name: "Break it" }).click()
            await run(page)
            await untilState(page, "fault")
            await pause(page)
            await both("fault")
            expect(opened.watched.errors).toEqual([])
            await page.close()
        }
    )
})
