/**
 * Driver for the BMP390 and BMP388: one finished conversion per tick, or the reason why not.
 *
 * Forced mode: each tick reads the conversion that the previous tick started and starts the next,
 * so that every sample has an instant of its own and no two overlap. One burst from ERR_REG to
 * EVENT brings error flags, data-ready flags, data and the reset flag in one transaction: a part
 * that browned out says so beside its data and is never believed. What a reset does not
 * explain is found by re-reading the configuration every few samples. The IIR filter stays off,
 * because it would correlate the samples, and the detector counts on white noise.
 *
 * Bus use: 2 transfers per sample, 3 when the configuration is checked. Waits: none in steady
 * state, one for a late conversion, one for a restart. One sample() is at most one restart (11
 * transfers and one wait of BMP390_RESET_MS) or one sample (5 transfers and one wait of
 * BMP390_READY_WAIT_MS), and a bus that times out ends it there. Nothing throws; faults are values.
 */
import {
    BMP390_CONFIG_CHECK_SAMPLES,
    BMP390_DISCARD_SAMPLES,
    BMP390_MISSES_TO_RESTART,
    BMP390_READY_WAIT_MS,
} from "../config"
import {
    CHIP_ID_BMP388,
    CHIP_ID_BMP390,
    DATA_RESET_U24,
    ERR_ANY,
    EVENT_POR,
    PWR_CTRL_FORCED,
    PWR_CTRL_MODE,
    REG_CHIP_ID,
    REG_ERR,
    REG_PWR_CTRL,
    REG_STATUS,
    STATUS_CMD_RDY,
    STATUS_DRDY,
} from "./bmp390_registers"
import { Bmp390Compensation } from "./bmp390_compensation"
import { bmp390ConfigHolds, bmp390Setup, busFault, CONFIG_BYTES } from "./bmp390_setup"
import { Bus, BusStatus, Clock } from "./bus"
import { Reading, SensorFault } from "./reading"

/** ERR_REG … EVENT. The reserved bytes and the sensor time in between cost 0.6 ms at 100 kHz. */
const BURST_BYTES = 15
/** CHIP_ID … STATUS. */
const IDENTITY_BYTES = 4

/** One BMP390 or BMP388 on a bus. */
export class Bmp390 {
    /** Identity register of the part, once read; 0 before. */
    chipId = 0
    private readonly compensation = new Bmp390Compensation()
    /** The part is configured, as far as we know. */
    private running = false
    /** A conversion was started and not yet read. */
    private converting = false
    /** Instant of its start. */
    private triggeredAtMs = 0
    /** Conversions still to be thrown away after a start. */
    private discard = 0
    /** Samples until the configuration is checked. */
    private checkIn = 0
    /** Samples in a row that the bus or the conversion failed. */
    private misses = 0
    /** The last failure of the bus. */
    private lastBusFault = SensorFault.None

    /**
     * `address` is 0x77, or 0x76 with the part's SDO pin low. With `expectedChipId` any other part
     * is the wrong one; 0 takes both.
     */
    constructor(
        private readonly bus: Bus,
        private readonly clock: Clock,
        private readonly address: number,
        private readonly expectedChipId: number = 0
    ) {}

    /**
     * Resets, identifies and configures the part and starts its first conversion. `None`, or why
     * it did not work; then the next sample() tries again.
     */
    async start(): Promise<SensorFault> {
        this.running = false
        const status = await this.bus.readRegisters(this.address, REG_CHIP_ID, IDENTITY_BYTES)
        if (status !== BusStatus.Ok) return this.missed(status)
        const id = this.bus.bytes[0]
        if (id !== CHIP_ID_BMP390 && id !== CHIP_ID_BMP388) return SensorFault.WrongChip
        if (this.expectedChipId !== 0 && id !== this.expectedChipId) return SensorFault.WrongChip
        this.chipId = id
        // A part that just got its supply takes no command yet.
        if ((this.bus.bytes[3] & STATUS_CMD_RDY) === 0) return SensorFault.Starting
        const fault = await bmp390Setup(this.bus, this.clock, this.address, this.compensation)
        if (fault !== SensorFault.None) return fault
        this.misses = 0
        this.discard = BMP390_DISCARD_SAMPLES
        this.checkIn = BMP390_CONFIG_CHECK_SAMPLES
        this.running = true
        return await this.trigger()
    }

    /**
     * Takes the finished conversion into `reading` and starts the next one; to be called once per
     * sample period. Sets everything but `atMs`. On a fault the values are those of before.
     */
    async sample(reading: Reading): Promise<void> {
        if (!this.running) {
            const fault = await this.start()
            reading.fault = fault !== SensorFault.None ? fault : SensorFault.Starting
            return
        }
        if (!this.converting) {
            // The bus failed when the conversion that is due now should have been started.
            await this.trigger()
            reading.fault = this.lastBusFault
            return
        }
        const bus = this.bus
        const address = this.address
        let status = await bus.readRegisters(address, REG_ERR, BURST_BYTES)
        if (status !== BusStatus.Ok) {
            reading.fault = this.missed(status)
            return
        }
        let bytes = bus.bytes
        // Any error, a value that is not ready, or a reset: one test, because each || costs a jump.
        const odd =
            (bytes[0] & ERR_ANY) |
            ((bytes[1] & STATUS_DRDY) ^ STATUS_DRDY) |
            (bytes[14] & EVENT_POR)
        if (odd !== 0) {
            const fault = await this.explain()
            if (fault !== SensorFault.None) {
                reading.fault = fault
                return
            }
            bytes = bus.bytes
        }
        const adcPressure_u24 = bytes[2] | (bytes[3] << 8) | (bytes[4] << 16)
        const adcTemp_u24 = bytes[5] | (bytes[6] << 8) | (bytes[7] << 16)
        this.checkIn -= 1
        if (this.checkIn <= 0) {
            const fault = await this.checkConfig()
            if (fault !== SensorFault.None) {
                reading.fault = fault
                return
            }
        }
        this.misses = 0

        reading.sampleAtMs = this.triggeredAtMs
        this.triggeredAtMs = this.clock.nowMs()
        status = await bus.writeRegister(address, REG_PWR_CTRL, PWR_CTRL_FORCED)
        if (status !== BusStatus.Ok) {
            // This sample is good; the next one is the one that is lost.
            this.converting = false
            this.missed(status)
        }

        if (this.discard > 0) {
            this.discard -= 1
            reading.fault = SensorFault.Starting
            return
        }
        if (
            // 0x000000 and 0xffffff are the two counts whose successor has no bit in 23-1 …
            ((adcPressure_u24 + 1) & 0xfffffe) === 0 ||
            ((adcTemp_u24 + 1) & 0xfffffe) === 0 ||
            // … and the reset value counts only in both: alone it is a temperature near 22 °C.
            ((adcPressure_u24 ^ DATA_RESET_U24) | (adcTemp_u24 ^ DATA_RESET_U24)) === 0
        ) {
            reading.fault = SensorFault.Saturated
            return
        }
        this.compensation.apply(adcPressure_u24, adcTemp_u24, reading)
    }

    /**
     * A burst that is not a finished conversion: why, or `None` when a second look after a short
     * wait found one, which is then in `bus.bytes`.
     */
    private async explain(): Promise<SensorFault> {
        const bus = this.bus
        for (let look = 0; look < 2; look++) {
            const bytes = bus.bytes
            if ((bytes[0] & ERR_ANY) !== 0) {
                this.running = false
                return SensorFault.PartError
            }
            if ((bytes[14] & EVENT_POR) !== 0) {
                this.running = false
                return SensorFault.ConfigLost
            }
            if ((bytes[1] & STATUS_DRDY) === STATUS_DRDY) return SensorFault.None
            if (look !== 0) break
            await this.clock.sleepMs(BMP390_READY_WAIT_MS)
            // Reading data clears the ready flags, ready or not (4.3.4): look at them alone first.
            let status = await bus.readRegisters(this.address, REG_STATUS, 1)
            if (status !== BusStatus.Ok) return this.missed(status)
            if ((bus.bytes[0] & STATUS_DRDY) !== STATUS_DRDY) break
            status = await bus.readRegisters(this.address, REG_ERR, BURST_BYTES)
            if (status !== BusStatus.Ok) return this.missed(status)
        }
        return await this.notReady()
    }

    /** No data in time: leaves a slow conversion alone, starts anew one that is gone. */
    private async notReady(): Promise<SensorFault> {
        const status = await this.bus.readRegisters(this.address, REG_PWR_CTRL, CONFIG_BYTES)
        if (status !== BusStatus.Ok) return this.missed(status)
        if (!bmp390ConfigHolds(this.bus.bytes)) {
            this.running = false
            return SensorFault.ConfigLost
        }
        this.misses += 1
        if (this.misses >= BMP390_MISSES_TO_RESTART) this.running = false
        // Writing PWR_CTRL during a conversion would abort it.
        else if ((this.bus.bytes[0] & PWR_CTRL_MODE) === 0) await this.trigger()
        return SensorFault.NotReady
    }

    /** Re-reads the configuration: `None`, `ConfigLost`, or what the bus says. */
    private async checkConfig(): Promise<SensorFault> {
        const status = await this.bus.readRegisters(this.address, REG_PWR_CTRL, CONFIG_BYTES)
        if (status !== BusStatus.Ok) {
            this.converting = false // its data are read, and not believed
            return this.missed(status)
        }
        if (!bmp390ConfigHolds(this.bus.bytes)) {
            this.running = false
            return SensorFault.ConfigLost
        }
        this.checkIn = BMP390_CONFIG_CHECK_SAMPLES
        return SensorFault.None
    }

    /** Starts a conversion now. */
    private async trigger(): Promise<SensorFault> {
        this.triggeredAtMs = this.clock.nowMs()
        const status = await this.bus.writeRegister(this.address, REG_PWR_CTRL, PWR_CTRL_FORCED)
        this.converting = status === BusStatus.Ok
        return status === BusStatus.Ok ? SensorFault.None : this.missed(status)
    }

    /** Counts a failed transfer and names it. */
    private missed(status: BusStatus): SensorFault {
        // The bus was away: perhaps the supply was, and perhaps the reset flag was read in vain.
        this.checkIn = 0
        this.misses += 1
        if (this.misses >= BMP390_MISSES_TO_RESTART) this.running = false
        this.lastBusFault = busFault(status)
        return this.lastBusFault
    }
}
