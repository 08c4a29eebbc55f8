/**
 * The end of a run in words: what was detected, when, and how long after it began.
 *
 * The watch is asked about every change of the leak that it could have seen. While a part is tested
 * it rests, and the test's verdict is the word on the part; between the verdict and the moment when
 * the part has been vented nobody asks.
 */
import type { Timeline } from "../sim/scenario/judge"
import type { Happening } from "./happenings"
import { formatRate, type RateWriting } from "./units"

/** How rates are written. */
type Writing = Pick<RateWriting, "unit" | "volumeL">

/** Two rates this close are the same leak: below what any sensor here tells apart, Pa/s. */
const SAME_RATE_PA_PER_S = 1e-6
/** From this part of the leak on, what else moves the pressure is told beside it. */
const TOLD_FROM = 0.03
/** Phases whose verdict is to come. */
const TESTING = ["fill", "stabilise", "test"]

/** A change of state. */
type Change = Timeline["states"][number]

/**
 * A sentence for each change of the leak: what the tester said, after how long, and whether it took
 * that back before the next event; also where a cut of its power made it find a leak anew.
 * @param happenings in order of time
 */
export function summarise(
    happenings: readonly Happening[],
    run: Timeline,
    writing: Writing
): string[] {
    return happenings.flatMap((happening, i) => {
        const { atMs, sentence, leakPaPerS, leakBeforePaPerS } = happening
        const untilMs = happenings[i + 1]?.atMs ?? Infinity
        const changes = run.states.filter(s => s.atMs >= atMs && s.atMs < untilMs)
        const isChange = Math.abs(leakPaPerS - leakBeforePaPerS) >= SAME_RATE_PA_PER_S
        const isCut = leaks(leakPaPerS) && changes.some(({ state }) => state === "off")
        if (!isChange && !isCut) return []
        const found = isTesting(run, atMs)
            ? byTest(run, atMs)
            : byWatch(happening, changes, run, untilMs, writing)
        return found === undefined ? [] : [`${(atMs / 1000).toFixed(1)} s: ${sentence}: ${found}`]
    })
}

function leaks(paPerS: number): boolean {
    return Math.abs(paPerS) >= SAME_RATE_PA_PER_S
}

/** What a test says of its part; undefined where it came to no word. */
function byTest(run: Timeline, atMs: number): string | undefined {
    const end = run.verdicts.find(verdict => verdict.atMs >= atMs)
    if (end === undefined) return undefined
    const why = end.reason.replaceAll("-", " ")
    return `the test says ${end.verdict}, ${why}, after ${seconds(end.atMs - atMs)}`
}

/** What the watch says of the chamber; undefined where it rests for a lab test. */
function byWatch(
    happening: Happening,
    changes: readonly Change[],
    run: Timeline,
    untilMs: number,
    writing: Writing
): string | undefined {
    const { atMs, leakPaPerS } = happening
    const held = run.states.findLast(s => s.atMs < atMs)
    const isAwake = ({ state }: Change) => state !== "starting"
    const all = held === undefined ? changes : [held, ...changes]
    if (run.phases.length > 0 && !all.some(isAwake)) return undefined
    const wanted: Change["state"][] = leaks(leakPaPerS) ? ["leak", "rapid"] : ["tight"]
    const found = changes.find(({ state }) => wanted.includes(state))
    if (found === undefined) {
        if (held === undefined || !wanted.includes(held.state))
            return "NOT FOUND before the next event"
        return `it was ${held.state} before and stayed so`
    }
    const turn = changes.find(s => s.atMs > found.atMs && !wanted.includes(s.state))
    const then = turn ? `, but ${turn.state} at ${seconds(turn.atMs)}` : ""
    const rate = measured(happening, run, untilMs, writing)
    // gas that warms after a leak is neither a leak nor tight
    const over = changes.findLast(s => s.state === "settling" && s.atMs < found.atMs)
    const isOver = found.state === "tight" && over !== undefined
    const first = isOver ? `no leak after ${seconds(over.atMs - atMs)}, ` : ""
    return `${first}${found.state} after ${seconds(found.atMs - atMs)}${then}${rate}`
}

function seconds(ms: number): string {
    return `${(ms / 1000).toFixed(1)} s`
}

/** A lab test runs, and has no verdict yet. */
function isTesting(run: Timeline, atMs: number): boolean {
    const last = run.phases.findLast(phase => phase.atMs <= atMs)
    if (last === undefined || !TESTING.includes(last.phase)) return false
    // a test that a boot has cut off leaves its phase behind, and a verdict
    return !run.verdicts.some(verdict => verdict.atMs >= last.atMs && verdict.atMs <= atMs)
}

/** The last rate before the next event, beside the true one. */
function measured(
    { atMs, leakPaPerS, end }: Happening,
    run: Timeline,
    untilMs: number,
    { unit, volumeL }: Writing
): string {
    const last = run.rates.findLast(r => r.atMs >= atMs && r.atMs < untilMs)
    if (last?.halfWidthPaPerS === undefined) return ""
    const write = (paPerS: number) => formatRate(paPerS, unit, volumeL)
    const said = `; measured ${write(last.ratePaPerS)} ± ${write(last.halfWidthPaPerS)} ${unit}`
    const leak = end?.leakPaPerS ?? leakPaPerS
    const slope = end?.slopePaPerS ?? leak
    const isLeakAll = Math.abs(slope - leak) <= TOLD_FROM * Math.abs(leak)
    // where nothing leaks a slope is not the leak's, and the rate measured has none of it
    if (isLeakAll || !leaks(leak)) return `${said}, true ${write(leak)}`
    return `${said}; the pressure changed by ${write(slope)}, the leak alone makes ${write(leak)}`
}
