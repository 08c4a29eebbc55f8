/**
 * An independent witness on the simulator's bus: Microsoft's own Jacdac library, as the
 * DeviceScript dashboard uses it. What it finds and reads there, a dashboard shows.
 */
import { readFileSync } from "node:fs"
import { join } from "node:path"
// @ts-expect-error its package.json does not say where its types are
import * as jacdac from "jacdac-ts"
import { WebSocket } from "ws"
import { PROJECT_FOLDER } from "../../host/build/firmware"

interface Register {
    readonly data?: Uint8Array
    readonly unpackedValue?: unknown[]
    refresh(): Promise<void>
}

/** A service of some device, as far as it is used here. */
export interface WitnessedService {
    readonly device: { readonly deviceId: string }
    register(code: number): Register
    event(code: number): { on(what: string, heard: () => void): void }
    sendCmdAsync(command: number, payload: Uint8Array, acknowledged?: boolean): Promise<void>
}

interface Bus {
    connect(): Promise<void>
    disconnect(): Promise<void>
    dispose(): Promise<void>
    services(options: { serviceClass: number }): WitnessedService[]
}

/** Ears of its own on the bus of a running devtools. */
export class Witness {
    private constructor(private readonly bus: Bus) {}

    /** @param port devtools' web port */
    static async connect(port: number): Promise<Witness> {
        const url = `ws://127.0.0.1:${port}/`
        const transport = new jacdac.WebSocketTransport(url, { WebSocket })
        const services = readFileSync(
            join(PROJECT_FOLDER, ".devicescript", "services.json"),
            "utf8"
        )
        const bus = new jacdac.JDBus([transport], { client: false, services: JSON.parse(services) })
        bus.start()
        await bus.connect()
        return new Witness(bus)
    }

    /** The one service of a class, as soon as it is announced. */
    async service(serviceClass: number, withinMs = 10_000): Promise<WitnessedService> {
        const deadlineMs = performance.now() + withinMs
        for (;;) {
            const found = this.bus.services({ serviceClass })
            if (found.length === 1) return found[0]
            if (performance.now() > deadlineMs)
                throw new Error(`${found.length} services 0x${serviceClass.toString(16)}, not one`)
            await new Promise(resolve => setTimeout(resolve, 100))
        }
    }

    /** A register's value, read over the bus. */
    async read(serviceClass: number, code: number): Promise<unknown[]> {
        const register = (await this.service(serviceClass)).register(code)
        await register.refresh()
        return register.unpackedValue ?? []
    }

    async close() {
        await this.bus.disconnect()
        await this.bus.dispose()
    }
}
