/**
 * Replay: the readings of a recording go through the same `App`, and its lines come out.
 *
 * A recording alone must suffice: the boot record says who spoke, sample records carry the
 * readings, command records what people and hosts wished, and the sensor's identity comes with boot
 * and identity records. The rig's configuration is checked against the hash in the boot record.
 * Nothing here depends on Node, so that a page can replay too.
 */
import { App } from "../src/app"
import type { RigConfig } from "../src/config"
import type { Recipe } from "../src/config_recipe"
import { Calibration, CalibrationKind, CalibrationRefusal } from "../src/decision/calibration"
import { calibrationText } from "../src/output/calibration_text"
import {
    calibrationKey,
    CALIBRATION_SLOTS,
    sealKept,
    testsKey,
    TESTS_SLOTS,
} from "../src/output/kept"
import type { LampState } from "../sim/jacdac/peers"
import { LAMP_AMBER, LAMP_GREEN, LAMP_RED } from "../src/output/alarm"
import { AlarmEvent } from "../src/output/record"
import { LAST_FORMAL_REFUSAL, Operation, Refusal, Wish } from "../src/decision/command"
import { Reading, SensorFault, TEMP_MISSING_MICRO_C } from "../src/sensor/reading"
import { SettingOutcome } from "../src/output/setting_record"
import { applySettings, SETTING_ROWS, settingRow } from "../src/settings"
import { RecordClock } from "./record_clock"
import { parseRecord, type SerialRecord } from "./records"

/** A rig's configuration and the number that boot records know it by. */
export interface HashedConfig {
    readonly config: RigConfig
    readonly recipes: readonly Recipe[]
    /** Place among them of the one that is selected at power-up. */
    readonly recipe: number
    readonly hash: number
}

/** What a tick wants seen and heard, which no record tells. */
export interface Signals {
    /** Since the recording's beginning, ms. */
    readonly atMs: number
    readonly lamps: LampState
    /** A tone that begins now, 0 Hz for none. */
    readonly toneHz: number
    readonly toneMs: number
}

type Of<K extends SerialRecord["k"]> = Extract<SerialRecord, { k: K }>

/**
 * Replays a recording.
 * @param recording whole lines as a serial port gives them, from a boot record on
 * @param rig what the recording firmware was configured to
 * @param ticked told after every tick
 * @returns the lines that the firmware says, without DeviceScript's prefix
 * @throws Error when the recording is damaged, does not begin with a boot, or is another rig's
 */
export function replay(
    recording: readonly string[],
    rig: HashedConfig,
    ticked: (signals: Signals) => void = () => {}
): string[] {
    const clock = new RecordClock()
    const said: string[] = []
    const reading = new Reading()
    let app: App | undefined
    let heard: Of<"c"> | undefined
    for (const [i, line] of recording.entries()) {
        const record = parseRecord(line)
        if (record === undefined) continue
        if ("damaged" in record) throw new Error(`${record.damaged}: ${line}`)
        if (record.k === "b") {
            app = bootOf(record, foundAfter(recording, i), rig)
            heard = undefined
        }
        const atMs = clock.at(record)
        if (app === undefined) throw new Error(`does not begin with a boot: ${line}`)
        // printed by the same tick as the sample after it
        if (record.k === "i") app.chipId = record.s
        if (record.k === "c") {
            wish(app, record)
            if (acknowledges(record)) heard = record
        }
        // an alarm that a command has silenced is silenced by it again
        const isByButton = record.t !== heard?.t
        if (record.k === "a" && record.a === AlarmEvent.Acknowledged && isByButton)
            app.acknowledge()
        if (record.k !== "s") continue
        fill(reading, record)
        app.tick(reading)
        const { lines, lineCount, lamps, toneHz, toneMs } = app.actions
        said.push(...lines.slice(0, lineCount))
        ticked({ atMs, lamps: lampState(lamps), toneHz, toneMs })
    }
    return said
}

function lampState(bits: number): LampState {
    return {
        red: (bits & LAMP_RED) !== 0,
        amber: (bits & LAMP_AMBER) !== 0,
        green: (bits & LAMP_GREEN) !== 0,
    }
}

/** What a boot found on its board. */
interface Found {
    readonly settings: Of<"g">[]
    readonly calibrations: Of<"l">[]
}

/** The settings and calibrations that a boot found, which follow its record at once. */
function foundAfter(recording: readonly string[], boot: number): Found {
    const found: Found = { settings: [], calibrations: [] }
    for (const line of recording.slice(boot + 1)) {
        const record = parseRecord(line)
        if (record === undefined) continue
        if ("damaged" in record) break
        if (record.k === "g") found.settings.push(record)
        else if (record.k === "l") found.calibrations.push(record)
        else break
    }
    return found
}

/** Kept texts as they must have been for the firmware to say this of its calibrations. */
function keptOf(calibrations: readonly Of<"l">[]): unknown[] {
    const kept = new Array<unknown>(CALIBRATION_SLOTS).fill(undefined)
    for (const { K, y, d, v, i, l, w } of calibrations) {
        const slot = K === CalibrationKind.Offset ? CALIBRATION_SLOTS / 2 : 0
        const told = { kind: K, recipe: l, day: d, value: v, doubt: i, text: w }
        const text = calibrationText(Object.assign(new Calibration(), told), 1)
        if (y === CalibrationRefusal.Damaged) kept[slot] = ""
        // a wish that the first sample refused looks the same, and kept nothing
        if (y === CalibrationRefusal.None) kept[slot] = sealKept(calibrationKey(slot), text)
    }
    return kept
}

/** Values as they must have been on the board for the firmware to say this of them. */
function valuesOf({ settings, calibrations }: Found): unknown[] | undefined {
    if (settings.some(({ y }) => y === SettingOutcome.Unreachable)) return undefined
    const values: unknown[] = []
    for (let i = 0; i < SETTING_ROWS; i++) {
        const setting = settings.find(({ l }) => l === settingRow(i).key)
        values.push(setting?.y === SettingOutcome.NotInteger ? NaN : setting?.f)
    }
    return [...values, ...testsOf(settings), ...keptOf(calibrations)]
}

/** The same for the number of tests. */
function testsOf(settings: readonly Of<"g">[]): unknown[] {
    const slots = new Array<unknown>(TESTS_SLOTS).fill(undefined)
    const tests = settings.find(({ l }) => l === "tests")
    if (tests === undefined) return slots
    const state = tests.f * 2 - tests.v
    if (tests.y === SettingOutcome.Damaged) slots.fill("")
    if (state > 0 || tests.y === SettingOutcome.InForce)
        slots[state & 1] = sealKept(testsKey(state), `${state}`)
    return slots
}

function bootOf(boot: Of<"b">, found: Found, rig: HashedConfig): App {
    if (boot.h !== rig.hash)
        throw new Error(
            `recorded with configuration ${boot.h}, and this firmware has ${rig.hash}: ` +
                `another devs.config.json or version decides differently`
        )
    const config = { ...rig.config }
    const recipeOf = (i: number) => ({ ...rig.recipes[i] })
    const setup = applySettings(config, valuesOf(found)!, recipeOf, rig.recipes.length, rig.recipe)
    const who = { version: boot.v, configHash: boot.h, board: boot.b, chamber: boot.l }
    const app = new App(config, who, setup, { recipe: recipeOf, count: rig.recipes.length })
    app.chipId = boot.s
    return app
}

/** Wishes again what a command record tells; the next tick judges it anew. */
function wish(app: App, command: Of<"c">) {
    if (command.y === Refusal.Busy) {
        app.lab.refuseBusy(command.o, command.a)
        return
    }
    const again = new Wish(command.o)
    again.a = command.a
    again.b = command.b
    again.text = command.l
    // the form cannot be judged again, because the bytes are not recorded
    if (command.y <= LAST_FORMAL_REFUSAL) again.refusal = command.y
    app.lab.ask(again)
}

function acknowledges(command: Of<"c">): boolean {
    return command.o === Operation.Acknowledge && command.y === Refusal.None
}

function fill(reading: Reading, sample: Of<"s">) {
    reading.atMs = sample.t
    reading.fault = sample.e ?? SensorFault.None
    if (reading.fault !== SensorFault.None) return
    reading.sampleAtMs = (sample.t - sample.d!) | 0
    reading.pressureMilliPa = sample.p!
    reading.tempMicroC = sample.T ?? TEMP_MISSING_MICRO_C
}

/** The first place where two recordings part, in words; undefined when they are equal. */
export function firstDifference(
    recorded: readonly string[],
    replayed: readonly string[]
): string | undefined {
    const length = Math.max(recorded.length, replayed.length)
    for (let i = 0; i < length; i++)
        if (recorded[i] !== replayed[i])
            return (
                `record ${i + 1}: recorded ${recorded[i] ?? "(ended)"} ` +
                `and replayed ${replayed[i] ?? "(ended)"}`
            )
    return undefined
}
