/**
 * Everything the page knows of one run, gathered from batches and bounded in size.
 */
import type { LampState } from "../../sim/jacdac/peers"
import type { Batch, LampChange, Mark, StateSpan, StreamHealth, Truth } from "../link/protocol"
import { Series } from "./series"

/** Most marks and states that are kept; a day of a leaking valve is a few hundred. */
const MARKS_MAX = 2000
/** Lines of the log that are kept. */
const LOG_LINES_MAX = 400
/** Lamp changes that are kept: two minutes of the fastest blink. */
const LAMP_CHANGES_MAX = 500

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
    readonly log: string[] = []
    /** The lines of the log that are neither samples nor rates. */
    readonly notable: string[] = []
    readonly lampChanges: LampChange[] = []
    truth: Truth | undefined
    health: StreamHealth = { records: 0, damaged: 0, lost: 0, boots: 0 }
    /** Counts everything that is taken, so that a view knows when to draw. */
    version = 0

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
        keep(this.lampChanges, batch.lamps, LAMP_CHANGES_MAX)
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

    /** The lamps at an instant, and whether they change within a second or so. */
    lampsAt(atMs: number): { state: LampState; blinks: LampState } {
        const state = this.lampChanges.findLast(change => change.atMs <= atMs)?.state ?? DARK
        const blinks = { red: false, amber: false, green: false }
        for (const lamp of ["red", "amber", "green"] as const) {
            let before: boolean | undefined
            let changes = 0
            for (const change of this.lampChanges) {
                if (change.atMs > atMs) break
                const lit = change.state[lamp]
                if (before !== lit && change.atMs > atMs - 2500) changes++
                before = lit
            }
            blinks[lamp] = changes >= 2
        }
        return { state, blinks }
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
