import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { VirtualClock } from "../../sim/vm/clock"

describe("the virtual clock", () => {
    test("stands still until it is moved, and then moves exactly there", () => {
        const clock = new VirtualClock()
        expect(clock.nowMs).toBe(0)
        clock.runUntil(12.5)
        expect(clock.nowMs).toBe(12.5)
    })

    test("shows each event its own instant, also those planned on the way", () => {
        const clock = new VirtualClock()
        const seen: number[] = []
        const tick = () => {
            seen.push(clock.nowMs)
            if (seen.length < 5) clock.schedule(tick, 10)
        }
        clock.schedule(tick, 10)
        clock.runUntil(35)
        expect(seen).toEqual([10, 20, 30])
        clock.runUntil(50)
        expect(seen).toEqual([10, 20, 30, 40, 50])
    })

    test("runs an event planned for now after the current one, not within it", () => {
        const clock = new VirtualClock()
        const order: string[] = []
        clock.schedule(() => {
            clock.schedule(() => order.push("inner"), 0)
            order.push("outer")
        }, 1)
        clock.runUntil(1)
        expect(order).toEqual(["outer", "inner"])
    })

    test("forgets a cancelled event, and only that one", () => {
        const clock = new VirtualClock()
        const ran: number[] = []
        const ids = [1, 2, 3].map(n => clock.schedule(() => ran.push(n), 5))
        clock.cancel(ids[1])
        clock.cancel(undefined)
        clock.cancel(999)
        clock.runUntil(10)
        expect(ran).toEqual([1, 3])
    })

    test("stops at an event that interrupts it, and goes on from there", () => {
        const clock = new VirtualClock()
        const ran: number[] = []
        clock.schedule(() => clock.interrupt(), 5)
        clock.schedule(() => ran.push(clock.nowMs), 5)
        clock.runUntil(10)
        expect([clock.nowMs, ran]).toEqual([5, []])
        clock.runUntil(10)
        expect([clock.nowMs, ran]).toEqual([10, [5]])
    })

    test("runs what fell due during a leap afterwards, late, and in its order", () => {
        const clock = new VirtualClock()
        const ran: [string, number][] = []
        clock.schedule(() => ran.push(["b", clock.nowMs]), 30)
        clock.schedule(() => ran.push(["a", clock.nowMs]), 20)
        clock.schedule(() => ran.push(["c", clock.nowMs]), 120)
        clock.leap(100)
        expect([clock.nowMs, ran]).toEqual([100, []])
        clock.runUntil(150)
        expect(ran).toEqual([
            ["a", 100],
            ["b", 100],
            ["c", 120],
        ])
    })

    test("runs any plan in order of time, then of creation", () => {
        fc.assert(
            fc.property(fc.array(fc.nat(20), { maxLength: 60 }), delays => {
                const clock = new VirtualClock()
                const ran: [number, number][] = []
                delays.forEach((delayMs, n) =>
                    clock.schedule(() => ran.push([delayMs, n]), delayMs)
                )
                clock.runUntil(20)
                const sorted = delays
                    .map((delayMs, n): [number, number] => [delayMs, n])
                    .sort((a, b) => a[0] - b[0] || a[1] - b[1])
                expect(ran).toEqual(sorted)
            })
        )
    })
})
