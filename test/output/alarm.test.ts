/**
 * Lamps and buzzer: what each state may show, and what acknowledging does.
 */
import { describe, expect, test } from "vitest"
import { LeakDirection } from "../../src/config"
import { WatchState } from "../../src/decision/watch"
import { LeakEvidence } from "../../src/detector/evidence"
import {
    Alarm,
    LAMP_AMBER,
    LAMP_GREEN,
    LAMP_RED,
    lampsWhenSilent,
    SIGNALS,
} from "../../src/output/alarm"

const STATES = Object.values(WatchState).filter(state => typeof state === "number")
const TICK_MS = 100

/** A minute of a state: the lamps of every tick, and the instants of its tones. */
function minuteOf(state: WatchState, fromMs = 0, alarm = new Alarm(LeakDirection.Either)) {
    alarm.enter(state, fromMs)
    const lamps: number[] = []
    const tonesAtMs: number[] = []
    for (let ms = 0; ms < 60_000; ms += TICK_MS) {
        alarm.show((fromMs + ms) | 0)
        lamps.push(alarm.lamps)
        if (alarm.toneHz !== 0) tonesAtMs.push(ms)
    }
    return { lamps, tonesAtMs }
}

describe("signals", () => {
    test("are green in one state only, and then nothing else", () => {
        for (const state of STATES) {
            const isTight = state === WatchState.Tight
            for (const lamps of minuteOf(state).lamps)
                expect((lamps & LAMP_GREEN) !== 0).toBe(isTight)
        }
        expect(new Set(minuteOf(WatchState.Tight).lamps)).toEqual(new Set([LAMP_GREEN]))
    })

    test("of a fault and of a leak share neither rhythm nor pitch nor pattern of lamps", () => {
        const fault = SIGNALS[WatchState.Fault]
        for (const state of [WatchState.Suspected, WatchState.Leak, WatchState.Rapid]) {
            const leak = SIGNALS[state]
            expect([leak.lampsA, leak.lampsB]).not.toEqual([fault.lampsA, fault.lampsB])
            expect(leak.toneHz).not.toBe(fault.toneHz)
            expect(leak.pairMs).not.toBe(fault.pairMs)
        }
    })

    test("sound as often as they say, over the wrap of the clock too", () => {
        for (const fromMs of [0, 2 ** 31 - 30_050]) {
            expect(minuteOf(WatchState.Tight, fromMs).tonesAtMs).toEqual([])
            expect(minuteOf(WatchState.Suspected, fromMs).tonesAtMs).toEqual([0, 30_000])
            expect(minuteOf(WatchState.Leak, fromMs).tonesAtMs.length).toBe(120)
            expect(minuteOf(WatchState.Fault, fromMs).tonesAtMs).toEqual([0, 200, 30_000, 30_200])
        }
    })

    test("blink half the time", () => {
        const { lamps } = minuteOf(WatchState.Starting)
        const amber = lamps.filter(lit => lit === LAMP_AMBER).length
        expect(amber).toBe(lamps.length / 2)
    })

    test("of a silent sampling loop are those of a fault, and never green", () => {
        const seen = new Set<number>()
        for (let ms = 0; ms < 5000; ms += 50) seen.add(lampsWhenSilent(ms))
        expect(seen).toEqual(new Set([LAMP_RED, LAMP_AMBER]))
    })
})

describe("acknowledging", () => {
    function leaking(rateMicroPaPerS: number, halfWidthMicroPaPerS = 1000): LeakEvidence {
        const evidence = new LeakEvidence()
        evidence.rateMicroPaPerS = rateMicroPaPerS
        evidence.rateHalfWidthMicroPaPerS = halfWidthMicroPaPerS
        return evidence
    }

    function acknowledged(evidence: LeakEvidence): Alarm {
        const alarm = new Alarm(LeakDirection.Falling)
        alarm.enter(WatchState.Leak, 0)
        expect(alarm.acknowledge(evidence)).toBe(true)
        return alarm
    }

    test("silences a leak, once, and nothing where nothing can be silenced", () => {
        const evidence = leaking(-100_000)
        const alarm = acknowledged(evidence)
        alarm.show(0)
        expect(alarm.toneHz).toBe(0)
        expect(alarm.acknowledge(evidence)).toBe(false)
        for (const state of [WatchState.Tight, WatchState.Suspected, WatchState.Fault]) {
            const other = new Alarm(LeakDirection.Falling)
            other.enter(state, 0)
            expect(other.acknowledge(evidence)).toBe(false)
        }
    })

    test("leaves the lamps as they are", () => {
        const evidence = leaking(-100_000)
        const alarm = acknowledged(evidence)
        const red = Array.from({ length: 10 }, (_, i) => {
            alarm.show(i * 250)
            return alarm.lamps
        })
        expect(red).toEqual(Array.from({ length: 10 }, (_, i) => (i % 2 ? 0 : LAMP_RED)))
    })

    test("ends when the whole interval of the loss lies beyond twice what it was", () => {
        const alarm = acknowledged(leaking(-100_000))
        expect(alarm.worsened(leaking(-190_000))).toBe(false)
        // 0.25 less its half-width is not yet beyond 0.2
        expect(alarm.worsened(leaking(-250_000, 60_000))).toBe(false)
        expect(alarm.worsened(leaking(-250_000, -1))).toBe(false)
        expect(alarm.acknowledged).toBe(true)
        expect(alarm.worsened(leaking(-250_000, 40_000))).toBe(true)
        expect(alarm.acknowledged).toBe(false)
    })

    test("ends when a leak becomes rapid, and not when a rapid loss slows down", () => {
        const alarm = acknowledged(leaking(-100_000))
        alarm.enter(WatchState.Rapid, 1000)
        expect(alarm.acknowledged).toBe(false)
        alarm.acknowledge(leaking(-2_000_000))
        alarm.enter(WatchState.Leak, 2000)
        expect(alarm.acknowledged).toBe(true)
        alarm.enter(WatchState.Tight, 3000)
        expect(alarm.acknowledged).toBe(false)
    })
})
