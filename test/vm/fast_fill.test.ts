/**
 * Parts that are filled fast, on the real VM: the gas is hot, cools by itself, and loses pressure
 * as through a leak; a thermometer that lags makes it a gain. No tight part fails for it, and no
 * bad one passes.
 */
import { expect, test } from "vitest"
import { cycleReasonName, verdictName } from "../../host/records"
import { defaultRecipe } from "../../src/config_recipe"
import { expectSameOnNode, rigOf } from "./replay"
import { expectSound, run, scenarioOf } from "./virtual_bench"

const SEED = 1
const FAIL_PA_PER_S = defaultRecipe().failMicroPaPerS / 1e6
/** When a window has begun, however it was filled. */
const IN_WINDOW_MS = 76_000

/** Tests a part of 1 L by the default recipe: what was said, and what it lost in truth, Pa/s. */
async function filledFast(gasToWallS: number, holeMm: number, fill: object) {
    const hole = holeMm === 0 ? [] : [{ atS: 1, do: "hole", diameterMm: holeMm }]
    const scenario = scenarioOf({
        durationS: 210,
        owner: { mode: "test" },
        chamber: { volumeL: 1, pressurePa: 101325, gasToWallS, thermometerLagS: 3 },
        events: [{ atS: 30, do: "press", forS: 0.2 }, { atS: 32, do: "fill", ...fill }, ...hole],
    })
    const said: string[] = []
    let lossPaPerS = 0
    const outcome = await run(scenario, SEED, {
        line: (_text, _atMs, record) => {
            if (record?.k === "v")
                said.push(`${verdictName(record.v)}: ${cycleReasonName(record.y)}`)
        },
        slice: (rig, { chamber }) => {
            if (rig.clock.nowMs <= IN_WINDOW_MS) lossPaPerS = chamber.leakRatePaPerS()
        },
    })
    expectSound(outcome, 0, `seed ${SEED}`)
    expectSameOnNode(outcome.lines, rigOf(scenario), `seed ${SEED}`)
    return { said, lossPaPerS }
}

/** The supply's valve snaps open and shut, or stays open until the gas has cooled a little. */
const SNAP = { forS: 0.7, supplyPa: 118_000, diameterMm: 4 }
const HELD = { forS: 10, supplyPa: 115_500, diameterMm: 4 }
const THROTTLED = { forS: 20, supplyPa: 115_500, diameterMm: 0.9 }

test.each([1.5, 5, 20])(
    "gas that cools within %d s fails no tight part, and passes no bad one",
    async gasToWallS => {
        for (const fill of [SNAP, HELD, THROTTLED])
            for (const holeMm of [0, 0.013, 0.02, 0.03]) {
                const { said, lossPaPerS } = await filledFast(gasToWallS, holeMm, fill)
                const what = `${JSON.stringify(fill)}, hole ${holeMm} mm: ${said.join()}`
                expect(said.length, what).toBe(1)
                const [verdict] = said[0].split(":")
                if (holeMm > 0) expect(lossPaPerS, what).toBeGreaterThan(FAIL_PA_PER_S)
                expect(holeMm === 0 ? ["pass", "invalid"] : ["fail", "invalid"], what).toContain(
                    verdict
                )
                // what is invalid is so because the gas has not settled
                if (verdict === "invalid")
                    expect(
                        ["invalid: pressure-lost", "invalid: wrong-way", "invalid: temp-change"],
                        what
                    ).toContain(said[0])
                // gas that has settled leaves no excuse
                if (gasToWallS < 5) expect(verdict, what).not.toBe("invalid")
            }
    },
    240_000
)
