/**
 * Everything the page knows of one run, gathered from batches and bounded in size.
 */
import type { LabTest } from "../../host/lab_test"
import type { LampState, Tone } from "../../sim/jacdac/peers"
import type { Batch, LampChange, Mark, StateSpan, StreamHealth, Truth } from "../link/protocol"
import { Series } from "./series"

/** Most marks and states that are kept; a day of a leaking valve is a few hundred. */
const MARKS_MAX = 2000
/** Lines of the log that are kept. */
const LOG_LINES_MAX = 400
/** Lamp changes and tones that are kept while they come: two minutes of the fastest blink. */
const SIGNALS_MAX = 500
/** And of a recording, which may be scrubbed to any instant: half a day of it. */
const RECORDED_SIGNALS_MAX = 200_000
/** A tone is shown a little longer than it lasts, so that its word can be read, ms. */
const TONE_HOLD_MS = 700

const DARK: LampState = { red: false, amber: false, green: false }

/** See the file's head. */
export class Run {
    nowMs = 0
    /** s, Pa, °C */
    readonly samples = new Series(3)
    /** s, Pa/s, half-width, noise Pa */
    readonly rates = new Series(4)
    readonly states: StateSpan[] = []
    readonly marks: Mark[] = []
    /** Lab tests that have come to their verdict. */
    readonly tests: LabTest[] = []
    readonly log: string[] = []
    /** The lines of the log that are neither samples nor rates. */
    readonly notable: string[] = []
    readonly lampChanges: LampChange[] = []
    readonly tones: Tone[] = []
    truth: Truth | undefined
    health: StreamHealth = { records: 0, damaged: 0, lost: 0, boots: 0 }
    /** Counts everything that is taken, so that a view knows when to draw. */
    version = 0

    /** @param isRecorded it may be scrubbed, so that old signals count */
    constructor(private readonly isRecorded = false) {}

    take(batch: Batch) {
        this.version++
        this.nowMs = batch.nowMs
        const { samples, rates } = batch
        for (let i = 0; i < samples.length; i += 3)
            this.samples.push(samples[i] / 1000, samples[i + 1], samples[i + 2])
        for (let i = 0; i < rates.length; i += 4)
            this.rates.push(rates[i] / 1000, rates[i + 1], rates[i + 2], rates[i + 3])
        keep(this.states, batch.states, MARKS_MAX)
        keep(this.marks, batch.marks, MARKS_MAX)
        keep(this.log, batch.lines, LOG_LINES_MAX)
        keep(this.notable, batch.notable, LOG_LINES_MAX)
        keep(this.tests, batch.tests, MARKS_MAX)
        this.takeSignals(batch.lamps, batch.tones)
        this.truth = batch.truth
        this.health = batch.health
    }

    /** The state at an instant. */
    stateAt(atMs: number): StateSpan {
        return (
            this.states.findLast(span => span.atMs <= atMs) ?? {
                atMs: 0,
                state: "off",
                reason: "",
            }
        )
    }

    /** Lamps and tones, in order of time. */
    takeSignals(lamps: readonly LampChange[], tones: readonly Tone[]) {
        const limit = this.isRecorded ? RECORDED_SIGNALS_MAX : SIGNALS_MAX
        keep(this.lampChanges, lamps, limit)
        keep(this.tones, tones, limit)
    }

    /** The lamps at an instant, and whether they change within a second or so. */
    lampsAt(atMs: number): { state: LampState; blinks: LampState } {
        const changes = this.lampChanges
        const end = countUntil(changes, atMs)
        const state = changes.at(end - 1)?.state
        const blinks = { red: false, amber: false, green: false }
        if (end === 0 || state === undefined) return { state: DARK, blinks }
        for (const lamp of ["red", "amber", "green"] as const) {
            let count = 0
            for (let i = end - 1; i >= 0 && changes[i].atMs > atMs - 2500; i--)
                if ((changes.at(i - 1)?.state[lamp] ?? false) !== changes[i].state[lamp] && i > 0)
                    count++
            blinks[lamp] = count >= 2
        }
        return { state, blinks }
    }

    /** The buzzer sounds at an instant, or has a moment ago. */
    soundsAt(atMs: number): boolean {
        const last = this.tones.at(countUntil(this.tones, atMs) - 1)
        return (
            last !== undefined &&
            last.atMs <= atMs &&
            atMs < last.atMs + last.lengthMs + TONE_HOLD_MS
        )
    }

    /** The lab test whose verdict is the newest at an instant. */
    testAt(atMs: number): LabTest | undefined {
        return this.tests.findLast(test => test.endedAtMs <= atMs)
    }

    /** The last sample and rate at or before an instant, undefined before the first. */
    numbersAt(atMs: number): { sample: number[] | undefined; rate: number[] | undefined } {
        return { sample: rowAt(this.samples, atMs), rate: rowAt(this.rates, atMs) }
    }
}

function rowAt(series: Series, atMs: number): number[] | undefined {
    const i = series.indexAt(atMs / 1000 + 1e-6) - 1
    return i < 0 ? undefined : series.columns.map(column => column[i])
}

function keep<T>(list: T[], more: readonly T[], limit: number) {
    for (const item of more) list.push(item)
    if (list.length > limit) list.splice(0, list.length - limit)
}

/** How many of a list in order of time are not after an instant. */
function countUntil(list: readonly { readonly atMs: number }[], atMs: number): number {
    let low = 0
    let high = list.length
    while (low < high) {
        const middle = (low + high) >> 1
        if (list[middle].atMs <= atMs) low = middle + 1
        else high = middle
    }
    return low
}
