/**
 * Records of the lab test: what was asked of it, where it is, and what came of it.
 *
 * Five kinds: `c` a command; `p` a phase is entered; `v` the verdict with its rate, `u` what it
 * rests on and `x` whose part it was, which come together when a result is reached. Layout and
 * checksum as of record.ts.
 */
import { Wish } from "../decision/command"
import { CyclePhase } from "../decision/cycle_rules"
import { beginSum, mixInt, mixText } from "./checksum"
import {
    RESULT_DURATION,
    RESULT_END,
    RESULT_FAIL,
    RESULT_FLOW,
    RESULT_HALF_WIDTH,
    RESULT_NUMBER,
    RESULT_ORIFICE,
    RESULT_PASS,
    RESULT_RATE,
    RESULT_REASON,
    RESULT_REJECTED,
    RESULT_START,
    RESULT_TEMP_CHANGE,
    RESULT_USED,
    RESULT_VERDICT,
} from "./test_result"

/**
 * A wish was judged, in enough detail to wish it again: `o` operation, `y` refusal, 0 for none,
 * `a`, `b`, `l` its parameters.
 */
export function commandRecord(n: number, atMs: number, wish: Wish): string {
    const o = wish.operation
    const y = wish.refusal
    const a = wish.a
    const b = wish.b
    const l = wish.text
    const start = beginSum("c", n, atMs)
    const c = mixText(mixInt(mixInt(mixInt(mixInt(start, o), y), a), b), l)
    const head = `{"k":"c","n":${n},"t":${atMs},"o":${o},"y":${y}`
    return head + `,"a":${a},"b":${b},"l":"${l}","c":${c}}`
}

/** A phase is entered. `n` numbers the record, `x` the test. */
export function phaseRecord(
    n: number,
    atMs: number,
    x: number,
    from: CyclePhase,
    to: CyclePhase
): string {
    const c = mixInt(beginSum("p", n, atMs), x)
    const sum = mixInt(mixInt(c, from), to)
    return `{"k":"p","n":${n},"t":${atMs},"x":${x},"f":${from},"p":${to},"c":${sum}}`
}

/**
 * The verdict: `r` rate less the offset and `i` half-width, µPa/s; `q` flow, nPa·m³/s; `m`
 * duration, ms.
 * @param row of `TestResults`
 */
export function verdictRecord(n: number, atMs: number, row: number[]): string {
    const x = row[RESULT_NUMBER]
    const v = row[RESULT_VERDICT]
    const y = row[RESULT_REASON]
    const r = row[RESULT_RATE]
    const i = row[RESULT_HALF_WIDTH]
    const q = row[RESULT_FLOW]
    const m = row[RESULT_DURATION]
    let c = mixInt(beginSum("v", n, atMs), x)
    c = mixInt(mixInt(mixInt(c, v), y), r)
    c = mixInt(mixInt(mixInt(c, i), q), m)
    const head = `{"k":"v","n":${n},"t":${atMs},"x":${x},"v":${v},"y":${y},"r":${r}`
    return head + `,"i":${i},"q":${q},"m":${m},"c":${c}}`
}

/**
 * What the verdict rests on: `l` recipe, `p` and `P` pressure at the window's start and end, mPa,
 * `T` change of temperature, µK, `a` samples used, `z` readings rejected.
 */
export function basisRecord(n: number, atMs: number, row: number[], recipe: string): string {
    const x = row[RESULT_NUMBER]
    const p = row[RESULT_START]
    const end = row[RESULT_END]
    const T = row[RESULT_TEMP_CHANGE]
    const a = row[RESULT_USED]
    const z = row[RESULT_REJECTED]
    let c = mixInt(beginSum("u", n, atMs), x)
    c = mixInt(mixInt(mixInt(mixText(c, recipe), p), end), T)
    c = mixInt(mixInt(c, a), z)
    const head = `{"k":"u","n":${n},"t":${atMs},"x":${x},"l":"${recipe}","p":${p}`
    return head + `,"P":${end},"T":${T},"a":${a},"z":${z},"c":${c}}`
}

/**
 * Whose part it was, and how it was judged: `s` serial, `d` equivalent orifice, nm, -1 for none,
 * `i` and `j` limits of pass and fail, µPa/s, `h` hash of the configuration.
 */
export function partRecord(
    n: number,
    atMs: number,
    row: number[],
    serial: string,
    configHash: number
): string {
    const x = row[RESULT_NUMBER]
    const d = row[RESULT_ORIFICE]
    const i = row[RESULT_PASS]
    const j = row[RESULT_FAIL]
    let c = mixInt(beginSum("x", n, atMs), x)
    c = mixInt(mixInt(mixInt(mixText(c, serial), d), i), j)
    c = mixInt(c, configHash)
    const head = `{"k":"x","n":${n},"t":${atMs},"x":${x},"s":"${serial}","d":${d}`
    return head + `,"i":${i},"j":${j},"h":${configHash},"c":${c}}`
}
