/**
 * Pictures of every state in both themes, on every kind of screen, for people to look at.
 *
 * They go to build/page/shots, which git ignores. Time is slow or stopped where a state ends by
 * itself, so that no picture depends on how fast the machine is.
 */
import { readFileSync } from "node:fs"
import type { Page } from "playwright-core"
import { describe, expect, test } from "vitest"
import { chromiumPath, shoot, untilState } from "./browser"
import { downloaded, pause, press, run, usePage } from "./fixture"

const fixture = usePage()

type Scheme = "light" | "dark"

async function open(fragment: string, colorScheme: Scheme) {
    return fixture.open("served", { fragment, context: { colorScheme } })
}

/** Width and height of a window, by name. */
type Sizes = readonly (readonly [name: string, width: number, height: number])[]
const WIDE: Sizes = [["wide", 1440, 1000]]
const BOTH: Sizes = [...WIDE, ["narrow", 390, 844]]
/** And a wall display, a usual window at 200 %, and one at 400 %. */
const ALL: Sizes = [...BOTH, ["wall", 2560, 1440], ["zoomed", 720, 500], ["zoomed-more", 360, 250]]

/** Every size; the page is as it is, and time stands still. */
async function both(page: Page, name: string, scheme: Scheme, sizes = BOTH) {
    for (const [size, width, height] of sizes) {
        await page.setViewportSize({ width, height })
        await page.evaluate(
            () =>
                new Promise(resolve =>
                    requestAnimationFrame(() =>
                        setTimeout(() => requestAnimationFrame(resolve), 80)
                    )
                )
        )
        await shoot(page, `${name}-${scheme}-${size}`)
    }
    await page.setViewportSize({ width: 1440, height: 1000 })
}

/** Lets time go until a state, and stops it there. */
async function stopAt(page: Page, ...states: string[]) {
    await untilState(page, ...states)
    await pause(page)
}

describe.skipIf(chromiumPath === undefined).each(["light", "dark"] as const)("%s", scheme => {
    test("pictures of the watch", async () => {
        const { page, watched } = await open(
            "#mode=watch&scenario=tight-hour&volume=1000&speed=3",
            scheme
        )
        await stopAt(page, "settling")
        await both(page, "settling", scheme)
        await page.locator("#speed").selectOption("30")
        await run(page)
        await stopAt(page, "tight")
        await both(page, "tight", scheme)
        await run(page)
        await page.locator("#hole").fill("-0.7")
        await press(page, "Drill a hole")
        await stopAt(page, "leak")
        await both(page, "leak", scheme, ALL)
        await press(page, "Put thumb")
        await page.locator("#thumb[aria-pressed=true]").waitFor()
        await both(page, "thumb", scheme)
        await press(page, "Put patch")
        await page.locator("#patch[aria-pressed=true]").waitFor()
        await both(page, "patch", scheme)
        await press(page, "Help")
        await both(page, "help", scheme)
        await page.keyboard.press("Escape")
        await page.locator("#hole").fill("0.5")
        await press(page, "Drill anew")
        await run(page)
        await stopAt(page, "rapid")
        await both(page, "rapid", scheme)
        await page
            .locator("#hands details")
            .last()
            .evaluate(d => ((d as HTMLDetailsElement).open = true))
        await page.locator("#fault-for").fill("3600")
        await press(page, "Break it")
        await run(page)
        await stopAt(page, "fault")
        await both(page, "fault", scheme)
        expect(watched.errors).toEqual([])
        await page.close()
    })

    test("pictures of the lab test", async () => {
        const { page, watched } = await open("#mode=test&speed=30", scheme)
        await stopAt(page, "ready")
        await page.getByLabel("Part serial").fill("A-17")
        await both(page, "lab-ready", scheme)
        await press(page, "Start test")
        await run(page)
        await stopAt(page, "fill")
        await both(page, "lab-fill", scheme)
        await press(page, "Pump to 115 kPa")
        await run(page)
        await stopAt(page, "stabilise")
        await both(page, "lab-stabilise", scheme)
        // the test of a tight part takes six seconds
        await page.locator("#speed").selectOption("10")
        await run(page)
        await page.locator("#state-figure", { hasText: /^\d s left/ }).waitFor()
        await page.locator("#speed").selectOption("1")
        await stopAt(page, "test")
        await both(page, "lab-test", scheme)
        await page.locator("#speed").selectOption("10")
        await run(page)
        await stopAt(page, "pass")
        await both(page, "lab-venting", scheme)
        await press(page, "Vent")
        await run(page)
        await page.locator("#state-act", { hasText: "open the clamp." }).waitFor()
        await page.locator("#green-word", { hasText: "on" }).waitFor()
        await pause(page)
        await both(page, "lab-pass", scheme, ALL)
        await page.locator("#speed").selectOption("30")
        await page.locator("#hole").fill("-1.7")
        await press(page, "Drill a hole")
        await page.getByLabel("Part serial").fill("B-0042")
        await press(page, "Start test")
        await run(page)
        await untilState(page, "fill", "stabilise")
        await press(page, "Pump to 115 kPa")
        await stopAt(page, "fail")
        await both(page, "lab-fail", scheme)
        await page.getByLabel("Pass below").fill("900")
        await press(page, "Set limits")
        await both(page, "lab-refused", scheme)
        await press(page, "Start test")
        await run(page)
        await untilState(page, "fill", "stabilise")
        await press(page, "Abort")
        await stopAt(page, "invalid")
        await both(page, "lab-invalid", scheme)
        const report = await downloaded(page, "Save report of test 2")
        const { path } = await downloaded(page, "Save recording")
        await page.locator("#open-recording").setInputFiles(path)
        await page.locator("#verdict", { hasText: "records are the same" }).waitFor()
        await both(page, "recording", scheme)
        await page.locator("#open-recording").setInputFiles({
            name: "cut.jsonl",
            mimeType: "text/plain",
            buffer: Buffer.from(readFileSync(path, "utf8").replace(/"d":\d/, "")),
        })
        await page.locator("#trouble", { hasText: "damaged, first at line" }).waitFor()
        await both(page, "recording-damaged", scheme)
        await page.emulateMedia({ media: "print" })
        await both(page, "printed", scheme, WIDE)
        expect(watched.errors).toEqual([])
        await page.close()

        const sheet = await fixture.openSaved(report.text)
        await both(sheet.page, "report", scheme)
        await sheet.page.emulateMedia({ media: "print" })
        // A4 at 96 dots to the inch
        await both(sheet.page, "report-printed", scheme, [["a4", 794, 1123]])
        await sheet.page.close()
    })

    test("pictures of a browser without WebAssembly", async () => {
        const { page } = await fixture.open("served", {
            fragment: "",
            context: { colorScheme: scheme },
            prepare: page => page.addInitScript("delete globalThis.WebAssembly"),
        })
        await page.locator("#trouble").waitFor()
        await both(page, "no-webassembly", scheme)
        await page.close()
    })
})
