/**
 * `npm run bench -- verdict`: the lab test's operating characteristic, and how long it takes.
 */
import { parseFlags } from "../../host/cli"
import { Random } from "../../sim/random"
import { WindowSlope } from "../../src/decision/window_slope"
import { LIMITS, sequential, twoPoint, twoPointSeconds } from "./methods"
import type { Point } from "./part"

const HELP = `npm run bench -- verdict [--quick]

Simulates lab tests (pass limit ${LIMITS.passPaPerS}, fail limit ${LIMITS.failPaPerS} Pa/s, \
${LIMITS.maxS} s at most, errors of 1 % allowed) over noise,
temperature drift and leak: how many pass, fail or go to retest, the share that is wrong with its
95 % interval, and the time to the verdict beside that of a fixed-time two-point test of equal
error rates. 20,000 tests a point.

  --quick   1,000 tests a point
  --help    this text
`

const NOISES_PA = [0.02, 0.2, 1, 5]
const DRIFTS = [0, 10, 50]
/** Leaks in parts of the fail limit. */
const LEAKS = [0, 0.25, 0.5, 0.75, 1, 1.5, 2, 3]
const SEED = 20180829
/** Tests of the two-point test are cheaper, and its errors are known beforehand. */
const TWO_POINT_SHARE = 10

/** Wilson's 95 % interval of a share, in percent. */
export function wilson(successes: number, count: number): [number, number] {
    const z = 1.96
    const p = successes / count
    const middle = p + (z * z) / (2 * count)
    const width = z * Math.sqrt((p * (1 - p)) / count + (z * z) / (4 * count * count))
    const below = 1 + (z * z) / count
    return [(100 * Math.max(0, middle - width)) / below, (100 * (middle + width)) / below]
}

/** Runs the section; returns the exit status: 1 when an error is above the configured one. */
export function run(args: string[]): Promise<number> {
    const flags = parseFlags(args, {
        quick: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
    })
    if (flags.help) {
        process.stdout.write(HELP)
        return Promise.resolve(0)
    }
    const count = flags.quick ? 1000 : 20000
    let worst = 0
    const ratios = new Map<number, number[]>()
    const head = "noise Pa  mK/min  noise is  leak/limit  pass %  fail %  retest %"
    process.stdout.write(`${head}  wrong % [95 %]         time s  two-point s  ratio\n`)
    for (const filtered of [false, true])
        for (const noisePa of NOISES_PA)
            for (const driftMilliKPerMin of DRIFTS)
                for (const leak of LEAKS) {
                    const leakPaPerS = leak * LIMITS.failPaPerS
                    const point = { noisePa, driftMilliKPerMin, leakPaPerS, filtered }
                    const row = measure(point, leak, count)
                    worst = Math.max(worst, row.lowest)
                    if (leak === 0 || leak === 2) {
                        const list = ratios.get(leak) ?? []
                        list.push(row.ratio)
                        ratios.set(leak, list)
                    }
                    process.stdout.write(`${row.text}\n`)
                }
    for (const [leak, list] of ratios) {
        const usable = list.filter(ratio => !Number.isNaN(ratio))
        const logs = usable.reduce((sum, ratio) => sum + Math.log(ratio), 0) / usable.length
        const low = Math.min(...usable).toFixed(2)
        const high = Math.max(...usable).toFixed(2)
        process.stdout.write(
            `${leak} x the limit: ${Math.exp(logs).toFixed(2)} times faster than the two-point ` +
                `test (geometric mean of ${usable.length} points; ${low} to ${high})\n`
        )
    }
    const verdict = worst > 1 ? "ABOVE" : "nowhere surely above"
    process.stdout.write(`${count} tests a point; the error is ${verdict} the configured 1 %\n`)
    return Promise.resolve(worst > 1 ? 1 : 0)
}

function measure(point: Point, leak: number, count: number) {
    const slope = new WindowSlope()
    const random = new Random(SEED)
    const seen = { pass: 0, fail: 0, retest: 0 }
    let seconds = 0
    for (let i = 0; i < count; i++) {
        const outcome = sequential(point, random, slope)
        seen[outcome.verdict]++
        seconds += outcome.seconds
    }
    const fixedS = twoPointSeconds(point)
    const fixed = { pass: 0, fail: 0, retest: 0 }
    const fixedCount = count / TWO_POINT_SHARE
    if (!Number.isNaN(fixedS))
        for (let i = 0; i < fixedCount; i++) fixed[twoPoint(point, random, fixedS).verdict]++
    // neither verdict is wrong inside the guard band
    const isGood = point.leakPaPerS <= LIMITS.passPaPerS
    const isBad = point.leakPaPerS >= LIMITS.failPaPerS
    const wrong = isGood ? seen.fail : isBad ? seen.pass : 0
    const wrongFixed = isGood ? fixed.fail : isBad ? fixed.pass : 0
    const [low, high] = wilson(wrong, count)
    const percent = (n: number) => ((100 * n) / count).toFixed(2)
    const ratio = fixedS / (seconds / count)
    const fixedText = Number.isNaN(fixedS)
        ? "none"
        : `${fixedS.toFixed(1)} (${((100 * wrongFixed) / fixedCount).toFixed(1)} %)`
    const text = [
        point.noisePa.toString().padStart(8),
        point.driftMilliKPerMin.toString().padStart(7),
        (point.filtered ? "filtered" : "white").padStart(9),
        leak.toFixed(2).padStart(11),
        percent(seen.pass).padStart(7),
        percent(seen.fail).padStart(7),
        percent(seen.retest).padStart(9),
        `${percent(wrong)} [${low.toFixed(2)}, ${high.toFixed(2)}]`.padStart(22),
        (seconds / count).toFixed(1).padStart(7),
        fixedText.padStart(13),
        ratio.toFixed(2).padStart(6),
    ]
    return { text: text.join(" "), lowest: low, ratio }
}
