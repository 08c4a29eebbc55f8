/**
 * Records in words, for people who watch a run. Nothing here depends on Node.
 */
import { AlarmEvent } from "../src/output/record"
import { SettingOutcome } from "../src/output/setting_record"
import { WatchState } from "../src/decision/watch"
import { NO_INTERVAL } from "../src/detector/evidence"
import { LabNarrator } from "./lab_words"
import {
    alarmEventName,
    faultName,
    reasonName,
    restartName,
    selfTestName,
    settingOutcomeName,
    stateName,
    type SerialRecord,
} from "./records"
import { formatRate, type RateWriting } from "./units"

/** Before the words, below the text of a record. */
export const WORDS_INDENT = " ".repeat(13)

const PARTS: Record<number, string> = { 0x60: "BMP390", 0x50: "BMP388" }

/** Tells a run's records in words, one after the other. */
export class Narrator {
    private readonly lab: LabNarrator

    constructor(private readonly writing: RateWriting) {
        this.lab = new LabNarrator(writing)
    }

    /** What the next record says, or undefined for those that come all the time. */
    words(record: SerialRecord): string | undefined {
        const { unit, volumeL } = this.writing
        // the lab test hears every record: a boot ends what was wished of it
        const ofLabTest = this.lab.words(record)
        const rate = (microPaPerS: number) => formatRate(microPaPerS / 1e6, unit, volumeL)
        switch (record.k) {
            case "b":
                return `boot: firmware ${record.v} on ${record.b}, ${partName(record.s)}`
            case "i":
                return partName(record.s)
            case "t":
                return (
                    `self-test ${selfTestName(record.y)}: ` +
                    `noise ${(record.z / 1000).toFixed(2)} Pa`
                )
            case "w": {
                const reason = reasonName(record.y).replaceAll("-", " ")
                const change = `${stateName(record.f)} → ${stateName(record.w)}: ${reason}`
                // where no leak is claimed the rate is a remnant of the one before
                const claims = record.w === WatchState.Leak || record.w === WatchState.Rapid
                if (!claims || record.i === NO_INTERVAL) return change
                return `${change}, ${rate(record.r)} ± ${rate(record.i)} ${unit}`
            }
            case "a":
                return record.a === AlarmEvent.Cleared
                    ? "alarm cleared"
                    : `alarm ${alarmEventName(record.a)}: ${stateName(record.w)}`
            case "f":
                return record.x === 1
                    ? `fault ${faultName(record.e)}`
                    : `fault ${faultName(record.e)} is over after ${(record.m / 1000).toFixed(1)} s`
            case "g":
                return settingInWords(record)
            case "q":
                return `restarts itself: ${restartName(record.y)}`
            default:
                return ofLabTest
        }
    }
}

/** What became of a setting of the board, or of the number of tests that it keeps. */
export function settingInWords({ l, y, f, i, x, v }: SerialRecord & { k: "g" }): string {
    if (y === SettingOutcome.Unreachable)
        return "the board's settings do not answer; what was compiled is in force"
    if (l === "tests") {
        const last = v === 1 ? ", the last cut off" : ""
        const damage = y === SettingOutcome.Damaged ? "; a number that was kept is damaged" : ""
        return `lab tests before this boot: ${f}${last}${damage}`
    }
    if (y === SettingOutcome.InForce) return `setting ${l}: ${v} is in force`
    const why = settingOutcomeName(y).replaceAll("-", " ")
    const what = y === SettingOutcome.NotInteger ? why : `${f}, ${why}`
    return `setting ${l}: ${what}, allowed is ${i} to ${x}; ${v} is in force`
}

function partName(chipId: number): string {
    if (chipId === 0) return "no sensor yet"
    return PARTS[chipId] ?? `an unknown part 0x${chipId.toString(16)}`
}
