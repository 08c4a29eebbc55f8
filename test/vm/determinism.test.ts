/**
 * Same firmware, world and seed: same bytes. Another seed: other bytes. Rigs beside each other in
 * one process: strangers.
 */
import { createHash } from "node:crypto"
import { describe, expect, test } from "vitest"
import { Rig } from "../../sim/rig/rig"
import { ScenarioWorld } from "../../sim/scenario/world"
import { factory, firmware, run, scenarioOf } from "./virtual_bench"

const scenario = scenarioOf({
    durationS: 90,
    events: [
        { atS: 30, do: "hole", diameterMm: 0.5 },
        { atS: 50, do: "cover", with: "tape" },
        { atS: 60, do: "fault", fault: "nack", forS: 2 },
        { atS: 70, do: "power-cut", forS: 1 },
    ],
})

/** Everything a rig says, with the instants, as one hash. */
function serialHash(lines: string[]): string {
    return createHash("sha256").update(lines.join("\n")).digest("hex")
}

interface Heard {
    rig: Rig
    lines: string[]
}

async function assemble(seed: number): Promise<Heard> {
    const world = new ScenarioWorld(scenario, seed)
    const lines: string[] = []
    const rig = await Rig.create(factory, firmware, world, {
        line: (text, atMs) => lines.push(`${atMs} ${text}`),
        lamps: (state, atMs) => lines.push(`${atMs} ${JSON.stringify(state)}`),
        tone: tone => lines.push(JSON.stringify(tone)),
        died: (code, atMs) => lines.push(`${atMs} died ${code}`),
    })
    world.schedule(rig)
    return { rig, lines }
}

async function alone(seed: number): Promise<string> {
    const { rig, lines } = await assemble(seed)
    await rig.runUntil(scenario.durationS * 1000)
    expect(lines.length).toBeGreaterThan(800)
    return serialHash(lines)
}

describe("a run on the virtual bench", () => {
    test("says, shows and sounds the same at the same instants when it is repeated", async () => {
        expect(await alone(7)).toBe(await alone(7))
    })

    test("differs with another seed", async () => {
        const [a, b] = [await run(scenario, 7), await run(scenario, 8)]
        expect(serialHash(a.lines)).not.toBe(serialHash(b.lines))
    })

    test("does not notice other rigs that run in between", async () => {
        const rigs = [await assemble(1), await assemble(2), await assemble(1)]
        for (let atMs = 1000; atMs <= scenario.durationS * 1000; atMs += 1000)
            for (const { rig } of rigs) await rig.runUntil(atMs)
        const hashes = rigs.map(({ lines }) => serialHash(lines))
        expect(hashes).toEqual([await alone(1), await alone(2), await alone(1)])
    })

    test("does not depend on the length of the steps in which time is moved", async () => {
        const { rig, lines } = await assemble(3)
        for (let atMs = 0; rig.clock.nowMs < scenario.durationS * 1000; atMs += 37.3)
            await rig.runUntil(Math.min(atMs, scenario.durationS * 1000))
        expect(serialHash(lines)).toBe(await alone(3))
    })
})
