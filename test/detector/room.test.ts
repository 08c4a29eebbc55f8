/**
 * What a room does to the gas is the thermometer's to tell: neither a sensor's walk, nor a place
 * for a leak to hide.
 */
import { expect, test } from "vitest"
import type { RoomName } from "../../host/build/owner_config"
import { alarmsAtPowerUp } from "../../bench/detector/field_rows"
import { findInTime, watchedFor } from "../../bench/detector/limits"
import { PRACTICE } from "../../bench/detector/practice"
import { RoomChamber, ROOMS, SENSORS, type DeclaredRoom } from "../../bench/detector/room"
import { steadyDelays } from "../../bench/detector/steady"
import { Tester } from "../../bench/detector/tester"
import { Random } from "../../sim/random"
import { LeakDirection } from "../../src/config"

const [bath, quietRoom, draughtyBench] = ROOMS

/** Seeds, from 1 on, of those of so many chambers whose leak is not found in time. */
function missedSeeds(chambers: number, room: DeclaredRoom, leakPaPerS: number, timeS: number) {
    const seeds = Array.from({ length: chambers }, (_, i) => 1 + i)
    return seeds.filter(seed => !findInTime(room, SENSORS[0], leakPaPerS, timeS, seed))
}

/** Rates, Pa/min as sizes and half-widths, of so many tight chambers after so many seconds. */
function tightRates(chambers: number, room: DeclaredRoom, seconds: number) {
    return Array.from({ length: chambers }, (_, i) => {
        const { tester } = watchedFor(seconds, room, SENSORS[0], 1 + i)
        const { rateMicroPaPerS, rateHalfWidthMicroPaPerS } = tester.monitor.detector.evidence
        return { size: Math.abs(rateMicroPaPerS) * 60e-6, half: rateHalfWidthMicroPaPerS * 60e-6 }
    })
}

const ascending = (a: number, b: number) => a - b

// The bath's own bends are as large: 5 mK within some minutes make slopes of 0.004 Pa/s. The room's
// day alone makes 0.012 Pa/s, the one way or the other. What a BMP390's thermometer leaves of
// either over 100 s is 0.001. While it could only excuse, 14 of either 20 were found.
test.each([
    ["bath", bath, 0.0028],
    ["quiet room", quietRoom, 0.0078],
])("a leak slower than the slopes of a %s is found within ten minutes", (_, room, leakPaPerS) => {
    const missed = missedSeeds(20, room, leakPaPerS, 600)
    expect(missed.length, `missed with seeds ${missed.join(", ")}`).toBeLessThanOrEqual(1)
})

// What does not trip at once is learned from. While a leak's own slope counted as a room's spread,
// what was not found within ten minutes was never found: 57 of 60 of these.
test.each([
    ["bath", bath, 0.001],
    ["quiet room", quietRoom, 0.002],
    ["draughty bench", draughtyBench, 0.015],
])("a slow leak in a %s is found in the end", (_, room, leakPaPerS) => {
    const missed = missedSeeds(10, room, leakPaPerS, 21600)
    expect(missed.length, `missed with seeds ${missed.join(", ")}`).toBeLessThanOrEqual(1)
})

// The best guess at a young tester's rate takes off what the thermometer probably knows. While the
// interval alone counted that, the draught's own slopes were beyond it in 13 to 17 of 100.
test.each([
    ["quiet room", quietRoom, 0.3],
    ["draughty bench", draughtyBench, 4],
])("in a %s the first minutes' interval holds nothing", (_, room, errorPaPerMin) => {
    const rates = tightRates(60, room, 180)
    expect(rates.filter(({ size, half }) => size > half).length).toBeLessThanOrEqual(3)
    const sizes = rates.map(({ size }) => size).sort(ascending)
    expect(sizes[56]).toBeLessThan(errorPaPerMin)
})

// The dead zone is 0.015 Pa/min and no matter of doubt, and 3 % of what the gas does at this
// moment is nothing to an hour's slope: with both in it the interval was four times as wide.
test("an hour's interval holds nothing, and is as narrow as the hour allows", () => {
    const rates = tightRates(40, bath, 3600)
    rates.forEach(({ size, half }, i) => expect(size, `seed ${1 + i}`).toBeLessThan(half))
    const halfWidths = rates.map(({ half }) => half).sort(ascending)
    expect(halfWidths[20]).toBeLessThan(0.012)
})

// A slope that does not trip at once is learned as what tight chambers do, and must not become the
// reason why it never trips: a leak goes one way, a walk does not. While that was not told apart,
// one leak in ten took 300 to 500 s.
test.each([
    ["bath", 0.06, bath, 120],
    ["quiet room", 0.06, quietRoom, 180],
    ["bath", 0.12, bath, 60],
    ["quiet room", 0.12, quietRoom, 60],
])(
    "in a %s a tester that wakes up in a leak of %d Pa/s finds it",
    (_, leakPaPerS, room, withinS) => {
        const missed = []
        for (let seed = 1; seed <= 100; seed++) {
            const gas = new RoomChamber(room, SENSORS[0], 100, new Random(seed))
            const tester = new Tester(100)
            gas.leakPaPerS = leakPaPerS
            for (let i = 0; i < withinS * 10 && !tester.alarmed; i++) {
                gas.next()
                tester.take(gas.pressurePa, gas.tempC)
            }
            if (!tester.alarmed) missed.push(seed)
        }
        expect(missed.length, `missed with seeds ${missed.join(", ")}`).toBeLessThanOrEqual(5)
    }
)

// Its gas moves at 0.26 Pa/s within seconds of power-up, which in a quiet room is a leak: 52 of 60
// raised an alarm while nobody could say what room it is. None of 100 does now.
test("a bench that is called draughty does not alarm at power-up", () => {
    const alarmed = []
    for (let seed = 1; seed <= 60; seed++)
        if (alarmsAtPowerUp(draughtyBench, "draughty", seed)) alarmed.push(seed)
    expect(alarmed.length, `alarmed with seeds ${alarmed.join(", ")}`).toBeLessThanOrEqual(1)
})

// In a room that may wake up at any time 0.1 Pa/min is its thermometer's to explain for 400 s.
test("what is called a bath gives small leaks nothing to hide behind", () => {
    const habitat = { ...PRACTICE, direction: LeakDirection.Either, thermometer: true }
    const median = (room: RoomName) =>
        steadyDelays({ ...habitat, room }, 0.1 / 60, 20, 900, 1).sort((a, b) => a - b)[10]
    expect(median("bath")).toBeLessThan(250)
    expect(median("quiet")).toBeGreaterThan(300)
})

// An air conditioner starts in a room that was still for an hour: the gas moves at 0.1 Pa/s from
// one second to the next. Pressure alone shows that within ten seconds, the thermometer in forty.
test("a room that is called draughty may be still and wake up", () => {
    const alarmed = []
    for (let seed = 1; seed <= 20; seed++) {
        const still = { ...quietRoom, spreadK: 0, memoryS: 1e9, dailyK: 0 }
        const gas = new RoomChamber(still, SENSORS[0], 100, new Random(seed))
        const tester = new Tester(100, LeakDirection.Either, "draughty")
        const run = (seconds: number) => {
            for (let i = 0; i < seconds * 10; i++) {
                gas.next()
                tester.take(gas.pressurePa, gas.tempC)
            }
        }
        run(3600)
        gas.roomOffK = seed % 2 ? 0.5 : -0.5
        run(900)
        if (tester.alarms > 0) alarmed.push(seed)
    }
    expect(alarmed.length, `alarmed with seeds ${alarmed.join(", ")}`).toBeLessThanOrEqual(1)
})
