/**
 * The yardsticks themselves, before anything is measured with them: their mean delays against a
 * reference that was made elsewhere, by plain Monte Carlo over 800 million samples of noise with
 * 120 to 1000 leaks per point. Those delays belong to one false alarm per 2.6e6 samples: at one per
 * 2.6e7, the rate of all other rows, every delay is some 7 % longer.
 */
import { Random } from "../../sim/random"
import { threshold } from "./importance"
import { rowMaker, YARDSTICKS, type Row } from "./rows"
import { mean } from "./statistics"
import { Yardstick, yardstickDelay } from "./yardsticks"

const REFERENCE_PER = 2.6e6

/** Reference delays, samples. */
export const REFERENCE = [
    { kappa: 0, rho: 1, glr: 4.3, known: 4.2 },
    { kappa: 0, rho: 0.2635, glr: 10.4, known: 10.1 },
    { kappa: 0, rho: 0.079, glr: 23.1, known: 22.2 },
    { kappa: 0, rho: 0.02635, glr: 47.4, known: 44.8 },
    { kappa: 0, rho: 0.0044, glr: 157, known: 144 },
    { kappa: 0, rho: 0.00132, glr: 345, known: 314 },
    { kappa: 0.00225, rho: 0.2635, glr: 12.0, known: 11.6 },
    { kappa: 0.00225, rho: 0.079, glr: 32.6, known: 30.4 },
    { kappa: 0.00225, rho: 0.02635, glr: 118, known: 101 },
    { kappa: 0.025, rho: 0.2635, glr: 18.4, known: 17.3 },
    { kappa: 0.025, rho: 0.079, glr: 113, known: 96 },
    { kappa: 0.025, rho: 0.02635, glr: 935, known: 674 },
] as const

/**
 * What a yardstick may be later: the reference has an error of some percent itself. Earlier is
 * stricter (with strong drift ours is, by up to 15 %), as long as the false alarms are what they
 * should be, which is counted in test/bench/yardsticks.test.ts.
 */
const LATER_MAX = 1.05
/** Longest onset age over the delay, and at least, samples. */
const AGES_PER_DELAY = 3
const AGES_MIN = 64
/** Above this delay, samples, the known slope's threshold takes too long for a quick run. */
const QUICK_DELAY = 120

/**
 * Ratios of delays to the reference.
 * @param leaks per point
 * @param draws per threshold
 */
export function yardstickRows(leaks: number, draws: number, quick: boolean, seed: number): Row[] {
    const row = rowMaker(YARDSTICKS, seed)
    return REFERENCE.flatMap(({ kappa, rho, ...delays }) =>
        (["glr", "known"] as const).flatMap(kind => {
            const wanted = delays[kind]
            if (quick && kind === "known" && wanted > QUICK_DELAY) return []
            const longest = Math.max(AGES_MIN, Math.ceil(AGES_PER_DELAY * wanted))
            const yardstick = new Yardstick(kappa, kind === "glr" ? 0 : rho, longest)
            const at = threshold(yardstick, draws, seed, REFERENCE_PER)
            const history = new Random(seed)
            const found = Array.from({ length: leaks }, (_, i) => {
                const random = new Random(seed + 1 + i)
                return yardstickDelay(yardstick, at.value, rho, 4 * longest, history, random)
            })
            const delay = mean(found)
            const ratio = { value: delay.value / wanted, se: delay.se / wanted, count: leaks }
            const name = kind === "glr" ? "GLR" : "known slope"
            const what = `${name} over reference, κ = ${kappa}, ρ = ${rho}`
            return [row.atMost(what, LATER_MAX, ratio, "leaks", `reference ${wanted} samples`)]
        })
    )
}
