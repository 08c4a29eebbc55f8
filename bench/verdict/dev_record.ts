import { writeFileSync } from "node:fs"
import { Random } from "../../sim/random"
import { WindowSlope } from "../../src/decision/window_slope"
import { Part, PERIOD_S } from "./part"
class Mix {
    atMs = 0; pressureMilliPa = 0; tempMicroC = 0; y: number; w = 0
    constructor(private a: number, private b: number, private n: number, private h: number, private r: Random) { this.y = r.gaussian() / Math.sqrt(2 * n + 1) }
    next() {
        this.atMs += 100; const r = this.r; this.w += 0.003 * 0.316 * r.gaussian()
        this.y += (r.gaussian() - this.y) / (this.n + 1)
        const p = 120000 + this.w + this.a * r.gaussian() + this.b * this.y * Math.sqrt(2 * this.n + 1)
        this.pressureMilliPa = Math.round(Math.round(p * 64) / 64 * 1000)
        this.tempMicroC = 20000000 + Math.round(this.h * r.gaussian() / 0.0005) * 500
    }
}
;(globalThis as any).K = { R1: 1.7, rW: 0.3, cW: 0.5, cr: 0, rC: 0.3, bMin: 8, r0: 0, cb: 3 }
const seed = Number(process.argv[2]), count = Number(process.argv[3])
const rows: number[] = []
const conds: [number, number][] = [[0, 0.02], [0, 0.2], [0, 1], [0, 5], [3, 0.02], [3, 0.2], [3, 1], [3, 5], [1, 0.2], [1, 1], [7, 0.2], [7, 1], [15, 0.2], [15, 1], [100, 0], [101, 0], [102, 0], [103, 0]]
const mixes = [[0.3, 0.3, 3, 0.0005], [0.3, 0.17, 3, 0.0005], [0.3, 0.17, 15, 0.0005], [1, 0.6, 7, 0]]
conds.forEach(([filter, noisePa], c) => {
    const random = new Random(seed + c * 17)
    const slope = new WindowSlope() as any
    const maxS = noisePa >= 5 ? 300 : noisePa === 1 && filter > 2 ? 200 : 100
    for (let k = 0; k < count; k++) {
        const part = filter >= 100 ? new Mix(mixes[filter - 100][0], mixes[filter - 100][1], mixes[filter - 100][2], mixes[filter - 100][3], random) : new Part({ noisePa, driftMilliKPerMin: 0, leakPaPerS: 0, filter }, random)
        slope.restart()
        for (let i = 1; i <= maxS / PERIOD_S; i++) {
            part.next()
            if (!slope.add(part.atMs, part.pressureMilliPa, part.tempMicroC)) continue
            slope.estimate()
            const d = slope.dbg
            rows.push(c, k, i * PERIOD_S, slope.batches, slope.batchSamples, slope.rateMicroPaPerS / 1e6, d.v, d.r, d.single, d.xx, slope.thermalMicroPaPerS / 1e6, d.v2, d.v4, ...d.q)
        }
    }
})
writeFileSync(process.argv[4], new Uint8Array(Float32Array.from(rows).buffer))
console.log(rows.length / 17)
