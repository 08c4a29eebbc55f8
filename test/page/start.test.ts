/**
 * `npm start` as a user runs it: a process of its own that serves the page on the loopback address.
 */
import { spawn, type ChildProcess } from "node:child_process"
import { connect, createServer, type AddressInfo } from "node:net"
import { request } from "node:http"
import { networkInterfaces } from "node:os"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { PROJECT_FOLDER } from "../../host/build/firmware"
import { chromiumPath, launch, untilState, watch } from "./browser"

let child: ChildProcess
let taken: ReturnType<typeof createServer>
let takenPort: number
let url: string
let said = ""

beforeAll(async () => {
    // another program has the port that is asked for
    taken = createServer()
    await new Promise<void>(resolve => taken.listen(0, "127.0.0.1", resolve))
    takenPort = (taken.address() as AddressInfo).port
    const args = ["--page", "--no-open", "--scenario", "pinhole", "--seed", "5"]
    child = spawn(
        process.execPath,
        ["--import", "tsx", "host/start.ts", ...args, "--port", String(takenPort)],
        { cwd: PROJECT_FOLDER, stdio: ["ignore", "pipe", "inherit"] }
    )
    url = await new Promise((resolve, reject) => {
        child.stdout!.on("data", part => {
            said += String(part)
            const found = /the page is at (http:\S+)/.exec(said)
            if (found) resolve(found[1])
        })
        child.once("exit", code => reject(new Error(`it ended with ${code}: ${said}`)))
    })
})

afterAll(() => {
    taken.close()
    child.kill("SIGKILL")
})

function status(headers: Record<string, string>): Promise<number> {
    return new Promise((resolve, reject) => {
        request(url.replace(/#.*/, ""), { headers }, response => {
            response.resume()
            resolve(response.statusCode!)
        })
            .on("error", reject)
            .end()
    })
}

function isReached(address: string): Promise<boolean> {
    return new Promise(resolve => {
        const socket = connect({ port: Number(new URL(url).port), host: address, timeout: 3000 })
        const end = (reached: boolean) => {
            socket.destroy()
            resolve(reached)
        }
        socket.once("connect", () => end(true))
        socket.once("error", () => end(false))
        socket.once("timeout", () => end(false))
    })
}

describe("npm start", () => {
    test("says where the page is: at another port when one is taken", () => {
        expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#seed=5$/)
        expect(Number(new URL(url).port)).toBeGreaterThan(takenPort)
    })

    test("is reached at the loopback address and at no other of this machine", async () => {
        expect(await isReached("127.0.0.1")).toBe(true)
        const others = Object.values(networkInterfaces())
            .flatMap(list => list ?? [])
            .map(({ address }) => address)
            .filter(address => address !== "127.0.0.1")
        if (process.platform === "linux") others.push("127.0.0.2")
        for (const address of others) expect(await isReached(address), address).toBe(false)
    })

    test("answers only under its own name, and to its own site", async () => {
        const { host } = new URL(url)
        expect(await status({})).toBe(200)
        expect(await status({ Host: "leaktight.example" })).toBe(403)
        expect(await status({ Origin: "http://evil.example" })).toBe(403)
        expect(await status({ Origin: `http://${host}` })).toBe(200)
    })

    test.skipIf(chromiumPath === undefined)(
        "shows the scenario and seed it was given",
        async () => {
            const browser = await launch()
            const page = await browser.newPage({ reducedMotion: "reduce" })
            const watched = watch(page, url.replace(/#.*/, ""))
            await page.goto(url)
            await untilState(page, "settling", "tight", "suspected", "leak")
            expect(await page.locator("#scenario").inputValue()).toBe("pinhole")
            expect(await page.locator("#seed").inputValue()).toBe("5")
            expect(watched).toEqual({ requests: [], errors: [] })
            await browser.close()
        }
    )

    test("goes on after the scenario, and ends at Ctrl-C", async () => {
        await expect.poll(() => said, { timeout: 120_000 }).toContain("until Ctrl-C")
        expect(said).toContain('< {"k":"b"')
        expect(await status({})).toBe(200)
        const ended = new Promise(resolve => child.once("exit", resolve))
        child.kill("SIGINT")
        expect(await ended).toBe(0)
    })
})
