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
import { sealKept, testsKey } from "../src/output/kept"
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
            app = bootOf(record, settingsAfter(recording, i), rig)
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

/** The settings that a boot found, which follow its record at once. */
function settingsAfter(recording: readonly string[], boot: number): Of<"g">[] {
    const found: Of<"g">[] = []
    for (const line of recording.slice(boot + 1)) {
        const record = parseRecord(line)
        if (record === undefined) continue
        if ("damaged" in record || record.k !== "g") break
        found.push(record)
    }
    return found
}

/** Values as they must have been on the board for the firmware to say this of them. */
function valuesOf(found: readonly Of<"g">[]): unknown[] | undefined {
    if (found.some(({ y }) => y === SettingOutcome.Unreachable)) return undefined
    const values: unknown[] = []
    for (let i = 0; i < SETTING_ROWS; i++) {
        const setting = found.find(({ l }) => l === settingRow(i).key)
        values.push(setting?.y === SettingOutcome.NotInteger ? NaN : setting?.f)
    }
    const tests = found.find(({ l }) => l === "tests")
    if (tests === undefined) return values
    const state = tests.f * 2 - tests.v
    const slots: unknown[] = [undefined, undefined]
    if (tests.y === SettingOutcome.Damaged) slots.fill("")
    if (state > 0 || tests.y === SettingOutcome.InForce)
        slots[state & 1] = sealKept(testsKey(state), `${state}`)
    return [...values, ...slots]
}

function bootOf(boot: Of<"b">, found: readonly Of<"g">[], rig: HashedConfig): App {
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
