/**
 * A BMP390 or BMP388 as its register map shows it, fed by a chamber's true pressure.
 *
 * Time is given by the caller, in µs, with every access, and never runs backwards. Nothing happens
 * between accesses: conversions, resets and faults that were due are caught up with when the chip
 * is next touched, in the order of time, with one evaluation of the truth per conversion, at its
 * middle. Section numbers are those of BST-BMP388-DS001-07. Not modelled, and written down as a
 * violation when used: FIFO, extended mode. Not modelled at all: SPI, the interrupt pin.
 */
import { Random } from "../random"
import { coefficientsOf } from "./compensation"
import { Converter } from "./converter"
import { FaultSet } from "./faults"
import { BMP388, BMP390, type Part } from "./parts"
import { RegisterFile } from "./register_file"
import * as R from "./registers"
import { Sequencer, type Truth } from "./sequencer"
import { TRIM_SETS, type TrimSet } from "./trim_sets"
import { ViolationLog, type Violation } from "./violation"

export type { Truth } from "./sequencer"

/** How a chip is made. */
export interface Bmp3xxOptions {
    truth: Truth
    /** "BMP390" when not given. */
    part?: Part["name"]
    /** The first published set of the part when not given. */
    trim?: TrimSet
    /** Seed of the noise; 1. */
    seed?: number
    /** Multiplies all noise; 1. 0 switches it off. */
    noiseScale?: number
    /** Constant error of the pressure, Pa; 0. */
    offsetPa?: number
    /** Temperature coefficient of the offset, Pa/K; the part's typical value when not given. */
    tcoPaPerK?: number
    /** Duration of everything over its typical value; 1. The datasheet allows 0.88 … 1.12. */
    clockScale?: number
    /** When the supply came up, µs; 10 ms before time zero. */
    poweredAtUs?: number
    /** Throw at the first violation; false. */
    strict?: boolean
}

/** From supply or soft reset to the first transfer, µs (table 2, t_startup). */
export const START_UP_US = 2000

/** See the file's head. */
export class Bmp3xx {
    readonly part: Part
    readonly trim: TrimSet
    /** Faults, to be added and cleared at will. */
    readonly faults = new FaultSet()

    private readonly log: ViolationLog
    private readonly registers: RegisterFile
    private readonly sequencer: Sequencer
    private awakeAtUs = 0
    private resetByHost = false

    constructor(options: Bmp3xxOptions) {
        this.part = options.part === "BMP388" ? BMP388 : BMP390
        const fallback = TRIM_SETS.find(s => s.part === this.part.name) ?? TRIM_SETS[0]
        this.trim = options.trim ?? fallback
        this.log = new ViolationLog(options.strict ?? false)
        const deviation = {
            noiseScale: options.noiseScale ?? 1,
            offsetPa: options.offsetPa ?? 0,
            tcoPaPerK: options.tcoPaPerK ?? this.part.tcoPaPerK,
        }
        const random = new Random(options.seed ?? 1)
        const coefficients = coefficientsOf(this.trim.bytes)
        this.registers = new RegisterFile(this.part, this.trim, this.faults)
        this.sequencer = new Sequencer(
            this.part,
            this.registers,
            new Converter(this.part, coefficients, deviation, random),
            this.faults,
            this.log,
            options.truth,
            options.clockScale ?? 1
        )
        this.reset(options.poweredAtUs ?? -10000)
    }

    /** What the driver did wrong, in the order of time; the first 1000. */
    get violations(): readonly Violation[] {
        return this.log.list
    }
    /** Finished conversions since the start, not counting those skipped unseen. */
    get conversions(): number {
        return this.sequencer.conversions
    }
    /** Number of all violations. */
    get violationCount(): number {
        return this.log.count
    }

    /** Whether the chip takes part in a transfer, before its registers are asked. */
    answer(register: number, nowUs: number): "ack" | "nack" | "hang" {
        this.catchUp(nowUs)
        if (this.faults.active("hang", nowUs) !== undefined) return "hang"
        if (this.faults.active("nack", nowUs) !== undefined) return "nack"
        if (nowUs < this.awakeAtUs) {
            if (this.resetByHost) {
                this.log.add(
                    "start-up",
                    register,
                    nowUs,
                    "the chip is still starting after a reset"
                )
            }
            return "nack"
        }
        if (this.part.hasItfActPt && this.sequencer.hasStarted(nowUs))
            this.registers.event |= R.ITF_ACT_PT
        return "ack"
    }

    /** Reads `count` registers, the address counting up except at FIFO_DATA (5.2.2, 3.6.3). */
    readRegisters(register: number, count: number, nowUs: number): Uint8Array {
        this.catchUp(nowUs)
        const bytes = new Uint8Array(count)
        const ready = this.registers.drdy
        // a burst that brings STATUS along tells its reader whether the data is new
        let told = false
        let address = register
        for (let i = 0; i < count; i++) {
            if (address === R.STATUS) told = true
            const isPress = address >= R.DATA_PRESS && address < R.DATA_TEMP
            const isTemp = address >= R.DATA_TEMP && address < R.DATA_TEMP + 3
            const flag = isPress ? R.DRDY_PRESS : isTemp ? R.DRDY_TEMP : 0
            if (flag !== 0 && (ready & flag) === 0 && !told) {
                this.log.add("not-ready", address, nowUs, "data was read before it was ready")
                told = true
            }
            bytes[i] = this.registers.read(address, nowUs)
            if (address !== R.FIFO_DATA) address = (address + 1) & 0x7f
            else if ((i & 1) === 0) bytes[i] = 0x80 // an empty frame: 0x80, 0x00 (table 16)
        }
        return bytes
    }

    /** Writes one register; what the chip does not accept is ignored and written down. */
    writeRegister(register: number, value: number, nowUs: number): void {
        this.catchUp(nowUs)
        const mask = R.WRITABLE[register]
        const hex = "0x" + value.toString(16).padStart(2, "0")
        if (mask === undefined) {
            const rule = R.isNamed(register) ? "read-only" : "reserved"
            this.log.add(rule, register, nowUs, `${hex} was written to a ${rule} register`)
            return
        }
        if ((value & ~mask) !== 0) {
            this.log.add("reserved", register, nowUs, `${hex} sets reserved bits`)
        }
        if (register === R.CMD) this.command(value, nowUs)
        else if (register === R.PWR_CTRL) this.sequencer.power(value & mask, nowUs)
        else this.configure(register, value & mask, nowUs)
    }

    /** Writes down that a transfer wrote registers and values in an odd number of bytes (5.2.1). */
    noteOddWrite(length: number, register: number, nowUs: number): void {
        const what = `${length} bytes were written, but writes are pairs of register and value`
        this.log.add("transfer", register, nowUs, what)
    }

    private command(value: number, nowUs: number): void {
        if (value === R.CMD_SOFT_RESET) {
            this.reset(nowUs)
            this.resetByHost = true
        } else if (value === R.CMD_EXTMODE) {
            this.log.add("not-modelled", R.CMD, nowUs, "extended mode is not modelled")
        } else if (value !== R.CMD_NOP && value !== R.CMD_FIFO_FLUSH) {
            this.registers.err |= R.ERR_CMD
            this.log.add("command", R.CMD, nowUs, `there is no command ${value}`)
        }
    }

    private configure(register: number, value: number, nowUs: number): void {
        if (register === R.FIFO_CONFIG_1 && (value & 1) !== 0) {
            this.log.add(
                "not-modelled",
                register,
                nowUs,
                "the FIFO is not modelled; it stays empty"
            )
        }
        const shapes = register === R.OSR || register === R.ODR || register === R.CONFIG
        if (shapes && this.sequencer.isBusy(nowUs)) {
            this.log.add("busy", register, nowUs, "the setting was changed during a conversion")
        }
        if (register === R.OSR && ((value & 7) > 5 || value >> 3 > 5)) {
            this.log.add("reserved", register, nowUs, "the oversampling is above x32")
        }
        // other values are saturated at 17 (4.3.18)
        this.registers.values[register] = register === R.ODR ? Math.min(17, value) : value
        if (shapes) this.sequencer.reconfigured(register, nowUs)
    }

    /** Does what was due until `nowUs`. */
    private catchUp(nowUs: number): void {
        for (;;) {
            const brownOutUs = this.faults.nextBrownOutUs
            const dueUs = this.sequencer.dueUs
            if (brownOutUs <= nowUs && brownOutUs <= dueUs) {
                this.faults.takeBrownOut()
                if (brownOutUs >= this.registers.resetAtUs) this.reset(brownOutUs)
            } else if (dueUs <= nowUs) {
                this.sequencer.complete(Math.min(nowUs, brownOutUs))
            } else {
                return
            }
        }
    }

    private reset(atUs: number): void {
        this.registers.reset(atUs)
        this.sequencer.reset()
        this.awakeAtUs = atUs + START_UP_US
        this.resetByHost = false
    }
}
