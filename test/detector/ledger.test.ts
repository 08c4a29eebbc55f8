/**
 * The range ledgers, tested from outside: whatever a configuration lets through, every number that
 * is kept between ticks is an integer that fits int32.
 *
 * An int32 is what the VM keeps exact, prints exactly and finds true; a number that leaves it is
 * another number on the device than on Node. The extremes are those of `devs.config.json`, of the
 * sample grid and of the clock.
 */
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import {
    defaultRigConfig,
    LeakDirection,
    REBOOT_AT_LAST_S,
    SELF_TEST_MS,
    type RigConfig,
} from "../../src/config"
import { Monitor } from "../../src/decision/monitor"
import { SelfTest } from "../../src/decision/self_test"
import { Uptime } from "../../src/decision/uptime"
import { Reading, SensorFault, TEMP_MISSING_MICRO_C } from "../../src/sensor/reading"

/** Largest pressure of a trace that `detect` takes, mPa; a part of ours ends at 125,000,000. */
const PRESSURE_MAX_MILLI_PA = 2_000_000_000
const TEMP_MIN_MICRO_C = -60_000_000
const TEMP_MAX_MICRO_C = 120_000_000
const SAMPLES = 600

/** Names of the numbers in an object's graph that are no int32. */
function strays(root: object): string[] {
    const seen = new Set<object>()
    const found: string[] = []
    const walk = (value: unknown, name: string) => {
        if (typeof value === "number" && (value | 0) !== value) found.push(`${name} = ${value}`)
        if (typeof value !== "object" || value === null || seen.has(value)) return
        seen.add(value)
        for (const [key, inner] of Object.entries(value)) walk(inner, `${name}.${key}`)
    }
    walk(root, root.constructor.name)
    return found
}

/** How a trace moves: each is the worst of some ledger. */
const SHAPES = ["white", "rails", "ramp up", "ramp down", "steps", "still"] as const

interface Trace {
    shape: (typeof SHAPES)[number]
    intervalMs: number
    fromMs: number
    highMilliPa: number
    hasTemp: boolean
    direction: LeakDirection
    roomMicroPaPerS: number
    bits: number[]
}

const traces: fc.Arbitrary<Trace> = fc.record({
    shape: fc.constantFrom(...SHAPES),
    intervalMs: fc.constantFrom(20, 100, 333, 2000),
    // the counter wraps in the middle of some
    fromMs: fc.constantFrom(0, 2 ** 31 - 5000, -5000),
    highMilliPa: fc.constantFrom(1_000_000, 125_000_000, PRESSURE_MAX_MILLI_PA),
    hasTemp: fc.boolean(),
    direction: fc.constantFrom(LeakDirection.Falling, LeakDirection.Rising, LeakDirection.Either),
    roomMicroPaPerS: fc.constantFrom(100, 8000, 1_000_000),
    bits: fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 64, maxLength: 64 }),
})

function milliPaAt({ shape, highMilliPa, bits }: Trace, i: number): number {
    const noise = bits[i % bits.length] / 1_000_000
    const along = i / SAMPLES
    const share = {
        white: noise,
        rails: i % 2,
        "ramp up": along,
        "ramp down": 1 - along,
        steps: Math.floor(along * 7) % 2,
        still: 0.5,
    }[shape]
    return Math.floor(share * highMilliPa * 0.98 + noise * Math.min(50_000, highMilliPa * 0.01))
}

function fill(reading: Reading, trace: Trace, i: number) {
    reading.atMs = (trace.fromMs + i * trace.intervalMs) | 0
    reading.sampleAtMs = (reading.atMs - (trace.bits[(i * 7) % 64] % 20)) | 0
    reading.fault = trace.bits[(i * 11) % 64] < 20_000 ? SensorFault.NotReady : SensorFault.None
    reading.pressureMilliPa = milliPaAt(trace, i)
    // a part's temperature does not jump 180 K within 20 ms; a block of fast samples sums to less
    const span = trace.intervalMs < 100 ? 0.15 : 1
    const warm = (span * trace.bits[(i * 5) % 64]) / 1_000_000
    reading.tempMicroC = trace.hasTemp
        ? Math.floor(TEMP_MIN_MICRO_C + warm * (TEMP_MAX_MICRO_C - TEMP_MIN_MICRO_C))
        : TEMP_MISSING_MICRO_C
}

describe("what is kept between ticks", () => {
    test("fits int32 in gate, detector and watch, whatever is measured", () => {
        fc.assert(
            fc.property(traces, trace => {
                const config: RigConfig = {
                    ...defaultRigConfig(),
                    leakDirection: trace.direction,
                    roomSlopeMicroPaPerS: trace.roomMicroPaPerS,
                    pressureMinMilliPa: 0,
                    pressureMaxMilliPa: PRESSURE_MAX_MILLI_PA,
                    tempMinMicroC: TEMP_MIN_MICRO_C,
                    tempMaxMicroC: TEMP_MAX_MICRO_C,
                }
                const monitor = new Monitor(config)
                const reading = new Reading()
                for (let i = 0; i < SAMPLES; i++) {
                    fill(reading, trace, i)
                    monitor.take(reading)
                    const found = strays(monitor)
                    if (found.length > 0) throw new Error(`sample ${i}: ${found.join(", ")}`)
                }
            }),
            { numRuns: 60, seed: 7 }
        )
    })

    test("fits int32 in the self-test at the fastest sampling and the widest noise", () => {
        const selfTest = new SelfTest()
        const reading = new Reading()
        let decided = 0
        for (let atMs = 0; atMs <= 3 * SELF_TEST_MS; atMs += 20) {
            reading.atMs = atMs
            reading.pressureMilliPa = (atMs / 20) % 2 === 0 ? 0 : 500_000_000
            if (selfTest.take(reading, true)) decided++
            expect(strays(selfTest)).toEqual([])
        }
        expect(decided).toBeGreaterThanOrEqual(2)
    })

    test("fits int32 in the uptime up to its last day, in the longest steps", () => {
        const uptime = new Uptime()
        const stepMs = 2 ** 31 - 1
        let atMs = 0
        for (let passedMs = 0; passedMs < REBOOT_AT_LAST_S * 1000; passedMs += stepMs) {
            uptime.update(atMs, 2)
            expect(strays(uptime)).toEqual([])
            atMs = (atMs + stepMs) | 0
        }
        expect(uptime.seconds).toBeGreaterThan(2_000_000)
    })
})
