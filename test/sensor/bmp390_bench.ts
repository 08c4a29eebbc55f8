/**
 * A BMP390 driver on a scripted bus, ticked once per sample period, and the transfers that it makes
 * when all is well.
 */
import { beforeEach, afterEach, expect } from "vitest"
import { BMP390_DISCARD_SAMPLES, BMP390_RESET_MS, SAMPLE_PERIOD_MS } from "../../src/config"
import { Bmp390 } from "../../src/sensor/bmp390"
import { Reading, SensorFault } from "../../src/sensor/reading"
import { BMP390_PART, burst, trimDump } from "./bmp390_parts"
import { read, ScriptedBus, sleep, type Step, write } from "./scripted_bus"

/** Where the part is. */
export const ADDRESS = 0x77
/** Pressure counts of a published part. */
export const RAW_P = BMP390_PART.adcPressure_u24
/** Temperature counts of the same. */
export const RAW_T = BMP390_PART.adcTemp_u24
/** A finished conversion of those counts … */
export const GOOD = burst(RAW_P, RAW_T)
/** … its pressure … */
export const PRESSURE_MILLI_PA = 98370566
/** … and its temperature. */
export const TEMP_MICRO_C = 25770745

/** Registers 0x1B … 0x1F as configured, asleep; 0x1E is reserved. */
export const CONFIG = [0x03, 0x1d, 0x05, 0xee, 0x00]
/** The same registers after a reset. */
export const CONFIG_AFTER_RESET = [0x00, 0x02, 0x00, 0x00, 0x00]
/** The part says who it is. */
export const identity = read(0x00, [0x60, 0x01, 0x00, 0x10])
/** The start of a conversion. */
export const trigger = write(0x1b, 0x13)
/** The check of the configuration, which holds. */
export const checkConfig = read(0x1b, CONFIG)

/** Every transfer of a set-up that works, in order. */
export const SETUP: Step[] = [
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

/** The bus of the running test. */
export let bus: ScriptedBus
/** The driver of the running test. */
export let part: Bmp390
/** Its last reading. */
export let reading: Reading

/** Makes all three anew for every test of a file, and demands that each script is used up. */
export function useBench(): void {
    beforeEach(() => {
        bus = new ScriptedBus(ADDRESS)
        part = new Bmp390(bus, bus, ADDRESS)
        reading = new Reading()
    })
    afterEach(() => bus.finish())
}

/** One tick: the driver may make exactly these transfers; what the reading then says. */
export async function tick(...steps: Step[]): Promise<SensorFault> {
    bus.now += SAMPLE_PERIOD_MS
    bus.expect(...steps)
    await part.sample(reading)
    bus.finish()
    return reading.fault
}

/** Starts the part and runs it past the conversions that are thrown away. */
export async function run(): Promise<void> {
    bus.expect(...SETUP)
    expect(await part.start()).toBe(SensorFault.None)
    for (let i = 0; i < BMP390_DISCARD_SAMPLES; i++)
        expect(await tick(read(0x02, GOOD), trigger)).toBe(SensorFault.Starting)
}

/** A restart and the way back to a value, after a fault that calls for it. */
export async function recovers(): Promise<void> {
    expect(await tick(...SETUP)).toBe(SensorFault.Starting)
    for (let i = 0; i < BMP390_DISCARD_SAMPLES; i++)
        expect(await tick(read(0x02, GOOD), trigger)).toBe(SensorFault.Starting)
    expect(await tick(read(0x02, GOOD), trigger)).toBe(SensorFault.None)
}
