/**
 * What hands can do to the rig beside a hole: warm the room, break the sensor, cut the power, slam
 * a door. Each goes through the page's own controls to the firmware that runs in it.
 */
import type { Page } from "playwright-core"
import { describe, expect, test } from "vitest"
import { chromiumPath, untilState } from "./browser"
import { pause, press, run, usePage } from "./fixture"

/** A litre, whose gas follows the room within minutes. */
const RIG = "#mode=watch&scenario=tight-hour&volume=1&speed=max"

const fixture = usePage()

/** The rig, as soon as it says tight. */
async function openTight() {
    const opened = await fixture.open("served", { fragment: RIG })
    await untilState(opened.page, "tight")
    return opened
}

const gasC = async (page: Page) => parseFloat((await page.locator("#gas-temp").textContent()) ?? "")
const happened = (page: Page, what: string) => page.locator("#events", { hasText: what }).waitFor()

describe.skipIf(chromiumPath === undefined)("hands at the rig", () => {
    test("warm the room: the gas follows, and its rise is no leak", async () => {
        const opened = await openTight()
        const { page } = opened
        await pause(page)
        const before = await gasC(page)
        await page.locator("#outside").fill("25")
        await page.locator("#outside-over").fill("60")
        await press(page, "Let it drift")
        await run(page)
        await happened(page, "outside it goes to 25")
        // an hour for the room, and some for the wall; a busy machine pauses late in the hour
        await expect.poll(() => gasC(page), { timeout: 60_000 }).toBeGreaterThan(before + 0.5)
        expect(await page.locator("#outside-temp").textContent()).toMatch(/2[345]\.\d/)
        const told = await page.locator("#events").innerText()
        expect(told).not.toContain("alarm raised")
        await fixture.close(opened)
    })

    test("break the sensor, which is a fault and heals", async () => {
        const opened = await openTight()
        const { page } = opened
        // at full speed 20 s would be gone between two looks at the page
        await page.locator("#fault-for").fill("300")
        await press(page, "Break it")
        await untilState(page, "fault")
        await untilState(page, "tight")
        expect(await page.locator("#events").innerText()).not.toContain("alarm raised: leak")
        await fixture.close(opened)
    })

    test("cut the power, and the firmware starts again", async () => {
        const opened = await openTight()
        const { page } = opened
        await press(page, "Cut the power 3 s")
        await page.locator("#health", { hasText: "2 boots" }).waitFor()
        await untilState(page, "tight")
        await fixture.close(opened)
    })

    test("slam a door, which is no leak", async () => {
        const opened = await openTight()
        const { page } = opened
        await press(page, "Slam a door")
        await happened(page, "a door slams")
        // a minute at ten records a second and more
        const records = async () =>
            parseInt((await page.locator("#health").innerText()).replaceAll(",", ""), 10)
        const then = await records()
        await expect.poll(records, { timeout: 60_000 }).toBeGreaterThan(then + 600)
        await untilState(page, "tight")
        expect(await page.locator("#events").innerText()).not.toContain("alarm raised")
        await fixture.close(opened)
    })
})
