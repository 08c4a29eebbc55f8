/**
 * The registers of a BMP390 or BMP388 as a transfer reads them, side effects included.
 *
 * Flags clear when they are read, data registers take their ready flag along, identity and trim
 * come from the part. Section numbers are those of BST-BMP388-DS001-07. Times are chip times in µs.
 */
import { trimChecksum } from "./compensation"
import type { FaultSet } from "./faults"
import type { Counts } from "./converter"
import type { Part, Setting } from "./parts"
import * as R from "./registers"
import type { TrimSet } from "./trim_sets"

/** Tick of the sensor time, µs. Bosch's 25.6 kHz; the datasheet gives no unit. */
const SENSORTIME_TICK_US = 39.0625

/** See the file's head. */
export class RegisterFile {
    /** The writable registers, by address. */
    readonly values = new Uint8Array(128)
    /** ERR_REG, EVENT and INT_STATUS as they read next. */
    err = 0
    event = 0
    intStatus = 0
    /** Data-ready flags of STATUS. */
    drdy = 0
    /** Instant of the last reset. */
    resetAtUs = 0

    private press = R.DATA_RESET
    private temp = R.DATA_RESET
    private readonly checksum: number

    constructor(
        private readonly part: Part,
        private readonly trim: TrimSet,
        private readonly faults: FaultSet
    ) {
        this.checksum = trimChecksum(trim.bytes)
    }

    /** Power-on defaults (table 24); por_detected tells of it (3.2). */
    reset(atUs: number): void {
        this.values.fill(0)
        for (const [register, value] of Object.entries(R.POWER_ON)) {
            this.values[Number(register)] = value
        }
        this.err = 0
        this.event = R.POR_DETECTED
        this.intStatus = 0
        this.drdy = 0
        this.press = R.DATA_RESET
        this.temp = R.DATA_RESET
        this.resetAtUs = atUs
    }

    /** One register, with what reading it does. */
    read(address: number, nowUs: number): number {
        switch (address) {
            case R.CHIP_ID:
                return this.faults.active("wrong-id", nowUs)?.chipId ?? this.part.chipId
            case R.REV_ID:
                return this.part.revId
            case R.ERR_REG: {
                const err = this.err
                this.err = 0 // cmd_err and conf_err clear on read (4.3.2)
                return err
            }
            case R.STATUS:
                return R.CMD_RDY | this.drdy
            case R.EVENT: {
                const event = this.event
                this.event = 0 // 4.3.7
                return event
            }
            case R.INT_STATUS: {
                const status = this.intStatus
                this.intStatus = 0 // 4.3.8
                return status
            }
            case R.TRIM_CRC:
                return this.checksum
            case R.CMD:
                return 0 // 4.3.22
        }
        if (address >= R.DATA_PRESS && address < R.DATA_TEMP) {
            this.drdy &= ~R.DRDY_PRESS // 4.3.3
            return (this.press >> (8 * (address - R.DATA_PRESS))) & 0xff
        }
        if (address >= R.DATA_TEMP && address < R.DATA_TEMP + 3) {
            this.drdy &= ~R.DRDY_TEMP
            return (this.temp >> (8 * (address - R.DATA_TEMP))) & 0xff
        }
        if (address >= R.SENSORTIME && address < R.SENSORTIME + 3) {
            const ticks = Math.floor((nowUs - this.resetAtUs) / SENSORTIME_TICK_US) % 0x1000000
            return (ticks >> (8 * (address - R.SENSORTIME))) & 0xff
        }
        if (address >= R.TRIM && address < R.TRIM + R.TRIM_BYTES) {
            const corrupt = this.faults.active("corrupt-trim", nowUs)
            const xor = corrupt !== undefined && corrupt.register === address ? corrupt.xor : 0
            return this.trim.bytes[address - R.TRIM] ^ (xor & 0xff)
        }
        return this.values[address]
    }

    /** Puts the counts of a conversion into the data registers; a sensor that is off gives none. */
    setData(counts: Counts): void {
        this.press = Number.isNaN(counts.press) ? R.DATA_RESET : counts.press
        this.temp = Number.isNaN(counts.temp) ? R.DATA_RESET : counts.temp
    }

    /** The mode bits of PWR_CTRL. */
    get mode(): number {
        return this.values[R.PWR_CTRL] & R.MODE
    }
    set mode(mode: number) {
        this.values[R.PWR_CTRL] = (this.values[R.PWR_CTRL] & ~R.MODE) | mode
    }

    /** What a conversion that starts now would measure, and how. */
    setting(): Setting {
        const power = this.values[R.PWR_CTRL]
        const osr = this.values[R.OSR]
        return {
            pressEn: (power & R.PRESS_EN) !== 0,
            tempEn: (power & R.TEMP_EN) !== 0,
            osrP: Math.min(5, osr & 7),
            osrT: Math.min(5, osr >> 3),
        }
    }
}
