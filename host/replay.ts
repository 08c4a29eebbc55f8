/**
 * Replay: the readings of a recording go through the same `App`, and its lines come out.
 *
 * A recording alone must suffice: the boot record says who spoke, sample records carry the
 * readings, and the sensor's identity comes with boot and identity records. The rig's configuration
 * is checked against the hash in the boot record. Nothing here depends on Node, so that a page can
 * replay too.
 */
import { App } from "../src/app"
import type { RigConfig } from "../src/config"
import { CyclePhase, CycleReason } from "../src/decision/cycle_rules"
import type { LampState } from "../sim/jacdac/peers"
import { LAMP_AMBER, LAMP_GREEN, LAMP_RED } from "../src/output/alarm"
import { AlarmEvent } from "../src/output/record"
import { Reading, SensorFault, TEMP_MISSING_MICRO_C } from "../src/sensor/reading"
import { RecordClock } from "./record_clock"
import { parseRecord, type SerialRecord } from "./records"

/** A rig's configuration and the number that boot records know it by. */
export interface HashedConfig {
    readonly config: RigConfig
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
    const said: string[] = []
    const reading = new Reading()
    const clock = new RecordClock()
    let app: App | undefined
    let atMs = 0
    // a tick's sample comes before the records that tell what was wished until then
    let sample: Of<"s"> | undefined
    const tick = () => {
        if (sample === undefined || app === undefined) return
        fill(reading, sample)
        app.tick(reading)
        const { lines, lineCount, lamps, toneHz, toneMs } = app.actions
        said.push(...lines.slice(0, lineCount))
        ticked({ atMs, lamps: lampState(lamps), toneHz, toneMs })
        sample = undefined
    }
    for (const line of recording) {
        const record = parseRecord(line)
        if (record === undefined) continue
        if ("damaged" in record) throw new Error(`${record.damaged}: ${line}`)
        const beginsTick = record.t !== sample?.t || record.k === "b" || record.k === "s"
        if (beginsTick) tick()
        atMs = clock.at(record)
        if (record.k === "b") app = bootOf(record, rig)
        if (app === undefined) throw new Error(`does not begin with a boot: ${line}`)
        // printed by the same tick as the sample after it
        if (record.k === "i") app.chipId = record.s
        if (record.k === "a" && record.a === AlarmEvent.Acknowledged) app.acknowledge()
        if (record.k === "s") sample = record
        else wish(app, record)
    }
    tick()
    return said
}

/** What somebody wished of the lab test, by what became of it. */
function wish(app: App, record: SerialRecord) {
    const cycle = app.lab.cycle
    if (record.k === "v" && record.y === CycleReason.Aborted) cycle.abort()
    if (record.k !== "p") return
    if (record.p === CyclePhase.Fill) cycle.start()
    if (record.p === CyclePhase.Idle) cycle.acknowledge()
}

function lampState(bits: number): LampState {
    return {
        red: (bits & LAMP_RED) !== 0,
        amber: (bits & LAMP_AMBER) !== 0,
        green: (bits & LAMP_GREEN) !== 0,
    }
}

function bootOf(boot: Of<"b">, rig: HashedConfig): App {
    if (boot.h !== rig.hash)
        throw new Error(
            `recorded with configuration ${boot.h}, and this firmware has ${rig.hash}: ` +
                `another devs.config.json or version decides differently`
        )
    const app = new App(rig.config, {
        version: boot.v,
        configHash: boot.h,
        board: boot.b,
        chamber: boot.l,
    })
    app.chipId = boot.s
    return app
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
