/**
 * The page after hours of simulated time: does it stay smooth, and does it grow?
 *
 * A real Chromium shows the page at full speed. After every simulated half hour the heaps of page
 * and worker are measured, rubbish collected before; and for a while the time between two frames.
 */
import { pathToFileURL } from "node:url"
import { chromium, type CDPSession, type Page } from "playwright-core"
import { buildFirmware } from "../../host/build/firmware"
import { integerFlag, parseFlags } from "../../host/cli"
import { buildPage, PAGE_FILE } from "../../host/page/bundle"

const HELP = `npm run bench -- page [--hours N] [--chromium PATH]

  --hours N        simulated hours, 1 to 24 (2)
  --chromium PATH  the browser (/usr/bin/chromium)
`
const FRAMES_FOR_MS = 4000

/** Times between frames, ms; a text, because tsx decorates functions with helpers of its own. */
const FRAME_GAPS = `new Promise(resolve => {
    const gaps = []
    const startedMs = performance.now()
    let lastMs = startedMs
    requestAnimationFrame(function frame() {
        const nowMs = performance.now()
        gaps.push(nowMs - lastMs)
        lastMs = nowMs
        if (nowMs - startedMs < ${FRAMES_FOR_MS}) requestAnimationFrame(frame)
        else resolve(gaps.slice(1))
    })
})`

/** One look at the page. */
interface Look {
    simulatedMin: number
    pageMb: number
    workerMb: number
    frameMedianMs: number
    frame99Ms: number
    speed: string
}

/** Runs the measurement. */
export async function run(args: string[]): Promise<number> {
    const flags = parseFlags(args, {
        hours: { type: "string", default: "2" },
        chromium: { type: "string", default: "/usr/bin/chromium" },
        help: { type: "boolean", default: false },
    })
    if (flags.help) {
        process.stdout.write(HELP)
        return 0
    }
    const hours = integerFlag("hours", flags.hours, 1, 24)
    await buildPage(buildFirmware())
    const browser = await chromium.launch({
        executablePath: flags.chromium,
        args: ["--no-sandbox", "--disable-dev-shm-usage"],
    })
    const page = await browser.newPage({ viewport: { width: 1440, height: 1000 } })
    const session = await page.context().newCDPSession(page)
    const workers = await watchWorkers(session)
    await page.goto(`${pathToFileURL(PAGE_FILE).href}#scenario=tight-hour&volume=1000&speed=max`)
    process.stdout.write(
        "simulated     page heap     worker heap     frame median        99 %  speed\n"
    )
    for (let min = 30; min <= hours * 60; min += 30) {
        await untilSimulated(page, min)
        const look = await lookAt(page, session, workers, min)
        const cells = [
            `${look.simulatedMin} min`.padStart(9),
            `${look.pageMb.toFixed(1)} MB`.padStart(12),
            `${look.workerMb.toFixed(1)} MB`.padStart(14),
            `${look.frameMedianMs.toFixed(1)} ms`.padStart(15),
            `${look.frame99Ms.toFixed(1)} ms`.padStart(10),
            look.speed,
        ]
        process.stdout.write(`${cells.join("  ")}\n`)
    }
    await browser.close()
    return 0
}

type Ask = (method: string) => Promise<{ usedSize: number }>

/** A way to ask the worker's own heap; playwright does not show workers of that kind. */
async function watchWorkers(session: CDPSession): Promise<{ ask: Ask | undefined }> {
    const found: { ask: Ask | undefined } = { ask: undefined }
    session.on("Target.attachedToTarget", ({ sessionId, targetInfo }) => {
        if (targetInfo.type !== "worker") return
        let id = 0
        const waiting = new Map<number, (result: { usedSize: number }) => void>()
        session.on("Target.receivedMessageFromTarget", event => {
            if (event.sessionId !== sessionId) return
            const answer = JSON.parse(event.message)
            waiting.get(answer.id)?.(answer.result)
            waiting.delete(answer.id)
        })
        found.ask = method =>
            new Promise(resolve => {
                waiting.set(++id, resolve)
                void session.send("Target.sendMessageToTarget", {
                    sessionId,
                    message: JSON.stringify({ id, method }),
                })
            })
    })
    await session.send("Target.setAutoAttach", {
        autoAttach: true,
        waitForDebuggerOnStart: false,
        flatten: false,
    })
    return found
}

async function untilSimulated(page: Page, min: number) {
    await page.waitForFunction(
        wanted => {
            const [h, m] = (document.getElementById("clock")?.textContent ?? "0:0").split(":")
            return Number(h) * 60 + Number(m) >= wanted
        },
        min,
        { timeout: 0, polling: 200 }
    )
}

async function lookAt(
    page: Page,
    session: CDPSession,
    workers: { ask: Ask | undefined },
    simulatedMin: number
): Promise<Look> {
    const frames = await page.evaluate<number[]>(FRAME_GAPS)
    frames.sort((a, b) => a - b)
    await session.send("HeapProfiler.collectGarbage")
    const { usedSize } = await session.send("Runtime.getHeapUsage")
    await workers.ask?.("HeapProfiler.collectGarbage")
    const workerBytes = (await workers.ask?.("Runtime.getHeapUsage"))?.usedSize ?? NaN
    return {
        simulatedMin,
        pageMb: usedSize / 1e6,
        workerMb: workerBytes / 1e6,
        frameMedianMs: frames[frames.length >> 1],
        frame99Ms: frames[Math.floor(frames.length * 0.99)],
        speed: (await page.textContent("#pace")) ?? "",
    }
}
