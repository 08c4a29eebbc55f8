/**
 * The tester's bus on a board: DeviceScript's own I2C.
 *
 * The runtime knows two failures, not acknowledged while writing (-1) and while reading (-2), and
 * throws what else goes wrong; here all are one value. A line held low hangs the whole RP2040
 * runtime inside its SDK, which no program can bound (README, limits).
 */
import * as ds from "@devicescript/core"
import { Bus, BusStatus, Bytes } from "../sensor/bus"

/**
 * The runtime's own function, as @devicescript/i2c declares and calls it: the package itself would
 * bring code of which this is all that is used.
 */
type WithI2c = typeof ds & {
    /** Writes, then reads as much as `into` holds; 0 when all was acknowledged. */
    _i2cTransaction(address: number, from: Buffer, into?: Buffer): Promise<number>
}

/** `Bus` over the board's I2C port. */
export class BoardBus implements Bus {
    bytes: Bytes
    private readonly pointer: Buffer = Buffer.alloc(1)
    private readonly pair: Buffer = Buffer.alloc(2)

    async writeRegister(address: number, register: number, value: number): Promise<BusStatus> {
        this.pair[0] = register
        this.pair[1] = value
        return await transact(address, this.pair)
    }

    async readRegisters(address: number, register: number, count: number): Promise<BusStatus> {
        this.pointer[0] = register
        const into = Buffer.alloc(count)
        this.bytes = into
        return await transact(address, this.pointer, into)
    }
}

async function transact(address: number, from: Buffer, into?: Buffer): Promise<BusStatus> {
    try {
        const code = await (ds as WithI2c)._i2cTransaction(address, from, into)
        return code === 0 ? BusStatus.Ok : BusStatus.Nack
    } catch (e: any) {
        return BusStatus.Nack
    }
}
