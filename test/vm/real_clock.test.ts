import { expect, test } from "vitest"
import { RealClock } from "../../sim/vm/real_clock"

test("the real clock runs events in order, never early, and forgets cancelled ones", async () => {
    const clock = new RealClock()
    const ran: [string, number][] = []
    const note = (name: string) => () => ran.push([name, clock.nowMs])
    clock.schedule(note("later"), 30)
    clock.schedule(note("now"), 0)
    clock.cancel(clock.schedule(note("never"), 10))
    clock.cancel(undefined)
    expect(ran).toEqual([])
    await new Promise<void>(resolve => clock.schedule(resolve, 60))
    expect(ran.map(([name]) => name)).toEqual(["now", "later"])
    expect(ran[1][1]).toBeGreaterThanOrEqual(30)
})

test("a stopped real clock runs nothing more", async () => {
    const clock = new RealClock()
    let ran = 0
    clock.schedule(() => ran++, 1)
    clock.stop()
    await new Promise(resolve => setTimeout(resolve, 20))
    expect(ran).toBe(0)
})
