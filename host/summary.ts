/**
 * The end of a run in words: what was detected, when, and how long after it began.
 */
import type { Timeline } from "../sim/scenario/judge"
import { formatRate, type RateWriting } from "./units"

/** Something that happened to the chamber. */
export interface Happening {
    readonly atMs: number
    readonly sentence: string
    /** True leak rate right after it, Pa/s, negative when gas is lost. */
    readonly truePaPerS: number
}

/** How rates are written. */
type Writing = Pick<RateWriting, "unit" | "volumeL">

/** Two rates this close are the same leak: below what any sensor here tells apart, Pa/s. */
const SAME_RATE_PA_PER_S = 1e-6

/**
 * A sentence for each change of the leak: what the tester said, after how long, and whether it took
 * that back before the next change.
 * @param happenings in order of time
 */
export function summarise(
    happenings: readonly Happening[],
    run: Timeline,
    writing: Writing
): string[] {
    const sentences: string[] = []
    let leakBefore = 0
    happenings.forEach((happening, i) => {
        const change = happening.truePaPerS - leakBefore
        leakBefore = happening.truePaPerS
        if (Math.abs(change) < SAME_RATE_PA_PER_S) return
        const untilMs = happenings[i + 1]?.atMs ?? Infinity
        const leaks = Math.abs(happening.truePaPerS) >= SAME_RATE_PA_PER_S
        const wanted = leaks ? ["leak", "rapid"] : ["tight"]
        const heldBefore = run.states.filter(s => s.atMs < happening.atMs).at(-1)?.state
        const found = run.states.find(
            s => s.atMs >= happening.atMs && s.atMs < untilMs && wanted.includes(s.state)
        )
        const at = `${(happening.atMs / 1000).toFixed(1)} s: ${happening.sentence}`
        if (found) {
            const afterS = ((found.atMs - happening.atMs) / 1000).toFixed(1)
            const rate = measured(happening, run, untilMs, writing)
            const turn = run.states.find(
                s => s.atMs > found.atMs && s.atMs < untilMs && !wanted.includes(s.state)
            )
            const then = turn ? `, but ${turn.state} at ${(turn.atMs / 1000).toFixed(1)} s` : ""
            sentences.push(`${at}: ${found.state} after ${afterS} s${then}${rate}`)
        } else if (heldBefore !== undefined && wanted.includes(heldBefore)) {
            sentences.push(`${at}: it was ${heldBefore} before and stayed so`)
        } else sentences.push(`${at}: NOT FOUND before the next event`)
    })
    return sentences
}

/** The last rate before the next event, beside the true one. */
function measured(
    happening: Happening,
    run: Timeline,
    untilMs: number,
    { unit, volumeL }: Writing
): string {
    const last = run.rates.filter(r => r.atMs >= happening.atMs && r.atMs < untilMs).at(-1)
    if (last?.halfWidthPaPerS === undefined) return ""
    const write = (paPerS: number) => formatRate(paPerS, unit, volumeL)
    return (
        `; measured ${write(last.ratePaPerS)} ± ${write(last.halfWidthPaPerS)} ${unit}, ` +
        `true ${write(happening.truePaPerS)}`
    )
}
