/**
 * What the page hands over besides recordings and reports: the curve as a table and as a picture.
 */
import { readFileSync } from "node:fs"
import { expect, test } from "vitest"
import { chromiumPath, untilState } from "./browser"
import { downloaded, pause, press, usePage } from "./fixture"

const RIG = "#mode=watch&scenario=tight-hour&volume=1000&seed=9&speed=30"

const fixture = usePage()

test.skipIf(chromiumPath === undefined)("a curve is saved as CSV, sample by sample", async () => {
    const opened = await fixture.open("served", { fragment: RIG })
    const { page } = opened
    await untilState(page, "tight")
    await press(page, "Drill a hole")
    await untilState(page, "leak", "rapid")
    await pause(page)
    const { name, text } = await downloaded(page, "Save curve as CSV")
    const recording = await downloaded(page, "Save recording")
    expect(name).toBe("leaktight-tight-hour-9.csv")
    const [head, ...rows] = text.trimEnd().split("\r\n")
    expect(head).toBe("time_s,pressure_Pa,gas_temp_C,rate_Pa_per_s,rate_half_width_Pa_per_s,state")
    const cells = rows.map(row => row.split(","))
    const samples = recording.text
        .trimEnd()
        .split("\n")
        .map(line => JSON.parse(line) as { k: string; p?: number; T?: number })
        .filter(({ k, p }) => k === "s" && p !== undefined)
    expect(cells.map(([, pa]) => Number(pa))).toEqual(samples.map(({ p }) => p! / 1000))
    expect(cells.map(([, , c]) => Number(c))).toEqual(samples.map(({ T }) => T! / 1e6))
    const states = [...new Set(cells.map(row => row[5]))]
    expect(states).toEqual(expect.arrayContaining(["settling", "tight"]))
    await fixture.close(opened)
})

test.skipIf(chromiumPath === undefined)("a curve is saved as PNG, with its lines", async () => {
    const opened = await fixture.open("served", { fragment: RIG })
    const { page } = opened
    await untilState(page, "tight")
    await pause(page)
    // a frame, so that what came last is drawn
    await page.waitForTimeout(300)
    const { name, path } = await downloaded(page, "Save curve as PNG")
    expect(name).toBe("leaktight-tight-hour-9.png")
    const address = `data:image/png;base64,${readFileSync(path).toString("base64")}`
    const seen = await page.evaluate(async address => {
        const image = new Image()
        image.src = address
        await image.decode()
        const canvas = document.createElement("canvas")
        canvas.width = image.width
        canvas.height = image.height
        const ctx = canvas.getContext("2d")!
        ctx.drawImage(image, 0, 0)
        const { data } = ctx.getImageData(0, 0, image.width, image.height)
        const style = getComputedStyle(document.documentElement)
        /** How many pixels have a colour of the style sheet, but for the soft edge of a line. */
        const count = (name: string) => {
            const hex = style.getPropertyValue(name).trim().slice(1)
            const [r, g, b] = [0, 2, 4].map(at => Number.parseInt(hex.slice(at, at + 2), 16))
            let pixels = 0
            const far = (i: number) =>
                Math.abs(data[i] - r) + Math.abs(data[i + 1] - g) + Math.abs(data[i + 2] - b)
            for (let i = 0; i < data.length; i += 4) if (far(i) < 40) pixels++
            return pixels
        }
        const names = ["--c-pressure", "--c-temp", "--c-rate", "--s-tight"]
        return { width: image.width, height: image.height, pixels: names.map(count) }
    }, address)
    const plots = await page.locator("#plots canvas").all()
    const heights = await Promise.all(plots.map(plot => plot.evaluate(c => c.clientHeight)))
    // both plots, and text above each
    expect(seen.height).toBeGreaterThan(heights[0] + heights[1])
    for (const pixels of seen.pixels) expect(pixels).toBeGreaterThan(50)
    await fixture.close(opened)
})
