/**
 * The bus and the clock that a sensor driver is given, so that it can be run against scripted
 * bytes, the register model of `sim/` or the board's own I2C. Faults are values: nothing throws.
 */

/** Bytes as a driver reads them: a DeviceScript `Buffer`, a `Uint8Array` or an array will do. */
export interface Bytes {
    readonly length: number
    readonly [index: number]: number
}

/** Outcome of a transfer. */
export enum BusStatus {
    Ok = 0,
    /** Not acknowledged. */
    Nack = 1,
    /** No answer within the bus's own bound. */
    Timeout = 2,
}

/** One I2C bus, 7-bit addresses. Transfers never throw and always end. */
export interface Bus {
    /** The bytes of the last successful `readRegisters`; valid until the next transfer. */
    bytes: Bytes
    /** Writes one register. */
    writeRegister(address: number, register: number, value: number): Promise<BusStatus>
    /** Reads `count` (1 … 32) consecutive registers into `bytes`. */
    readRegisters(address: number, register: number, count: number): Promise<BusStatus>
}

/** The one clock of the firmware. */
export interface Clock {
    /** Milliseconds since boot modulo 2^32, as int32. */
    nowMs(): number
    /** Waits at least `ms` (1 … 60,000) milliseconds. */
    sleepMs(ms: number): Promise<void>
}
