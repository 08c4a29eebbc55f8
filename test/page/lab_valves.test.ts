/**
 * A rig with fill and vent valve on the page: the same bench as by hand, and nobody pumps.
 */
import { describe, expect, test } from "vitest"
import { buildFirmware } from "../../host/build/firmware"
import { loadScenario } from "../../host/cli"
import { chromiumPath, shoot, untilState } from "./browser"
import { press, usePage } from "./fixture"

const fixture = usePage(() => buildFirmware(undefined, undefined, loadScenario("lab-valves").owner))

describe.skipIf(chromiumPath === undefined)("a rig with valves", () => {
    test("fills, tests and vents a part after one press, and shows its valves", async () => {
        const fragment = "#mode=test&scenario=part-on-the-bench&speed=10"
        const opened = await fixture.open("served", { fragment })
        const { page } = opened
        const isOpen = (valve: string) => page.locator(`#${valve}-valve.open`).waitFor()
        await untilState(page, "ready")
        // between tests the vent valve is open
        await isOpen("vent")
        for (const name of ["Pump to 115 kPa", "Vent"])
            expect(await page.getByRole("button", { name, exact: true }).isVisible()).toBe(false)
        await page.getByLabel("Part serial").fill("A-17")
        await press(page, "Start test")
        await untilState(page, "fill")
        expect(await page.locator("#state-hint").innerText()).toMatch(/^The fill valve is open\./)
        await isOpen("pump")
        await shoot(page, "lab-valves-fill")
        await untilState(page, "pass")
        await page.locator("#state-act", { hasText: "Vented: open the clamp." }).waitFor()
        await page.locator("#green-word", { hasText: "on" }).waitFor()
        await fixture.close(opened)
    })
})
