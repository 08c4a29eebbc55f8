/**
 * A connection to a running `devs devtools`: Jacdac frames both ways, and its side channel.
 *
 * Frames are binary messages on its websocket, twin messages among them; requests to devtools
 * itself and what it has to tell are JSON texts (DeviceScript, cli/src/sideprotocol.ts).
 */
import { WebSocket, type RawData } from "ws"

/** Something about devtools that its user can do something about; the message is one sentence. */
export class DevtoolsError extends Error {}

interface SideMessage {
    readonly ev?: string
    readonly resp?: string
    readonly seq?: number
    readonly data?: { from?: string; lines?: string[]; message?: string }
}

interface Waiting {
    resolve(data: unknown): void
    reject(error: Error): void
}

/** See the file's head. */
export class DevtoolsLink {
    /** Each is given every frame of the bus that others have sent; ours do not come back. */
    readonly frameListeners = new Set<(frame: Uint8Array) => void>()
    /** A line that the simulated device has printed; only of a VM that this link has started. */
    onLine: (text: string) => void = () => {}
    /** Something the VM's process itself has to say, such as its end. */
    onVm: (text: string) => void = () => {}
    /** The connection is gone, and not because of `close`. */
    onLost: () => void = () => {}

    private seq = 0
    private closing = false
    private readonly waiting = new Map<number, Waiting>()

    private constructor(private readonly socket: WebSocket) {
        socket.on("message", (data: RawData, isBinary) => {
            if (isBinary)
                for (const listener of this.frameListeners) listener(new Uint8Array(data as Buffer))
            else this.side(JSON.parse(String(data)) as SideMessage)
        })
        socket.on("close", () => {
            for (const { reject } of this.waiting.values())
                reject(new DevtoolsError("devtools closed the connection before it answered"))
            this.waiting.clear()
            if (!this.closing) this.onLost()
        })
    }

    /**
     * Connects once.
     * @param port devtools' web port, on this machine
     * @throws Error when nothing answers there
     */
    static open(port: number): Promise<DevtoolsLink> {
        return new Promise((resolve, reject) => {
            const socket = new WebSocket(`ws://127.0.0.1:${port}/`, { handshakeTimeout: 2000 })
            socket.once("open", () => resolve(new DevtoolsLink(socket)))
            socket.on("error", reject)
        })
    }

    /** Puts a frame on the bus. */
    send(frame: Uint8Array) {
        if (this.socket.readyState === WebSocket.OPEN) this.socket.send(frame)
    }

    /**
     * Asks devtools for something.
     * @param what a request of its side protocol
     * @returns the data of its answer
     * @throws DevtoolsError when it refuses, or does not answer within `timeoutMs`
     */
    request(what: string, data: object, timeoutMs: number): Promise<unknown> {
        const seq = ++this.seq
        return new Promise((resolve, reject) => {
            const timer = setTimeout(() => {
                this.waiting.delete(seq)
                const seconds = timeoutMs / 1000
                reject(
                    new DevtoolsError(`devtools did not answer to "${what}" within ${seconds} s`)
                )
            }, timeoutMs)
            const settled = () => {
                clearTimeout(timer)
                this.waiting.delete(seq)
            }
            this.waiting.set(seq, {
                resolve: answer => {
                    settled()
                    resolve(answer)
                },
                reject: error => {
                    settled()
                    reject(error)
                },
            })
            this.socket.send(JSON.stringify({ req: what, seq, data }))
        })
    }

    /** Ends the connection. */
    close() {
        this.closing = true
        this.socket.close()
    }

    private side({ ev, resp, seq, data }: SideMessage) {
        if (ev === "output") {
            for (const line of data?.lines ?? [])
                // four blanks before what the device prints (cli/src/vm.ts)
                if (data?.from === "vm" && line.startsWith("    ")) this.onLine(line.slice(4))
                else if (data?.from === "vm-err" || line.startsWith("Exit code")) this.onVm(line)
        }
        const waiting = this.waiting.get(seq ?? -1)
        if (resp === "error")
            waiting?.reject(new DevtoolsError(`devtools says: ${data?.message ?? "error"}`))
        else if (resp !== undefined) waiting?.resolve(data)
    }
}
