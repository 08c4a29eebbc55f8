/**
 * When a BMP390 or BMP388 converts: sleep, forced and normal mode, and the conversions they start.
 *
 * Nothing happens between accesses; whoever touches the chip first lets this catch up, in the order
 * of time. Section numbers are those of BST-BMP388-DS001-07. Times are chip times in µs.
 */
import type { Converter } from "./converter"
import type { FaultSet } from "./faults"
import { conversionUs, filterCoefficient, samplingPeriodUs } from "./parts"
import type { Part, Setting } from "./parts"
import type { RegisterFile } from "./register_file"
import * as R from "./registers"
import type { ViolationLog } from "./violation"

/** What the chip is exposed to at an instant; asked once per conversion, in the order of time. */
export type Truth = (atUs: number) => { pressurePa: number; tempC: number }

/** See the file's head. */
export class Sequencer {
    /** Finished conversions since the start, not counting those skipped unseen. */
    conversions = 0

    // the running or, in normal mode, the next conversion; Infinity when there is none
    private startUs = Infinity
    private endUs = Infinity
    private setting: Setting = { pressEn: false, tempEn: false, osrP: 0, osrT: 0 }
    private pendingMode = -1
    private slowness = 1

    /** `clockScale` multiplies every duration. */
    constructor(
        private readonly part: Part,
        private readonly registers: RegisterFile,
        private readonly converter: Converter,
        private readonly faults: FaultSet,
        private readonly log: ViolationLog,
        private readonly truth: Truth,
        private readonly clockScale: number
    ) {}

    /** Forgets what was running or pending. */
    reset(): void {
        this.startUs = Infinity
        this.endUs = Infinity
        this.pendingMode = -1
        this.converter.resetFilter()
    }

    /** End of the running or next conversion, Infinity when there is none. */
    get dueUs(): number {
        return this.endUs
    }

    /** Whether a conversion was started before `nowUs`. */
    hasStarted(nowUs: number): boolean {
        return this.startUs < nowUs
    }

    /** Whether a conversion is running. */
    isBusy(nowUs: number): boolean {
        return this.startUs <= nowUs && nowUs < this.endUs
    }

    /** Finishes the conversion that is due at `dueUs`; `untilUs` is as far as nobody looks. */
    complete(untilUs: number): void {
        this.skipUnseen(untilUs)
        this.finish()
    }

    /** A register that shapes conversions was written. */
    reconfigured(register: number, nowUs: number): void {
        if (register === R.CONFIG) this.converter.resetFilter() // 3.4.3
        if (this.registers.mode === R.MODE_NORMAL && this.rateHolds(register, nowUs)) {
            if (!this.isBusy(nowUs)) this.schedule(this.startUs)
        }
    }

    /** PWR_CTRL: sensors on or off, and the mode (3.3, 4.3.16). */
    power(value: number, nowUs: number): void {
        const lost = this.registers.values[R.PWR_CTRL] & ~value & (R.PRESS_EN | R.TEMP_EN)
        if (lost !== 0) this.converter.resetFilter() // 3.4.3
        const mode = value & R.MODE
        this.registers.values[R.PWR_CTRL] = (value & ~R.MODE) | this.registers.mode
        if (this.isBusy(nowUs)) {
            // executed at the end of the running conversion, further changes ignored (3.3.4)
            const again = mode !== R.MODE_SLEEP && mode !== R.MODE_NORMAL
            if (again) {
                const what = "a conversion was started while another one runs"
                this.log.add("busy", R.PWR_CTRL, nowUs, what)
            }
            if (this.pendingMode < 0 && (again || mode !== this.registers.mode))
                this.pendingMode = mode
        } else {
            this.enter(mode, nowUs)
        }
    }

    private enter(mode: number, atUs: number): void {
        if (mode === this.registers.mode && mode !== R.MODE_NORMAL && mode !== R.MODE_SLEEP) return
        if (mode === R.MODE_SLEEP) {
            this.registers.mode = mode
            this.startUs = Infinity
            this.endUs = Infinity
            return
        }
        if ((this.registers.values[R.PWR_CTRL] & (R.PRESS_EN | R.TEMP_EN)) === 0) {
            const what = "a measurement was started with both sensors off"
            this.log.add("mode", R.PWR_CTRL, atUs, what)
        }
        if (mode === R.MODE_NORMAL) {
            const was = this.registers.mode
            this.registers.mode = mode
            if (was === mode) return
            this.converter.resetFilter() // 3.4.3
            if (this.rateHolds(R.PWR_CTRL, atUs)) this.schedule(atUs)
        } else if (this.registers.mode === R.MODE_NORMAL) {
            // not in figure 4; ignored (3.3.4)
            this.log.add("mode", R.PWR_CTRL, atUs, "forced mode was asked for in normal mode")
        } else {
            this.registers.mode = mode
            this.schedule(atUs)
        }
    }

    /** Normal mode needs a conversion to fit into its period; else conf_err and sleep (4.3.2). */
    private rateHolds(register: number, atUs: number): boolean {
        const needUs = conversionUs(this.part, this.registers.setting())
        const periodUs = samplingPeriodUs(this.registers.values[R.ODR])
        if (needUs <= periodUs) return true
        this.registers.err |= R.ERR_CONF
        this.registers.mode = R.MODE_SLEEP
        this.startUs = Infinity
        this.endUs = Infinity
        const what = `a conversion of ${needUs} µs does not fit into ${periodUs} µs`
        this.log.add("rate", register, atUs, what)
        return false
    }

    private schedule(startUs: number): void {
        this.setting = this.registers.setting()
        this.slowness = this.clockScale * (this.faults.active("slow-clock", startUs)?.factor ?? 1)
        this.startUs = startUs
        this.endUs = startUs + conversionUs(this.part, this.setting) * this.slowness
    }

    /** In normal mode without filter, results that nobody read do not matter. */
    private skipUnseen(untilUs: number): void {
        if (
            this.registers.mode !== R.MODE_NORMAL ||
            this.registers.values[R.CONFIG] !== 0 ||
            this.pendingMode >= 0
        )
            return
        const periodUs = samplingPeriodUs(this.registers.values[R.ODR]) * this.slowness
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
        const coefficient = filterCoefficient(this.registers.values[R.CONFIG] >> 1)
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
            if (this.faults.active("stuck", endUs) === undefined) this.registers.setData(counts)
            if (this.setting.pressEn) this.registers.drdy |= R.DRDY_PRESS
            if (this.setting.tempEn) this.registers.drdy |= R.DRDY_TEMP
            if ((this.registers.values[R.INT_CTRL] & R.DRDY_EN) !== 0)
                this.registers.intStatus |= R.INT_DRDY
        }
        this.startUs = Infinity
        this.endUs = Infinity
        const pending = this.pendingMode
        this.pendingMode = -1
        if (this.registers.mode !== R.MODE_NORMAL) this.registers.mode = R.MODE_SLEEP
        if (pending >= 0) this.enter(pending, endUs)
        else if (this.registers.mode === R.MODE_NORMAL) {
            const periodUs = samplingPeriodUs(this.registers.values[R.ODR]) * this.slowness
            this.schedule(Math.max(endUs, startUs + periodUs))
        }
    }
}
