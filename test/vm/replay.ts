/**
 * Replay: the readings of a recording go through the same `App` on Node, and its lines come out.
 *
 * A recording alone must suffice: the boot record says who spoke, sample records carry the
 * readings, and the sensor's identity comes with boot and identity records. The rig's configuration
 * is checked against the hash in the boot record.
 */
import { join } from "node:path"
import { PROJECT_FOLDER } from "../../host/build/firmware"
import { configHash, loadOwnerConfig, toRigConfig } from "../../host/build/owner_config"
import { parseRecord, type SerialRecord } from "../../host/records"
import { App } from "../../src/app"
import { AlarmEvent } from "../../src/output/record"
import { Reading, SensorFault, TEMP_MISSING_MICRO_C } from "../../src/sensor/reading"

/** Config of the firmware under test. */
export const rigConfig = toRigConfig(loadOwnerConfig(join(PROJECT_FOLDER, "devs.config.json")))

type Of<K extends SerialRecord["k"]> = Extract<SerialRecord, { k: K }>

/**
 * Replays a recording.
 * @param recording whole lines as a serial port gives them, from a boot record on
 * @returns the lines that Node's firmware says, without DeviceScript's prefix
 * @throws Error when the recording is damaged, does not begin with a boot, or is another rig's
 */
export function replay(recording: readonly string[]): string[] {
    const said: string[] = []
    const reading = new Reading()
    let app: App | undefined
    for (const line of recording) {
        const record = parseRecord(line)
        if (record === undefined) continue
        if ("damaged" in record) throw new Error(`${record.damaged}: ${line}`)
        if (record.k === "b") app = bootOf(record)
        if (app === undefined) throw new Error(`does not begin with a boot: ${line}`)
        // printed by the same tick as the sample after it
        if (record.k === "i") app.chipId = record.s
        if (record.k === "a" && record.a === AlarmEvent.Acknowledged) app.acknowledge()
        if (record.k !== "s") continue
        fill(reading, record)
        app.tick(reading)
        said.push(...app.actions.lines.slice(0, app.actions.lineCount))
    }
    return said
}

function bootOf(boot: Of<"b">): App {
    if (boot.h !== configHash(rigConfig)) throw new Error(`recorded with configuration ${boot.h}`)
    const app = new App(rigConfig, {
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

/** The records among lines, without prefix. */
export function recordsOf(lines: readonly string[]): string[] {
    return lines.filter(line => line.startsWith('> {"k":')).map(line => line.slice(2))
}

/** The first place where two recordings part, in words; undefined when they are equal. */
export function firstDifference(a: readonly string[], b: readonly string[]): string | undefined {
    const length = Math.max(a.length, b.length)
    for (let i = 0; i < length; i++)
        if (a[i] !== b[i]) return `line ${i}: VM ${a[i] ?? "(ended)"} and Node ${b[i] ?? "(ended)"}`
    return undefined
}
