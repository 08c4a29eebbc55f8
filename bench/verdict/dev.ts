import { Random } from "../../sim/random"
import { WindowSlope } from "../../src/decision/window_slope"
import { LIMITS, sequential, fixedSeconds, Fixed } from "./methods"
const K: any = { R1: 1.7, rW: 0.3, cW: 0.5, cr: 0, rC: 0.3, bMin: 8, r0: 0, cb: 3, mW: 3.0, m14: 3.6, m18: 3.5, m23: 3.4, gate: 1.5, strict: 1, late: 0.4 }
for (const kv of (process.env.K ?? "").split(",")) { const [k, v] = kv.split("="); if (k) { if (!(k in K)) throw new Error(k); K[k] = Number(v) } }
;(globalThis as any).K = K
const count = Number(process.argv[2] ?? 1000)
const seed = Number(process.argv[3] ?? 1)
const filters = (process.argv[4] ?? "0,3").split(",").map(Number)
const drifts = (process.argv[5] ?? "0,50").split(",").map(Number)
const noises = (process.argv[6] ?? "0.02,0.2,1,5").split(",").map(Number)
const logs: Record<number, number[]> = {}
console.log("filt noise drift | wrong% at 0.5  1 | time 0 .5 1 2 | ratio 0, 2 | retest 0 1")
for (const filter of filters) for (const noisePa of noises) for (const d of drifts) {
    const t: number[] = [], w: number[] = [], rt: number[] = []
    let fixed = 0
    for (const leak of [0, 0.5, 1, 2]) {
        const point = { noisePa, driftMilliKPerMin: d, leakPaPerS: leak * LIMITS.failPaPerS, filter }
        fixed = fixedSeconds(point, Fixed.Averages)
        const r = new Random(seed * 7919 + leak * 10 + filter), s = new WindowSlope()
        let sec = 0, wrong = 0, re = 0
        for (let i = 0; i < count; i++) { const o = sequential(point, r, s); sec += o.seconds; if (o.verdict === (leak < 0.7 ? "fail" : "pass")) wrong++; if (o.verdict === "retest") re++ }
        t.push(sec / count); w.push(100 * wrong / count); rt.push(100 * re / count)
        if (leak === 0 || leak === 2) (logs[leak] ??= []).push(Math.log(fixed / (sec / count)))
    }
    console.log(`${filter}`.padStart(3), `${noisePa}`.padStart(5), `${d}`.padStart(4), "|", w.map(x => x.toFixed(2)).join(" "), "|", t.map(x => x.toFixed(1)).join(" "), "|", (fixed / t[0]).toFixed(2), (fixed / t[3]).toFixed(2), "|", rt.map(x => x.toFixed(1)).join(" "))
}
for (const k in logs) console.log(k, Math.exp(logs[k].reduce((a, b) => a + b) / logs[k].length).toFixed(3))
