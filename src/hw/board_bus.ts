/**
 * The tester's bus on a board: DeviceScript's own I2C.
 *
 * The runtime knows two failures, not acknowledged while writing (-1) and while reading (-2), and
 * throws for both; here they become values. A line held low hangs the whole RP2040 runtime inside
 * its SDK, which no program can bound (README, limits).
 */
import { i2c } from "@devicescript/i2c"
import { Bus, BusStatus, Bytes } from "../sensor/bus"

/** `Bus` over the board's I2C port. */
export class BoardBus implements Bus {
    bytes: Bytes
    private readonly pointer: Buffer = Buffer.alloc(1)
    private readonly pair: Buffer = Buffer.alloc(2)

    async writeRegister(address: number, register: number, value: number): Promise<BusStatus> {
        this.pair[0] = register
        this.pair[1] = value
        try {
            await i2c.xfer(address, this.pair)
        } catch (e: any) {
            return BusStatus.Nack
        }
        return BusStatus.Ok
    }

    async readRegisters(address: number, register: number, count: number): Promise<BusStatus> {
        this.pointer[0] = register
        try {
            this.bytes = await i2c.xfer(address, this.pointer, count)
        } catch (e: any) {
            return BusStatus.Nack
        }
        return BusStatus.Ok
    }
}
