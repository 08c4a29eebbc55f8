/**
 * The page in a real Chromium, served and from the file system: what a technician does at the rig.
 *
 * Nothing here depends on how fast the machine is: the rig is paused where two deeds must come at
 * one instant, and everything else waits for what must come.
 */
import type { Page } from "playwright-core"
import { describe, expect, test } from "vitest"
import { PAGE_BUDGET_BYTES } from "../../host/page/bundle"
import { chromiumPath, untilState } from "./browser"
import { downloaded, faults, pause, press, run, tooNarrow, usePage, type Where } from "./fixture"

/** A cubic metre that stays tight, so that a hole is a matter of minutes. */
const RIG = "#mode=watch&scenario=tight-hour&volume=1000&speed=max"

const fixture = usePage()
const { close } = fixture
const open = (where: Where, fragment = RIG) => fixture.open(where, { fragment })

const events = (page: Page) => page.locator("#events").innerText()

describe("the file", () => {
    test("is one, within its budget, names its policy and whose runtime it carries", () => {
        const html = fixture.html()
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
        const { path: file, text } = await downloaded(page, "Save recording")
        const lines = text.trimEnd().split("\n")
        expect(lines[0]).toMatch(/^\{"k":"b"/)
        await page.locator("#open-recording").setInputFiles(file)
        await page.locator("#verdict", { hasText: "records are the same" }).waitFor()
        await untilState(page, "leak", "rapid")
        // the lamps are not in the records: the replay tells them
        expect(await page.locator("#red-word").innerText()).not.toBe("off")
        expect(await page.locator("#green-word").innerText()).toBe("off")
        await page.locator("#scrub").press("Home")
        await untilState(page, "starting")
        // all lamps are tried at power-up
        expect(await page.locator("#green-word").innerText()).toBe("on")
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
        expect(await tooNarrow(page)).toEqual([])
        await close(opened)
    })

    test("keeps a stretch of the curves in view while new data come", async () => {
        const opened = await open(where, "#mode=watch&scenario=tight-hour&speed=100")
        const { page } = opened
        await untilState(page, "tight")
        const over = page.locator("#plot-rate .u-over")
        const box = (await over.boundingBox())!
        await page.mouse.move(box.x + box.width * 0.2, box.y + 40)
        await page.mouse.down()
        await page.mouse.move(box.x + box.width * 0.4, box.y + 60, { steps: 4 })
        await page.mouse.up()
        await page.locator("#follow[aria-pressed=false]").waitFor()
        const view = () =>
            page.locator("#plots").evaluate(({ dataset }) => [dataset.fromS, dataset.toS])
        const clock = async () => page.locator("#clock").innerText()
        // the button tells before the curves are drawn again
        await expect
            .poll(async () => (await view()).map(Number).reduce((from, to) => to - from))
            .toBeLessThan(60)
        const [zoomed, clockThen] = [await view(), await clock()]
        // a minute of new data, drawn
        await expect
            .poll(async () => secondsOf(await clock()), { timeout: 30_000 })
            .toBeGreaterThan(secondsOf(clockThen) + 60)
        expect(await view()).toEqual(zoomed)
        await press(page, "Follow")
        await expect.poll(async () => Number((await view())[1])).toBeGreaterThan(Number(zoomed[1]))
        await close(opened)
    })
})

/** `0:01:02.3` in seconds. */
function secondsOf(clock: string): number {
    return clock.split(":").reduce((sum, part) => sum * 60 + Number(part), 0)
}

test.skipIf(chromiumPath === undefined)("a screen reader is told each state once", async () => {
    const opened = await open("served", "#mode=test&speed=10")
    const { page } = opened
    await untilState(page, "ready")
    await page.evaluate(() => {
        const said: string[] = ((window as unknown as { said: string[] }).said = [])
        const told = document.querySelector("#state-told")!
        new MutationObserver(() => said.push(told.textContent!)).observe(told, { childList: true })
    })
    await press(page, "Start test")
    await untilState(page, "fill")
    const figure = page.locator("#state-figure")
    const before = await figure.innerText()
    await press(page, "Pump to 115 kPa")
    await untilState(page, "stabilise")
    // the figure runs all the time
    await page.locator("#state-figure", { hasText: /^2\d s left/ }).waitFor()
    expect(await figure.innerText()).not.toBe(before)
    const said = await page.evaluate(() => (window as unknown as { said: string[] }).said)
    expect(said.map(words => words.split(".")[0])).toEqual(["FILL", "STABILISE"])
    await close(opened)
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
