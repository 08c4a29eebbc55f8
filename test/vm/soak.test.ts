/**
 * Seeded soak: random chambers, leaks, weather, blows and faults on the real VM, and what must hold
 * in every one of them. One seed is one world; a failure names it, and `SOAK_SEEDS=2000-2039`
 * before the command plays others.
 */
import { describe, expect, test } from "vitest"
import type { SerialRecord } from "../../host/records"
import type { LampState } from "../../sim/jacdac/peers"
import { Random } from "../../sim/random"
import type { FaultName } from "../../sim/scenario/scenario"
import type { ScenarioWorld } from "../../sim/scenario/world"
import { WatchState } from "../../src/decision/watch"
import { GreenWatch } from "./green_watch"
import { expectSound, run, scenarioOf } from "./virtual_bench"

const [FIRST_SEED, LAST_SEED] = (process.env.SOAK_SEEDS ?? "1000-1014").split("-").map(Number)
const SEEDS = Array.from(
    { length: (LAST_SEED ?? FIRST_SEED) - FIRST_SEED + 1 },
    (_, i) => FIRST_SEED + i
)
const DURATION_S = 900

/**
 * The limit of this soak, Pa/s: 3.6 Pa/min. White noise of 0.84 Pa at 10 samples/s shows twice as
 * much with 6 σ in 13 s.
 */
const LIMIT_PA_PER_S = 0.06
/** A leak of twice the limit must not be called tight for longer than this, ms. */
const BOUND_MS = 60_000

/** Violations that are worth a line. */
const SHOWN_MAX = 3

/** Faults by name, with the longest time they last and their value. */
const FAULTS: [FaultName, forS: number, value?: number][] = [
    ["nack", 8],
    ["bus-hang", 8],
    ["stuck", 20],
    ["stale", 8],
    ["spike", 0, 200],
    ["brown-out", 0],
    ["saturated", 8],
    ["slow-clock", 20, 3],
    ["corrupt-trim", 20],
    ["wrong-chip", 20],
]

/** What happens in a random world; all of it from the seed. */
function randomWorld(seed: number) {
    const random = new Random(seed)
    const between = (low: number, high: number) => random.between(low, high)
    const volumeL = 10 ** between(0.7, 3)
    const events: { atS: number; do: string; forS?: number }[] = []
    const open: string[] = []
    for (let atS = 70; atS < DURATION_S - 40; atS += between(20, 120)) {
        const dice = random.uniform()
        if (dice < 0.35) {
            // about the same loss whatever the volume: 0.02 to 2 Pa/s
            const diameterMm = 0.3 * Math.sqrt((volumeL / 1000) * 10 ** between(-1.6, 0.4))
            open.push(`leak ${open.length}`)
            events.push({ atS, do: "hole", ...{ name: open.at(-1), diameterMm } })
        } else if (dice < 0.55 && open.length > 0) {
            const name = open[Math.floor(between(0, open.length))]
            const leaves = random.uniform() < 0.3 ? between(0, 1) : 0
            events.push({ atS, do: "cover", ...{ name, with: "tape", leaves } })
        } else if (dice < 0.65) {
            const way = random.uniform() < 0.5 ? -1 : 1
            events.push({ atS, do: "door-slam", ...{ peakPa: way * between(2, 60), decayS: 0.3 } })
        } else if (dice < 0.72) {
            const ramp = { tempC: between(21, 23), overS: between(300, 900) }
            events.push({ atS, do: "outside-temperature", ...ramp })
        } else if (dice < 0.95) {
            const [fault, mostS, value] = FAULTS[Math.floor(between(0, FAULTS.length))]
            const forS = mostS === 0 ? 0 : between(0.2, mostS)
            const strength = value === undefined ? {} : { value }
            events.push({ atS, do: "fault", ...{ fault, forS, ...strength } })
            if (random.uniform() < 0.2) events.push({ atS: atS + 0.1, do: "power-cut", forS: 1 })
        } else events.push({ atS, do: "power-cut", forS: between(0.2, 5) })
    }
    const chamber = { volumeL, pressurePa: between(108_000, 122_000) }
    return scenarioOf({ durationS: DURATION_S, chamber, events })
}

/** Watches for a tight word on a leak that has had its time to be found. */
class TightWatch {
    readonly violations: string[] = []
    /** How often a leak stood long enough to be judged. */
    judged = 0
    private isTight = false
    private leaksSinceMs: number | undefined

    constructor(private readonly disturbedUntilMs: (atMs: number) => number) {}

    record(record: SerialRecord | undefined) {
        if (record?.k === "b") this.isTight = false
        if (record?.k === "w") this.isTight = record.w === WatchState.Tight
    }

    look(world: ScenarioWorld, atMs: number) {
        const leaks = world.chamber.leakRatePaPerS() > 2 * LIMIT_PA_PER_S
        this.leaksSinceMs = leaks ? (this.leaksSinceMs ?? atMs) : undefined
        if (this.leaksSinceMs === undefined) return
        const sinceMs = Math.max(this.leaksSinceMs, this.disturbedUntilMs(atMs))
        if (atMs - sinceMs <= BOUND_MS) return
        this.judged++
        if (!this.isTight) return
        if (this.violations.length >= SHOWN_MAX) return
        const lossPaPerS = world.chamber.leakRatePaPerS().toFixed(3)
        this.violations.push(`tight at ${atMs} ms on ${lossPaPerS} Pa/s since ${sinceMs} ms`)
    }
}

let judged = 0

describe.each(SEEDS)("the random world of seed %i", seed => {
    test("finds the firmware sound, honest and awake", async () => {
        const scenario = randomWorld(seed)
        const powerCuts = scenario.events.filter(event => event.do === "power-cut").length
        // every event starts the bound anew, at its end if it lasts
        const disturbances = scenario.events.map(event => {
            const lastsS = event.do === "fault" || event.do === "power-cut" ? event.forS : 0
            return { fromMs: event.atS * 1000, untilMs: (event.atS + lastsS) * 1000 }
        })
        const green = new GreenWatch()
        const tight = new TightWatch(atMs =>
            Math.max(0, ...disturbances.filter(d => d.fromMs <= atMs).map(d => d.untilMs))
        )
        const outcome = await run(scenario, seed, {
            line: (_text, atMs, record) => {
                green.record(record, atMs)
                tight.record(record)
            },
            lamps: (state: LampState, atMs) => green.lamps(state, atMs),
            slice: (rig, world) => tight.look(world, rig.clock.nowMs),
        })
        green.end(DURATION_S * 1000)
        expectSound(outcome, powerCuts, `seed ${seed}`)
        expect(green.violations, `seed ${seed}`).toEqual([])
        expect(tight.violations, `seed ${seed}`).toEqual([])
        judged += tight.judged
    })
})

describe("the soak", () => {
    test("has worlds in which leaks stand, or it would prove nothing", () => {
        expect(judged).toBeGreaterThan(100 * SEEDS.length)
    })
})
