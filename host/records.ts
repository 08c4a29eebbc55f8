/**
 * Reads serial records: strict about every key, range and checksum, clear about what is wrong.
 *
 * A line that is no record (DeviceScript's own messages) is told apart from a damaged one. Nothing
 * here depends on Node, so that a page can read records too.
 */
import { CHECKSUM_START, mixInt, mixText } from "../src/output/checksum"
import { FAULT_CODE_SELF_TEST } from "../src/output/fault_code"
import {
    states,
    sensorFaults,
    rejections,
    reasons,
    alarmEvents,
    restartWishes,
    settingOutcomes,
    phases,
    verdicts,
    cycleReasons,
    refusals,
    calibrationKinds,
    calibrationRefusals,
    selfTestResults,
} from "./record_names"

export * from "./record_names"

/** What every record has. `t` is ms since boot modulo 2^32, as int32. */
interface Common {
    n: number
    t: number
}

/** A record, told apart by its kind; the keys are those of README, "Serial records". */
export type SerialRecord = Common &
    (
        | { k: "b"; v: string; h: number; b: string; l: string; s: number; i: number }
        | { k: "i"; s: number }
        | { k: "t"; y: number; s: number; e: number; a: number; x: number; z: number }
        | { k: "s"; d?: number; p?: number; T?: number; g?: number; e?: number }
        | { k: "w"; f: number; w: number; y: number; r: number; i: number; o: number }
        | { k: "a"; a: number; w: number }
        | { k: "f"; e: number; x: number; m: number }
        | { k: "r"; w: number; r: number; i: number; o: number; j: number; z: number }
        | { k: "q"; y: number }
        | { k: "g"; l: string; y: number; f: number; i: number; x: number; v: number }
        | { k: "p"; x: number; f: number; p: number }
        | {
              k: "v"
              x: number
              v: number
              y: number
              r: number
              i: number
              q: number
              m: number
          }
        | {
              k: "u"
              x: number
              l: string
              p: number
              P: number
              T: number
              a: number
              z: number
          }
        | { k: "x"; x: number; s: string; d: number; i: number; j: number; h: number }
        | { k: "c"; o: number; y: number; a: number; b: number; l: string }
        | {
              k: "o"
              x: number
              V: number
              o: number
              i: number
              d: number
              h: number
              y: number
          }
        | {
              k: "l"
              K: number
              y: number
              d: number
              v: number
              i: number
              l: string
              w: string
          }
    )

/** The kinds. */
export type RecordKind = SerialRecord["k"]

/** A line that claims to be a record and is not. */
export interface Damaged {
    readonly damaged: string
}

/** Keys of each kind in the order they are written; the alternatives of a sample are three. */
const LAYOUTS: Record<RecordKind, string[]> = {
    b: ["n t v h b l s i"],
    i: ["n t s"],
    t: ["n t y s e a x z"],
    s: ["n t d p T g", "n t d p g", "n t e"],
    w: ["n t f w y r i o"],
    a: ["n t a w"],
    f: ["n t e x m"],
    r: ["n t w r i o j z"],
    q: ["n t y"],
    g: ["n t l y f i x v"],
    p: ["n t x f p"],
    v: ["n t x v y r i q m"],
    u: ["n t x l p P T a z"],
    x: ["n t x s d i j h"],
    c: ["n t o y a b l"],
    o: ["n t x V o i d h y"],
    l: ["n t K y d v i l w"],
}

const TEXT_KEYS: Partial<Record<RecordKind, string[]>> = {
    b: ["v", "b", "l"],
    u: ["l"],
    x: ["s"],
    c: ["l"],
    g: ["l"],
    l: ["l", "w"],
}

/** Largest value of the keys that hold an enumeration; below 0 none of them goes. */
const LIMITS: Record<string, number> = {
    "t.y": selfTestResults.length - 1,
    "t.e": sensorFaults.length - 1,
    "s.g": rejections.length - 1,
    "s.e": sensorFaults.length - 1,
    "w.f": states.length - 1,
    "w.w": states.length - 1,
    "w.y": reasons.length - 1,
    "a.a": alarmEvents.length - 1,
    "a.w": states.length - 1,
    "f.e": FAULT_CODE_SELF_TEST + selfTestResults.length - 1,
    "f.x": 1,
    "r.w": states.length - 1,
    "q.y": restartWishes.length - 1,
    "g.y": settingOutcomes.length - 1,
    "p.f": phases.length - 1,
    "p.p": phases.length - 1,
    "v.v": verdicts.length - 1,
    "v.y": cycleReasons.length - 1,
    "c.y": refusals.length - 1,
    "c.o": 0xffff,
    "o.y": 101 * (calibrationRefusals.length - 1),
    "l.K": calibrationKinds.length - 1,
    "l.y": calibrationRefusals.length - 1,
}

/** DeviceScript marks what a program prints with one of these and a space. */
const PREFIX = /^[>*!?] /

/**
 * Reads one line.
 * @param line with or without DeviceScript's prefix
 * @returns the record; why it is damaged; or undefined when it is no record at all
 */
export function parseRecord(line: string): SerialRecord | Damaged | undefined {
    const text = line.replace(PREFIX, "").trimEnd()
    if (!text.startsWith('{"k":')) return undefined
    let value: Record<string, unknown>
    try {
        value = JSON.parse(text)
    } catch {
        return { damaged: "cut or garbled: not JSON" }
    }
    const kind = value.k as RecordKind
    const layouts = LAYOUTS[kind]
    if (!Object.hasOwn(LAYOUTS, kind)) return { damaged: `unknown kind ${JSON.stringify(kind)}` }
    const keys = Object.keys(value)
    const written = keys.slice(1, -1).join(" ")
    if (keys.at(-1) !== "c" || !layouts.includes(written))
        return { damaged: `keys ${keys.join(" ")}; allowed are k ${layouts.join(" c, or k ")} c` }
    let sum = mixText(CHECKSUM_START, kind)
    for (const key of keys.slice(1)) {
        const item = value[key]
        if (TEXT_KEYS[kind]?.includes(key)) {
            if (typeof item !== "string") return { damaged: `${key} is not a text` }
            sum = mixText(sum, item)
            continue
        }
        if (typeof item !== "number" || (item | 0) !== item)
            return { damaged: `${key} is ${JSON.stringify(item)}, not a 32-bit integer` }
        const limit = LIMITS[`${kind}.${key}`]
        if (limit !== undefined && (item < 0 || item > limit))
            return { damaged: `${key} is ${item}; allowed is 0 to ${limit}` }
        if (key !== "c") sum = mixInt(sum, item)
    }
    if (sum !== value.c) return { damaged: `checksum ${value.c}; its values make ${sum}` }
    return value as unknown as SerialRecord
}

/** What a stream of lines has shown so far. */
export class RecordStream {
    /** Records read. */
    records = 0
    /** Damaged lines. */
    damaged = 0
    /** Records that never came, by their numbers. */
    lost = 0
    /** Boots seen. */
    boots = 0
    private expected: number | undefined

    /**
     * Takes a line.
     * @returns as `parseRecord`
     */
    take(line: string): SerialRecord | Damaged | undefined {
        const record = parseRecord(line)
        if (record === undefined) return undefined
        if ("damaged" in record) {
            this.damaged++
            return record
        }
        this.records++
        if (record.k === "b") {
            this.boots++
            // numbers start anew with every boot; what was lost before it cannot be counted
            this.expected = record.n
        }
        if (this.expected !== undefined) this.lost += (record.n - this.expected) >>> 0
        this.expected = (record.n + 1) | 0
        return record
    }
}
