/**
 * Names of what records hold as numbers: `BusNack` is `bus-nack`. Nothing here depends on Node.
 */
import { Operation, Refusal } from "../src/decision/command"
import { CalibrationKind, CalibrationRefusal } from "../src/decision/calibration"
import { CyclePhase, CycleReason, Verdict } from "../src/decision/cycle_rules"
import { SelfTestResult } from "../src/decision/self_test"
import { RestartWish } from "../src/decision/uptime"
import { WatchReason, WatchState } from "../src/decision/watch"
import { AlarmEvent } from "../src/output/record"
import { SettingOutcome } from "../src/output/setting_record"
import { FAULT_CODE_REJECTION, FAULT_CODE_SELF_TEST } from "../src/output/fault_code"
import { SensorFault } from "../src/sensor/reading"
import { Rejection } from "../src/sensor/rejection"

/** The names by value, for whoever needs to know how many there are. */
export const states = namesOf(WatchState)
export const sensorFaults = namesOf(SensorFault)
export const rejections = namesOf(Rejection)
export const reasons = namesOf(WatchReason)
export const alarmEvents = namesOf(AlarmEvent)
export const restartWishes = namesOf(RestartWish)
export const settingOutcomes = namesOf(SettingOutcome)
export const phases = namesOf(CyclePhase)
export const verdicts = namesOf(Verdict)
export const cycleReasons = namesOf(CycleReason)
export const refusals = namesOf(Refusal)
export const calibrationKinds = namesOf(CalibrationKind)
export const calibrationRefusals = namesOf(CalibrationRefusal)
export const selfTestResults = namesOf(SelfTestResult)

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
