/**
 * The recording alone replays to the same bits on Node: compensation apart, nothing decides in
 * doubles, and nothing on the VM decides otherwise than on V8.
 */
import { describe, expect, test } from "vitest"
import { parseRecord } from "../../host/records"
import { expectSound, run, scenarioOf } from "./virtual_bench"
import { CHECKSUM_START, mixInt, mixText } from "../../src/output/checksum"
import { firstDifference, recordsOf, replay } from "./replay"

/** Everything that a chamber and a sensor do to the detector, again and again, ever larger. */
function eventfulWorld(durationS: number, driftPaPerRootS: number) {
    const events: object[] = []
    const periodS = 500
    for (let atS = 100, n = 0; atS + periodS <= durationS; atS += periodS, n++) {
        const name = `leak ${n}`
        const at = (s: number, event: object) => events.push({ atS: atS + s, ...event })
        at(0, { do: "hole", name, diameterMm: 0.02 * 1.25 ** (n % 16) })
        at(150, { do: "cover", name, with: "tape", leaves: n % 3 === 0 ? 0.2 : 0 })
        at(250, { do: "cover", name, with: "patch", leaves: 0 })
        at(280, { do: "door-slam", peakPa: (n % 2 ? -1 : 1) * (5 + 7 * (n % 9)), decayS: 0.3 })
        at(300, { do: "outside-temperature", tempC: 22 + (n % 5) - 2, overS: 300 })
        at(320, { do: "fault", fault: "spike", value: 30 * (n % 7) - 90, forS: 0 })
        at(330, { do: "fault", fault: "stale", forS: 1 + (n % 4) })
        at(350, { do: "fault", fault: n % 2 ? "nack" : "bus-hang", forS: 0.5 + (n % 3) })
        at(370, { do: "fault", fault: n % 2 ? "stuck" : "saturated", forS: 20 })
        at(420, { do: "fault", fault: n % 2 ? "brown-out" : "slow-clock", forS: 10 })
        // back to where it was, or the air would run out
        at(440, { do: "fill", forS: 10, supplyPa: 118000, diameterMm: 3 })
        if (n % 8 === 5) at(470, { do: "power-cut", forS: 3 })
    }
    return scenarioOf({
        durationS,
        chamber: { volumeL: 5, pressurePa: 118000 },
        sensor: { driftPaPerRootS },
        events,
    })
}

describe("a recording of the VM, replayed on Node,", () => {
    test("gives the same records over 100,000 samples of noise, leaks and faults", async () => {
        const scenario = eventfulWorld(10600, 0.003)
        const seed = 20260101
        const outcome = await run(scenario, seed)
        const powerCuts = scenario.events.filter(event => event.do === "power-cut").length
        expectSound(outcome, powerCuts, `seed ${seed}`)

        const recorded = recordsOf(outcome.lines)
        const kinds = new Map<string, number>()
        for (const line of recorded) kinds.set(line[6], (kinds.get(line[6]) ?? 0) + 1)
        expect(kinds.get("s")).toBeGreaterThanOrEqual(100_000)
        // a world in which nothing happened would prove nothing
        for (const kind of ["w", "a", "f", "r"]) expect(kinds.get(kind), kind).toBeGreaterThan(20)

        expect(firstDifference(recorded, replay(recorded))).toBeUndefined()
    }, 300_000)

    test("shows a single changed bit of a single sample", async () => {
        const outcome = await run(eventfulWorld(700, 0.003), 5)
        const recorded = recordsOf(outcome.lines)
        expect(firstDifference(recorded, replay(recorded))).toBeUndefined()
        // flip a bit of one pressure and make its checksum right, so that only the values differ
        const at = recorded.findIndex((line, i) => i > 2000 && line.includes('"p":'))
        const sample = parseRecord(recorded[at]) as { p: number }
        const changed = [...recorded]
        changed[at] = withPressure(recorded[at], sample.p ^ 64)
        expect(firstDifference(recorded, replay(changed))).toBeDefined()
    }, 60_000)
})

/** A sample record with another pressure: what Node says to such a reading. */
function withPressure(line: string, pressureMilliPa: number): string {
    const values = JSON.parse(line) as Record<string, number | string>
    values.p = pressureMilliPa
    let sum = mixText(CHECKSUM_START, "s")
    for (const key of ["n", "t", "d", "p", "T", "g"]) sum = mixInt(sum, values[key] as number)
    return JSON.stringify({ ...values, c: sum })
}
