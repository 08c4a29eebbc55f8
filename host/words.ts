/**
 * Records in words, for people who watch a run.
 */
import { Refusal } from "../src/decision/command"
import { AlarmEvent } from "../src/output/record"
import { WatchState } from "../src/decision/watch"
import { NO_INTERVAL } from "../src/detector/evidence"
import {
    alarmEventName,
    cycleReasonName,
    faultName,
    operationName,
    phaseName,
    reasonName,
    refusalName,
    restartName,
    selfTestName,
    stateName,
    verdictName,
    type SerialRecord,
} from "./records"
import { verdictInWords } from "./lab_words"
import { formatRate, type RateUnit } from "./units"

/** Before the words, below the text of a record. */
export const WORDS_INDENT = " ".repeat(13)

/** From this flow on its rounding is below a percent, nPa·m³/s. */
const FLOW_TELLS_VOLUME = 100

const PARTS: Record<number, string> = { 0x60: "BMP390", 0x50: "BMP388" }

/**
 * What a record says, or undefined for those that come all the time.
 * @param unit of rates
 * @param volumeL gas volume of the chamber, for flows
 */
export function inWords(record: SerialRecord, unit: RateUnit, volumeL: number): string | undefined {
    const rate = (microPaPerS: number) => formatRate(microPaPerS / 1e6, unit, volumeL)
    switch (record.k) {
        case "b":
            return `boot: firmware ${record.v} on ${record.b}, ${partName(record.s)}`
        case "i":
            return partName(record.s)
        case "t":
            return `self-test ${selfTestName(record.y)}: noise ${(record.z / 1000).toFixed(2)} Pa`
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
        case "c": {
            const operation = operationName(record.o).replaceAll("-", " ")
            const what = record.l === "" ? operation : `${operation} "${record.l}"`
            if (record.y === Refusal.None) return what
            return `${what} is refused: ${refusalName(record.y).replaceAll("-", " ")}`
        }
        case "p":
            return `test ${record.x}: ${phaseName(record.p)}`
        case "v":
            return `test ${record.x}: ${labVerdict(record, unit, volumeL)}`
        case "x":
            return partInWords(record)
        case "q":
            return `restarts itself: ${restartName(record.y)}`
        default:
            return undefined
    }
}

/** A verdict, with the volume that its flow tells. */
function labVerdict(
    { v, y, r, i, q }: SerialRecord & { k: "v" },
    unit: RateUnit,
    volumeL: number
): string {
    const said = {
        verdict: verdictName(v),
        reason: cycleReasonName(y),
        ratePaPerS: r / 1e6,
        halfPaPerS: i === NO_INTERVAL ? NaN : i / 1e6,
    }
    // flow over rate is the volume that was used: nPa·m³/s over µPa/s is litres
    return verdictInWords(said, unit, Math.abs(q) >= FLOW_TELLS_VOLUME ? q / r : volumeL)
}

/** Whose part it was, and through what hole it leaks. */
function partInWords({ s, d }: SerialRecord & { k: "x" }): string {
    const part = s === "" ? "a part without a serial" : `part ${s}`
    return d < 0 ? part : `${part}: as through a hole of ${(d / 1000).toFixed(1)} µm`
}

function partName(chipId: number): string {
    if (chipId === 0) return "no sensor yet"
    return PARTS[chipId] ?? `an unknown part 0x${chipId.toString(16)}`
}
