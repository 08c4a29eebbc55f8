/**
 * `npm run simulator` as a child of a test: its output as it comes, its keys, and what it leaves.
 */
import { spawn, type ChildProcess } from "node:child_process"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { createServer } from "node:net"
import { join } from "node:path"
import { PROJECT_FOLDER } from "../../host/build/firmware"
import { PORT_COUNT } from "../../host/simulator/devtools"

const FIRST_TRIED_PORT = 20_000
const TRIED_PORTS = 10_000

/** Ports of which this and the next two are free. */
export async function freePorts(): Promise<number> {
    for (;;) {
        const first = FIRST_TRIED_PORT + Math.floor(Math.random() * TRIED_PORTS)
        const free = await Promise.all(
            Array.from({ length: PORT_COUNT }, (_, i) => isFree(first + i))
        )
        if (free.every(Boolean)) return first
    }
}

function isFree(port: number): Promise<boolean> {
    return new Promise(resolve => {
        const server = createServer()
        server.once("error", () => resolve(false))
        server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)))
    })
}

/** Processes that devtools' start has marked with a port; none where there is no /proc. */
export function processesOn(port: number): number[] {
    const mark = `LEAKTIGHT_DEVTOOLS_PORT=${port}\0`
    const found: number[] = []
    for (const entry of existsSync("/proc") ? readdirSync("/proc") : [])
        try {
            const isMarked = readFileSync(join("/proc", entry, "environ"), "latin1").includes(mark)
            if (isMarked) found.push(Number(entry))
        } catch {
            // no process, or not ours, or gone meanwhile
        }
    return found
}

/** Waits until something holds. */
export async function until(holds: () => boolean, withinMs: number, what: string) {
    const deadlineMs = performance.now() + withinMs
    while (!holds()) {
        if (performance.now() > deadlineMs) throw new Error(`${what}: not within ${withinMs} ms`)
        await new Promise(resolve => setTimeout(resolve, 50))
    }
}

/** The command, running. */
export class RunningSimulator {
    readonly lines: string[] = []
    private readonly child: ChildProcess
    private errors = ""

    /** @param args its flags */
    constructor(args: string[]) {
        this.child = spawn(
            process.execPath,
            ["--import", "tsx", join(PROJECT_FOLDER, "host", "simulator.ts"), ...args],
            { cwd: PROJECT_FOLDER, stdio: "pipe" }
        )
        let rest = ""
        this.child.stdout!.on("data", (chunk: Buffer) => {
            const lines = (rest + String(chunk)).split("\n")
            rest = lines.pop()!
            this.lines.push(...lines)
        })
        this.child.stderr!.on("data", (chunk: Buffer) => {
            this.errors += String(chunk)
        })
    }

    /** All it has written to standard error. */
    get stderr(): string {
        return this.errors
    }

    /** The first line, from the `from`-th on, that matches; its number. */
    async line(pattern: RegExp, withinMs: number, from = 0): Promise<number> {
        const find = () => this.lines.findIndex((line, i) => i >= from && pattern.test(line))
        try {
            await until(() => find() >= 0 || this.hasEnded, withinMs, String(pattern))
        } catch (error) {
            throw new Error(`${(error as Error).message}\n${this.said}`, { cause: error })
        }
        if (find() < 0) throw new Error(`it ended before it said ${pattern}\n${this.said}`)
        return find()
    }

    /** Types a key. */
    type(key: string) {
        this.child.stdin!.write(key)
    }

    kill(signal: NodeJS.Signals) {
        this.child.kill(signal)
    }

    /** Waits for its end. @returns its status */
    async ended(withinMs: number): Promise<number | NodeJS.Signals | null> {
        await until(() => this.hasEnded, withinMs, `the end\n${this.said}`)
        return this.child.exitCode ?? this.child.signalCode
    }

    private get hasEnded(): boolean {
        return this.child.exitCode !== null || this.child.signalCode !== null
    }

    private get said(): string {
        return `${this.lines.join("\n")}\n${this.errors}`
    }
}
