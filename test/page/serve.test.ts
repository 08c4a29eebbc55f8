/**
 * The server: whom it answers, what it serves, which port it takes.
 */
import { createServer, request } from "node:http"
import type { AddressInfo } from "node:net"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { servePage, type Served } from "../../host/page/serve"
import { openerOf } from "../../host/page/show"

const page = { html: "<p>the page</p>", policy: "default-src 'none'" }
let served: Served

beforeAll(async () => {
    served = await servePage(page, 0)
})

afterAll(() => served.close())

function ask(path: string, headers: Record<string, string> = {}, method = "GET") {
    const port = Number(new URL(served.url).port)
    return new Promise<{ status: number; headers: Record<string, unknown>; text: string }>(
        (resolve, reject) => {
            const asked = request({ port, host: "127.0.0.1", path, headers, method }, response => {
                let text = ""
                response.on("data", part => (text += String(part)))
                response.on("end", () =>
                    resolve({ status: response.statusCode!, headers: response.headers, text })
                )
            })
            asked.on("error", reject)
            asked.end()
        }
    )
}

describe("the server", () => {
    test("serves the page with its policy, to be kept by nobody", async () => {
        const answer = await ask("/?from=somewhere")
        expect(answer.status).toBe(200)
        expect(answer.text).toBe(page.html)
        expect(answer.headers["content-security-policy"]).toBe(page.policy)
        expect(answer.headers["x-content-type-options"]).toBe("nosniff")
        expect(answer.headers["cache-control"]).toBe("no-store")
        expect((await ask("/", {}, "HEAD")).text).toBe("")
    })

    test("answers only to its own name and its own site", async () => {
        const port = new URL(served.url).port
        expect((await ask("/", { Host: "leaktight.example" })).status).toBe(403)
        expect((await ask("/", { Host: `127.0.0.1.example:${port}` })).status).toBe(403)
        expect((await ask("/", { Host: "127.0.0.1:1" })).status).toBe(403)
        expect((await ask("/", { Host: `localhost:${port}` })).status).toBe(200)
        expect((await ask("/", { Origin: "http://evil.example" })).status).toBe(403)
        expect((await ask("/", { Origin: "null" })).status).toBe(403)
        expect((await ask("/", { Origin: `http://127.0.0.1:${port}` })).status).toBe(200)
    })

    test("has one file, and takes nothing", async () => {
        for (const path of ["/package.json", "/../package.json", "/%2e%2e/package.json", "//x"])
            expect((await ask(path)).status).toBe(404)
        for (const method of ["POST", "PUT", "DELETE", "OPTIONS"])
            expect((await ask("/", {}, method)).status).toBe(405)
    })

    test("takes the next port when the first is taken", async () => {
        const other = createServer()
        await new Promise<void>(resolve => other.listen(0, "127.0.0.1", resolve))
        const taken = (other.address() as AddressInfo).port
        const next = await servePage(page, taken)
        expect(Number(new URL(next.url).port)).toBeGreaterThan(taken)
        await next.close()
        other.close()
    })
})

describe("the desktop", () => {
    test("is where a display is, and not at the far end of a connection", () => {
        expect(openerOf("linux", {})).toBeUndefined()
        expect(openerOf("linux", { DISPLAY: ":0" })).toEqual(["xdg-open"])
        expect(openerOf("linux", { DISPLAY: ":10", SSH_CONNECTION: "1" })).toBeUndefined()
        expect(openerOf("darwin", {})).toEqual(["open"])
    })
})
