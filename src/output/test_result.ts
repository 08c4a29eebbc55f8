/**
 * Results of the lab test, kept to be read later: the last eight.
 *
 * A result is a row of integers in the order of the service's report `result` (services/
 * leaktester.md), so that it goes onto the bus as it is, and records are written from it. The rows
 * are made once and written over, oldest first.
 */
import { lossOf, TestKind } from "../config_recipe"
import { Cycle } from "../decision/cycle"
import { orificeNanoM, USUAL_MICRO_C } from "../decision/orifice"
import { saturate, zeros } from "../detector/fixed"
import { TEMP_MISSING_MICRO_C } from "../sensor/reading"

/** Places in a row: `Verdict`, `CycleReason`, index of the recipe, number of the test. */
export const RESULT_VERDICT = 0
export const RESULT_REASON = 1
export const RESULT_RECIPE = 2
export const RESULT_NUMBER = 3
/** Rate and half-width of its 95 % interval, -1 for none, µPa/s; flow, nPa·m³/s. */
export const RESULT_RATE = 4
export const RESULT_HALF_WIDTH = 5
export const RESULT_FLOW = 6
/** Equivalent orifice, nm; -1 when it cannot be told, or not from none. */
export const RESULT_ORIFICE = 7
/** Pressure at the window's start and end, mPa; change of temperature, µK. */
export const RESULT_START = 8
export const RESULT_END = 9
export const RESULT_TEMP_CHANGE = 10
/** Readings of the window; duration from the start to the window's end, ms. */
export const RESULT_USED = 11
export const RESULT_REJECTED = 12
export const RESULT_DURATION = 13
/** Limits, µPa/s; volume, µL. */
export const RESULT_PASS = 14
export const RESULT_FAIL = 15
export const RESULT_VOLUME = 16
const RESULT_LENGTH = 17

/** Results that are kept. */
export const RESULTS_KEPT = 8

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

/** Equivalent orifice of the present result, nm, -1 when it cannot be told. */
function orificeOf(cycle: Cycle, tempMicroC: number): number {
    const recipe = cycle.recipe
    // a sealed part leaks into a chamber, from a pressure that nobody knows
    if (cycle.halfWidthMicroPaPerS < 0 || recipe.kind === TestKind.Sealed) return -1
    const loss = lossOf(cycle.rateMicroPaPerS(), recipe.kind)
    // what cannot be told from none is no hole
    if (loss <= cycle.halfWidthMicroPaPerS) return -1
    const flow = flowNanoPaM3PerS(loss, cycle.volumeMicroL)
    const inside = cycle.startMilliPa + ((cycle.endMilliPa - cycle.startMilliPa) >> 1)
    const outside = recipe.ambientMilliPa
    const temp = tempMicroC === TEMP_MISSING_MICRO_C ? USUAL_MICRO_C : tempMicroC
    if (recipe.kind === TestKind.Rise)
        return orificeNanoM(flow, outside, inside, temp, recipe.medium)
    return orificeNanoM(flow, inside, outside, temp, recipe.medium)
}

/** See the file's head. */
export class TestResults {
    /** Results that can be read, 0 … RESULTS_KEPT. */
    count = 0
    private rows: number[][] = []
    private serials: string[] = []
    private next = 0

    constructor() {
        for (let i = 0; i < RESULTS_KEPT; i++) {
            this.rows.push(zeros(RESULT_LENGTH))
            this.serials.push("")
        }
    }

    /** Keeps the result of a test that has just ended. @returns its row */
    keep(cycle: Cycle, recipe: number, serial: string, tempMicroC: number): number[] {
        const row = this.rows[this.next]
        row[RESULT_NUMBER] = cycle.tests
        row[RESULT_VERDICT] = cycle.verdict
        row[RESULT_REASON] = cycle.reason
        row[RESULT_RECIPE] = recipe
        const rate = cycle.rateMicroPaPerS()
        row[RESULT_RATE] = rate
        row[RESULT_HALF_WIDTH] = cycle.halfWidthMicroPaPerS
        row[RESULT_FLOW] = flowNanoPaM3PerS(rate, cycle.volumeMicroL)
        row[RESULT_ORIFICE] = orificeOf(cycle, tempMicroC)
        row[RESULT_START] = cycle.startMilliPa
        row[RESULT_END] = cycle.endMilliPa
        row[RESULT_TEMP_CHANGE] = cycle.tempChangeMicroK
        row[RESULT_USED] = cycle.used
        row[RESULT_REJECTED] = cycle.rejected
        row[RESULT_DURATION] = (cycle.endedAtMs - cycle.startedAtMs) | 0
        row[RESULT_PASS] = cycle.passMicroPaPerS
        row[RESULT_FAIL] = cycle.failMicroPaPerS
        row[RESULT_VOLUME] = cycle.volumeMicroL
        this.serials[this.next] = serial
        this.next = (this.next + 1) & (RESULTS_KEPT - 1)
        if (this.count < RESULTS_KEPT) this.count = this.count + 1
        return row
    }

    /** The row of the test `back` (0 … count - 1) before the last. */
    row(back: number): number[] {
        return this.rows[(this.next - 1 - back) & (RESULTS_KEPT - 1)]
    }

    /** And the serial of its part. */
    serial(back: number): string {
        return this.serials[(this.next - 1 - back) & (RESULTS_KEPT - 1)]
    }
}
