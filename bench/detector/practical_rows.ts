/**
 * The practical measure: the whole tester, two-sided, in σ = 0.2 Pa with drift 0.003 Pa/√s, without
 * a thermometer and with a BMP390's, in what its owner calls a quiet room and, which is what a
 * steady temperature is, a bath.
 *
 * Delay is the time from the onset to the state `leak` or `rapid`, clearing the time from a plug to
 * the end of that state.
 */
import { LeakDirection } from "../../src/config"
import { PRACTICE } from "./practice"
import { rowMaker, type Row } from "./rows"
import { quantile, share } from "./statistics"
import { RIGS, steadyBenches, steadyBoots, steadyDelays, type SteadyHabitat } from "./steady"

/** Leaks, Pa/min, and the goals for the median delay, s. */
const DELAYS = [
    { leakPaPerMin: 60, goalS: 0.8 },
    { leakPaPerMin: 5, goalS: 4.3 },
    { leakPaPerMin: 1, goalS: 14.5 },
    { leakPaPerMin: 0.2, goalS: 60 },
    { leakPaPerMin: 0.1, goalS: 180 },
]
const PLUGGED_PA_PER_MIN = 1
const CLEAR_GOAL_S = 22
/** The leak goes on so long after its alarm, s. */
const LEAKS_ON_S = 60
const LONGEST_S = 3600
/** Testers that may alarm within an hour after power-up, as a share. */
const BOOT_S = 3600
const BOOT_GOAL = 0.01

/** See the file's head; `runs` leaks per row. */
export function practicalRows(runs: number, seed: number): Row[] {
    return RIGS.flatMap(rig => rowsOf(rig, runs, seed))
}

function rowsOf({ name, thermometer, room }: (typeof RIGS)[number], runs: number, seed: number) {
    const row = rowMaker(`practical, ${name}`, seed)
    const direction = LeakDirection.Either
    const habitat: SteadyHabitat = { ...PRACTICE, direction, thermometer, room }
    const rows = DELAYS.map(({ leakPaPerMin, goalS }) => {
        const delays = steadyDelays(habitat, leakPaPerMin / 60, runs, LONGEST_S, seed)
        const lost = delays.filter(delay => delay === Infinity).length
        const note = lost === 0 ? undefined : `${lost} not found in an hour`
        const what = `median delay at ${leakPaPerMin} Pa/min, s`
        return row.atMost(what, goalS, quantile(delays, 0.5), "leaks", note)
    })
    const leakPaPerS = PLUGGED_PA_PER_MIN / 60
    const clearings = [...steadyBenches(habitat, runs, seed)].flatMap(bench => {
        if (bench.until(true, leakPaPerS, LONGEST_S) === Infinity) return []
        bench.run(LEAKS_ON_S, leakPaPerS)
        return [bench.until(false, 0, LONGEST_S)]
    })
    const clear = "time to clear after a plug at 1 Pa/min, s"
    rows.push(row.atMost(`${clear}: median`, CLEAR_GOAL_S, quantile(clearings, 0.5), "plugs"))
    rows.push(row.shown(`${clear}: 95 % within`, quantile(clearings, 0.95), "plugs"))
    const boots = share(steadyBoots(habitat, runs, BOOT_S, seed), runs)
    const what = "share that alarms in an hour after power-up"
    rows.push(row.atMost(what, BOOT_GOAL, boots, "boots"))
    return rows
}
