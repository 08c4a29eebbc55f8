/**
 * Delay over leak size: the firmware's detector, what is possible, and what people use today.
 *
 * One noise for all: σ = 0.2 Pa, drift 0.003 Pa/√s, 10 samples/s, a falling leak at any moment.
 * Every method's threshold stands for one false alarm in 30 days of this noise; the tester's own is
 * the firmware's, and its false alarms are counted beside it. From the onset on every method sees
 * the very same noise of the pressure. Medians, because a method may miss some leaks for ever.
 */
import { Random } from "../../sim/random"
import { LeakDirection } from "../../src/config"
import { methodDelay, methodThreshold } from "./calibrate"
import { METHODS } from "./competitors"
import { threshold } from "./importance"
import type { Habitat } from "./ours"
import { quantile } from "./statistics"
import { steadyDelays, type SteadyHabitat } from "./steady"
import { Yardstick, yardstickDelay } from "./yardsticks"

/** The noise of the comparison. */
export const PRACTICE: Habitat = {
    sigmaPa: 0.2,
    // 0.003 Pa/√s: variance per sample over that of the noise
    kappa: (0.003 * 0.003 * 0.1) / (0.2 * 0.2),
    intervalMs: 100,
    direction: LeakDirection.Falling,
}

/** Leaks of the comparison, Pa/min. */
export const PRACTICE_LEAKS = [60, 30, 15, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02] as const
/** Down to here the GLR's longest onset age suffices. */
const GLR_DOWN_TO = 0.1
const GLR_LONGEST = 4096

/** A method's delays. */
export interface Curve {
    method: string
    what: string
    /** Threshold in the method's own unit and its standard error; null for the firmware's. */
    threshold: { value: number; se: number } | null
    points: CurvePoint[]
}

/** Delay at one leak; from delays in seconds. */
export interface CurvePoint {
    leakPaPerMin: number
    /** Median delay, s; null when most leaks were not found in time. */
    medianS: number | null
    /** Half-width of its 95 % interval, s. */
    halfWidthS: number
    runs: number
}

/** How much is spent. */
export interface PracticeEffort {
    /** Leaks per point. */
    runs: number
    /** Samples in which a method's false alarms are counted, and memories at least. */
    samples: number
    memories: number
    /** Draws for the yardstick's threshold. */
    draws: number
    /** Longest wait, s: what takes longer is not found. */
    waitS: number
}

const seconds = (samples: number) => (samples * PRACTICE.intervalMs) / 1000
/** A leak in Pa/min as σ per sample. */
export const rhoOf = (leakPaPerMin: number, { sigmaPa, intervalMs }: Habitat) =>
    ((leakPaPerMin / 60) * (intervalMs / 1000)) / sigmaPa

function point(leakPaPerMin: number, delays: readonly number[]): CurvePoint {
    const median = quantile(delays, 0.5)
    if (median.value === Infinity)
        return { leakPaPerMin, medianS: null, halfWidthS: 0, runs: delays.length }
    const halfWidthS = Number.isFinite(median.se) ? 1.96 * median.se : 0
    return { leakPaPerMin, medianS: median.value, halfWidthS, runs: delays.length }
}

/** Delay over leak size, for every method. */
export function practiceCurves(
    effort: PracticeEffort,
    seed: number,
    tell: (what: string) => void
): Curve[] {
    const wait = (effort.waitS * 1000) / PRACTICE.intervalMs
    const { runs } = effort
    const randomOf = (i: number) => new Random(seed + 1 + i)
    const delaysOf = (delay: (rho: number, i: number) => number, leaks: readonly number[]) => {
        let lost = 0
        return leaks.map(leak => {
            const rho = rhoOf(leak, PRACTICE)
            const delays: number[] = []
            // once most leaks of a size are lost, the median is, and that of smaller ones
            for (let i = 0; i < runs && lost <= runs / 2; i++) {
                delays.push(seconds(delay(rho, i)))
                if (delays[i] === Infinity) lost++
            }
            if (lost <= runs / 2) lost = 0
            while (delays.length < runs) delays.push(Infinity)
            return point(leak, delays)
        })
    }

    const ours = [false, true].map((thermometer): Curve => {
        const method = thermometer ? "Leaktight, thermometer" : "Leaktight"
        tell(`${method} over leak size`)
        const habitat: SteadyHabitat = { ...PRACTICE, thermometer, room: "quiet" }
        return {
            method,
            what:
                "this firmware: gate, detector and watch as shipped, told the direction, " +
                (thermometer
                    ? "correcting by a BMP390's thermometer"
                    : "pressure only, as all others"),
            threshold: null,
            points: PRACTICE_LEAKS.map(leak =>
                point(leak, steadyDelays(habitat, leak / 60, runs, effort.waitS, seed))
            ),
        }
    })
    tell("what is possible over leak size")
    const glr = new Yardstick(PRACTICE.kappa, 0, GLR_LONGEST)
    const limit = threshold(glr, effort.draws, seed)
    const history = new Random(seed)
    const best: Curve = {
        method: "limit of theory",
        what: "likelihood ratio over every onset and slope, in double precision",
        threshold: limit,
        points: delaysOf(
            (rho, i) =>
                yardstickDelay(glr, limit.value, rho, 4 * GLR_LONGEST, history, randomOf(i)),
            PRACTICE_LEAKS.filter(leak => leak >= GLR_DOWN_TO)
        ),
    }
    const today = METHODS.map((kind): Curve => {
        tell(`${kind.name} over leak size`)
        const at = methodThreshold(kind, PRACTICE, effort.samples, seed, effort.memories)
        const before = new Random(seed)
        return {
            method: kind.name,
            what: kind.what,
            threshold: at,
            points: delaysOf(
                (rho, i) => methodDelay(kind, PRACTICE, at.value, rho, wait, before, randomOf(i)),
                PRACTICE_LEAKS
            ),
        }
    })
    return [...ours, best, ...today]
}
