/**
 * `npm run bench -- detector`: the detector against theory and against today's practice.
 */
import { integerFlag, numberFlag, parseFlags } from "../../host/cli"
import { origin, readResults, writeResults } from "../results"
import { costRows, sameBitsRows } from "./cost_rows"
import { fullEffort, QUICK } from "./effort"
import { bootRows, dayRows, missedRows, powerUpRows } from "./field_rows"
import type { Limits } from "./limits"
import { practicalRows } from "./practical_rows"
import { PRACTICE, practiceCurves, type Curve } from "./practice"
import { practiceRows, twoPointRows } from "./practice_rows"
import { countVerdicts, formatRows, uncertainty, type Row } from "./rows"
import { theoryRows } from "./theory_rows"
import { yardstickRows } from "./yardstick_rows"

const HELP = `npm run bench -- detector [--quick] [--hours N] [--seed N]

Measures the firmware's detector: delays against the best that is possible (the generalised
likelihood ratio over every onset and slope), slope and interval against the Cramér-Rao bound, false
alarms, missed leaks, cost on the VM, and the delay over leak size against what people use today, at
equal false alarms. Writes bench/results/detector.json, or detector-quick.json.

  --quick     two minutes on one core; the ± of each row says how sure it is
  --hours N   how long the full run may take, about, on one core (1)
  --seed N    first seed of everything that is drawn (1)
  --help      this text
`

/** What a result file holds beside its origin. */
export interface DetectorResults {
    seed: number
    rows: Row[]
    /** Noise of the curves, Pa and Pa/√s, and samples per second. */
    noise: { sigmaPa: number; driftPaPerRootS: number; perSecond: number }
    /** What took longer was not found, s. */
    waitS: number
    curves: Curve[]
}

/** Runs the section; returns the exit status. */
export async function run(args: string[]): Promise<number> {
    const flags = parseFlags(args, {
        quick: { type: "boolean", default: false },
        hours: { type: "string", default: "1" },
        seed: { type: "string", default: "1" },
        help: { type: "boolean", default: false },
    })
    if (flags.help) {
        process.stdout.write(HELP)
        return 0
    }
    const hours = numberFlag("hours", flags.hours, 0.01, 100)
    const seed = integerFlag("seed", flags.seed, 0, 2 ** 31)
    const effort = flags.quick ? QUICK : fullEffort(hours)
    const started = performance.now()
    const tookS = () => (performance.now() - started) / 1000
    const tell = (what: string) => process.stderr.write(`${tookS().toFixed(0)} s: ${what}\n`)

    tell("the yardsticks themselves")
    const { leaks, draws } = effort.theory
    const rows: Row[] = yardstickRows(leaks, draws, flags.quick, seed)
    rows.push(...theoryRows(effort.theory, seed, tell))
    tell("leak-free devices")
    rows.push(...dayRows(effort.days, seed), ...bootRows(effort.boots, seed))
    rows.push(...powerUpRows(effort.boots, seed))
    const published = readResults<{ limits: Limits[] }>("limits")
    if (published === undefined)
        tell("no published limits: run `npm run bench -- limits` first, then this again")
    else {
        tell("leaks at twice the published limits and above")
        const { missedPerLimit, missedLongestS } = effort
        rows.push(...missedRows(published.limits, missedPerLimit, missedLongestS, seed))
    }
    tell("two-point tests, practical measure")
    rows.push(...twoPointRows(effort.practicalRuns, seed))
    rows.push(...practicalRows(effort.practicalRuns, seed))
    const curves = practiceCurves(effort.practice, seed, tell)
    tell("false alarms in the noise of the comparison")
    rows.push(...practiceRows(curves, effort.steadySamples, seed))
    tell("cost on the VM, Node against the VM")
    rows.push(...(await costRows(seed)), ...(await sameBitsRows(effort.sameSamples, seed)))

    const results: DetectorResults = {
        seed,
        rows,
        noise: {
            sigmaPa: PRACTICE.sigmaPa,
            driftPaPerRootS: PRACTICE.sigmaPa * Math.sqrt(PRACTICE.kappa * 10),
            perSecond: 1000 / PRACTICE.intervalMs,
        },
        waitS: effort.practice.waitS,
        curves,
    }
    const name = writeResults("detector", origin(flags.quick, tookS()), results)
    process.stdout.write(`${formatRows(rows)}\n\n${summary(rows)}\n`)
    tell(`written to ${name}`)
    return 0
}

function summary(rows: readonly Row[]): string {
    const { met, missed, unsure } = countVerdicts(rows)
    const goals = `${met} goals met, ${missed} missed, ${unsure} within the uncertainty.`
    return `${goals} ${uncertainty(rows)}`
}
