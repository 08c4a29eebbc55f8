import { describe, expect, it } from "vitest"
import {
    BMP390_DISCARD_SAMPLES,
    BMP390_OSR_PRESSURE_LOG2,
    BMP390_OSR_TEMP_LOG2,
    SAMPLE_PERIOD_MS,
} from "../../src/config"
import { Bmp390 } from "../../src/sensor/bmp390"
import { bmp390PartName } from "../../src/sensor/bmp390_registers"
import { BusStatus } from "../../src/sensor/bus"
import { SensorFault } from "../../src/sensor/reading"
import {
    ADDRESS,
    bus,
    CONFIG,
    part,
    reading,
    recovers,
    SETUP,
    tick,
    trigger,
    useBench,
} from "./bmp390_bench"
import { BMP388_PART, BMP390_PART, burst, trimDump } from "./bmp390_parts"
import { read, readFails, write } from "./scripted_bus"

useBench()

describe("start", () => {
    it("identifies, resets, reads trim, configures, reads back, converts", async () => {
        bus.expect(...SETUP)
        expect(await part.start()).toBe(SensorFault.None)
        expect(part.chipId).toBe(0x60)
        expect(bmp390PartName(part.chipId)).toBe("BMP390")
    })

    it("drives a BMP388 with the same transfers", async () => {
        const steps = SETUP.slice()
        steps[0] = read(0x00, [0x50, 0x01, 0x00, 0x10])
        steps[5] = read(0x30, trimDump(BMP388_PART))
        bus.expect(...steps)
        expect(await part.start()).toBe(SensorFault.None)
        expect(bmp390PartName(part.chipId)).toBe("BMP388")
        const { adcPressure_u24, adcTemp_u24 } = BMP388_PART
        for (let i = 0; i <= BMP390_DISCARD_SAMPLES; i++)
            await tick(read(0x02, burst(adcPressure_u24, adcTemp_u24)), trigger)
        expect(reading.fault).toBe(SensorFault.None)
        expect(reading.pressureMilliPa).toBe(100876006)
    })

    it("takes a conversion that fits into the sample period even with the slowest part", () => {
        const pressure = 1 << BMP390_OSR_PRESSURE_LOG2
        const temp = 1 << BMP390_OSR_TEMP_LOG2
        const typicalUs = 234 + 392 + pressure * 2020 + 163 + temp * 2020 // datasheet 3.9.2
        const slowestUs = 1800 + (pressure + temp) * 2300 // fits the maxima of its table
        expect(typicalUs).toBe(81589)
        // 18 bytes on the bus before the next start and 3 for it, 9 bits each at 100 kHz
        expect(slowestUs + (18 + 3 + 8) * 90).toBeLessThan(SAMPLE_PERIOD_MS * 1000)
        // one more step of either does not fit, so there is no less noisy choice
        expect(typicalUs + temp * 2020).toBeGreaterThan((SAMPLE_PERIOD_MS - 3) * 1000)
    })

    it("names a part WrongChip that the rig's owner did not want", async () => {
        const wanted = new Bmp390(bus, bus, ADDRESS, 0x50)
        bus.expect(SETUP[0])
        expect(await wanted.start()).toBe(SensorFault.WrongChip)
        expect(wanted.chipId).toBe(0)
    })

    it("names another part WrongChip and leaves it alone", async () => {
        bus.expect(read(0x00, [0x58, 0x00, 0x00, 0x10]))
        expect(await part.start()).toBe(SensorFault.WrongChip)
        expect(bmp390PartName(0x58)).toBe("none")
    })

    it("sends no command before the part takes one", async () => {
        bus.expect(read(0x00, [0x60, 0x01, 0x00, 0x00]))
        expect(await part.start()).toBe(SensorFault.Starting)
    })

    it("does without an acknowledgement of the reset", async () => {
        const steps = SETUP.slice()
        steps[1] = write(0x7e, 0xb6, BusStatus.Nack)
        bus.expect(...steps)
        expect(await part.start()).toBe(SensorFault.None)
    })

    it("reports a part that is not awake after its reset, or in error", async () => {
        bus.expect(...SETUP.slice(0, 3), read(0x02, [0x00, 0x00]))
        expect(await part.start()).toBe(SensorFault.Starting)
        for (const error of [0x01, 0x02, 0x04]) {
            bus.expect(...SETUP.slice(0, 3), read(0x02, [error, 0x10]))
            expect(await part.start()).toBe(SensorFault.PartError)
        }
    })

    it("rejects trim values with a wrong bit, and those of a dead bus", async () => {
        const bad = trimDump(BMP390_PART)
        bad[7] ^= 0x04
        for (const dump of [bad, new Array<number>(22).fill(0), new Array<number>(22).fill(0xff)]) {
            bus.expect(...SETUP.slice(0, 5), read(0x30, dump))
            expect(await part.start()).toBe(SensorFault.BadTrim)
        }
    })

    it("reports each configuration register that does not read back", async () => {
        for (const at of [0, 1, 2, 4]) {
            const wrong = CONFIG.slice()
            wrong[at] ^= 0x02
            bus.expect(...SETUP.slice(0, 10), read(0x1b, wrong))
            expect(await part.start()).toBe(SensorFault.ConfigLost)
        }
    })

    for (const status of [BusStatus.Nack, BusStatus.Timeout])
        it(`ends at the first transfer that gives ${BusStatus[status]}`, async () => {
            const fault = status === BusStatus.Nack ? SensorFault.BusNack : SensorFault.BusTimeout
            for (let at = 0; at < SETUP.length; at++) {
                const step = SETUP[at]
                if (step.do === "sleep") continue
                if (at === 1 && status === BusStatus.Nack) continue // the reset, see above
                const failing =
                    step.do === "read"
                        ? readFails(step.register, step.count, status)
                        : write(step.register, step.value, status)
                bus.expect(...SETUP.slice(0, at), failing)
                expect(await part.start()).toBe(fault)
                bus.finish()
            }
        })

    it("is tried again at every tick, once", async () => {
        for (let i = 0; i < 20; i++) {
            expect(await tick(readFails(0x00, 4))).toBe(SensorFault.BusNack)
            expect(await tick(read(0x00, [0x58, 0, 0, 0x10]))).toBe(SensorFault.WrongChip)
        }
        await recovers()
    })
})
