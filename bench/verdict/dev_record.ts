import { writeFileSync } from "node:fs"
import { Random } from "../../sim/random"
import { WindowSlope } from "../../src/decision/window_slope"
import { Part, PERIOD_S } from "./part"
;(globalThis as any).K = { R1: 1.7, rW: 0.3, cW: 0.5, cr: 0, rC: 0.3, bMin: 8, r0: 0, cb: 3 }
const seed = Number(process.argv[2]), count = Number(process.argv[3])
const rows: number[] = []
const conds: [number, number][] = [[0, 0.02], [0, 0.2], [0, 1], [0, 5], [3, 0.02], [3, 0.2], [3, 1], [3, 5], [1, 0.2], [1, 1], [7, 0.2], [7, 1], [15, 0.2], [15, 1]]
conds.forEach(([filter, noisePa], c) => {
    const random = new Random(seed + c)
    const slope = new WindowSlope() as any
    const maxS = noisePa === 5 ? 300 : noisePa === 1 && filter > 2 ? 200 : 100
    for (let k = 0; k < count; k++) {
        const part = new Part({ noisePa, driftMilliKPerMin: 0, leakPaPerS: 0, filter }, random)
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
