/**
 * Judges a run: were the scenario's expectations true of what the rig said and showed?
 */
import type { Expectation, StateName } from "./scenario"

/** What a run showed, in order of time; instants are milliseconds of simulated time. */
export interface Timeline {
    /** State changes as the records tell them; `off` from where the program stopped. */
    readonly states: { readonly atMs: number; readonly state: StateName | "off" }[]
    /** Beginnings of faults, by name. */
    readonly faults: { readonly atMs: number; readonly fault: string }[]
    /** Rate reports. */
    readonly rates: {
        readonly atMs: number
        readonly ratePaPerS: number
        /** Half-width of the 95 % interval, undefined when there is none. */
        readonly halfWidthPaPerS: number | undefined
    }[]
    /** Ends of lab tests. */
    readonly verdicts: {
        readonly atMs: number
        readonly verdict: string
        readonly reason: string
    }[]
    /** What calibrating runs have taught: a volume, L, or an offset, Pa/s. */
    readonly learned: {
        readonly atMs: number
        readonly what: "volume" | "offset"
        readonly value: number
    }[]
    /** Phases that lab tests entered. */
    readonly phases: { readonly atMs: number; readonly phase: string }[]
    /** Changes of the green lamp, dark before the first. */
    readonly green: { readonly atMs: number; readonly lit: boolean }[]
}

/** Outcome of one expectation. */
export interface Judgement {
    readonly expectation: Expectation
    readonly holds: boolean
    /** The expectation and what was seen, as a sentence. */
    readonly sentence: string
}

/** Judges every expectation. */
export function judge(expectations: readonly Expectation[], run: Timeline): Judgement[] {
    return expectations.map(expectation => {
        const [holds, sentence] = judgeOne(expectation, run)
        return { expectation, holds, sentence }
    })
}

function judgeOne(e: Expectation, run: Timeline): [boolean, string] {
    switch (e.that) {
        case "reaches": {
            const seen = statesWithin(run, e.fromS, e.byS).find(span => span.state === e.state)
            const want = `is ${e.state} at some time from ${e.fromS} s to ${e.byS} s`
            if (seen) return [true, `${want}: at ${seconds(seen.fromMs)}`]
            return [false, `${want}: it was ${describe(statesWithin(run, e.fromS, e.byS))}`]
        }
        case "stays": {
            const spans = statesWithin(run, e.fromS, e.untilS)
            const want = `is only ${e.states.join(" or ")} from ${e.fromS} s to ${e.untilS} s`
            const allowed: string[] = e.states
            const stray = spans.find(span => !allowed.includes(span.state))
            if (spans.length > 0 && stray === undefined) return [true, want]
            return [false, `${want}: it was ${describe(spans)}`]
        }
        case "faults": {
            const within = run.faults.filter(f => inside(f.atMs, e.fromS, e.byS))
            const want = `reports ${e.fault} from ${e.fromS} s to ${e.byS} s`
            const seen = within.find(f => f.fault === e.fault)
            if (seen) return [true, `${want}: at ${seconds(seen.atMs)}`]
            const others = within.map(f => `${f.fault} at ${seconds(f.atMs)}`)
            return [false, `${want}: reported were ${others.join(", ") || "no faults"}`]
        }
        case "measures": {
            const want = `measures ${e.ratePaPerS} ± ${e.withinPaPerS} Pa/s at ${e.atS} s`
            const last = run.rates.filter(r => r.atMs <= e.atS * 1000).at(-1)
            if (last === undefined) return [false, `${want}: no rate had been reported`]
            const holds = Math.abs(last.ratePaPerS - e.ratePaPerS) <= e.withinPaPerS
            return [holds, `${want}: it said ${last.ratePaPerS} Pa/s at ${seconds(last.atMs)}`]
        }
        case "says": {
            const want = `says ${e.verdict}: ${e.reason} from ${e.fromS} s to ${e.byS} s`
            const within = run.verdicts.filter(v => inside(v.atMs, e.fromS, e.byS))
            const all = within.every(v => v.verdict === e.verdict && v.reason === e.reason)
            const said = within.map(v => `${v.verdict}: ${v.reason} at ${seconds(v.atMs)}`)
            if (within.length > 0 && all) return [true, `${want}: at ${seconds(within[0].atMs)}`]
            return [false, `${want}: it said ${said.join(", ") || "nothing"}`]
        }
        case "learns": {
            const what = e.volumeL === undefined ? "offset" : "volume"
            const value = e.volumeL ?? e.offsetPaPerS ?? NaN
            const unit = what === "volume" ? "L" : "Pa/s"
            const want =
                `learns a ${what} of ${value} ± ${e.within} ${unit} ` +
                `from ${e.fromS} s to ${e.byS} s`
            const within = run.learned.filter(l => inside(l.atMs, e.fromS, e.byS))
            const all = within.every(l => l.what === what && Math.abs(l.value - value) <= e.within)
            const said = within.map(l => `a ${l.what} of ${l.value} at ${seconds(l.atMs)}`)
            const saw = `${want}: it learned ${said.join(", ") || "nothing"}`
            return [within.length > 0 && all, saw]
        }
        case "passes-through": {
            const within = run.phases.filter(p => inside(p.atMs, e.fromS, e.untilS))
            const seen = within.map(p => p.phase)
            const want = `goes through ${e.phases.join(", ")} from ${e.fromS} s to ${e.untilS} s`
            if (seen.join() === e.phases.join()) return [true, want]
            return [false, `${want}: it went through ${seen.join(", ") || "none"}`]
        }
        case "green-dark": {
            const want = `keeps the green lamp dark from ${e.fromS} s to ${e.untilS} s`
            const litBefore = run.green.filter(g => g.atMs <= e.fromS * 1000).at(-1)?.lit ?? false
            const litWithin = run.green.find(g => g.lit && inside(g.atMs, e.fromS, e.untilS))
            if (litBefore) return [false, `${want}: it was lit at the beginning`]
            if (litWithin) return [false, `${want}: it was lit at ${seconds(litWithin.atMs)}`]
            return [true, want]
        }
    }
}

interface Span {
    state: StateName | "off"
    fromMs: number
}

/** The states held at any instant of a stretch of time. */
function statesWithin(run: Timeline, fromS: number, untilS: number): Span[] {
    const spans: Span[] = []
    for (const { atMs, state } of run.states) {
        if (atMs > untilS * 1000) break
        if (atMs <= fromS * 1000) spans.length = 0
        spans.push({ state, fromMs: Math.max(atMs, fromS * 1000) })
    }
    return spans
}

function inside(atMs: number, fromS: number, untilS: number): boolean {
    return atMs >= fromS * 1000 && atMs <= untilS * 1000
}

function describe(spans: Span[]): string {
    if (spans.length === 0) return "silent"
    return spans.map(span => `${span.state} from ${seconds(span.fromMs)}`).join(", ")
}

function seconds(ms: number): string {
    return `${(ms / 1000).toFixed(1)} s`
}
