/**
 * Rows against today's practice, and the noise they are measured in.
 */
import { Random } from "../../sim/random"
import { methodDelay, methodThreshold, smallestTwoPointLeak } from "./calibrate"
import { twoPoint } from "./competitors"
import { SAMPLES_PER_FALSE_ALARM } from "./importance"
import { PRACTICE, rhoOf, type Curve } from "./practice"
import { rowMaker, type Row } from "./rows"
import { mean, pairedRatio, rate } from "./statistics"
import { RIGS, steadyDelays, steadyFalseAlarms, type SteadyHabitat } from "./steady"

/** How the rows begin that tell the false alarms beside the curves. */
export const FALSE_ALARMS_OF_CURVES = "false alarms in 30 days, "

/**
 * Decay tests to beat at their own smallest leak: length, s; means at both ends, s; the goal. With
 * means over a second theory itself is only 3.6 and 7.2 times sooner, so that these have none.
 */
const TESTS = [
    { testS: 60, meanS: 0, goal: 5 },
    { testS: 600, meanS: 0, goal: 10 },
    { testS: 60, meanS: 1, goal: null },
    { testS: 600, meanS: 1, goal: null },
]

/**
 * How many times sooner than one test a leak is found that this test finds 19 times out of 20, and
 * how many times sooner than by such tests in a row, if it begins at any moment of them. White
 * noise of 0.2 Pa.
 */
export function twoPointRows(runs: number, seed: number): Row[] {
    const row = rowMaker("two-point tests", seed)
    const white: SteadyHabitat = { ...PRACTICE, kappa: 0, thermometer: false, room: "quiet" }
    return TESTS.flatMap(({ testS, meanS, goal }) => {
        const kind = twoPoint(testS, meanS)
        const leakPaPerS = smallestTwoPointLeak(kind, white)
        const rho = rhoOf(leakPaPerS * 60, white)
        const at = methodThreshold(kind, white, 0, seed).value
        const history = new Random(seed)
        const waitS = 100 * testS
        const theirs = Array.from({ length: runs }, (_, i) => {
            const random = new Random(seed + 1 + i)
            const wait = (waitS * 1000) / white.intervalMs
            return (
                (methodDelay(kind, white, at, rho, wait, history, random) * white.intervalMs) / 1000
            )
        })
        const ours = steadyDelays(white, leakPaPerS, runs, waitS, seed)
        const both = ours.flatMap((own, i) =>
            own < Infinity && theirs[i] < Infinity ? [[own, theirs[i]]] : []
        )
        const own = mean(both.map(([first]) => first))
        const times = { value: testS / own.value, se: 0, count: runs }
        times.se = times.value * (own.se / own.value)
        const inRow = pairedRatio(
            both.map(([, second]) => second),
            both.map(([first]) => first)
        )
        const name = `${testS} s, ${meanS === 0 ? "single readings" : "1 s means"}`
        const note =
            `${(leakPaPerS * 60).toPrecision(2)} Pa/min, found in ${own.value.toPrecision(3)} s, ` +
            `${runs - both.length} missed`
        const what = `${name}: times sooner`
        return [
            goal === null
                ? row.shown(what, times, "leaks", note)
                : row.atLeast(what, goal, times, "leaks", note),
            row.shown(`${name}, in a row: times sooner`, inRow, "leaks"),
        ]
    })
}

/**
 * How often the tester alarms in the noise of the comparison, half an hour after power-up or later,
 * and how it compares.
 */
export function practiceRows(curves: readonly Curve[], samples: number, seed: number): Row[] {
    const row = rowMaker("today's practice", seed)
    const rows = RIGS.map(({ name, thermometer, room }) => {
        const habitat = { ...PRACTICE, thermometer, room }
        const alarms = rate(steadyFalseAlarms(habitat, samples, seed), samples)
        const perMonth = {
            value: alarms.value * SAMPLES_PER_FALSE_ALARM,
            se: alarms.se * SAMPLES_PER_FALSE_ALARM,
            count: samples,
        }
        return row.atMost(FALSE_ALARMS_OF_CURVES + name, 1, perMonth, "samples")
    })
    const [ours, , theory, ...today] = curves
    for (const own of ours.points) {
        const at = (curve: Curve) =>
            curve.points.find(({ leakPaPerMin }) => leakPaPerMin === own.leakPaPerMin)
        const found = today
            .map(curve => ({ name: curve.method, point: at(curve) }))
            .filter(({ point }) => point !== undefined && point.medianS !== null)
            .sort((a, b) => a.point!.medianS! - b.point!.medianS!)
        const best = found.at(0)
        const limit = at(theory)?.medianS
        const sooner = best === undefined ? "none" : `${best.point!.medianS} s (${best.name})`
        const note =
            `best of today ${sooner}` +
            (limit === undefined || limit === null ? "" : `, theory ${limit} s`)
        const what = `median delay at ${own.leakPaPerMin} Pa/min, s`
        const estimate = {
            value: own.medianS ?? Infinity,
            se: own.halfWidthS / 1.96,
            count: own.runs,
        }
        rows.push(row.shown(what, estimate, "leaks", note))
    }
    return rows
}
