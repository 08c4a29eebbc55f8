/**
 * Pictures of every state in both themes, wide and narrow, for people to look at.
 *
 * They go to build/page/shots, which git ignores. Time is slow or stopped where a state ends by
 * itself, so that no picture depends on how fast the machine is.
 */
import type { Page } from "playwright-core"
import { describe, expect, test } from "vitest"
import { chromiumPath, shoot, untilState } from "./browser"
import { pause, press, run, usePage } from "./fixture"

const fixture = usePage()

type Scheme = "light" | "dark"

async function open(fragment: string, colorScheme: Scheme) {
    return fixture.open("served", { fragment, context: { colorScheme } })
}

/** Both sizes; the page is as it is, and time stands still. */
async function both(page: Page, name: string, scheme: Scheme) {
    for (const [size, width, height] of [
        ["wide", 1440, 1000],
        ["narrow", 390, 844],
    ] as const) {
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
        await both(page, "leak", scheme)
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
        await stopAt(page, "test")
        await both(page, "lab-test", scheme)
        await page.locator("#speed").selectOption("30")
        await run(page)
        await stopAt(page, "pass")
        await both(page, "lab-pass", scheme)
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
        expect(watched.errors).toEqual([])
        await page.close()
    })
})
