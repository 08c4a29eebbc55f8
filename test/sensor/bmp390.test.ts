import { describe, expect, it } from "vitest"
import { BMP390_CONFIG_CHECK_SAMPLES, BMP390_DISCARD_SAMPLES } from "../../src/config"
import { SensorFault } from "../../src/sensor/reading"
import {
    ADDRESS,
    bus,
    checkConfig,
    CONFIG,
    CONFIG_AFTER_RESET,
    GOOD,
    PRESSURE_MILLI_PA,
    RAW_P,
    RAW_T,
    reading,
    recovers,
    run,
    TEMP_MICRO_C,
    tick,
    trigger,
    useBench,
} from "./bmp390_bench"
import { burst } from "./bmp390_parts"
import { read, readFails } from "./scripted_bus"

useBench()

describe("steady state", () => {
    it("reads one burst and starts the next conversion", async () => {
        await run()
        expect(await tick(read(0x02, GOOD), trigger)).toBe(SensorFault.None)
        expect(reading.pressureMilliPa).toBe(PRESSURE_MILLI_PA)
        expect(reading.tempMicroC).toBe(TEMP_MICRO_C)
    })

    it("dates a sample by the start of its conversion", async () => {
        bus.now = 0x7fffffff - 250 // the clock wraps on the way
        await run()
        for (let i = 0; i < 5; i++) {
            const startedAtMs = bus.nowMs()
            await tick(read(0x02, GOOD), trigger)
            expect(reading.sampleAtMs).toBe(startedAtMs)
        }
        expect(reading.sampleAtMs).toBeLessThan(0)
    })

    it("leaves the tick's own instant to the caller", async () => {
        await run()
        reading.atMs = 4711
        await tick(read(0x02, GOOD), trigger)
        expect(reading.atMs).toBe(4711)
    })

    it("checks the configuration every eighth sample", async () => {
        await run()
        for (let i = 1 + BMP390_DISCARD_SAMPLES; i <= 4 * BMP390_CONFIG_CHECK_SAMPLES; i++) {
            const due = i % BMP390_CONFIG_CHECK_SAMPLES === 0
            const check = due ? [checkConfig] : []
            expect(await tick(read(0x02, GOOD), ...check, trigger)).toBe(SensorFault.None)
        }
    })

    it("calls a converter at its end Saturated, and goes on", async () => {
        await run()
        const ends = [
            [0, RAW_T],
            [0xffffff, RAW_T],
            [RAW_P, 0],
            [RAW_P, 0xffffff],
            [0x800000, 0x800000],
        ]
        for (const [p, t] of ends)
            expect(await tick(read(0x02, burst(p, t)), trigger)).toBe(SensorFault.Saturated)
        expect(await tick(read(0x02, GOOD), checkConfig, trigger)).toBe(SensorFault.None)
    })

    it("takes half scale of one converter for the value that it is", async () => {
        // 0x800000 is 22.55 °C of this part, and the reset value only when both registers hold it
        await run()
        expect(await tick(read(0x02, burst(RAW_P, 0x800000)), trigger)).toBe(SensorFault.None)
        expect(reading.tempMicroC).toBeGreaterThan(22000000)
        expect(reading.tempMicroC).toBeLessThan(23000000)
    })
})

describe("a part that lost its configuration", () => {
    it("is not believed once after a reset, whose flag comes with the data", async () => {
        await run()
        const flagged = GOOD.slice()
        flagged[14] = 0x01
        const before = reading.pressureMilliPa
        expect(await tick(read(0x02, flagged))).toBe(SensorFault.ConfigLost)
        expect(reading.pressureMilliPa).toBe(before)
        await recovers()
    })

    it("is found by the reset flag before anybody waits for data that will not come", async () => {
        await run()
        const asleep = [0x00, 0x10, 0, 0, 0x80, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 0x01]
        expect(await tick(read(0x02, asleep))).toBe(SensorFault.ConfigLost)
        await recovers()
    })

    it("is found within eight samples when no flag tells, register by register", async () => {
        for (const at of [0, 1, 2, 4]) {
            await run()
            for (let i = BMP390_DISCARD_SAMPLES + 1; i < BMP390_CONFIG_CHECK_SAMPLES; i++)
                expect(await tick(read(0x02, GOOD), trigger)).toBe(SensorFault.None)
            const wrong = CONFIG.slice()
            wrong[at] ^= 0x01
            const fault = await tick(read(0x02, GOOD), read(0x1b, wrong))
            expect(fault).toBe(SensorFault.ConfigLost)
        }
        await recovers()
    })

    it("is looked for right after the bus was away, which may have eaten the flag", async () => {
        await run()
        expect(await tick(readFails(0x02, 15))).toBe(SensorFault.BusNack)
        const steps = [read(0x02, GOOD), read(0x1b, CONFIG_AFTER_RESET)]
        expect(await tick(...steps)).toBe(SensorFault.ConfigLost)
        await recovers()
    })
})

describe("a part in error", () => {
    for (const error of [0x01, 0x02, 0x04])
        it(`with ERR_REG ${error} is reported and set up anew`, async () => {
            await run()
            const bytes = GOOD.slice()
            bytes[0] = error
            expect(await tick(read(0x02, bytes))).toBe(SensorFault.PartError)
            await recovers()
        })
})

describe("the scripted bus", () => {
    it("fails on a transfer that was not scripted, and on one not used", async () => {
        await expect(readsOne(0x00)).rejects.toThrow("script says nothing more")
        bus.expect(read(0x01, [1]))
        await expect(readsOne(0x00)).rejects.toThrow("script says read 1 bytes from 0x01")
        expect(() => bus.finish()).toThrow("not used: read 1 bytes from 0x01")
        await readsOne(0x01)
    })
})

async function readsOne(register: number): Promise<void> {
    await bus.readRegisters(ADDRESS, register, 1)
}
