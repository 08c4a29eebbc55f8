/**
 * Records of calibrations: `o` with every result, what it was calibrated with; `l` what a
 * calibrating run has taught, why one was refused, and at boot what was kept. An `l` record says
 * all of a calibration, so that a recording is replayed with it. Layout and checksum as of
 * record.ts.
 */
import { Calibration } from "../decision/calibration"
import { Cycle } from "../decision/cycle"
import { beginSum, mixInt, mixText } from "./checksum"

/**
 * What a result was calibrated with.
 * @param x number of the test
 * @param day of the older calibration used, days since 1 January 2000; 0 for none
 * @param hash over the calibrations used, 0 for none
 * @param y why a volume is not used, plus 100 times why an offset is not; `CalibrationRefusal`
 */
export function calibrationRecord(
    n: number,
    atMs: number,
    x: number,
    cycle: Cycle,
    day: number,
    hash: number,
    y: number
): string {
    const V = cycle.volumeMicroL
    const o = cycle.offsetMicroPaPerS
    const i = cycle.offsetDoubtMicroPaPerS
    let c = mixInt(beginSum("o", n, atMs), x)
    c = mixInt(mixInt(mixInt(c, V), o), i)
    c = mixInt(mixInt(mixInt(c, day), hash), y)
    const head = `{"k":"o","n":${n},"t":${atMs},"x":${x},"V":${V},"o":${o}`
    return head + `,"i":${i},"d":${day},"h":${hash},"y":${y},"c":${c}}`
}

/** `K` kind, `y` refusal, `d` day, `v` value, `i` its doubt, `l` recipe, `w` text. */
export function learnedRecord(n: number, atMs: number, learned: Calibration): string {
    const K = learned.kind
    const y = learned.refusal
    const d = learned.day
    const v = learned.value
    const i = learned.doubt
    const l = learned.recipe
    const w = learned.text
    let c = beginSum("l", n, atMs)
    c = mixInt(mixInt(mixInt(mixInt(mixInt(c, K), y), d), v), i)
    c = mixText(mixText(c, l), w)
    const head = `{"k":"l","n":${n},"t":${atMs},"K":${K},"y":${y},"d":${d}`
    return head + `,"v":${v},"i":${i},"l":"${l}","w":"${w}","c":${c}}`
}
