/**
 * Rows against theory: delays over the GLR, slope over Cramér-Rao, coverage of the intervals.
 */
import { Random } from "../../sim/random"
import { LeakDirection } from "../../src/config"
import { threshold } from "./importance"
import { makeShipped, type Habitat } from "./ours"
import { makeAt, ownThreshold } from "./own_threshold"
import { rampCoverage } from "./ramps"
import { rowMaker, type Row } from "./rows"
import { pairedRatio } from "./statistics"
import { findLeaks, onsetCoverage, slopeQuality, tightCoverage } from "./theory"
import { Yardstick, yardstickDelay } from "./yardsticks"

/** How much is spent on a run. */
export interface Effort {
    /** Leaks per point. */
    leaks: number
    /** Draws per threshold of a yardstick. */
    draws: number
    /** Samples of pure noise per false-alarm rate and threshold. */
    noiseSamples: number
}

/** Noise, and the leaks of the reference table. */
interface Setting {
    kappa: number
    /** Longest onset age of the GLR: at least four times its longest delay. */
    longest: number
    rhos: readonly number[]
    /** Slope of the leaks whose estimates are judged: found before the shortest window is over. */
    slopeRho: number
}

const SETTINGS: readonly Setting[] = [
    {
        kappa: 0,
        longest: 2048,
        rhos: [1, 0.2635, 0.079, 0.02635, 0.0044, 0.00132],
        slopeRho: 0.079,
    },
    { kappa: 0.00225, longest: 1024, rhos: [0.2635, 0.079, 0.02635], slopeRho: 0.079 },
    { kappa: 0.025, longest: 4096, rhos: [0.2635, 0.079, 0.02635], slopeRho: 0.2635 },
]

/** At 1 Pa the dead zone, a property of rigs and not of noise, is far below the smallest leak. */
const SIGMA_PA = 1
const INTERVAL_MS = 100
const WINDOWS_S = [10, 60, 600]

/** All rows against theory. */
export function theoryRows(effort: Effort, seed: number, tell: (what: string) => void): Row[] {
    const rows: Row[] = []
    for (const { kappa, longest, rhos, slopeRho } of SETTINGS) {
        const name = kappa === 0 ? "white noise" : `drift κ = ${kappa}`
        tell(name)
        const row = rowMaker(name, seed)
        const habitat: Habitat = {
            sigmaPa: SIGMA_PA,
            kappa,
            intervalMs: INTERVAL_MS,
            direction: LeakDirection.Falling,
        }
        const own = ownThreshold(habitat, effort.noiseSamples, seed)
        rows.push(row.atMost("false alarms in 30 days", 1, own.shippedPerMonth, "samples"))
        const equal = `at ${own.sigmas.value.toFixed(2)} ± ${(1.96 * own.sigmas.se).toFixed(2)} σ`
        // a slope of T samples is known to T^-1.5 in white noise, to T^-0.5 in a walk
        const power = kappa === 0 ? 2 / 3 : 2
        const makeEqual = makeAt(own.sigmas.value)
        const glr = new Yardstick(kappa, 0, longest)
        const glrThreshold = threshold(glr, effort.draws, seed)
        for (const rho of rhos) {
            const wait = Math.ceil(4 * longest)
            const found = findLeaks(makeEqual, habitat, rho, effort.leaks, wait, seed)
            const history = new Random(seed)
            const best = found.map(one =>
                yardstickDelay(glr, glrThreshold.value, rho, wait, history, new Random(one.seed))
            )
            const both = found.flatMap(({ delay }, i) =>
                delay < Infinity && best[i] < Infinity ? [[delay, best[i]]] : []
            )
            const over = pairedRatio(
                both.map(([ours]) => ours),
                both.map(([, theirs]) => theirs)
            )
            // what the threshold leaves in doubt of the delay
            const doubt = (over.value * power * own.sigmas.se) / own.sigmas.value
            over.se = Math.hypot(over.se, doubt)
            const goal = kappa > 0 ? 1.15 : rho === 1 ? 1.15 : 1.1
            const mean = both.reduce((sum, [, theirs]) => sum + theirs, 0) / both.length
            const missed = found.length - both.length
            const note = `${equal}; GLR ${mean.toFixed(1)} samples, ${missed} missed`
            rows.push(row.atMost(`delay over GLR, ρ = ${rho}`, goal, over, "leaks", note))
            const onset = onsetCoverage(found)
            rows.push(row.atLeast(`onset coverage, ρ = ${rho}`, 0.93, onset, "leaks"))
        }
        for (const windowS of WINDOWS_S) {
            const at = (windowS * 1000) / INTERVAL_MS
            const quality = slopeQuality(makeShipped, habitat, slopeRho, at, effort.leaks, seed)
            if (kappa === 0) {
                const what = `slope error over Cramér-Rao, ${windowS} s`
                rows.push(row.atMost(what, 1.05, quality.overBound, "leaks"))
            }
            const what = `95 % interval, ${windowS} s into a leak`
            rows.push(row.between(what, 0.93, 0.97, quality.coverage, "leaks"))
        }
        const tight = tightCoverage(makeShipped, habitat, effort.leaks, seed)
        rows.push(row.between("95 % interval, tight", 0.93, 0.97, tight, "chambers"))
    }
    tell("temperature ramps")
    const row = rowMaker("ramps to 2 K/h", seed)
    const ramps = rampCoverage(Math.ceil(effort.leaks / 4), seed)
    rows.push(row.between("95 % interval, tight", 0.93, 0.97, ramps.tight, "chambers"))
    rows.push(row.between("95 % interval, in a leak", 0.93, 0.97, ramps.leaking, "chambers"))
    return rows
}
