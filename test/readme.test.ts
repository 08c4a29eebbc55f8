/**
 * README.md against the code: keys of every record, numbers, fault codes, lamps and sounds,
 * commands and links. What it says and the code does not is an error of one of the two.
 */
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { PROJECT_FOLDER } from "../host/build/firmware"
import * as names from "../host/records"
import { adviceWords, reasonWords } from "../host/verdict_words"
import { Finding, SettingOutcome, settingRecord } from "../src/output/setting_record"
import { SETTING_ROWS, settingRow } from "../src/settings"
import { AlarmEvent, RecordWriter } from "../src/output/record"
import { LAMP_AMBER, LAMP_GREEN, LAMP_RED, SIGNALS, type Signal } from "../src/output/alarm"
import { FAULT_CODE_REJECTION, FAULT_CODE_SELF_TEST } from "../src/output/fault_code"
import * as testRecords from "../src/output/test_record"
import { TestResults } from "../src/output/test_result"
import { Operation, Refusal, Wish } from "../src/decision/command"
import { CYCLE_RULES, CyclePhase, CycleReason, Verdict } from "../src/decision/cycle_rules"
import { defaultRecipe } from "../src/config_recipe"
import { Calibration, CalibrationKind, CalibrationRefusal } from "../src/decision/calibration"
import { Cycle } from "../src/decision/cycle"
import { calibrationRecord, learnedRecord } from "../src/output/calibration_record"
import { SelfTest, SelfTestResult } from "../src/decision/self_test"
import { RestartWish } from "../src/decision/uptime"
import { WatchReason, WatchState } from "../src/decision/watch"
import { LeakEvidence } from "../src/detector/evidence"
import { Reading, SensorFault } from "../src/sensor/reading"
import { Rejection } from "../src/sensor/rejection"

const readme = readFileSync(join(PROJECT_FOLDER, "README.md"), "utf8")

/** The text between a heading of the second level and the next. */
function section(title: string): string {
    const [, text] = readme.split(`\n## ${title}\n`)
    expect(text, title).toBeDefined()
    return text.split("\n## ")[0]
}

/** Cells of every row of a section's tables. */
function rows(title: string): string[][] {
    return section(title)
        .split("\n")
        .filter(line => line.startsWith("|"))
        .map(line => line.slice(1, -1).split("|"))
        .map(cells => cells.map(cell => cell.trim()))
}

/** Values of a numeric enumeration. */
function valuesOf(enumeration: object): number[] {
    return Object.values(enumeration).filter(value => typeof value === "number")
}

/** Every record that the firmware can write. */
function everyRecord(): string[] {
    const writer = new RecordWriter()
    const evidence = new LeakEvidence()
    const bare = new Reading()
    const full = new Reading()
    full.tempMicroC = 20_000_000
    const faulty = new Reading()
    faulty.fault = SensorFault.BusNack
    const row = new TestResults().row(0)
    const who = { version: "0", configHash: 0, board: "b", chamber: "c" }
    return [
        writer.boot(0, 96, 100, who),
        writer.sensor(0, 96),
        writer.selfTest(0, new SelfTest(), 96, SensorFault.None),
        writer.sample(full, Rejection.None),
        writer.sample(bare, Rejection.None),
        writer.sample(faulty, Rejection.Fault),
        writer.state(0, WatchState.Tight, WatchState.Leak, WatchReason.EvidenceOfLeak, evidence),
        writer.alarm(0, AlarmEvent.Raised, WatchState.Leak),
        writer.fault(0, 1, 1, 0),
        writer.rate(0, WatchState.Tight, evidence),
        writer.reboot(0, RestartWish.Quiet),
        testRecords.commandRecord(0, 0, new Wish(Operation.Abort)),
        testRecords.phaseRecord(0, 0, 1, CyclePhase.Idle, CyclePhase.Fill),
        testRecords.verdictRecord(0, 0, row),
        testRecords.basisRecord(0, 0, row, "r"),
        testRecords.partRecord(0, 0, row, "s", 0),
        calibrationRecord(writer.next(), 0, 1, new Cycle(defaultRecipe()), 0, 0, 0),
        learnedRecord(writer.next(), 0, new Calibration()),
    ]
}

/** Records that are written elsewhere. */
function otherRecords(): string[] {
    return [settingRecord(0, 0, new Finding("mode", SettingOutcome.InForce, 1, 0, 1, 0))]
}

describe("the README's serial records", () => {
    const told = new Map(
        rows("Serial records")
            .filter(([kind]) => /^`.`$/.test(kind) && kind !== "`k`")
            .map(([kind, , keys]) => [kind[1], [...keys.matchAll(/`(\w)` /g)].map(m => m[1])])
    )

    test("list every key of every kind, in its order", () => {
        const written = new Map<string, string[]>()
        for (const line of [...everyRecord(), ...otherRecords()]) {
            const keys = Object.keys(JSON.parse(line))
            expect([...keys.slice(0, 3), keys.at(-1)]).toEqual(["k", "n", "t", "c"])
            const kind = line[6]
            const known = written.get(kind) ?? []
            const more = keys.slice(3, -1).filter(key => !known.includes(key))
            written.set(kind, [...known, ...more])
        }
        expect(Object.fromEntries(told)).toEqual(Object.fromEntries(written))
    })

    test("leave out none that the writer knows", () => {
        const methods = Object.getOwnPropertyNames(RecordWriter.prototype)
        // one line for each kind, two more shapes of a sample, and two of calibrations
        const kinds = methods.length - ["constructor", "next"].length
        expect(everyRecord().length).toBe(kinds + 2 + Object.keys(testRecords).length + 2)
    })

    test.each([
        ["state", WatchState, names.stateName],
        ["reason in `w`", WatchReason, names.reasonName],
        ["event in `a`", AlarmEvent, names.alarmEventName],
        ["result in `t`", SelfTestResult, names.selfTestName],
        ["reason in `q`", RestartWish, names.restartName],
        ["outcome in `g`", SettingOutcome, names.settingOutcomeName],
        ["phase", CyclePhase, names.phaseName],
        ["verdict", Verdict, names.verdictName],
        ["reason in `v`", CycleReason, names.cycleReasonName],
        ["operation in `c`", Operation, names.operationName],
        ["refusal in `c`", Refusal, names.refusalName],
        ["kind in `l`", CalibrationKind, names.calibrationKindName],
        ["refusal in `l`", CalibrationRefusal, names.calibrationRefusalName],
    ])("say what every %s means", (row, enumeration, nameOf) => {
        const means = rows("Serial records").find(([what]) => what === row)?.[1]
        const all = valuesOf(enumeration).map(
            value => `${value} ${(nameOf as (value: number) => string)(value)}`
        )
        expect(means).toBe(all.join(", "))
    })

    test("say what the gate says", () => {
        const means = rows("Serial records").find(([what]) => what === "gate `g`")?.[1]
        const nameOf = (value: number) =>
            value === 0 ? "accepted" : names.faultName(FAULT_CODE_REJECTION + value)
        const all = valuesOf(Rejection).map(value => `${value} ${nameOf(value)}`)
        expect(means).toBe(all.join(", "))
    })
})

describe("the README's fault codes", () => {
    test("are all that can come", () => {
        const told = rows("Fault codes").flatMap(([code, name]) =>
            /^\d+$/.test(code) ? [`${code} ${name}`] : []
        )
        const never = [
            SensorFault.None,
            FAULT_CODE_REJECTION + Rejection.None,
            // a reading with a fault has the fault's own code
            FAULT_CODE_REJECTION + Rejection.Fault,
            FAULT_CODE_SELF_TEST + SelfTestResult.Running,
            FAULT_CODE_SELF_TEST + SelfTestResult.Passed,
            // told by the readings that were not accepted
            FAULT_CODE_SELF_TEST + SelfTestResult.TooFewSamples,
        ]
        const codes = [
            ...valuesOf(SensorFault),
            ...valuesOf(Rejection).map(value => FAULT_CODE_REJECTION + value),
            ...valuesOf(SelfTestResult).map(value => FAULT_CODE_SELF_TEST + value),
        ].filter(code => !never.includes(code))
        expect(told).toEqual(codes.map(code => `${code} ${names.faultName(code)}`))
    })
})

describe("the README's verdicts", () => {
    test("are those of the code, with the words of page and report", () => {
        const verdictOf = (reason: CycleReason) =>
            CYCLE_RULES.find(rule => rule.reason === reason)?.verdict ?? Verdict.Invalid
        const all = valuesOf(CycleReason).filter(reason => reason !== CycleReason.None)
        expect(rows("Testing a part").slice(2)).toEqual(
            all.map(reason => {
                const name = names.cycleReasonName(reason)
                const words = `${reasonWords(name)} ${adviceWords(name)}`
                return [name, names.verdictName(verdictOf(reason)), words]
            })
        )
    })
})

describe("the README's lamps and sounds", () => {
    const seconds = (ms: number) => `${ms / 1000} s`
    const lit = (lamps: number) => {
        if (lamps === LAMP_RED) return "red"
        if (lamps === LAMP_AMBER) return "amber"
        return lamps === LAMP_GREEN ? "green" : "dark"
    }
    const lampsOf = ({ lampsA, lampsB, halfMs }: Signal) =>
        lampsA === lampsB
            ? lit(lampsA)
            : `${lit(lampsA)} ${seconds(halfMs)}, ${lit(lampsB)} ${seconds(halfMs)}`
    const soundOf = ({ toneHz, toneMs, everyMs, pairMs, silencable }: Signal) => {
        if (toneHz === 0) return "silent"
        const pair = pairMs === 0 ? "" : "two of "
        const tone = toneMs >= everyMs ? "without a break" : `${pair}${seconds(toneMs)}`
        const every = toneMs >= everyMs ? "" : ` every ${seconds(everyMs)}`
        return `${toneHz} Hz, ${tone}${every}${silencable ? ", until acknowledged" : ""}`
    }

    test("are those of the code", () => {
        const told = rows("Lamps and sounds").slice(2)
        const states = valuesOf(WatchState)
        expect(told).toEqual(
            states.map(state => [
                names.stateName(state),
                lampsOf(SIGNALS[state]),
                soundOf(SIGNALS[state]),
            ])
        )
    })
})

describe("the README's keys of devs.config.json", () => {
    test("are those of its schema", () => {
        const schema = JSON.parse(
            readFileSync(join(PROJECT_FOLDER, "devs.config.schema.json"), "utf8")
        )
        const told = rows("devs.config.json").flatMap(([keys]) =>
            [...keys.matchAll(/`(\w+)`/g)].map(m => m[1])
        )
        const keys = Object.keys(schema.properties).filter(key => key !== "$schema")
        expect([...told].sort()).toEqual([...keys].sort())
    })
})

describe("the README's settings on a board", () => {
    test("are those of the firmware's table", () => {
        const told = rows("Settings on a board").slice(2)
        const all = Array.from({ length: SETTING_ROWS }, (_, i) => settingRow(i))
        expect(told.map(([key, , from, to]) => [key, from, to])).toEqual(
            all.map(({ key, min, max }) => [`\`${key}\``, `${min}`, `${max}`])
        )
        const units = { UPaPerS: "µPa/s", Ms: "ms", MilliL: "mL" }
        for (const [i, { key }] of all.entries())
            for (const [end, unit] of Object.entries(units))
                if (key.endsWith(end)) expect(told[i][1]).toBe(unit)
    })
})

describe("the README's commands and links", () => {
    const { scripts } = JSON.parse(readFileSync(join(PROJECT_FOLDER, "package.json"), "utf8"))

    test("are there", () => {
        const commands = [...readme.matchAll(/npm run (?:-s )?([\w:]+)/g)].map(m => m[1])
        expect(commands.length).toBeGreaterThan(8)
        expect(commands.filter(command => !Object.hasOwn(scripts, command))).toEqual([])
        const links = [...readme.matchAll(/\]\(([^)#]+)\)/g)].map(m => m[1])
        const files = [...readme.matchAll(/`((?:src|sim|host|test|docs)\/[\w./]+)`/g)]
        const paths = [...links.filter(link => !/^https?:/.test(link)), ...files.map(m => m[1])]
        expect(paths.length).toBeGreaterThan(8)
        expect(paths.filter(path => !existsSync(join(PROJECT_FOLDER, path)))).toEqual([])
    })

    test("begin with the two that a newcomer needs", () => {
        const top = readme.split("\n## ")[0]
        expect(top.split("\n").slice(0, 12).join("\n")).toContain("npm ci && npm start")
        expect(top).toContain("npm ci && npm test")
    })
})
