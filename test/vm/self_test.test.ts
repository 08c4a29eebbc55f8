/**
 * The self-test at power-up on the real VM: lamps, chirp, one record; and what a part that cannot
 * be trusted gets: a named fault, another try every two seconds, and trust as soon as it has earned
 * it.
 */
import { describe, expect, test } from "vitest"
import { faultName, selfTestName, type SerialRecord } from "../../host/records"
import type { LampState, Tone } from "../../sim/jacdac/peers"
import { expectSound, run, scenarioOf } from "./virtual_bench"

const SEED = 5

async function powerUp(events: object[], durationS = 30) {
    const tests: { atMs: number; result: string; record: SerialRecord }[] = []
    const faults: { atMs: number; name: string; begins: boolean }[] = []
    const lamps: { atMs: number; state: LampState }[] = []
    const tones: Tone[] = []
    const scenario = scenarioOf({ durationS, chamber: { pressurePa: 120000 }, events })
    const outcome = await run(scenario, SEED, {
        line: (_text, atMs, record) => {
            if (record?.k === "t") tests.push({ atMs, result: selfTestName(record.y), record })
            if (record?.k === "f")
                faults.push({ atMs, name: faultName(record.e), begins: record.x === 1 })
        },
        lamps: (state, atMs) => lamps.push({ atMs, state }),
        tone: tone => tones.push(tone),
    })
    return { ...outcome, tests, faults, lamps, tones }
}

describe("a good part at power-up", () => {
    test("is told in one record with its identity and noise, lamps and a chirp", async () => {
        const rig = await powerUp([])
        expectSound(rig, 0, `seed ${SEED}`)
        expect(rig.tests.map(({ result }) => result)).toEqual(["passed"])
        const { record } = rig.tests[0]
        // 20 samples less what a start of the part costs; a BMP390's 0.84 Pa of noise, roughly
        expect(record).toMatchObject({ s: 0x60, e: 0, x: 0 })
        if (record.k !== "t") throw new Error("no self-test record")
        expect(record.a).toBeGreaterThanOrEqual(15)
        expect(record.z).toBeGreaterThan(400)
        expect(record.z).toBeLessThan(1500)

        const all = rig.lamps.filter(({ state }) => state.red && state.amber && state.green)
        expect(all.length).toBe(1)
        const next = rig.lamps.find(({ atMs, state }) => atMs > all[0].atMs && !state.green)!
        expect(next.atMs - all[0].atMs).toBeGreaterThan(2500)
        expect(next.atMs - all[0].atMs).toBeLessThan(3500)
        expect(rig.tones.length).toBe(1)
        expect(rig.tones[0].atMs).toBeGreaterThan(rig.tests[0].atMs - 1)
        expect(rig.faults).toEqual([])
    })
})

describe("a part that cannot be trusted at power-up", () => {
    test("with a wrong trim is told by name, and tried again every two seconds", async () => {
        const rig = await powerUp([{ atS: 0, do: "fault", fault: "corrupt-trim", forS: 100 }])
        expect(rig.tests.length).toBeGreaterThanOrEqual(13)
        expect(new Set(rig.tests.map(({ result }) => result))).toEqual(new Set(["too-few-samples"]))
        expect(rig.tests[0].record).toMatchObject({ a: 0, e: 4 })
        expect(rig.faults.some(({ name, begins }) => name === "bad-trim" && begins)).toBe(true)
        expect(rig.recorder.timeline.states.at(-1)?.state).toBe("fault")
        expect(rig.recorder.timeline.green).toEqual([])
    })

    test("that never changes is too quiet to live, and trusted when it does", async () => {
        const rig = await powerUp([{ atS: 1.5, do: "fault", fault: "stuck", forS: 5 }], 60)
        expect(rig.tests[0].result).toBe("too-quiet")
        expect(rig.tests.at(-1)!.result).toBe("passed")
        expect(rig.faults[0]).toMatchObject({ name: "self-test-too-quiet", begins: true })
        expect(rig.faults.at(-1)!.begins).toBe(false)
        expect(["settling", "tight"]).toContain(rig.recorder.timeline.states.at(-1)?.state)
    })

    test("is never the verdict on a chamber that is losing its gas from the start", async () => {
        const rig = await powerUp([{ atS: 0, do: "hole", diameterMm: 1 }])
        expect(rig.tests.map(({ result }) => result)).toEqual(["passed"])
        expect(rig.faults).toEqual([])

        const states = rig.recorder.timeline.states.map(({ state }) => state)
        expect(states.some(state => state === "leak" || state === "rapid")).toBe(true)
    })
})
