/**
 * Every fault of sensor and bus through the whole chain: named as what it is, or nothing at all;
 * never taken for a leak; never under a green lamp; and over within 30 s.
 */
import { describe, expect, test } from "vitest"
import { faultName } from "../../host/records"
import { SensorFault } from "../../src/sensor/reading"
import type { LampState } from "../../sim/jacdac/peers"
import type { FaultName } from "../../sim/scenario/scenario"
import { GreenWatch } from "./green_watch"
import { expectSound, run, scenarioOf } from "./virtual_bench"

interface Case {
    readonly fault: FaultName
    readonly forS: number
    readonly value?: number
    /** A fault that shows only when the driver starts anew comes with a power cut. */
    readonly powerCut?: boolean
    /** Fault record by which the tester must call it; undefined when none may come. */
    readonly named: string | undefined
    /** What single sample records may say besides. */
    readonly readings: string[]
}

const cases: Case[] = [
    { fault: "nack", forS: 10, named: "bus-nack", readings: ["bus-nack", "starting"] },
    { fault: "nack", forS: 0.5, named: undefined, readings: ["bus-nack", "starting"] },
    { fault: "bus-hang", forS: 10, named: "bus-timeout", readings: ["bus-timeout", "starting"] },
    { fault: "bus-hang", forS: 0.5, named: undefined, readings: ["bus-timeout", "starting"] },
    { fault: "stuck", forS: 20, named: "stuck", readings: [] },
    { fault: "stale", forS: 10, named: "not-ready", readings: ["not-ready", "starting"] },
    { fault: "spike", forS: 0, value: 300, named: undefined, readings: [] },
    { fault: "spike", forS: 0, value: -300, named: undefined, readings: [] },
    { fault: "spike", forS: 0, value: -2, named: undefined, readings: [] },
    { fault: "brown-out", forS: 0, named: undefined, readings: ["config-lost", "starting"] },
    { fault: "saturated", forS: 10, named: "saturated", readings: ["saturated"] },
    {
        fault: "slow-clock",
        forS: 20,
        value: 1.3,
        named: undefined,
        readings: ["not-ready", "starting"],
    },
    {
        fault: "slow-clock",
        forS: 20,
        value: 3,
        named: undefined,
        readings: ["not-ready", "starting"],
    },
    {
        fault: "slow-clock",
        forS: 20,
        value: 15,
        named: "not-ready",
        readings: ["not-ready", "starting"],
    },
    {
        fault: "wrong-chip",
        forS: 30,
        powerCut: true,
        named: "wrong-chip",
        readings: ["wrong-chip", "starting"],
    },
    {
        fault: "corrupt-trim",
        forS: 30,
        powerCut: true,
        named: "bad-trim",
        readings: ["bad-trim", "starting"],
    },
]

const FAULT_AT_S = 60
const RECOVERED_WITHIN_S = 30
const SEED = 11

describe.each(cases)("$fault (value $value) for $forS s", fault => {
    const endS = FAULT_AT_S + fault.forS
    const recoveredS = endS + RECOVERED_WITHIN_S
    const what = { do: "fault", fault: fault.fault, forS: fault.forS, value: fault.value }
    const scenario = scenarioOf({
        durationS: recoveredS + 60,
        chamber: { volumeL: 5, pressurePa: 120000 },
        events: [
            { atS: FAULT_AT_S, ...JSON.parse(JSON.stringify(what)) },
            ...(fault.powerCut ? [{ atS: FAULT_AT_S + 1, do: "power-cut", forS: 2 }] : []),
        ],
    })

    test("is told apart from a leak, and is over when it is over", async () => {
        const green = new GreenWatch()
        const readings = new Set<string>()
        const outcome = await run(scenario, SEED, {
            line: (_text, atMs, record) => {
                green.record(record, atMs)
                if (record?.k === "s" && record.e !== undefined && record.e !== SensorFault.None)
                    if (atMs >= FAULT_AT_S * 1000) readings.add(faultName(record.e))
            },
            lamps: (state: LampState, atMs) => green.lamps(state, atMs),
        })
        green.end(scenario.durationS * 1000)
        expectSound(outcome, fault.powerCut ? 1 : 0, `${fault.fault}, seed ${SEED}`)

        const { states, faults } = outcome.recorder.timeline
        const at = (s: number) => states.filter(state => state.atMs <= s * 1000).at(-1)?.state
        expect(at(FAULT_AT_S)).toBe("tight")
        const seen = states.map(({ state }) => state)
        expect(seen).not.toContain("leak")
        expect(seen).not.toContain("rapid")
        const after = states.filter(({ atMs }) => atMs >= recoveredS * 1000)
        expect([at(recoveredS), ...after.map(({ state }) => state)]).toEqual(["tight"])

        const named = faults.map(({ fault: name }) => name)
        if (fault.named === undefined) expect(named).toEqual([])
        else {
            expect(named).toContain(fault.named)
            // while the driver tries again it may say so, and nothing else
            expect(named.filter(name => name !== fault.named && name !== "starting")).toEqual([])
        }
        expect([...readings].filter(name => !fault.readings.includes(name))).toEqual([])
        expect(green.violations).toEqual([])
    })
})
