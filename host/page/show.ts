/**
 * Builds the page for `npm start`, serves it, says where, and opens it where a desktop exists.
 */
import { spawn } from "node:child_process"
import { basename } from "node:path"
import type { Scenario } from "../../sim/scenario/scenario"
import type { Firmware } from "../build/firmware"
import { makePage } from "./bundle"
import { servePage, type Served } from "./serve"

/** How to tell the user. */
export interface Showing {
    print(sentence: string): void
    /** A browser may be opened. */
    readonly opens: boolean
}

/**
 * Shows the page.
 * @param name of the scenario that it begins with, or its file
 */
export async function showPage(
    firmware: Firmware,
    name: string,
    scenario: Scenario,
    seed: number,
    port: number,
    showing: Showing
): Promise<Served> {
    const first = { name: basename(name, ".json"), scenario }
    const served = await servePage(await makePage(firmware, first), port)
    const url = seed === 1 ? served.url : `${served.url}#seed=${seed}`
    showing.print(`the page is at ${url}`)
    if (showing.opens) open(url)
    return { url, close: served.close }
}

/** Opens an address in the desktop's browser, if there is a desktop; a failure is no error. */
function open(url: string) {
    const opener = openerOf(process.platform, process.env)
    if (opener === undefined) return
    const [command, ...args] = opener
    const child = spawn(command, [...args, url], { stdio: "ignore", detached: true })
    child.on("error", () => {})
    child.unref()
}

/** The command that opens an address, undefined where there is no desktop. */
export function openerOf(
    platform: NodeJS.Platform,
    environment: NodeJS.ProcessEnv
): string[] | undefined {
    if (platform === "darwin") return ["open"]
    if (platform === "win32") return ["explorer"]
    const { DISPLAY, WAYLAND_DISPLAY, SSH_CONNECTION } = environment
    const hasDesktop = (DISPLAY ?? WAYLAND_DISPLAY ?? "") !== "" && SSH_CONNECTION === undefined
    return hasDesktop ? ["xdg-open"] : undefined
}
