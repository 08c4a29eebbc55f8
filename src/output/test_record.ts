/**
 * Records of the lab test: where it is, and what came of it.
 *
 * Three kinds: `p` a phase is entered; `v` the verdict with its rate; `u` what it rests on. The
 * last two come together when a result is reached. Layout and checksum as of record.ts.
 */
import { Recipe } from "../config_recipe"
import { Cycle } from "../decision/cycle"
import { CyclePhase } from "../decision/cycle_rules"
import { saturate } from "../detector/fixed"
import { CHECKSUM_START, mixInt, mixText } from "./checksum"

/**
 * A pressure rate as a flow: Q = V · dp/dt, at constant temperature.
 * @param rateMicroPaPerS µPa/s
 * @param volumeMicroL µL
 * @returns nPa·m³/s, saturated to int32
 */
export function flowNanoPaM3PerS(rateMicroPaPerS: number, volumeMicroL: number): number {
    // µPa/s · µL is 1e-15 Pa·m³/s
    return saturate((rateMicroPaPerS * volumeMicroL) / 1000000)
}

/** A phase is entered. `n` numbers the record, `x` the test. */
export function phaseRecord(
    n: number,
    atMs: number,
    x: number,
    from: CyclePhase,
    to: CyclePhase
): string {
    const c = mixInt(mixInt(mixInt(mixText(CHECKSUM_START, "p"), n), atMs), x)
    const sum = mixInt(mixInt(c, from), to)
    return `{"k":"p","n":${n},"t":${atMs},"x":${x},"f":${from},"p":${to},"c":${sum}}`
}

/**
 * The verdict: `r` rate less the offset and `i` half-width, µPa/s; `q` flow, nPa·m³/s; `m`
 * duration, ms.
 */
export function verdictRecord(n: number, atMs: number, x: number, cycle: Cycle): string {
    const v = cycle.verdict
    const y = cycle.reason
    const r = cycle.rateMicroPaPerS()
    const i = cycle.halfWidthMicroPaPerS
    const q = flowNanoPaM3PerS(r, cycle.volumeMicroL)
    const m = (cycle.endedAtMs - cycle.startedAtMs) | 0
    let c = mixInt(mixInt(mixInt(mixText(CHECKSUM_START, "v"), n), atMs), x)
    c = mixInt(mixInt(mixInt(c, v), y), r)
    c = mixInt(mixInt(mixInt(c, i), q), m)
    const head = `{"k":"v","n":${n},"t":${atMs},"x":${x},"v":${v},"y":${y},"r":${r}`
    return head + `,"i":${i},"q":${q},"m":${m},"c":${c}}`
}

/**
 * What the verdict rests on: `l` recipe, `p` and `P` pressure at the window's start and end, mPa,
 * `T` change of temperature, µK, `a` samples used, `z` readings rejected.
 */
export function basisRecord(n: number, atMs: number, x: number, cycle: Cycle): string {
    const recipe: Recipe = cycle.recipe
    const p = cycle.startMilliPa
    const end = cycle.endMilliPa
    const T = cycle.tempChangeMicroK
    const a = cycle.used
    const z = cycle.rejected
    let c = mixInt(mixInt(mixInt(mixText(CHECKSUM_START, "u"), n), atMs), x)
    c = mixInt(mixInt(mixInt(mixText(c, recipe.name), p), end), T)
    c = mixInt(mixInt(c, a), z)
    const head = `{"k":"u","n":${n},"t":${atMs},"x":${x},"l":"${recipe.name}","p":${p}`
    return head + `,"P":${end},"T":${T},"a":${a},"z":${z},"c":${c}}`
}
