/**
 * The lab test's table, exhaustively: every phase with every combination of facts, 3.1 million, is
 * held against a second decision procedure, written from the specification and not from the rows.
 */
import { describe, expect, test } from "vitest"
import * as FACTS from "../../src/decision/cycle_facts"
import {
    CYCLE_RULES,
    CyclePhase,
    CycleReason,
    matchingRow,
    Verdict,
} from "../../src/decision/cycle_rules"
import { FILL_VALVE, valvesOf, VENT_VALVE } from "../../src/decision/valves"

const BITS: Record<string, number> = { ...FACTS }
const COMBINATIONS = 1 << Object.keys(BITS).length
const { Idle, Fill, Stabilise, Test, Vent, Result } = CyclePhase
const PHASES = [Idle, Fill, Stabilise, Test, Vent, Result]
const STAYS = "stays"

const nameOf = (to: CyclePhase, verdict: Verdict, reason: CycleReason) =>
    `${CyclePhase[to]} ${Verdict[verdict]} ${CycleReason[reason]}`
const goes = (to: CyclePhase) => nameOf(to, Verdict.None, CycleReason.None)
const ends = (verdict: Verdict, reason: CycleReason) => nameOf(Vent, verdict, reason)
const invalid = (reason: CycleReason) => ends(Verdict.Invalid, reason)

/** What the specification says, phase by phase. */
const ABORTED = invalid(CycleReason.Aborted)
const SENSOR_FAULT = invalid(CycleReason.SensorFault)
const UNDERFILL = invalid(CycleReason.Underfill)
const OVERFILL = invalid(CycleReason.Overfill)
const LOST = invalid(CycleReason.PressureLost)
const GROSS = ends(Verdict.Fail, CycleReason.GrossLeak)
const PASS = ends(Verdict.Pass, CycleReason.BelowLimit)
const FAIL = ends(Verdict.Fail, CycleReason.AboveLimit)
const RETEST = ends(Verdict.Retest, CycleReason.TimeLimit)
const TO_FILL = goes(Fill)
const TO_STABILISE = goes(Stabilise)
const TO_TEST = goes(Test)
const TO_RESULT = goes(Result)
const TO_IDLE = goes(Idle)
const STEP = invalid(CycleReason.Step)
const TEMP = invalid(CycleReason.TempChange)
const REJECTED = invalid(CycleReason.Rejections)
const WRONG = invalid(CycleReason.WrongWay)

function specified(phase: CyclePhase, facts: number): string {
    const is = (bit: number) => (facts & bit) !== 0
    const mayStart = !is(FACTS.NO_TRUST)
    if (phase === Idle) return is(FACTS.START) && mayStart ? TO_FILL : STAYS
    if (phase === Vent) return is(FACTS.VENTED) || is(FACTS.TIME_UP) ? TO_RESULT : STAYS
    if (phase === Result) {
        if (is(FACTS.ABORT)) return TO_IDLE
        if (mayStart && (is(FACTS.REPEATS) || is(FACTS.START))) return TO_FILL
        return is(FACTS.SEEN) ? TO_IDLE : STAYS
    }
    if (is(FACTS.ABORT)) return ABORTED
    if (is(FACTS.NO_TRUST)) return SENSOR_FAULT
    if (phase === Fill) {
        if (is(FACTS.IS_SEALED) || is(FACTS.IN_BAND)) return TO_STABILISE
        if (is(FACTS.BEYOND_BAND)) return OVERFILL
        return is(FACTS.TIME_UP) ? UNDERFILL : STAYS
    }
    if (is(FACTS.GROSS)) return GROSS
    if (phase === Test && is(FACTS.STEPPED)) return STEP
    if (is(FACTS.BEYOND_BAND)) return OVERFILL
    if (is(FACTS.SHORT_OF_BAND)) return LOST
    if (phase === Stabilise) return is(FACTS.TIME_UP) ? TO_TEST : STAYS
    if (is(FACTS.TOO_WARM)) return TEMP
    if (is(FACTS.GAPPY)) return REJECTED
    if (is(FACTS.WRONG_WAY)) return WRONG
    if (is(FACTS.BAD)) return FAIL
    if (is(FACTS.GOOD) && is(FACTS.WINDOW_FULL)) return PASS
    return is(FACTS.TIME_UP) ? RETEST : STAYS
}

const ROW_SAYS = CYCLE_RULES.map(row => nameOf(row.to, row.verdict, row.reason))

/** Asks the table for everything; `look` returns what is wrong with an answer, or nothing. */
function askAll(look: (phase: CyclePhase, facts: number, row: number) => string | undefined) {
    const wrong: string[] = []
    for (const phase of PHASES)
        for (let facts = 0; facts < COMBINATIONS && wrong.length < 5; facts++) {
            const complaint = look(phase, facts, matchingRow(phase, facts))
            if (complaint !== undefined)
                wrong.push(`${CyclePhase[phase]}, ${words(facts)}: ${complaint}`)
        }
    return wrong
}

function words(facts: number): string {
    const names = Object.keys(BITS).filter(name => (facts & BITS[name]) !== 0)
    return names.join(" ") || "no facts"
}

describe("every phase with every combination of facts", () => {
    test("has one bit for each fact, and no bit twice", () => {
        const all = Object.values(BITS)
        expect(all.length).toBe(19)
        expect(new Set(all).size).toBe(all.length)
        expect(all.reduce((or, bit) => or | bit, 0)).toBe(COMBINATIONS - 1)
    })

    test("goes where the specification says, and nowhere else", () => {
        const wrong = askAll((phase, facts, row) => {
            const want = specified(phase, facts)
            const got = row < 0 ? STAYS : ROW_SAYS[row]
            return got === want ? undefined : `${got}, and should be ${want}`
        })
        expect(wrong).toEqual([])
    }, 60_000)

    test("passes only from a full window of the test phase that nothing has spoilt", () => {
        const spoils =
            FACTS.ABORT |
            FACTS.NO_TRUST |
            FACTS.SHORT_OF_BAND |
            FACTS.BEYOND_BAND |
            FACTS.STEPPED |
            FACTS.TOO_WARM |
            FACTS.GAPPY |
            FACTS.GROSS |
            FACTS.WRONG_WAY |
            FACTS.BAD
        const needs = FACTS.GOOD | FACTS.WINDOW_FULL
        let passes = 0
        const wrong = askAll((phase, facts, row) => {
            if (row < 0 || CYCLE_RULES[row].verdict !== Verdict.Pass) return undefined
            passes++
            const sound = phase === Test && (facts & needs) === needs && (facts & spoils) === 0
            return sound ? undefined : "passes"
        })
        expect(wrong).toEqual([])
        // the other seven facts decide nothing then
        expect(passes).toBe(1 << 7)
    }, 60_000)

    test("ends at once when somebody aborts, and without trust as invalid", () => {
        const wrong = askAll((phase, facts, row) => {
            const runs = phase === Fill || phase === Stabilise || phase === Test
            const said = row < 0 ? undefined : CYCLE_RULES[row]
            if (runs && (facts & FACTS.ABORT) !== 0 && said?.reason !== CycleReason.Aborted)
                return "cannot be aborted"
            if (runs && (facts & FACTS.NO_TRUST) !== 0 && said?.verdict !== Verdict.Invalid)
                return "goes on without trust"
            if (!runs && said !== undefined && said.verdict !== Verdict.None)
                return "speaks a verdict though nothing runs"
            if (said?.to === Fill && (facts & FACTS.NO_TRUST) !== 0) return "begins without trust"
            return undefined
        })
        expect(wrong).toEqual([])
    }, 60_000)

    test("reaches every row, and so every reason but the one that a restart gives", () => {
        const reached = new Set<number>()
        askAll((_phase, _facts, row) => {
            reached.add(row)
            return undefined
        })
        expect([...reached].sort((a, b) => a - b)).toEqual([-1, ...CYCLE_RULES.keys()])
        const reasons = new Set(CYCLE_RULES.map(row => row.reason))
        const all = Object.values(CycleReason).filter(value => typeof value === "number")
        expect(all.filter(reason => !reasons.has(reason))).toEqual([CycleReason.Interrupted])
    }, 60_000)
})

test("valves: never both, fill only while it fills and sees, shut while it measures", () => {
    for (const phase of PHASES)
        for (const sees of [true, false]) {
            expect(valvesOf(phase, true, sees)).toBe(0)
            const open = valvesOf(phase, false, sees)
            expect(open === (FILL_VALVE | VENT_VALVE)).toBe(false)
            expect((open & FILL_VALVE) !== 0).toBe(phase === Fill && sees)
            const measures = phase === Stabilise || phase === Test
            expect((open & VENT_VALVE) !== 0).toBe(phase !== Fill && !measures)
        }
})
