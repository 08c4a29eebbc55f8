/**
 * What a BMP390 is told after power-up or a brown-out, and how we know that it still holds.
 *
 * Soft reset, trim values, configuration, and the configuration read back. Every step ends the
 * set-up when it fails; the driver tries again at its next tick.
 */
import { BMP390_OSR_PRESSURE_LOG2, BMP390_OSR_TEMP_LOG2, BMP390_RESET_MS } from "../config"
import { Bmp390Compensation, TRIM_BYTES, trimCrc } from "./bmp390_compensation"
import {
    CMD_SOFT_RESET,
    ERR_ANY,
    PWR_CTRL_MODE,
    PWR_CTRL_SLEEP,
    REG_CMD,
    REG_CONFIG,
    REG_ERR,
    REG_EVENT,
    REG_ODR,
    REG_OSR,
    REG_PWR_CTRL,
    REG_TRIM_CRC,
    STATUS_CMD_RDY,
} from "./bmp390_registers"
import { Bus, BusStatus, Bytes, Clock } from "./bus"
import { SensorFault } from "./reading"

/** The OSR register that we write; the reset value is 0x02 (x4 and x1). */
const OSR_VALUE = (BMP390_OSR_TEMP_LOG2 << 3) | BMP390_OSR_PRESSURE_LOG2
/** 6.25 Hz: has no say in forced mode, but holds a conversion, and is not the reset value (0). */
const ODR_VALUE = 0x05
/** IIR filter off. */
const CONFIG_VALUE = 0x00

/** Length of the burst that `bmp390ConfigHolds` judges: PWR_CTRL … CONFIG. */
export const CONFIG_BYTES = 5

/** Whether `bytes`, read from PWR_CTRL on, are what we wrote; the power mode is not compared. */
export function bmp390ConfigHolds(bytes: Bytes): boolean {
    return (
        (bytes[0] & ~PWR_CTRL_MODE) === PWR_CTRL_SLEEP &&
        bytes[1] === OSR_VALUE &&
        bytes[2] === ODR_VALUE &&
        bytes[4] === CONFIG_VALUE
    )
}

/**
 * Resets and configures the part at `address` and loads its trim values into `compensation`.
 * `None`, the bus's fault, `PartError`, `Starting` (not yet awake), `BadTrim`, or `ConfigLost`
 * (the configuration does not read back). At most 9 transfers and one wait of BMP390_RESET_MS.
 */
export async function bmp390Setup(
    bus: Bus,
    clock: Clock,
    address: number,
    compensation: Bmp390Compensation
): Promise<SensorFault> {
    // A part may not acknowledge the reset that it does; a bus that hangs does nothing else either.
    let status = await bus.writeRegister(address, REG_CMD, CMD_SOFT_RESET)
    if (status === BusStatus.Timeout) return SensorFault.BusTimeout
    await clock.sleepMs(BMP390_RESET_MS)
    status = await bus.readRegisters(address, REG_ERR, 2)
    if (status !== BusStatus.Ok) return busFault(status)
    if ((bus.bytes[0] & ERR_ANY) !== 0) return SensorFault.PartError
    if ((bus.bytes[1] & STATUS_CMD_RDY) === 0) return SensorFault.Starting
    // Clears the flag of our own reset, so that the next one to be seen is a real one.
    status = await bus.readRegisters(address, REG_EVENT, 1)
    if (status !== BusStatus.Ok) return busFault(status)

    status = await bus.readRegisters(address, REG_TRIM_CRC, 1 + TRIM_BYTES)
    if (status !== BusStatus.Ok) return busFault(status)
    if (trimCrc(bus.bytes, 1) !== bus.bytes[0]) return SensorFault.BadTrim
    compensation.load(bus.bytes, 1)

    status = await bus.writeRegister(address, REG_PWR_CTRL, PWR_CTRL_SLEEP)
    if (status !== BusStatus.Ok) return busFault(status)
    status = await bus.writeRegister(address, REG_OSR, OSR_VALUE)
    if (status !== BusStatus.Ok) return busFault(status)
    status = await bus.writeRegister(address, REG_ODR, ODR_VALUE)
    if (status !== BusStatus.Ok) return busFault(status)
    status = await bus.writeRegister(address, REG_CONFIG, CONFIG_VALUE)
    if (status !== BusStatus.Ok) return busFault(status)
    status = await bus.readRegisters(address, REG_PWR_CTRL, CONFIG_BYTES)
    if (status !== BusStatus.Ok) return busFault(status)
    return bmp390ConfigHolds(bus.bytes) ? SensorFault.None : SensorFault.ConfigLost
}

/** The name of a failed transfer in a reading. */
export function busFault(status: BusStatus): SensorFault {
    return status === BusStatus.Nack ? SensorFault.BusNack : SensorFault.BusTimeout
}
