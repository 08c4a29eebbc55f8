import { describe, expect, it } from "vitest"
import {
    BMP390_CONFIG_CHECK_SAMPLES,
    BMP390_DISCARD_SAMPLES,
    BMP390_MISSES_TO_RESTART,
    BMP390_READY_WAIT_MS,
    BMP390_RESET_MS,
    BUS_TIMEOUT_MS,
    SAMPLE_PERIOD_MS,
} from "../../src/config"
import { BusStatus } from "../../src/sensor/bus"
import { SensorFault } from "../../src/sensor/reading"
import {
    bus,
    checkConfig,
    CONFIG,
    CONFIG_AFTER_RESET,
    GOOD,
    PRESSURE_MILLI_PA,
    reading,
    recovers,
    run,
    tick,
    trigger,
    useBench,
} from "./bmp390_bench"
import { burst } from "./bmp390_parts"
import { read, readFails, sleep, write } from "./scripted_bus"

useBench()

describe("a late conversion", () => {
    /** The burst while no pair of values is ready. */
    const unready = (status: number) => {
        const bytes = burst(0x800000, 0x800000)
        bytes[1] = status
        return bytes
    }
    const late = unready(0x10)
    const running = [0x13, ...CONFIG.slice(1)]
    const wait = sleep(BMP390_READY_WAIT_MS)

    it("is waited for once, and its ready flags are polled without touching the data", async () => {
        await run()
        const startedAtMs = bus.nowMs()
        const steps = [read(0x02, late), wait, read(0x03, [0x70]), read(0x02, GOOD), trigger]
        expect(await tick(...steps)).toBe(SensorFault.None)
        expect(reading.pressureMilliPa).toBe(PRESSURE_MILLI_PA)
        expect(reading.sampleAtMs).toBe(startedAtMs)
    })

    it("is not ready with only one of the two values", async () => {
        await run()
        for (const status of [0x30, 0x50]) {
            const polled = read(0x03, [status])
            const steps = [read(0x02, unready(status)), wait, polled, read(0x1b, running)]
            expect(await tick(...steps)).toBe(SensorFault.NotReady)
        }
    })

    it("that still runs is left to finish, and keeps its own time", async () => {
        await run()
        const startedAtMs = bus.nowMs()
        const steps = [read(0x02, late), wait, read(0x03, [0x10]), read(0x1b, running)]
        expect(await tick(...steps)).toBe(SensorFault.NotReady)
        expect(await tick(read(0x02, GOOD), trigger)).toBe(SensorFault.None)
        expect(reading.sampleAtMs).toBe(startedAtMs)
    })

    it("that is gone is started again", async () => {
        await run()
        const steps = [read(0x02, late), wait, read(0x03, [0x10]), checkConfig, trigger]
        expect(await tick(...steps)).toBe(SensorFault.NotReady)
        expect(await tick(read(0x02, GOOD), trigger)).toBe(SensorFault.None)
    })

    it("is found to be a lost configuration when it is one", async () => {
        await run()
        const fault = await tick(
            read(0x02, late),
            wait,
            read(0x03, [0x10]),
            read(0x1b, CONFIG_AFTER_RESET)
        )
        expect(fault).toBe(SensorFault.ConfigLost)
        await recovers()
    })

    it("again and again leads to a restart", async () => {
        await run()
        const steps = [read(0x02, late), wait, read(0x03, [0x10]), read(0x1b, running)]
        for (let i = 0; i < BMP390_MISSES_TO_RESTART; i++)
            expect(await tick(...steps)).toBe(SensorFault.NotReady)
        await recovers()
    })

    it("reports the error or the reset that shows up while waiting", async () => {
        await run()
        const flagged = GOOD.slice()
        flagged[14] = 0x01
        const fault = await tick(read(0x02, late), wait, read(0x03, [0x70]), read(0x02, flagged))
        expect(fault).toBe(SensorFault.ConfigLost)
        await recovers()
    })

    it("ends at each transfer that fails", async () => {
        for (const steps of [
            [read(0x02, late), wait, readFails(0x03, 1)],
            [read(0x02, late), wait, read(0x03, [0x70]), readFails(0x02, 15)],
            [read(0x02, late), wait, read(0x03, [0x10]), readFails(0x1b, 5)],
        ]) {
            await run()
            expect(await tick(...steps)).toBe(SensorFault.BusNack)
        }
    })
})

describe("a bus that fails", () => {
    for (const [status, fault] of [
        [BusStatus.Nack, SensorFault.BusNack],
        [BusStatus.Timeout, SensorFault.BusTimeout],
    ] as const) {
        const name = BusStatus[status]

        it(`with ${name} while reading: the conversion is still there next time`, async () => {
            await run()
            const startedAtMs = bus.nowMs()
            expect(await tick(readFails(0x02, 15, status))).toBe(fault)
            expect(await tick(read(0x02, GOOD), checkConfig, trigger)).toBe(SensorFault.None)
            expect(reading.sampleAtMs).toBe(startedAtMs)
        })

        it(`with ${name} while starting: the next sample carries it`, async () => {
            await run()
            const failing = write(0x1b, 0x13, status)
            expect(await tick(read(0x02, GOOD), failing)).toBe(SensorFault.None)
            expect(await tick(trigger)).toBe(fault)
            expect(await tick(read(0x02, GOOD), checkConfig, trigger)).toBe(SensorFault.None)
        })

        it(`with ${name} while checking: the data are not believed`, async () => {
            await run()
            for (let i = BMP390_DISCARD_SAMPLES + 1; i < BMP390_CONFIG_CHECK_SAMPLES; i++)
                await tick(read(0x02, GOOD), trigger)
            expect(await tick(read(0x02, GOOD), readFails(0x1b, 5, status))).toBe(fault)
            expect(await tick(trigger)).toBe(fault)
            expect(await tick(read(0x02, GOOD), checkConfig, trigger)).toBe(SensorFault.None)
        })

        it(`with ${name} for long leads to a restart, one transfer per tick`, async () => {
            await run()
            for (let i = 0; i < BMP390_MISSES_TO_RESTART; i++)
                expect(await tick(readFails(0x02, 15, status))).toBe(fault)
            for (let i = 0; i < 50; i++) expect(await tick(readFails(0x00, 4, status))).toBe(fault)
            await recovers()
        })

        it(`with ${name} for writes only leads to a restart, too`, async () => {
            await run()
            const failing = write(0x1b, 0x13, status)
            expect(await tick(read(0x02, GOOD), failing)).toBe(SensorFault.None)
            for (let i = 1; i < BMP390_MISSES_TO_RESTART; i++)
                expect(await tick(failing)).toBe(fault)
            await recovers()
        })
    }

    it("now and then does not lead to a restart", async () => {
        await run()
        for (let i = 0; i < 2 * BMP390_MISSES_TO_RESTART; i++) {
            expect(await tick(readFails(0x02, 15))).toBe(SensorFault.BusNack)
            expect(await tick(read(0x02, GOOD), checkConfig, trigger)).toBe(SensorFault.None)
        }
    })

    it("does not hold a tick longer than the sample period when it hangs", () => {
        // at most one transfer times out per tick; the other waits are the driver's own
        expect(BUS_TIMEOUT_MS + BMP390_RESET_MS).toBeLessThan(SAMPLE_PERIOD_MS)
        expect(BUS_TIMEOUT_MS + BMP390_READY_WAIT_MS).toBeLessThan(SAMPLE_PERIOD_MS)
    })
})
