/**
 * An I2C bus of register-level devices: addresses, acknowledge, and the bus that never answers.
 *
 * Transfers take no time here; who carries them decides how long they take. Nobody at an address is
 * a NACK, as on copper.
 */
import type { Bmp3xx } from "./bmp3xx"

/** How a transfer ended. `hang`: it did not, the bus is held. */
export type I2cStatus = "ack" | "nack" | "hang"

/** One device; times are µs and never run backwards. */
export interface I2cDevice {
    /** The bytes after the address in a write. */
    write(bytes: Uint8Array, nowUs: number): I2cStatus
    /** `count` bytes, or why there are none. */
    read(count: number, nowUs: number): Uint8Array | "nack" | "hang"
}

/** Result of a whole transfer. */
export interface I2cResult {
    status: I2cStatus
    /** The bytes read; empty unless `status` is "ack". */
    bytes: Uint8Array
    /** In which part it failed; "done" when it did not. */
    phase: "write" | "read" | "done"
}

const NO_BYTES = new Uint8Array(0)

/** Routes transfers by 7-bit address. */
export class I2cBus {
    private readonly devices = new Map<number, I2cDevice>()

    /** Puts a device on the bus. Throws `RangeError` for an impossible or taken address. */
    attach(address: number, device: I2cDevice): void {
        if (!(Number.isInteger(address) && address >= 0x08 && address <= 0x77)) {
            throw new RangeError(`I2C: ${address} is not a 7-bit address (0x08 … 0x77)`)
        }
        if (this.devices.has(address)) {
            throw new RangeError(`I2C: address 0x${address.toString(16)} is taken`)
        }
        this.devices.set(address, device)
    }

    /** Takes a device off the bus, as when its cable is pulled. */
    detach(address: number): void {
        this.devices.delete(address)
    }

    /**
     * A write (when there are bytes) and then, with a repeated start, a read (when `count` > 0).
     */
    transfer(address: number, bytes: Uint8Array, count: number, nowUs: number): I2cResult {
        const device = this.devices.get(address)
        if (device === undefined) {
            const phase = bytes.length > 0 || count === 0 ? "write" : "read"
            return { status: "nack", bytes: NO_BYTES, phase }
        }
        if (bytes.length > 0 || count === 0) {
            const status = device.write(bytes, nowUs)
            if (status !== "ack") return { status, bytes: NO_BYTES, phase: "write" }
        }
        if (count === 0) return { status: "ack", bytes: NO_BYTES, phase: "done" }
        const read = device.read(count, nowUs)
        if (typeof read === "string") return { status: read, bytes: NO_BYTES, phase: "read" }
        return { status: "ack", bytes: read, phase: "done" }
    }
}

/** Address of the chips with SDO low, and with SDO high (5.2). */
export const BMP3XX_ADDRESS_LOW = 0x76
export const BMP3XX_ADDRESS_HIGH = 0x77

/**
 * The chip's I2C side (5.2.1, 5.2.2). A write is pairs of register and value; the address does not
 * count up in a write, and a single byte sets the address for the read that follows.
 */
export class Bmp3xxI2c implements I2cDevice {
    private pointer = 0

    /** The chip behind. */
    constructor(readonly chip: Bmp3xx) {}

    write(bytes: Uint8Array, nowUs: number): I2cStatus {
        const answer = this.chip.answer(bytes.length > 0 ? bytes[0] : 0, nowUs)
        if (answer !== "ack" || bytes.length === 0) return answer
        for (let i = 0; i + 1 < bytes.length; i += 2) {
            this.chip.writeRegister(bytes[i], bytes[i + 1], nowUs)
            this.pointer = bytes[i]
        }
        if ((bytes.length & 1) === 1) {
            this.pointer = bytes[bytes.length - 1]
            if (bytes.length > 1) this.chip.noteOddWrite(bytes.length, this.pointer, nowUs)
        }
        return "ack"
    }

    read(count: number, nowUs: number): Uint8Array | "nack" | "hang" {
        const answer = this.chip.answer(this.pointer, nowUs)
        if (answer !== "ack") return answer
        const bytes = this.chip.readRegisters(this.pointer, count, nowUs)
        this.pointer = (this.pointer + count) & 0x7f
        return bytes
    }
}
