/**
 * What the page says when it cannot run, and what it sounds like when it can.
 */
import type { Page } from "playwright-core"
import { describe, expect, test } from "vitest"
import { buildFirmware } from "../../host/build/firmware"
import { chromiumPath, untilState } from "./browser"
import { press, usePage } from "./fixture"

const RIG = "#mode=watch&scenario=tight-hour&volume=1000&speed=100"

/** What the firmware sounds for a leak (src/output/alarm.ts). */
const LEAK_HZ = 2700

/** Opens a page, and returns what it says is wrong. */
async function troubleOf(fixture: ReturnType<typeof usePage>, before: string): Promise<string> {
    const prepare = (page: Page) => page.addInitScript(before)
    const { page } = await fixture.open("served", { fragment: RIG, prepare })
    const trouble = page.locator("#trouble")
    await trouble.waitFor()
    const sentence = await trouble.innerText()
    expect(await trouble.getAttribute("role")).toBe("alert")
    // what cannot work is not offered
    const offered = await page.locator("button:visible, select:visible, input:visible").count()
    expect(offered === 0).toBe(!/does not load/.test(sentence))
    await page.close()
    return sentence
}

describe.skipIf(chromiumPath === undefined)("a browser", () => {
    const fixture = usePage()

    test("without WebAssembly is told what it lacks and what to do", async () => {
        const sentence = await troubleOf(fixture, "delete globalThis.WebAssembly")
        expect(sentence).toMatch(/has no WebAssembly.*Open the page in a current/)
    })

    test("without workers is told so", async () => {
        const sentence = await troubleOf(fixture, "delete globalThis.Worker")
        expect(sentence).toMatch(/has no workers.*Open a current one/)
    })

    test("that blocks the page's worker is told what to do", async () => {
        const sentence = await troubleOf(
            fixture,
            "globalThis.Worker = class { constructor() { throw new Error('not allowed') } }"
        )
        expect(sentence).toBe("The page did not start: not allowed. Load it again.")
    })

    test("in which the worker dies is told what to do", async () => {
        const sentence = await troubleOf(
            fixture,
            `globalThis.Worker = class {
                constructor() { setTimeout(() => this.onerror({ message: "" })) }
                postMessage() {}
            }`
        )
        expect(sentence).toMatch(
            /^The firmware does not load: the browser did not start.*try another/
        )
    })

    test("sounds the buzzer after a click, at the firmware's pitch, until muted", async () => {
        const { page } = await fixture.open("served", {
            fragment: RIG,
            prepare: page => page.addInitScript(LISTEN),
        })
        const heard = () => page.evaluate(() => (window as unknown as Listener).heard)
        await untilState(page, "tight")
        await press(page, "Drill a hole")
        await untilState(page, "leak", "rapid")
        // the buzzer sounds at the rig, and the page is silent until somebody wants to hear it
        await page.locator("#buzzer-word", { hasText: "sounding" }).waitFor()
        expect(await heard()).toMatchObject({ contexts: 0, pitches: [], peak: 0 })
        await page.locator("#speed").selectOption("1")
        await press(page, "Sound off")
        await page.locator("#sound[aria-pressed=true]").waitFor()
        await expect
            .poll(async () => (await heard()).peak, { timeout: 30_000 })
            .toBeGreaterThan(0.01)
        const { pitches, peak } = await heard()
        // the bus carries periods in whole microseconds
        const toneHz = 1e6 / Math.floor(1e6 / LEAK_HZ)
        for (const pitch of pitches) expect(Math.abs(pitch - toneHz)).toBeLessThan(1)
        // loud enough to be heard, and no more than the page means to
        expect(peak).toBeLessThan(0.2)

        await press(page, "Sound on")
        await page.locator("#sound[aria-pressed=false]").waitFor()
        await page.evaluate(() => {
            ;(window as unknown as Listener).heard.pitches.length = 0
        })
        await page.waitForTimeout(1500)
        expect(await heard()).toMatchObject({ contexts: 1, open: 0, pitches: [] })
        await page.close()
    })
})

/** What `LISTEN` leaves in the window. */
interface Listener {
    heard: { contexts: number; open: number; pitches: number[]; peak: number }
}

/** Listens at the loudspeaker: a meter beside it, and a note of every oscillator that starts. */
const LISTEN = `
    const heard = (window.heard = { contexts: 0, open: 0, pitches: [], peak: 0 })
    const Real = window.AudioContext
    window.AudioContext = class extends Real {
        constructor() { super(); heard.contexts++; heard.open++ }
        close() { heard.open--; return super.close() }
    }
    const start = OscillatorNode.prototype.start
    OscillatorNode.prototype.start = function (...when) {
        heard.pitches.push(this.frequency.value)
        return start.apply(this, when)
    }
    const connect = AudioNode.prototype.connect
    AudioNode.prototype.connect = function (to, ...rest) {
        if (to instanceof AudioDestinationNode) {
            const meter = this.context.createAnalyser()
            connect.call(this, meter)
            const wave = new Float32Array(meter.fftSize)
            const look = () => {
                meter.getFloatTimeDomainData(wave)
                for (const value of wave) heard.peak = Math.max(heard.peak, Math.abs(value))
            }
            const timer = setInterval(look, 10)
            setTimeout(() => clearInterval(timer), 3000)
        }
        return connect.call(this, to, ...rest)
    }`

describe.skipIf(chromiumPath === undefined)("a page with damaged firmware", () => {
    const fixture = usePage(() => {
        const firmware = buildFirmware()
        return { ...firmware, bytecode: firmware.bytecode.map((byte, i) => (i < 16 ? 0 : byte)) }
    })

    test("says that it does not load and what to do, and stays usable", async () => {
        const { page } = await fixture.open("served", { fragment: RIG })
        const trouble = page.locator("#trouble", { hasText: "The firmware does not load" })
        await trouble.waitFor()
        expect(await trouble.innerText()).toMatch(
            /the VM refused the program with code -?\d+\. .*damaged.*npm run build:page/
        )
        expect(await page.locator("#state").getAttribute("data-state")).toBe("off")
        // the other firmware in the page is whole
        await press(page, "Test parts")
        await untilState(page, "ready")
        expect(await page.locator("#trouble").isVisible()).toBe(false)
        await page.close()
    })
})
