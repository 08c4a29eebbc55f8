/**
 * Reads serial records: strict about every key, range and checksum, clear about what is wrong.
 *
 * A line that is no record (DeviceScript's own messages) is told apart from a damaged one. Nothing
 * here depends on Node, so that a page can read records too.
 */
import { Operation, Refusal } from "../src/decision/command"
import { CalibrationKind, CalibrationRefusal } from "../src/decision/calibration"
import { CyclePhase, CycleReason, Verdict } from "../src/decision/cycle_rules"
import { SelfTestResult } from "../src/decision/self_test"
import { RestartWish } from "../src/decision/uptime"
import { WatchReason, WatchState } from "../src/decision/watch"
import { AlarmEvent } from "../src/output/record"
import { CHECKSUM_START, mixInt, mixText } from "../src/output/checksum"
import { SettingOutcome } from "../src/output/setting_record"
import { FAULT_CODE_REJECTION, FAULT_CODE_SELF_TEST } from "../src/output/fault_code"
import { SensorFault } from "../src/sensor/reading"
import { Rejection } from "../src/sensor/rejection"

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
        | { k: "l"; K: number; y: number; d: number; v: number; l: string; w: string }
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
    l: ["n t K y d v l w"],
}

const TEXT_KEYS: Partial<Record<RecordKind, string[]>> = {
    b: ["v", "b", "l"],
    u: ["l"],
    x: ["s"],
    c: ["l"],
    g: ["l"],
    l: ["l", "w"],
}

const states = namesOf(WatchState)
const sensorFaults = namesOf(SensorFault)
const rejections = namesOf(Rejection)
const reasons = namesOf(WatchReason)
const alarmEvents = namesOf(AlarmEvent)
const restartWishes = namesOf(RestartWish)
const settingOutcomes = namesOf(SettingOutcome)
const phases = namesOf(CyclePhase)
const verdicts = namesOf(Verdict)
const cycleReasons = namesOf(CycleReason)
const refusals = namesOf(Refusal)
const calibrationKinds = namesOf(CalibrationKind)
const calibrationRefusals = namesOf(CalibrationRefusal)
const selfTestResults = namesOf(SelfTestResult)

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

/** Name of a watch state: `starting`, `tight`, … */
export function stateName(state: WatchState): string {
    return states[state]
}

/** Name of the fault code of a fault record: `bus-nack`, `stuck`, `self-test-too-quiet`, … */
export function faultName(code: number): string {
    if (code >= FAULT_CODE_SELF_TEST)
        return `self-test-${selfTestResults[code - FAULT_CODE_SELF_TEST] ?? code}`
    if (code >= FAULT_CODE_REJECTION)
        return rejections[code - FAULT_CODE_REJECTION] ?? `fault ${code}`
    return sensorFaults[code] ?? `fault ${code}`
}

/** Name of a self-test's result: `passed`, `too-quiet`, … */
export function selfTestName(result: SelfTestResult): string {
    return selfTestResults[result]
}

/** Name of a state record's reason. */
export function reasonName(reason: WatchReason): string {
    return reasons[reason]
}

/** Name of an alarm record's event. */
export function alarmEventName(event: AlarmEvent): string {
    return alarmEvents[event]
}

/** Name of a restart's reason. */
export function restartName(wish: RestartWish): string {
    return restartWishes[wish]
}

/** Name of what became of a setting: `in-force`, `out-of-range`, … */
export function settingOutcomeName(outcome: SettingOutcome): string {
    return settingOutcomes[outcome]
}

/** Name of a lab test's phase: `idle`, `fill`, … */
export function phaseName(phase: CyclePhase): string {
    return phases[phase]
}

/** Name of a verdict: `pass`, `fail`, `retest`, `invalid`. */
export function verdictName(verdict: Verdict): string {
    return verdicts[verdict]
}

/** Name of a verdict's reason: `below-limit`, `gross-leak`, … */
export function cycleReasonName(reason: CycleReason): string {
    return cycleReasons[reason]
}

/** Name of what a calibrating run learns: `known-leak`, `known-volume`, `offset`. */
export function calibrationKindName(kind: CalibrationKind): string {
    return calibrationKinds[kind]
}

/** Why a calibration is refused or not used: `none` when it is, `missing`, `out-of-date`, … */
export function calibrationRefusalName(refusal: CalibrationRefusal): string {
    return calibrationRefusals[refusal]
}

/** Name of a command record's refusal: `none`, `running`, … */
export function refusalName(refusal: Refusal): string {
    return refusals[refusal]
}

/** Name of a command record's operation: `start`, `set-limits`, …, or its number. */
export function operationName(operation: number): string {
    const name = Operation[operation] as string | undefined
    return name === undefined ? `0x${operation.toString(16)}` : dashed(name)
}

/** Names of a numeric enumeration by value, `BusNack` as `bus-nack`. */
function namesOf(values: object): string[] {
    return Object.keys(values)
        .filter(key => !/^\d+$/.test(key))
        .map(dashed)
}

function dashed(name: string): string {
    return name.replace(/(?<!^)([A-Z])/g, "-$1").toLowerCase()
}
