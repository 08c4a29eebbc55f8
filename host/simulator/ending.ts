/**
 * The end of a live run, from wherever it comes: a key, a signal, or something that failed. And the
 * keys while there is none.
 */

const CTRL_C = "\x03"

/** See the file's head. It listens from its making to `release`. */
export class Ending {
    /**
     * Exit status when somebody has asked for the end, else undefined: 0 for q, for a signal 128
     * and its number, as shells count.
     */
    status: number | undefined
    /** The space bar was hit. */
    onSpace: () => void = () => {}

    private readonly controller = new AbortController()
    private readonly ended: Promise<never>
    private reject: (error: Error) => void = () => {}
    private readonly onKeys = (chunk: Buffer) => this.keys(String(chunk))
    private readonly signals: readonly [NodeJS.Signals, () => void][] = [
        ["SIGHUP", () => this.interrupt(129)],
        ["SIGINT", () => this.interrupt(130)],
        ["SIGTERM", () => this.interrupt(143)],
    ]

    constructor() {
        this.ended = new Promise((_resolve, reject) => {
            this.reject = reject
        })
        // it may come while nobody waits; whoever waits next is told
        this.ended.catch(() => {})
        for (const [signal, end] of this.signals) process.on(signal, end)
        if (process.stdin.isTTY) process.stdin.setRawMode(true)
        process.stdin.on("data", this.onKeys)
    }

    /** For what can stop by itself at the end. */
    get signal(): AbortSignal {
        return this.controller.signal
    }

    /**
     * Waits for something, or for the end.
     * @throws Error when the end comes first: of what failed, or any when it was asked for
     */
    async or<T>(work: Promise<T>): Promise<T> {
        return await Promise.race([work, this.ended])
    }

    /** Something that nobody waits for has failed. */
    fail(error: Error) {
        this.reject(error)
        this.controller.abort()
    }

    /** Gives terminal and signals back. */
    release() {
        process.stdin.off("data", this.onKeys)
        if (process.stdin.isTTY) process.stdin.setRawMode(false)
        process.stdin.pause()
        for (const [signal, end] of this.signals) process.off(signal, end)
    }

    private interrupt(status: number) {
        this.status = status
        this.fail(new Error("the end was asked for"))
    }

    private keys(keys: string) {
        for (const key of keys)
            if (key === " ") this.onSpace()
            else if (key === "q") this.interrupt(0)
            else if (key === CTRL_C) this.interrupt(130)
    }
}
