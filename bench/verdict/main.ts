/**
 * `npm run bench -- verdict`: the lab test's operating characteristic, and how long it takes.
 */
import { BadInput } from "../../sim/input/bad_input"
import { parseFlags } from "../../host/cli"
import { origin, writeResults } from "../results"
import { keepRow, keptRows } from "./kept"
import { measure, type Row, type Times } from "./measure"
import { LIMITS } from "./methods"
import type { Point } from "./part"
import { rowText, summaryText, TABLE_HEAD } from "./text"

const HELP = `npm run bench -- verdict [--quick] [--seed N] [--keep FILE]

Simulates lab tests (pass limit ${LIMITS.passPaPerS}, fail limit ${LIMITS.failPaPerS} Pa/s, \
${LIMITS.maxS} s at most, errors of 1 % allowed) over noise,
temperature drift and leak: how many pass, fail or go to retest, the share that is wrong with its
95 % interval, and the time to the verdict beside that of fixed-time tests of equal error rates.
20,000 tests a point, and 192 points; then a few with other filters. The results go
to bench/results/verdict.json, or verdict-quick.json.

  --quick   1,000 tests a point
  --seed N  of the random numbers, 0 ... 4294967295; other results are not written
  --keep FILE  points that FILE has are not measured again, others are added: a full run takes 12
            minutes of one core, and may be broken off and repeated until it is complete
  --help    this text
`

const NOISES_PA = [0.02, 0.2, 1, 5]
const DRIFTS = [0, 10, 50]
/** Leaks in parts of the fail limit. */
const LEAKS = [0, 0.25, 0.5, 0.75, 1, 1.5, 2, 3]
/** Coefficients of the part's filter. */
const FILTERS = [0, 3]
/** Others, at the limits only; the constants of sample_noise.ts were chosen with all of these. */
const OTHER_FILTERS = [1, 7, 15]
const OTHER_NOISES_PA = [0.2, 1]
const SEED = 20180829
const SEED_MAX = 0xffffffff

/** What the section's file holds. */
export interface VerdictResults {
    seed: number
    testsPerPoint: number
    limits: typeof LIMITS
    rows: Row[]
    /** Geometric means over the table's points of the fixed tests' times over ours. */
    tight: Times
    twice: Times
    /** Largest share of wrong verdicts in the table and beside it, and their intervals' ends, %. */
    worst: { wrongPercent: number; lowPercent: number; highPercent: number }
    worstOther: { wrongPercent: number; lowPercent: number; highPercent: number }
}

/** Points of the table, then those beside it. */
function points(): { point: Point; leak: number; beside: boolean }[] {
    const all: { point: Point; leak: number; beside: boolean }[] = []
    const add = (noisePa: number, drift: number, filter: number, leak: number, beside: boolean) => {
        const leakPaPerS = leak * LIMITS.failPaPerS
        all.push({
            point: { noisePa, driftMilliKPerMin: drift, leakPaPerS, filter },
            leak,
            beside,
        })
    }
    for (const filter of FILTERS)
        for (const noisePa of NOISES_PA)
            for (const drift of DRIFTS)
                for (const leak of LEAKS) add(noisePa, drift, filter, leak, false)
    for (const filter of OTHER_FILTERS)
        for (const noisePa of OTHER_NOISES_PA)
            for (const leak of [0.5, 1]) add(noisePa, 0, filter, leak, true)
    return all
}

/** Runs the section; returns the exit status: 1 when an error is above the configured one. */
export function run(args: string[]): Promise<number> {
    const flags = parseFlags(args, {
        quick: { type: "boolean", default: false },
        seed: { type: "string", default: String(SEED) },
        keep: { type: "string", default: "" },
        help: { type: "boolean", default: false },
    })
    if (flags.help) {
        process.stdout.write(HELP)
        return Promise.resolve(0)
    }
    const seed = Number(flags.seed)
    if (!/^\d+$/.test(flags.seed) || seed > SEED_MAX)
        throw new BadInput(
            `--seed is "${flags.seed}"; allowed: a whole number from 0 to ${SEED_MAX}`
        )
    const begun = Date.now()
    const testsPerPoint = flags.quick ? 1000 : 20000
    const { commit } = origin(flags.quick, 0)
    const rows = flags.keep === "" ? [] : keptRows(flags.keep, { seed, testsPerPoint, commit })
    process.stdout.write(`${TABLE_HEAD}\n`)
    points().forEach(({ point, leak, beside }, i) => {
        if (i >= rows.length) {
            rows.push(measure(point, leak, beside, testsPerPoint, (seed + i * 7919) >>> 0))
            if (flags.keep !== "") keepRow(flags.keep, rows[i])
        }
        process.stdout.write(`${rowText(rows[i])}\n`)
    })
    const results: VerdictResults = {
        seed,
        testsPerPoint,
        limits: LIMITS,
        rows,
        tight: meanRatios(rows, 0),
        twice: meanRatios(rows, 2),
        worst: worst(rows.filter(({ beside }) => !beside)),
        worstOther: worst(rows.filter(({ beside }) => beside)),
    }
    process.stdout.write(`${summaryText(results)}\n`)
    if (seed === SEED) {
        const from = origin(flags.quick, (Date.now() - begun) / 1000)
        process.stdout.write(`${writeResults("verdict", from, results)}\n`)
    }
    return Promise.resolve(rows.some(({ lowPercent }) => lowPercent > 1) ? 1 : 0)
}

function worst(rows: readonly Row[]) {
    const most = rows.reduce((a, b) => (b.wrongPercent > a.wrongPercent ? b : a))
    const { wrongPercent, lowPercent, highPercent } = most
    return { wrongPercent, lowPercent, highPercent }
}

/** Geometric means, over the table's points of a leak, of fixed times over ours. */
function meanRatios(rows: readonly Row[], leak: number): Times {
    const of = rows.filter(row => !row.beside && row.leakOfLimit === leak)
    const mean = (time: (row: Row) => number) =>
        Math.exp(of.reduce((sum, row) => sum + Math.log(time(row)), 0) / of.length)
    return {
        readingsS: mean(row => row.fixed.readingsS / row.meanS),
        averagesS: mean(row => row.fixed.averagesS / row.meanS),
        lineS: mean(row => row.fixed.lineS / row.meanS),
        withStabiliseS: mean(
            row => (row.fixed.averagesS + LIMITS.stabiliseS) / (row.meanS + LIMITS.stabiliseS)
        ),
    }
}
