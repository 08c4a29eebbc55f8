/**
 * Serves the page on the loopback address, and nothing else to nobody else.
 *
 * The page needs no server; this one exists so that a browser finds it. Host and Origin are
 * checked, so that another site cannot reach it under a name of its own (DNS rebinding). There is
 * one file, from memory, so there is no path to escape from.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { BadInput } from "../../sim/input/bad_input"
import type { Page } from "./bundle"

/** The port that is tried first. */
export const DEFAULT_PORT = 4720
/** Ports that are tried, from the first on. */
const TRIES = 20

/** A page that is being served. */
export interface Served {
    readonly url: string
    close(): Promise<void>
}

/**
 * Serves a page.
 * @param firstPort tried first, then the ones after it; 0 takes any that is free
 * @throws BadInput when none of them is free
 */
export async function servePage(page: Page, firstPort: number): Promise<Served> {
    const server = createServer((request, response) => answer(page, request, response))
    for (let port = firstPort; port < firstPort + TRIES && port <= 65535; port++) {
        if (!(await listens(server, port))) continue
        const { port: taken } = server.address() as AddressInfo
        return {
            url: `http://127.0.0.1:${taken}/`,
            close: () =>
                new Promise(resolve => {
                    server.close(() => resolve())
                    server.closeAllConnections()
                }),
        }
    }
    throw new BadInput(
        `--port ${firstPort}: it and the ${TRIES - 1} after it are taken; give another one`
    )
}

function listens(server: Server, port: number): Promise<boolean> {
    return new Promise((resolve, reject) => {
        const failed = (error: NodeJS.ErrnoException) => {
            server.off("listening", worked)
            if (error.code === "EADDRINUSE" || error.code === "EACCES") resolve(false)
            else reject(error)
        }
        const worked = () => {
            server.off("error", failed)
            resolve(true)
        }
        server.once("error", failed)
        server.once("listening", worked)
        server.listen(port, "127.0.0.1")
    })
}

function answer(page: Page, request: IncomingMessage, response: ServerResponse) {
    const refuse = (status: number, why: string) => {
        response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8" })
        response.end(`${why}\n`)
    }
    const { port } = request.socket.address() as AddressInfo
    const hosts = [`127.0.0.1:${port}`, `localhost:${port}`]
    const { host, origin } = request.headers
    if (host === undefined || !hosts.includes(host))
        return refuse(403, `this page is only at http://${hosts[0]}/`)
    if (origin !== undefined && origin !== `http://${host}`)
        return refuse(403, "this page answers no other site")
    if (request.method !== "GET" && request.method !== "HEAD") {
        response.setHeader("Allow", "GET, HEAD")
        return refuse(405, "this page can only be read")
    }
    if (request.url?.replace(/\?.*$/, "") !== "/") return refuse(404, "there is only the page, /")
    response.writeHead(200, {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": page.policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "no-store",
    })
    response.end(request.method === "HEAD" ? undefined : page.html)
}
