/**
 * `devs devtools` as a child that cannot outlive us, cannot hang us, and says why it fails.
 */
import { spawn, type ChildProcess } from "node:child_process"
import { createServer } from "node:net"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { BadInput } from "../../sim/input/bad_input"
import { devicescriptCliFolder } from "../../sim/vm/runtime_source"
import { PROJECT_FOLDER } from "../build/firmware"
import { DevtoolsError, DevtoolsLink } from "./link"

/** The port that devtools has by itself, and the only one its web page knows. */
export const DEFAULT_PORT = 8081
/** Web, TCP, debugger. */
export const PORT_COUNT = 3

/** Starting takes a second; a busy small computer may need twenty. */
const START_TIMEOUT_MS = 60_000
const RETRY_MS = 100
/** From the polite signal to the other. */
const STOP_PATIENCE_MS = 2000
/** Last lines of output kept for error messages. */
const KEPT_LINES = 8

const LOCALHOST = "127.0.0.1"
const PRELOAD = pathToFileURL(join(import.meta.dirname, "devtools_preload.mjs")).href

/** How to start it; the defaults are the real thing. */
export interface StartOptions {
    /** First of three ports. */
    readonly port: number
    /** Script for Node, with arguments. */
    readonly script?: readonly string[]
    readonly timeoutMs?: number
    /** Gives the start up when it aborts. */
    readonly signal?: AbortSignal
}

/** A running devtools. */
export class Devtools {
    private constructor(
        private readonly child: ChildProcess,
        /** The connection to it. */
        readonly link: DevtoolsLink
    ) {}

    /**
     * Starts devtools and waits until it answers.
     * @throws BadInput when a port is taken
     * @throws DevtoolsError when it ends, or does not answer in time; nothing is left running
     */
    static async start(options: StartOptions): Promise<Devtools> {
        const { port, timeoutMs = START_TIMEOUT_MS, signal } = options
        await requireFreePorts(port)
        const script = options.script ?? [join(devicescriptCliFolder(), "devicescript"), "devtools"]
        const child = spawn(process.execPath, ["--import", PRELOAD, ...script], {
            cwd: PROJECT_FOLDER,
            env: { ...process.env, LEAKTIGHT_DEVTOOLS_PORT: String(port), NO_COLOR: "1" },
            // a process group of its own, so that one signal reaches its VM as well
            detached: true,
            stdio: ["pipe", "pipe", "pipe"],
        })
        const output: string[] = []
        const keep = (chunk: Buffer) => {
            output.push(...String(chunk).split("\n").filter(Boolean))
            output.splice(0, output.length - KEPT_LINES)
        }
        child.stdout!.on("data", keep)
        child.stderr!.on("data", keep)
        // writing to it after its end is no error of ours
        child.stdin!.on("error", () => {})
        const killOnExit = () => signalGroup(child, "SIGKILL")
        process.once("exit", killOnExit)
        child.once("exit", () => process.off("exit", killOnExit))
        try {
            return new Devtools(child, await connect(child, port, timeoutMs, output, signal))
        } catch (error) {
            await stopGroup(child)
            throw error
        }
    }

    /** Ends it and everything it has started. */
    async stop() {
        this.link.close()
        await stopGroup(this.child)
    }
}

/**
 * Connects to a devtools that somebody else runs, and waits for it if it is still to come.
 * @throws DevtoolsError when nothing answers in time
 */
export async function attach(
    port: number,
    timeoutMs: number,
    signal?: AbortSignal
): Promise<DevtoolsLink> {
    const deadlineMs = performance.now() + timeoutMs
    const link = await openUntil(port, deadlineMs, () => signal?.aborted ?? false)
    if (link !== undefined) return link
    throw new DevtoolsError(
        `no devtools answers on port ${port} since ${timeoutMs / 1000} s; ` +
            `start one with "npx devicescript devtools" or in VS Code, or leave --attach out`
    )
}

async function connect(
    child: ChildProcess,
    port: number,
    timeoutMs: number,
    output: readonly string[],
    signal: AbortSignal | undefined
): Promise<DevtoolsLink> {
    const hasEnded = () => child.exitCode !== null || child.signalCode !== null
    const isHopeless = () => hasEnded() || (signal?.aborted ?? false)
    const link = await openUntil(port, performance.now() + timeoutMs, isHopeless)
    if (link !== undefined) return link
    const said = output.length === 0 ? "it said nothing" : `it said:\n${output.join("\n")}`
    throw new DevtoolsError(
        hasEnded()
            ? `devtools ended at once with ${child.exitCode ?? child.signalCode}; ${said}`
            : `devtools does not answer on port ${port} after ${timeoutMs / 1000} s; ${said}`
    )
}

async function openUntil(
    port: number,
    deadlineMs: number,
    isHopeless: () => boolean
): Promise<DevtoolsLink | undefined> {
    while (performance.now() < deadlineMs && !isHopeless()) {
        try {
            return await DevtoolsLink.open(port)
        } catch {
            await new Promise(resolve => setTimeout(resolve, RETRY_MS))
        }
    }
    return undefined
}

/**
 * Looks whether devtools can have its ports; by itself it would end with a bare number, or with a
 * stack for its debugger's port.
 * @throws BadInput that names the one that is taken
 */
export async function requireFreePorts(first: number) {
    for (let port = first; port < first + PORT_COUNT; port++)
        if (!(await isFree(port)))
            throw new BadInput(
                `port ${port} is taken, perhaps by another devtools; allowed is --port N with ` +
                    `N to N+${PORT_COUNT - 1} free, or --attach to join the devtools that runs`
            )
}

function isFree(port: number): Promise<boolean> {
    return new Promise(resolve => {
        const server = createServer()
        server.once("error", () => resolve(false))
        server.listen(port, LOCALHOST, () => server.close(() => resolve(true)))
    })
}

/** Signals a child and all it has started; where there are no groups, the preload sees to those. */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals) {
    try {
        if (process.platform === "win32") child.kill(signal)
        else process.kill(-child.pid!, signal)
    } catch {
        // nobody left
    }
}

async function stopGroup(child: ChildProcess) {
    if (child.exitCode === null && child.signalCode === null) {
        const ended = new Promise(resolve => child.once("exit", resolve))
        signalGroup(child, "SIGTERM")
        const patience = setTimeout(() => signalGroup(child, "SIGKILL"), STOP_PATIENCE_MS)
        await ended
        clearTimeout(patience)
    }
    // its VM, should that have ignored the first signal
    signalGroup(child, "SIGKILL")
}
