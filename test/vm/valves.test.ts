/**
 * The valves on the real VM: nothing is filled that nobody watches.
 */
import { expect, test } from "vitest"
import { expectSameOnNode, rigOf } from "./replay"
import { expectSound, run, scenarioOf } from "./virtual_bench"

const SEED = 4
const FAULT_AT_S = 40

/** What the valves did, with the second in which they did it. */
async function valvesIn(events: object[], powerCuts: number) {
    const moves: [string, number][] = []
    const scenario = scenarioOf({
        durationS: 60,
        owner: { mode: "test", fillValveGpio: 18, ventValveGpio: 19 },
        valves: { supplyPa: 116000, fillDiameterMm: 0.1 },
        chamber: { volumeL: 1, pressurePa: 101325, gasToWallS: 1.5 },
        events: [{ atS: 30, do: "press" }, ...events],
    })
    const outcome = await run(scenario, SEED, {
        event: (sentence, atMs) => {
            if (sentence.includes("valve")) moves.push([sentence, atMs / 1000])
        },
    })
    expectSound(outcome, powerCuts, `seed ${SEED}`)
    expectSameOnNode(outcome.lines, rigOf(scenario), `seed ${SEED}`)
    return moves
}

const FILL_OPENS = "the fill valve opens"
const FILL_SHUTS = "the fill valve shuts"

test("vent between tests, then fill; never both", async () => {
    const moves = await valvesIn([], 0)
    expect(moves.map(([what]) => what)).toEqual([
        "the vent valve opens",
        "the vent valve shuts",
        FILL_OPENS,
    ])
}, 120_000)

test.each<[string, object, number, number]>([
    ["a sensor that is lost", { do: "fault", fault: "nack", forS: 10 }, 0, 0.3],
    ["a power cut", { do: "power-cut", forS: 5 }, 1, 0.001],
    ["an abort", { do: "press", forS: 1.2 }, 0, 1.5],
])(
    "shut the supply at once after %s",
    async (_what, event, powerCuts, withinS) => {
        const moves = await valvesIn([{ atS: FAULT_AT_S, ...event }], powerCuts)
        const shut = moves.find(([what, atS]) => what === FILL_SHUTS && atS > FAULT_AT_S - 1)
        expect(shut?.[1]).toBeGreaterThanOrEqual(FAULT_AT_S)
        expect(shut?.[1]).toBeLessThan(FAULT_AT_S + withinS)
        // and it stays shut: that test is over
        expect(moves.filter(([what]) => what === FILL_OPENS).length).toBe(1)
    },
    120_000
)
