import { Random } from "../../sim/random"
import { look, Look } from "../../src/decision/sequential"
import { WindowSlope } from "../../src/decision/window_slope"
const count = Number(process.argv[2] ?? 2000)
type Gen = (r: Random) => (t: number) => [number, number] // pa, kelvin offset (without leak)
const white = (s: number): Gen => r => () => [s * r.gaussian(), 0.0005 * r.gaussian()]
const gens: Record<string, Gen> = {
    "white .2": white(0.2),
    "no thermometer, white .02": r => () => [0.02 * r.gaussian(), NaN],
    "no thermometer, white 1": r => () => [1 * r.gaussian(), NaN],
    "coarse .16 Pa step, noise .05": r => { const ph = r.between(0, 0.16); return () => [Math.round((0.05 * r.gaussian() + ph) / 0.16) * 0.16, NaN] },
    "coarse .16 Pa step, noise .005": r => { const ph = r.between(0, 0.16); return () => [ph, NaN] },
    "uniform": r => () => [r.between(-1, 1), 0],
    "tails (2% x5)": r => () => [0.3 * r.gaussian() * (r.between(0, 1) < 0.02 ? 5 : 1), 0.0003 * r.gaussian()],
    "noise doubling in 20 s": r => t => [0.3 * r.gaussian() * (1 + t / 20), 0],
    "noise falling": r => t => [(0.1 + 1 * Math.exp(-t / 5)) * r.gaussian(), 0],
    "mix in pressure w=f, n=3": r => { let y = 0.38 * r.gaussian(); return () => { y += (r.gaussian() - y) / 4; return [0.3 * r.gaussian() + 0.3 * y / 0.378, 0] } },
    "mix in pressure f=w/3, n=3": r => { let y = 0.38 * r.gaussian(); return () => { y += (r.gaussian() - y) / 4; return [0.3 * r.gaussian() + 0.17 * y / 0.378, 0] } },
    "mix in pressure f=w/3, n=15": r => { let y = 0.18 * r.gaussian(); return () => { y += (r.gaussian() - y) / 16; return [0.3 * r.gaussian() + 0.17 * y / 0.18, 0] } },
    "n=31, .3": r => { let y = 0.126 * r.gaussian(); return () => { y += (r.gaussian() - y) / 32; return [0.3 * y / 0.126, 0.0005 * r.gaussian()] } },
    "n=63, 1": r => { let y = 0.0887 * r.gaussian(); return () => { y += (r.gaussian() - y) / 64; return [1 * y / 0.0887, 0.0005 * r.gaussian()] } },
    "hum 0.5 Hz .3": r => { const ph = r.between(0, 6.28); return t => [0.2 * r.gaussian() + 0.3 * Math.sin(3.14 * t + ph), 0] },
    "hum 0.1 Hz .3": r => { const ph = r.between(0, 6.28); return t => [0.2 * r.gaussian() + 0.3 * Math.sin(0.628 * t + ph), 0] },
    "negative (differenced)": r => { let b = 0; return () => { const a = r.gaussian(); const y = a - b; b = a; return [0.3 * y, 0] } },
    "wander .01": r => { let w = 0; return () => { w += 0.01 * 0.316 * r.gaussian(); return [w + 0.2 * r.gaussian(), 0] } },
}
const only = process.argv[3]
for (const [name, g] of Object.entries(gens)) {
    if (only && !name.includes(only)) continue
    for (const [pass, fail] of [[0.05, 0.1], [0.09, 0.1], [0.01, 0.1]]) {
        const out: string[] = []
        for (const leak of [pass, fail]) {
            const r = new Random(99); const s = new WindowSlope() as WindowSlope
            let wrong = 0, re = 0, time = 0
            for (let k = 0; k < count; k++) {
                const gen = g(r); s.restart(); let wander = 0, said = Look.Open, t = 300
                for (let i = 1; i <= 3000; i++) {
                    const [p, temp] = gen(i / 10); wander += 0.003 * 0.316 * r.gaussian()
                    const kk = Number.isNaN(temp) ? 0 : Math.round(temp / 0.0005) * 0.0005
                    const micro = Number.isNaN(temp) ? 0x7fffffff : 20000000 + Math.round(kk * 1e6)
                    if (!s.add(i * 100, Math.round((120000 - leak * i / 10 + wander + p) * 1000), micro)) continue
                    s.estimate(); said = look(s, -s.rateMicroPaPerS, pass * 1e6, fail * 1e6, 100, 100)
                    if (said !== Look.Open) { t = i / 10; break }
                }
                time += t; if (said === Look.Open) re++
                if (said === (leak === pass ? Look.Bad : Look.Good)) wrong++
            }
            out.push(`${(100 * wrong / count).toFixed(2)} %, ${(time / count).toFixed(1)} s, re ${(100 * re / count).toFixed(0)}`)
        }
        console.log(name.padEnd(32), pass, fail, "| at pass", out[0], "| at fail", out[1])
    }
}
