/**
 * The tester's bus in a simulator: every transfer is carried to a register model of the chip.
 *
 * The request leaves as a twin message (unthrottled, delivered at once); the answer comes back as
 * a command of the Sim Bus service (services/simbus.md). Request bytes: sequence number u16 LE,
 * 7-bit address, bytes to read, bytes to write, those bytes.
 */
import * as ds from "@devicescript/core"
import { Server, startServer } from "@devicescript/server"
import { Bus, BusStatus, Bytes } from "../sensor/bus"
import { BUS_TIMEOUT_MS } from "../config"

/** The runtime's call to its simulator; on a board it does nothing. */
type DsTwin = typeof ds & { _twinMessage(topic: string, data: Buffer): Promise<void> }

/** Receives the answers. */
class SimBusServer extends Server implements ds.SimBusServerSpec {
    /** Sequence number of the transfer that waits, -1 for none. */
    awaitedSeq = -1
    waiting: ds.Fiber

    constructor() {
        super(ds.SimBus.spec)
    }

    // DeviceScript 2.16.4 hands a multi-field command over as one array, whatever the type says
    answer(args: any) {
        // an answer that comes after its transfer has timed out belongs to nobody
        if (args[0] !== this.awaitedSeq) return
        this.awaitedSeq = -1
        this.waiting.resume(args)
    }
}

/** `Bus` whose other end is `sim/`. */
export class SimBus implements Bus {
    bytes: Bytes
    private readonly server: SimBusServer = new SimBusServer()
    private readonly request: Buffer = Buffer.alloc(7)

    constructor() {
        startServer(this.server)
    }

    async writeRegister(address: number, register: number, value: number): Promise<BusStatus> {
        this.request[4] = 2
        this.request[6] = value
        return await this.transfer(address, register, 0)
    }

    async readRegisters(address: number, register: number, count: number): Promise<BusStatus> {
        this.request[4] = 1
        return await this.transfer(address, register, count)
    }

    private async transfer(address: number, register: number, count: number): Promise<BusStatus> {
        const request = this.request
        const server = this.server
        let seq = request[0] | (request[1] << 8)
        seq = (seq + 1) & 0xffff
        request[0] = seq & 0xff
        request[1] = seq >> 8
        request[2] = address
        request[3] = count
        request[5] = register
        server.waiting = ds.Fiber.self()
        server.awaitedSeq = seq
        await (ds as DsTwin)._twinMessage("i2c", request)
        const answer: any = await ds.suspend(BUS_TIMEOUT_MS)
        server.awaitedSeq = -1
        if (answer === undefined) return BusStatus.Timeout
        if (answer[1] !== 0) return BusStatus.Nack
        this.bytes = answer[2]
        return BusStatus.Ok
    }
}
