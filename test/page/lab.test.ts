/**
 * A lab test in a real Chromium, served and from the file system: a technician at the bench.
 */
import type { Page } from "playwright-core"
import { describe, expect, test } from "vitest"
import { chromiumPath, untilState } from "./browser"
import { downloaded, faults, pause, press, tooNarrow, usePage, type Where } from "./fixture"

const BENCH = "#mode=test&speed=30&rate=sccm"
/** Slider of the hole: log10 of 0.02 mm, which is beyond the recipe's limit. */
const LEAKING = "-1.7"

const fixture = usePage()
const { close } = fixture
const open = (where: Where, fragment = BENCH) => fixture.open(where, { fragment })

/** Tests a part up to its verdict, by the pointer. */
async function testPart(page: Page, serial: string, ...verdicts: string[]) {
    await page.getByLabel("Part serial").fill(serial)
    await press(page, "Start test")
    // a part that was not vented is full at once
    await untilState(page, "fill", "stabilise")
    await press(page, "Pump to 115 kPa")
    await untilState(page, ...verdicts)
}

const refusal = (page: Page) => page.locator("#lab-refusal")

describe.skipIf(chromiumPath === undefined).each(["served", "file"] as const)("%s", where => {
    test("passes a tight part, and writes its report", async () => {
        const opened = await open(where)
        const { page } = opened
        await untilState(page, "ready")
        await testPart(page, "A-17", "pass")
        const said = await page.locator("#state").innerText()
        expect(said).toMatch(/PASS/)
        expect(said).toMatch(/−?[\d.]+ ± [\d.]+ sccm/)
        expect(said).toContain("Below the fail limit beyond doubt.")
        expect(said).toContain("Test 1, part A-17.")
        expect(await page.locator("#tests-rows").innerText()).toMatch(/1 · A-17\s+✓ PASS/)

        const report = await downloaded(page, "Save report")
        expect(report.name).toBe("leaktight-report-A-17.html")
        expect(report.text).toMatch(/class="word">PASS</)
        expect(report.text).toMatch(/Part serial<\/th><td>A-17</)

        await press(page, "Acknowledge")
        await untilState(page, "ready")
        await close(opened)
    })

    test("fails a part that leaks; the recording has both, and so has its replay", async () => {
        const opened = await open(where)
        const { page } = opened
        await untilState(page, "ready")
        await page.locator("#hole").fill(LEAKING)
        await press(page, "Drill a hole")
        await testPart(page, "B-1", "fail")
        expect(await page.locator("#state-hint").innerText()).toContain("Above the pass limit")
        await testPart(page, "B-1", "fail", "invalid", "retest")
        await pause(page)
        const tests = page.locator("#tests-rows .word")
        const live = await tests.allInnerTexts()
        expect(live).toHaveLength(2)

        const { path } = await downloaded(page, "Save recording")
        await page.locator("#open-recording").setInputFiles(path)
        await page.locator("#verdict", { hasText: "records are the same" }).waitFor()
        expect(await tests.allInnerTexts()).toEqual(live)
        expect(await page.locator("#lab-controls").isVisible()).toBe(false)
        const report = await downloaded(page, "Save report of test 1")
        expect(report.text).toMatch(/class="word">FAIL</)
        await press(page, "Back to the rig")
        await untilState(page, "ready")
        await close(opened)
    })

    test("is worked from the keyboard alone", async () => {
        const opened = await open(where)
        const { page } = opened
        const key = (name: string) => page.keyboard.press(name)
        await untilState(page, "ready")
        for (let i = 0; i < 30; i++) {
            await key("Tab")
            if (await page.evaluate(() => document.activeElement?.id === "serial")) break
        }
        await page.keyboard.type("K-9")
        await key("Enter")
        await untilState(page, "fill")
        // letters are the field's as long as it has the focus
        await key("Tab")
        await key("g")
        await untilState(page, "pass")
        expect(await page.locator("#state-hint").innerText()).toContain("part K-9")
        await key("a")
        await untilState(page, "ready")
        await key("s")
        await untilState(page, "fill", "stabilise")
        await key("x")
        await untilState(page, "invalid")
        expect(await page.locator("#state-hint").innerText()).toContain("Somebody ended it.")
        await close(opened)
    })

    test("refuses what makes no sense, and says what is allowed", async () => {
        const opened = await open(where)
        const { page } = opened
        await untilState(page, "ready")
        await page.getByLabel("Part serial").fill("A<17>")
        await press(page, "Start test")
        expect(await refusal(page).innerText()).toContain('has "<"; allowed are letters A to Z')
        await page.getByLabel("Pass below").fill("9")
        await page.getByLabel("Fail above").fill("1")
        await press(page, "Set limits")
        expect(await refusal(page).innerText()).toBe("Pass below must be less than fail above.")
        await page.getByLabel("Pass below").fill("many")
        await press(page, "Set limits")
        expect(await refusal(page).innerText()).toMatch(
            /^Pass below: allowed is a number from [\d.e-]+ sccm on/
        )
        expect(await page.locator("#state").getAttribute("data-state")).toBe("ready")

        // what makes sense is done, and drawn
        await page.getByLabel("Pass below").fill("1")
        await page.getByLabel("Fail above").fill("9")
        await press(page, "Set limits")
        await page.locator("#numbers", { hasText: "9.00 sccm" }).waitFor()
        expect(await refusal(page).isVisible()).toBe(false)
        await page.getByLabel("Part serial").fill("A-17")
        await press(page, "Start test")
        await untilState(page, "fill")
        await press(page, "Set limits")
        await page.locator("#lab-refusal", { hasText: "Limits not set: a test is run" }).waitFor()
        await close(opened)
    })

    test("has no serious fault that axe-core finds, before and after a verdict", async () => {
        const opened = await open(where)
        const { page } = opened
        await untilState(page, "ready")
        const inBoth = async () => {
            for (const colorScheme of ["light", "dark"] as const) {
                await page.emulateMedia({ colorScheme })
                expect(await faults(page)).toEqual([])
            }
        }
        await inBoth()
        await testPart(page, "A-17", "pass")
        await inBoth()
        await press(page, "Start test")
        await untilState(page, "fill", "stabilise")
        await press(page, "Abort")
        await untilState(page, "invalid")
        await inBoth()
        expect(await tooNarrow(page)).toEqual([])
        await close(opened)
    })
})

describe.skipIf(chromiumPath === undefined)("the report", () => {
    test("prints on one sheet of A4, asks nobody for anything, has no serious fault", async () => {
        const opened = await open("served")
        const { page } = opened
        await untilState(page, "ready")
        await testPart(page, "A-17", "pass")
        const { text } = await downloaded(page, "Save report")
        await close(opened)

        const sheet = await fixture.openSaved(text)
        expect(await faults(sheet.page)).toEqual([])
        const pdf = (await sheet.page.pdf({ preferCSSPageSize: true })).toString("latin1")
        expect(/\/Count (\d+)/.exec(pdf)![1]).toBe("1")
        const [, width, height] = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(pdf)!.map(Number)
        // A4, in points
        expect([Math.round(width), Math.round(height)]).toEqual([595, 842])
        await close(sheet)
    })

    test("is where the page says it is not, before there is a test", async () => {
        const opened = await open("served")
        const { page } = opened
        await untilState(page, "ready")
        await press(page, "Save report")
        await page.locator("#trouble", { hasText: "There is no test to report on yet" }).waitFor()
        await close(opened)
    })
})

describe.skipIf(chromiumPath === undefined)("a rig", () => {
    test("is changed from a watch to a tester and back, and the link says so", async () => {
        const opened = await open("served", "#mode=watch&scenario=tight-hour&speed=100")
        const { page } = opened
        await untilState(page, "tight")
        expect(await page.locator("#lab").isVisible()).toBe(false)
        await press(page, "Test parts")
        await untilState(page, "ready")
        expect(page.url()).toMatch(/mode=test&scenario=part-on-the-bench/)
        await page.reload()
        await untilState(page, "ready")
        await press(page, "Watch a chamber")
        await untilState(page, "starting", "settling", "tight")
        expect(await page.locator("#lab").isVisible()).toBe(false)
        await close(opened)
    })
})
