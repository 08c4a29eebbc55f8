/**
 * The button on the real VM: it silences a leak's tone, and one press does so once.
 */
import { expect, test } from "vitest"
import type { Tone } from "../../sim/jacdac/peers"
import { AlarmEvent } from "../../src/output/record"
import { expectSound, run, scenarioOf } from "./virtual_bench"

const SEED = 3
const HOLE_AT_S = 40
const PRESS_AT_S = 55

async function burst(events: object[]) {
    const tones: Tone[] = []
    const acknowledgedAtMs: number[] = []
    const hole = { atS: HOLE_AT_S, do: "hole", diameterMm: 0.3 }
    const scenario = scenarioOf({
        durationS: 70,
        chamber: { volumeL: 5, pressurePa: 120000 },
        events: [hole, ...events],
    })
    const outcome = await run(scenario, SEED, {
        tone: tone => tones.push(tone),
        line: (_text, atMs, record) => {
            if (record?.k === "a" && record.a === AlarmEvent.Acknowledged)
                acknowledgedAtMs.push(atMs)
        },
    })
    expectSound(outcome, 0, `seed ${SEED}`)
    const after = tones.filter(({ atMs }) => atMs > (PRESS_AT_S + 1) * 1000)
    return { after, acknowledgedAtMs }
}

test("a press silences the tone of a leak, and is told once within a tick", async () => {
    const alone = await burst([])
    expect(alone.acknowledgedAtMs).toEqual([])
    expect(alone.after.length).toBeGreaterThan(3)

    const pressed = await burst([{ atS: PRESS_AT_S, do: "press" }])
    expect(pressed.acknowledgedAtMs.length).toBe(1)
    const delayMs = pressed.acknowledgedAtMs[0] - PRESS_AT_S * 1000
    expect(delayMs).toBeGreaterThan(0)
    expect(delayMs).toBeLessThan(250)
    expect(pressed.after.length).toBeLessThan(alone.after.length)
})
