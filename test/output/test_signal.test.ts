/**
 * A lab test's signals: no word before the part is vented, and a fault above everything.
 */
import { expect, test } from "vitest"
import { CyclePhase, Verdict } from "../../src/decision/cycle_rules"
import { WatchState } from "../../src/decision/watch"
import { LAMP_GREEN, SIGNALS } from "../../src/output/alarm"
import { testSignal } from "../../src/output/test_signal"

const { Idle, Fill, Stabilise, Test, Vent, Result } = CyclePhase
const PHASES = [Idle, Fill, Stabilise, Test, Vent, Result]
const VERDICTS = [Verdict.None, Verdict.Pass, Verdict.Fail, Verdict.Retest, Verdict.Invalid]
const STATES = Object.values(WatchState).filter(value => typeof value === "number")

function eachCase(look: (phase: CyclePhase, verdict: Verdict, watched: WatchState) => void) {
    for (const phase of PHASES)
        for (const verdict of VERDICTS) for (const watched of STATES) look(phase, verdict, watched)
}

test("a verdict has the signal of the watch state that means the same", () => {
    const of = (verdict: Verdict) => testSignal(Result, verdict, WatchState.Tight, true)
    expect(of(Verdict.Pass)).toBe(WatchState.Tight)
    expect(of(Verdict.Fail)).toBe(WatchState.Leak)
    expect(of(Verdict.Retest)).toBe(WatchState.Suspected)
    expect(of(Verdict.Invalid)).toBe(WatchState.Fault)
})

test("a sensor fault is shown above everything", () => {
    eachCase((phase, verdict) => {
        for (const resting of [true, false])
            expect(testSignal(phase, verdict, WatchState.Fault, resting)).toBe(WatchState.Fault)
    })
})

test("green is lit for a pass that is vented, or by a watch that does not rest", () => {
    const isGreen = (state: WatchState) =>
        ((SIGNALS[state].lampsA | SIGNALS[state].lampsB) & LAMP_GREEN) !== 0
    eachCase((phase, verdict, watched) => {
        const green = isGreen(testSignal(phase, verdict, watched, true))
        const passed = phase === Result && verdict === Verdict.Pass
        expect(green).toBe(passed && watched !== WatchState.Fault)
        if (phase !== Result) expect(testSignal(phase, verdict, watched, false)).toBe(watched)
    })
})
