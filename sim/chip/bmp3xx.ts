/**
 * A BMP390 or BMP388 as its register map shows it, fed by a chamber's true pressure.
 *
 * Time is given by the caller, in µs, with every access, and never runs backwards. Nothing happens
 * between accesses: conversions, resets and faults that were due are caught up with when the chip is
 * next touched, in the order of time, with one evaluation of the truth per conversion, at its middle.
 * Section numbers are those of BST-BMP388-DS001-07. Not modelled, and written down as a violation
 * when used: FIFO, extended mode. Not modelled at all: SPI, the interrupt pin.
 */
import { Random } from "../random"
import { coefficientsOf, trimChecksum } from "./compensation"
import { Converter } from "./converter"
import { FaultSet } from "./faults"
import { BMP388, BMP390, conversionUs, filterCoefficient, samplingPeriodUs } from "./parts"
import type { Part, Setting } from "./parts"
import * as R from "./registers"
import { TRIM_SETS, type TrimSet } from "./trim_sets"
import { ViolationLog, type Violation } from "./violation"

/** What the chip is exposed to at an instant; asked once per conversion, in the order of time. */
export type Truth = (atUs: number) => { pressurePa: number; tempC: number }

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
/** Tick of the sensor time, µs. Bosch's 25.6 kHz; the datasheet gives no unit. */
const SENSORTIME_TICK_US = 39.0625

/** See the file's head. */
export class Bmp3xx {
    readonly part: Part
    readonly trim: TrimSet
    /** Faults, to be added and cleared at will. */
    readonly faults = new FaultSet()
    /** Finished conversions since the start, not counting those skipped unseen. */
    conversions = 0

    private readonly log: ViolationLog
    private readonly truth: Truth
    private readonly converter: Converter
    private readonly clockScale: number
    private readonly checksum: number
    private readonly regs = new Uint8Array(128)
    private err = 0
    private event = 0
    private intStatus = 0
    private drdy = 0
    private press = R.DATA_RESET
    private temp = R.DATA_RESET
    private awakeAtUs = 0
    private resetAtUs = 0
    private resetByHost = false
    // the running or, in normal mode, the next conversion; Infinity when there is none
    private startUs = Infinity
    private endUs = Infinity
    private setting: Setting = { pressEn: false, tempEn: false, osrP: 0, osrT: 0 }
    private pendingMode = -1
    private slowness = 1

    constructor(options: Bmp3xxOptions) {
        this.part = options.part === "BMP388" ? BMP388 : BMP390
        const fallback = TRIM_SETS.find(s => s.part === this.part.name) ?? TRIM_SETS[0]
        this.trim = options.trim ?? fallback
        this.truth = options.truth
        this.clockScale = options.clockScale ?? 1
        this.checksum = trimChecksum(this.trim.bytes)
        this.log = new ViolationLog(options.strict ?? false)
        const deviation = {
            noiseScale: options.noiseScale ?? 1,
            offsetPa: options.offsetPa ?? 0,
            tcoPaPerK: options.tcoPaPerK ?? this.part.tcoPaPerK,
        }
        const random = new Random(options.seed ?? 1)
        const coefficients = coefficientsOf(this.trim.bytes)
        this.converter = new Converter(this.part, coefficients, deviation, random)
        this.reset(options.poweredAtUs ?? -10000)
    }

    /** What the driver did wrong, in the order of time; the first 1000. */
    get violations(): readonly Violation[] {
        return this.log.list
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
        if (this.part.hasItfActPt && this.startUs < nowUs) this.event |= R.ITF_ACT_PT
        return "ack"
    }

    /** Reads `count` registers, the address counting up except at FIFO_DATA (5.2.2, 3.6.3). */
    readRegisters(register: number, count: number, nowUs: number): Uint8Array {
        this.catchUp(nowUs)
        const bytes = new Uint8Array(count)
        const ready = this.drdy
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
            bytes[i] = this.readOne(address, nowUs)
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
        else if (register === R.PWR_CTRL) this.power(value & mask, nowUs)
        else this.configure(register, value & mask, nowUs)
    }

    /** Writes down that a transfer wrote registers and values in an odd number of bytes (5.2.1). */
    noteOddWrite(length: number, register: number, nowUs: number): void {
        const what = `${length} bytes were written, but writes are pairs of register and value`
        this.log.add("transfer", register, nowUs, what)
    }

    private readOne(address: number, nowUs: number): number {
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
        return this.regs[address]
    }

    private command(value: number, nowUs: number): void {
        if (value === R.CMD_SOFT_RESET) {
            this.reset(nowUs)
            this.resetByHost = true
        } else if (value === R.CMD_EXTMODE) {
            this.log.add("not-modelled", R.CMD, nowUs, "extended mode is not modelled")
        } else if (value !== R.CMD_NOP && value !== R.CMD_FIFO_FLUSH) {
            this.err |= R.ERR_CMD
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
        if (shapes && this.isBusy(nowUs)) {
            this.log.add("busy", register, nowUs, "the setting was changed during a conversion")
        }
        if (register === R.OSR && ((value & 7) > 5 || value >> 3 > 5)) {
            this.log.add("reserved", register, nowUs, "the oversampling is above x32")
        }
        // other values are saturated at 17 (4.3.18)
        this.regs[register] = register === R.ODR ? Math.min(17, value) : value
        if (register === R.CONFIG) this.converter.resetFilter() // 3.4.3
        if (shapes && this.mode === R.MODE_NORMAL && this.rateHolds(register, nowUs)) {
            if (!this.isBusy(nowUs)) this.schedule(this.startUs)
        }
    }

    /** PWR_CTRL: sensors on or off, and the mode (3.3, 4.3.16). */
    private power(value: number, nowUs: number): void {
        const lost = this.regs[R.PWR_CTRL] & ~value & (R.PRESS_EN | R.TEMP_EN)
        if (lost !== 0) this.converter.resetFilter() // 3.4.3
        const mode = value & R.MODE
        this.regs[R.PWR_CTRL] = (value & ~R.MODE) | this.mode
        if (this.isBusy(nowUs)) {
            // executed at the end of the running conversion, further changes ignored (3.3.4)
            const again = mode !== R.MODE_SLEEP && mode !== R.MODE_NORMAL
            if (again) {
                const what = "a conversion was started while another one runs"
                this.log.add("busy", R.PWR_CTRL, nowUs, what)
            }
            if (this.pendingMode < 0 && (again || mode !== this.mode)) this.pendingMode = mode
        } else {
            this.enter(mode, nowUs)
        }
    }

    private enter(mode: number, atUs: number): void {
        if (mode === this.mode && mode !== R.MODE_NORMAL && mode !== R.MODE_SLEEP) return
        if (mode === R.MODE_SLEEP) {
            this.setMode(mode)
            this.startUs = Infinity
            this.endUs = Infinity
            return
        }
        if ((this.regs[R.PWR_CTRL] & (R.PRESS_EN | R.TEMP_EN)) === 0) {
            const what = "a measurement was started with both sensors off"
            this.log.add("mode", R.PWR_CTRL, atUs, what)
        }
        if (mode === R.MODE_NORMAL) {
            const was = this.mode
            this.setMode(mode)
            if (was === mode) return
            this.converter.resetFilter() // 3.4.3
            if (this.rateHolds(R.PWR_CTRL, atUs)) this.schedule(atUs)
        } else if (this.mode === R.MODE_NORMAL) {
            // not in figure 4; ignored (3.3.4)
            this.log.add("mode", R.PWR_CTRL, atUs, "forced mode was asked for in normal mode")
        } else {
            this.setMode(mode)
            this.schedule(atUs)
        }
    }

    /** Normal mode needs a conversion to fit into its period; else conf_err and sleep (4.3.2). */
    private rateHolds(register: number, atUs: number): boolean {
        const needUs = conversionUs(this.part, this.settingOfRegisters())
        const periodUs = samplingPeriodUs(this.regs[R.ODR])
        if (needUs <= periodUs) return true
        this.err |= R.ERR_CONF
        this.setMode(R.MODE_SLEEP)
        this.startUs = Infinity
        this.endUs = Infinity
        const what = `a conversion of ${needUs} µs does not fit into ${periodUs} µs`
        this.log.add("rate", register, atUs, what)
        return false
    }

    private schedule(startUs: number): void {
        this.setting = this.settingOfRegisters()
        this.slowness = this.clockScale * (this.faults.active("slow-clock", startUs)?.factor ?? 1)
        this.startUs = startUs
        this.endUs = startUs + conversionUs(this.part, this.setting) * this.slowness
    }

    /** Does what was due until `nowUs`. */
    private catchUp(nowUs: number): void {
        for (;;) {
            const brownOutUs = this.faults.nextBrownOutUs
            if (brownOutUs <= nowUs && brownOutUs <= this.endUs) {
                this.faults.takeBrownOut()
                if (brownOutUs >= this.resetAtUs) this.reset(brownOutUs)
            } else if (this.endUs <= nowUs) {
                this.skipUnseen(Math.min(nowUs, brownOutUs))
                this.finish()
            } else {
                return
            }
        }
    }

    /** In normal mode without filter, results that nobody read do not matter. */
    private skipUnseen(untilUs: number): void {
        if (this.mode !== R.MODE_NORMAL || this.regs[R.CONFIG] !== 0 || this.pendingMode >= 0)
            return
        const periodUs = samplingPeriodUs(this.regs[R.ODR]) * this.slowness
        const periods = Math.floor((untilUs - this.endUs) / periodUs)
        if (periods > 0) {
            this.startUs += periods * periodUs
            this.endUs += periods * periodUs
        }
    }

    private finish(): void {
        const endUs = this.endUs
        const startUs = this.startUs
        this.conversions++
        const felt = this.truth((startUs + endUs) / 2)
        const coefficient = filterCoefficient(this.regs[R.CONFIG] >> 1)
        const spikePa = this.faults.takeSpikePa(endUs)
        const counts = this.converter.convert(
            felt.pressurePa,
            felt.tempC,
            this.setting,
            coefficient,
            spikePa
        )
        const saturated = this.faults.active("saturated", endUs)
        if (saturated !== undefined) counts.press = saturated.end === "low" ? 0 : 0xffffff
        if (this.faults.active("stale", endUs) === undefined) {
            if (this.faults.active("stuck", endUs) === undefined) {
                this.press = Number.isNaN(counts.press) ? R.DATA_RESET : counts.press
                this.temp = Number.isNaN(counts.temp) ? R.DATA_RESET : counts.temp
            }
            if (this.setting.pressEn) this.drdy |= R.DRDY_PRESS
            if (this.setting.tempEn) this.drdy |= R.DRDY_TEMP
            if ((this.regs[R.INT_CTRL] & R.DRDY_EN) !== 0) this.intStatus |= R.INT_DRDY
        }
        this.startUs = Infinity
        this.endUs = Infinity
        const pending = this.pendingMode
        this.pendingMode = -1
        if (this.mode !== R.MODE_NORMAL) this.setMode(R.MODE_SLEEP)
        if (pending >= 0) this.enter(pending, endUs)
        else if (this.mode === R.MODE_NORMAL) {
            const periodUs = samplingPeriodUs(this.regs[R.ODR]) * this.slowness
            this.schedule(Math.max(endUs, startUs + periodUs))
        }
    }

    /** Power-on defaults (table 24); por_detected tells of it (3.2). */
    private reset(atUs: number): void {
        this.regs.fill(0)
        for (const [register, value] of Object.entries(R.POWER_ON)) {
            this.regs[Number(register)] = value
        }
        this.err = 0
        this.event = R.POR_DETECTED
        this.intStatus = 0
        this.drdy = 0
        this.press = R.DATA_RESET
        this.temp = R.DATA_RESET
        this.startUs = Infinity
        this.endUs = Infinity
        this.pendingMode = -1
        this.converter.resetFilter()
        this.resetAtUs = atUs
        this.awakeAtUs = atUs + START_UP_US
        this.resetByHost = false
    }

    private get mode(): number {
        return this.regs[R.PWR_CTRL] & R.MODE
    }
    private setMode(mode: number): void {
        this.regs[R.PWR_CTRL] = (this.regs[R.PWR_CTRL] & ~R.MODE) | mode
    }
    private isBusy(nowUs: number): boolean {
        return this.startUs <= nowUs && nowUs < this.endUs
    }
    private settingOfRegisters(): Setting {
        const power = this.regs[R.PWR_CTRL]
        const osr = this.regs[R.OSR]
        return {
            pressEn: (power & R.PRESS_EN) !== 0,
            tempEn: (power & R.TEMP_EN) !== 0,
            osrP: Math.min(5, osr & 7),
            osrT: Math.min(5, osr >> 3),
        }
    }
}
