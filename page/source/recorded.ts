/**
 * A recording as a source: one batch with everything, and the same firmware's opinion of it.
 */
import { parseRecord } from "../../host/records"
import { firstDifference, replay, type HashedConfig } from "../../host/replay"
import { Gatherer } from "../link/gather"
import type { Batch } from "../link/protocol"

/** A file that was read. */
export interface Recording {
    readonly batch: Batch
    /** Whole records, without prefix. */
    readonly lines: string[]
    /** The first damaged line, in words; undefined when there is none. */
    readonly firstBad: string | undefined
}

/** What the firmware says to the recording's readings. */
export interface Comparison {
    readonly same: boolean
    readonly sentence: string
}

/** Records that are verdicts: state, alarm, fault, self-test. */
const VERDICTS = /^\{"k":"[waft]"/

/**
 * Reads a recording: lines of the serial port, with DeviceScript's prefix or without.
 * @throws Error when there is not one record in it
 */
export function readRecording(text: string, name: string): Recording {
    const gatherer = new Gatherer(0)
    const lines: string[] = []
    let firstBad: string | undefined
    let baseMs = 0
    let lastMs = 0
    let bootMs: number | undefined
    text.split("\n").forEach((line, i) => {
        const whole = line.replace(/^[>*!?] /, "").trimEnd()
        const record = parseRecord(whole)
        if (record === undefined) return
        if (!("damaged" in record)) {
            if (record.k === "b") {
                // what lay between two boots is not known; they are put end to end
                baseMs = lastMs
                bootMs = record.t
            }
            bootMs ??= record.t
            lastMs = Math.max(lastMs, baseMs + ((record.t - bootMs) | 0))
            lines.push(whole)
        }
        const damage = gatherer.line(whole, lastMs)
        if (damage !== undefined) firstBad ??= `line ${i + 1}: ${damage}`
    })
    if (lines.length === 0)
        throw new Error(
            `${name} holds no whole record` +
                `${firstBad === undefined ? "" : ` (${firstBad})`}; drop a file that ` +
                `"Save recording" or npm run sim -- --record has written`
        )
    return { batch: gatherer.take(lastMs, undefined), lines, firstBad }
}

/** Puts the recording's readings through the firmware of this page and compares. */
export function compareReplay(lines: readonly string[], rig: HashedConfig): Comparison {
    let replayed
    try {
        replayed = replay(lines, rig)
    } catch (error) {
        return { same: false, sentence: `It cannot be replayed: ${(error as Error).message}.` }
    }
    const verdicts = lines.filter(line => VERDICTS.test(line)).length
    // a recording may end between the lines of one tick
    const difference = firstDifference(lines, replayed.slice(0, lines.length))
    if (difference === undefined)
        return {
            same: true,
            sentence:
                `Replayed through the same firmware: all ${verdicts} verdicts and all ` +
                `${lines.length.toLocaleString("en")} records are the same.`,
        }
    return { same: false, sentence: `The replay differs at ${difference}.` }
}
