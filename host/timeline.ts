/**
 * A run as scenarios judge it, gathered from what the rig printed and showed.
 */
import { CalibrationKind, CalibrationRefusal } from "../src/decision/calibration"
import type { LampState } from "../sim/jacdac/peers"
import type { Timeline } from "../sim/scenario/judge"
import type { StateName } from "../sim/scenario/scenario"
import {
    cycleReasonName,
    faultName,
    phaseName,
    RecordStream,
    stateName,
    verdictName,
    type SerialRecord,
} from "./records"

/** Gathers lines and lamps; `timeline` may be read at any moment. */
export class TimelineRecorder {
    readonly stream = new RecordStream()
    readonly timeline: Timeline = {
        states: [],
        faults: [],
        rates: [],
        verdicts: [],
        learned: [],
        phases: [],
        green: [],
    }
    /** The first damaged lines, for messages. */
    readonly damaged: string[] = []
    /** Instant of the last end of a test since the boot, as records tell it. */
    private testEndedAt: number | undefined

    /**
     * A line from the serial port.
     * @param atMs instant it was heard, simulated ms
     * @returns the record, if it was one and whole
     */
    line(text: string, atMs: number): SerialRecord | undefined {
        const record = this.stream.take(text)
        if (record === undefined) return undefined
        if ("damaged" in record) {
            if (this.damaged.length < 10) this.damaged.push(`${record.damaged}: ${text}`)
            return undefined
        }
        const { states, faults, rates, learned } = this.timeline
        switch (record.k) {
            case "b":
                this.testEndedAt = undefined
                states.push({ atMs, state: "starting" })
                break
            case "w":
                states.push({ atMs, state: stateName(record.w) as StateName })
                break
            case "f":
                if (record.x === 1) faults.push({ atMs, fault: faultName(record.e) })
                break
            case "p":
                this.timeline.phases.push({ atMs, phase: phaseName(record.p) })
                break
            case "v":
                this.timeline.verdicts.push({
                    atMs,
                    verdict: verdictName(record.v),
                    reason: cycleReasonName(record.y),
                })
                break
            case "o":
                this.testEndedAt = record.t
                break
            case "l":
                // what was kept is told again at boot, and is no news
                if (record.y !== CalibrationRefusal.None || record.t !== this.testEndedAt) break
                learned.push({
                    atMs,
                    what: record.K === CalibrationKind.Offset ? "offset" : "volume",
                    value: record.v / 1e6,
                })
                break
            case "r":
                rates.push({
                    atMs,
                    ratePaPerS: record.r / 1e6,
                    halfWidthPaPerS: record.i < 0 ? undefined : record.i / 1e6,
                })
                break
        }
        return record
    }

    /** The program died, or the device lost its power. */
    off(atMs: number) {
        this.timeline.states.push({ atMs, state: "off" })
    }

    /** A change of the lamps. Green with red beside it is the lamp test and says nothing. */
    lamps(state: LampState, atMs: number) {
        const green = this.timeline.green
        const lit = state.green && !state.red
        if ((green.at(-1)?.lit ?? false) !== lit) green.push({ atMs, lit })
    }
}
