import { afterEach, beforeEach, describe, expect, it } from "vitest"
import {
    BMP390_CONFIG_CHECK_SAMPLES,
    BMP390_DISCARD_SAMPLES,
    BMP390_MISSES_TO_RESTART,
    BMP390_OSR_PRESSURE_LOG2,
    BMP390_OSR_TEMP_LOG2,
    BMP390_READY_WAIT_MS,
    BMP390_RESET_MS,
    BUS_TIMEOUT_MS,
    SAMPLE_PERIOD_MS,
} from "../../src/config"
import { Bmp390 } from "../../src/sensor/bmp390"
import { bmp390PartName } from "../../src/sensor/bmp390_registers"
import { BusStatus } from "../../src/sensor/bus"
import { Reading, SensorFault } from "../../src/sensor/reading"
import { BMP388_PART, BMP390_PART, burst, trimDump } from "./bmp390_parts"
import { read, readFails, ScriptedBus, sleep, type Step, write } from "./scripted_bus"

const ADDRESS = 0x77
const RAW_P = BMP390_PART.adcPressure_u24
const RAW_T = BMP390_PART.adcTemp_u24
const GOOD = burst(RAW_P, RAW_T)
const PRESSURE_MILLI_PA = 98370566
const TEMP_MICRO_C = 25770745

/** Registers 0x1B … 0x1F as configured, asleep; 0x1E is reserved. */
const CONFIG = [0x03, 0x1d, 0x05, 0xee, 0x00]
const CONFIG_AFTER_RESET = [0x00, 0x02, 0x00, 0x00, 0x00]
const identity = read(0x00, [0x60, 0x01, 0x00, 0x10])
const trigger = write(0x1b, 0x13)
const checkConfig = read(0x1b, CONFIG)

/** Every transfer of a set-up that works, in order. */
const SETUP: Step[] = [
    identity,
    write(0x7e, 0xb6),
    sleep(BMP390_RESET_MS),
    read(0x02, [0x00, 0x10]),
    read(0x10, [0x01]),
    read(0x30, trimDump(BMP390_PART)),
    write(0x1b, 0x03),
    write(0x1c, 0x1d),
    write(0x1d, 0x05),
    write(0x1f, 0x00),
    checkConfig,
    trigger,
]

let bus: ScriptedBus
let part: Bmp390
let reading: Reading

/** One tick: the driver may make exactly these transfers; what the reading then says. */
async function tick(...steps: Step[]): Promise<SensorFault> {
    bus.now += SAMPLE_PERIOD_MS
    bus.expect(...steps)
    await part.sample(reading)
    bus.finish()
    return reading.fault
}

/** Starts the part and runs it past the conversions that are thrown away. */
async function run(): Promise<void> {
    bus.expect(...SETUP)
    expect(await part.start()).toBe(SensorFault.None)
    for (let i = 0; i < BMP390_DISCARD_SAMPLES; i++)
        expect(await tick(read(0x02, GOOD), trigger)).toBe(SensorFault.Starting)
}

/** A restart and the way back to a value, after a fault that calls for it. */
async function recovers(): Promise<void> {
    expect(await tick(...SETUP)).toBe(SensorFault.Starting)
    for (let i = 0; i < BMP390_DISCARD_SAMPLES; i++)
        expect(await tick(read(0x02, GOOD), trigger)).toBe(SensorFault.Starting)
    expect(await tick(read(0x02, GOOD), trigger)).toBe(SensorFault.None)
}

beforeEach(() => {
    bus = new ScriptedBus(ADDRESS)
    part = new Bmp390(bus, bus, ADDRESS)
    reading = new Reading()
})

afterEach(() => bus.finish())

describe("start", () => {
    it("identifies, resets, reads trim, configures, reads back and starts a conversion", async () => {
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
        it(`ends at the first transfer that gives ${BusStatus[status]}, wherever it is`, async () => {
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
            const steps = due
                ? [read(0x02, GOOD), checkConfig, trigger]
                : [read(0x02, GOOD), trigger]
            expect(await tick(...steps)).toBe(SensorFault.None)
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

        it(`with ${name} while reading: the finished conversion is still there next time`, async () => {
            await run()
            const startedAtMs = bus.nowMs()
            expect(await tick(readFails(0x02, 15, status))).toBe(fault)
            expect(await tick(read(0x02, GOOD), checkConfig, trigger)).toBe(SensorFault.None)
            expect(reading.sampleAtMs).toBe(startedAtMs)
        })

        it(`with ${name} while starting: this sample is good, the next one carries it`, async () => {
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

describe("the scripted bus", () => {
    it("fails on a transfer that was not scripted, on another one, and on one not used", async () => {
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
