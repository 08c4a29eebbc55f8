/**
 * A recording as a source: one batch with everything, and the same firmware's opinion of it.
 */
import { parseRecord } from "../../host/records"
import { RecordClock } from "../../host/record_clock"
import { firstDifference, replay, type HashedConfig, type Signals } from "../../host/replay"
import type { Tone } from "../../sim/jacdac/peers"
import { Gatherer } from "../link/gather"
import type { Batch, LampChange } from "../link/protocol"

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
    /** What the lamps and the buzzer did, which no record tells. */
    readonly lamps: LampChange[]
    readonly tones: Tone[]
}

/** Records that are verdicts: state, alarm, fault, self-test, a lab test's. */
const VERDICTS = /^\{"k":"[waftv]"/

/**
 * Reads a recording: lines of the serial port, with DeviceScript's prefix or without.
 * @param isLab does the configuration with this hash test parts?
 * @throws Error when there is not one record in it
 */
export function readRecording(
    text: string,
    name: string,
    isLab?: (hash: number) => boolean
): Recording {
    const gatherer = new Gatherer(0, isLab)
    const clock = new RecordClock()
    const lines: string[] = []
    let firstBad: string | undefined
    text.split("\n").forEach((line, i) => {
        const whole = line.replace(/^[>*!?] /, "").trimEnd()
        const record = parseRecord(whole)
        if (record === undefined) return
        if (!("damaged" in record)) {
            clock.at(record)
            lines.push(whole)
        }
        const damage = gatherer.line(whole, clock.lastMs)
        if (damage !== undefined) firstBad ??= `line ${i + 1}: ${damage}`
    })
    if (lines.length === 0)
        throw new Error(
            `${name} holds no whole record` +
                `${firstBad === undefined ? "" : ` (${firstBad})`}; drop a file that ` +
                `"Save recording" or npm run sim -- --record has written`
        )
    return { batch: gatherer.take(clock.lastMs, undefined), lines, firstBad }
}

/**
 * Puts the recording's readings through the firmware of this page and compares.
 * @param rigs configurations that this page's firmware has; the recording names one by its hash
 */
export function compareReplay(lines: readonly string[], rigs: readonly HashedConfig[]): Comparison {
    const first = parseRecord(lines[0])
    const hash = first !== undefined && "h" in first ? first.h : undefined
    const rig = rigs.find(known => known.hash === hash) ?? rigs[0]
    const signals = new SignalTrack()
    let replayed
    try {
        replayed = replay(lines, rig, shown => signals.take(shown))
    } catch (error) {
        const sentence = `It cannot be replayed: ${(error as Error).message}.`
        return { same: false, sentence, lamps: [], tones: [] }
    }
    const { lamps, tones } = signals
    const verdicts = lines.filter(line => VERDICTS.test(line)).length
    // a recording may end between the lines of one tick
    const difference = firstDifference(lines, replayed.slice(0, lines.length))
    if (difference === undefined)
        return {
            same: true,
            sentence:
                `Replayed through the same firmware: all ${verdicts} verdicts and all ` +
                `${lines.length.toLocaleString("en")} records are the same.`,
            lamps,
            tones,
        }
    return { same: false, sentence: `The replay differs at ${difference}.`, lamps, tones }
}

/** Lamps and buzzer, gathered from what every tick wants seen and heard. */
class SignalTrack {
    readonly lamps: LampChange[] = []
    readonly tones: Tone[] = []

    take({ atMs, lamps, toneHz, toneMs }: Signals) {
        const last = this.lamps.at(-1)?.state
        const isSame =
            last?.red === lamps.red && last.amber === lamps.amber && last.green === lamps.green
        if (!isSame) this.lamps.push({ atMs, state: lamps })
        if (toneHz > 0) this.tones.push({ atMs, frequencyHz: toneHz, lengthMs: toneMs })
    }
}
