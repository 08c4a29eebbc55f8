/**
 * Thresholds of today's methods for one false alarm in 30 days.
 *
 * Alarms in pure noise are counted at a ladder of thresholds x, and their rate is carried on by the
 * tail of a maximum of Gaussian variables, log rate = c - a x² (Leadbetter, Lindgren and Rootzén
 * 1983, 8.2). c and a are fitted to the counts where alarms are far apart and three at least; the
 * standard error is that of a jackknife over eight parts of the run. Decay tests speak only at
 * their ends, where they are normal: their thresholds are exact.
 */
import { Random } from "../../sim/random"
import type { Habitat } from "./ours"
import type { MethodKind } from "./competitors"
import { SAMPLES_PER_FALSE_ALARM } from "./importance"
import { mean, upperSigmas, type Estimate } from "./statistics"
import { Yardstick } from "./yardsticks"

/** Steps of the ladder, and how far it goes beyond the spread of the statistic. */
const LADDER_STEPS = 60
const LADDER_TOP_SIGMAS = 7
/** Parts of a counting, each left out once. */
export const PARTS = 8
/** Least length of a run, in memories of the method. */
const MEMORIES_MIN = 120

/** Pressures of a habitat's noise, Pa, about 0; a leak of positive ρ makes them fall. */
export class NoisePressure {
    private readonly filter: Yardstick
    private predicted = 0
    private leakSamples = 0

    /** @param random of the noise; another may take over at an onset */
    constructor(
        private readonly habitat: Habitat,
        public random: Random
    ) {
        this.filter = new Yardstick(habitat.kappa, 0, 1)
    }

    /** The next sample; `rho` above 0 from the onset of a leak on. */
    next(rho: number): number {
        if (rho > 0) this.leakSamples++
        const e =
            this.filter.innovationSd *
            (this.random.gaussian() + (rho > 0 ? rho * this.filter.response(this.leakSamples) : 0))
        const value = this.predicted + e
        this.predicted += this.filter.gain * e
        return -this.habitat.sigmaPa * value
    }
}

/**
 * Threshold of one method in one habitat.
 * @param samples least number to count alarms in
 * @param memories and least number of the method's memories
 */
export function methodThreshold(
    kind: MethodKind,
    habitat: Habitat,
    samples: number,
    seed: number,
    memories = MEMORIES_MIN
): Estimate {
    if (kind.test !== undefined) {
        const value = twoPointSd(kind.test, habitat) * upperSigmas(falseAlarmPerTest(kind, habitat))
        return { value, se: 0, count: 1 }
    }
    const random = new Random(seed)
    const intervalS = habitat.intervalMs / 1000
    const method = kind.make(intervalS)
    const source = new NoisePressure(habitat, random)
    // the statistic's own spread sets the ladder
    let squares = 0
    let top = 0
    const learning = Math.max(50000, 5 * kind.memorySamples)
    for (let i = 0; i < learning; i++) {
        const x = method.take(source.next(0))
        squares += x * x
        top = Math.max(top, x)
    }
    const spread = Math.max(Math.sqrt(squares / learning), top / LADDER_TOP_SIGMAS)
    const step = (LADDER_TOP_SIGMAS * spread) / LADDER_STEPS
    const parts = Array.from({ length: PARTS }, () => new Array<number>(LADDER_STEPS).fill(0))
    const lastAlarm = new Array<number>(LADDER_STEPS).fill(-kind.memorySamples)
    // a method that alarms once a day at most needs a hundred days
    const wanted = Math.max(samples, memories * kind.memorySamples)
    const partSamples = Math.ceil(wanted / PARTS)
    for (let i = 0; i < partSamples * PARTS; i++) {
        const rung = Math.min(LADDER_STEPS - 1, Math.floor(method.take(source.next(0)) / step))
        const alarms = parts[Math.floor(i / partSamples)]
        for (let r = rung; r >= 0 && i - lastAlarm[r] >= kind.memorySamples; r--) {
            alarms[r]++
            lastAlarm[r] = i
        }
    }
    const found = jackknife(parts, (alarms, of) =>
        extrapolate(alarms, step, partSamples * of, kind.memorySamples)
    )
    return { ...found, count: partSamples * PARTS }
}

/**
 * A number that is judged from counts at rungs, with its standard error: each part of the counting
 * is left out once.
 * @param parts counts at the rungs, part by part
 * @param judge from the sums of `of` parts
 */
export function jackknife(
    parts: readonly (readonly number[])[],
    judge: (alarms: readonly number[], of: number) => number
): { value: number; se: number } {
    const sums = parts[0].map((_, r) => parts.reduce((sum, part) => sum + part[r], 0))
    const less = parts.length - 1
    const others = parts.map(part =>
        judge(
            sums.map((sum, r) => sum - part[r]),
            less
        )
    )
    return { value: judge(sums, parts.length), se: mean(others).se * less }
}

/** Probability of a false alarm in one test at the wanted rate. */
function falseAlarmPerTest(kind: MethodKind, { intervalMs }: Habitat): number {
    return (kind.test!.testS * 1000) / intervalMs / SAMPLES_PER_FALSE_ALARM
}

/**
 * Standard deviation of first less last reading of a test, Pa: exact, as it is linear in the noise
 * of the samples and in the steps of the walk.
 */
export function twoPointSd(test: { testS: number; meanS: number }, habitat: Habitat): number {
    const samples = Math.round((test.testS * 1000) / habitat.intervalMs)
    const n = Math.max(1, Math.round((test.meanS * 1000) / habitat.intervalMs))
    let walk = 0
    // the step before sample i weighs what the samples from i on weigh
    for (let i = 1; i < samples; i++) {
        const first = Math.max(0, n - i) / n
        const last = Math.min(n, samples - i) / n
        walk += (last - first) * (last - first)
    }
    return habitat.sigmaPa * Math.sqrt(2 / n + habitat.kappa * walk)
}

/** The smallest leak, Pa/s, that a decay test over its whole length finds 19 times out of 20. */
export function smallestTwoPointLeak(kind: MethodKind, habitat: Habitat): number {
    const { testS, meanS } = kind.test!
    const sigmas = upperSigmas(falseAlarmPerTest(kind, habitat)) + upperSigmas(0.05)
    const betweenS = testS - Math.max(meanS, habitat.intervalMs / 1000)
    return (sigmas * twoPointSd(kind.test!, habitat)) / betweenS
}

/** Threshold at the wanted rate from counts at rungs `step` apart; see the file's head. */
export function extrapolate(
    alarms: readonly number[],
    step: number,
    samples: number,
    memorySamples: number
): number {
    return sigmasOf(gaussianTail(alarms, step, samples, memorySamples))
}

/** log rate = origin - slope x² of false alarms at a threshold x. */
interface Tail {
    origin: number
    slope: number
}

/** The threshold of one false alarm in 30 days. */
export function sigmasOf({ origin, slope }: Tail): number {
    return Math.sqrt((Math.log(SAMPLES_PER_FALSE_ALARM) + origin) / slope)
}

/** The tail, fitted to counts at thresholds that are `step` apart. */
export function gaussianTail(
    alarms: readonly number[],
    step: number,
    samples: number,
    memorySamples: number
): Tail {
    // the law holds where alarms are far apart, and counts say something
    const most = samples / (3 * memorySamples)
    const used = alarms
        .map((count, r) => ({ x2: (r * step) ** 2, count }))
        .filter(({ count }) => count >= 3 && count <= most)
    if (used.length < 2) throw new Error("too few false alarms to extrapolate from")
    let [w, wx, wy, wxx, wxy] = [0, 0, 0, 0, 0]
    for (const { x2, count } of used) {
        const y = Math.log(count / samples)
        w += count
        wx += count * x2
        wy += count * y
        wxx += count * x2 * x2
        wxy += count * x2 * y
    }
    const rise = (w * wxy - wx * wy) / (w * wxx - wx * wx)
    return { origin: (wy - rise * wx) / w, slope: -rise }
}

/**
 * Samples from the onset of a leak to the alarm of a method; `Infinity` after `wait`.
 * @param rho slope of the leak, σ per sample
 * @param history draws the noise before the onset, `random` the noise from then on
 */
export function methodDelay(
    kind: MethodKind,
    habitat: Habitat,
    threshold: number,
    rho: number,
    wait: number,
    history: Random,
    random: Random
): number {
    const method = kind.make(habitat.intervalMs / 1000)
    const source = new NoisePressure(habitat, history)
    // any moment of a test or a day
    const before = Math.floor(history.uniform() * kind.memorySamples) + 1200
    for (let i = 0; i < before; i++) method.take(source.next(0))
    source.random = random
    for (let m = 1; m <= wait; m++) if (method.take(source.next(rho)) > threshold) return m
    return Infinity
}
