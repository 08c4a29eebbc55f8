/**
 * Watch mode as facts about its table and its states, whatever evidence comes in whatever order.
 */
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { LeakDirection, RAPID_OVER_MS, RECOVER_MS, RELIEF_MS } from "../../src/config"
import { Watch, WATCH_RULES, WatchReason, WatchState } from "../../src/decision/watch"
import { DetectorPhase, LeakEvidence, Suspicion } from "../../src/detector/evidence"

const RAPID_LIMIT = 1_100_000
const TICK_MS = 100
const { Starting, Settling, Tight, Suspected, Leak, Rapid, Fault } = WatchState
const STATES = [Starting, Settling, Tight, Suspected, Leak, Rapid, Fault]

function evidenceOf(
    phase: DetectorPhase,
    suspicion: Suspicion,
    rateMicroPaPerS = 0,
    halfWidthMicroPaPerS = 1000
): LeakEvidence {
    const evidence = new LeakEvidence()
    evidence.phase = phase
    evidence.suspicion = suspicion
    evidence.rateMicroPaPerS = rateMicroPaPerS
    evidence.rateHalfWidthMicroPaPerS = halfWidthMicroPaPerS
    return evidence
}

const quiet = evidenceOf(DetectorPhase.Ready, Suspicion.None)
const suspected = evidenceOf(DetectorPhase.Ready, Suspicion.Suspected, -50_000)
const leak = evidenceOf(DetectorPhase.Ready, Suspicion.Leak, -200_000)
const rapid = evidenceOf(DetectorPhase.Ready, Suspicion.Leak, -3_000_000)

/** A watch and its clock. */
class Bench {
    readonly watch = new Watch(LeakDirection.Falling, RAPID_LIMIT)
    nowMs = 0

    /** Ticks with the same evidence; returns the states on the way. */
    feed(evidence: LeakEvidence, forMs: number, silent = false): WatchState[] {
        const states: WatchState[] = []
        for (let ms = 0; ms < forMs; ms += TICK_MS) {
            this.watch.update(evidence, this.nowMs, silent, !silent)
            states.push(this.watch.state)
            this.nowMs = (this.nowMs + TICK_MS) | 0
        }
        return states
    }
}

describe("the table of rules", () => {
    test("leads into every state but the first, and out of every state", () => {
        const reached = new Set(WATCH_RULES.map(rule => rule.to))
        expect([...reached].sort()).toEqual([...STATES].sort())
        for (const state of STATES) {
            const out = WATCH_RULES.filter(
                rule => (rule.from & (1 << state)) !== 0 && rule.to !== state
            )
            expect(out.length, WatchState[state]).toBeGreaterThan(0)
        }
    })

    test("gives every reason that records know", () => {
        const reasons = Object.values(WatchReason).filter(reason => typeof reason === "number")
        expect([...new Set(WATCH_RULES.map(rule => rule.reason))].sort()).toEqual(reasons.sort())
    })
})

describe("the watch", () => {
    const tick = fc.record({
        phase: fc.constantFrom(DetectorPhase.Starting, DetectorPhase.Settling, DetectorPhase.Ready),
        suspicion: fc.constantFrom(Suspicion.None, Suspicion.Suspected, Suspicion.Leak),
        rate: fc.constantFrom(0, -200_000, -3_000_000, 3_000_000, -2147483648, 2147483647),
        halfWidth: fc.constantFrom(-1, 0, 1000, 2147483647),
        silent: fc.boolean(),
        forMs: fc.constantFrom(TICK_MS, 1000, RECOVER_MS + TICK_MS),
    })

    test("never calls tight what it cannot see, or what is suspected", () => {
        fc.assert(
            fc.property(fc.array(tick, { maxLength: 30 }), ticks => {
                const bench = new Bench()
                bench.nowMs = 2 ** 31 - 5000
                for (const { phase, suspicion, rate, halfWidth, silent, forMs } of ticks) {
                    const evidence = evidenceOf(phase, suspicion, rate, halfWidth)
                    let before = bench.watch.state
                    // known: in the tick in which a fault ends, evidence younger than RECOVER_MS is
                    // not asked yet; the next tick asks it
                    const states = bench.feed(evidence, forMs, silent).filter(state => {
                        const endsFault = before === Fault && state !== Fault
                        before = state
                        return !endsFault
                    })
                    if (silent) expect(new Set(states)).toEqual(new Set([Fault]))
                    else if (suspicion !== Suspicion.None || phase !== DetectorPhase.Ready)
                        expect(states).not.toContain(Tight)
                    if (!silent && suspicion === Suspicion.Leak)
                        for (const state of states) expect([Leak, Rapid, Fault]).toContain(state)
                }
            }),
            { numRuns: 300 }
        )
    })

    test("goes to leak at once from wherever it is, and to rapid from there", () => {
        for (const before of [quiet, suspected]) {
            const bench = new Bench()
            bench.feed(before, 1000)
            expect(bench.feed(leak, TICK_MS)).toEqual([Leak])
            expect(bench.feed(rapid, TICK_MS)).toEqual([Rapid])
        }
    })

    test("is not rapid before the whole interval lies beyond the limit", () => {
        const bench = new Bench()
        const wide = evidenceOf(DetectorPhase.Ready, Suspicion.Leak, -3_000_000, 1_900_001)
        expect(bench.feed(wide, 5000)).not.toContain(Rapid)
        const narrow = evidenceOf(DetectorPhase.Ready, Suspicion.Leak, -3_000_000, 1_899_999)
        expect(bench.feed(narrow, TICK_MS)).toEqual([Rapid])
    })

    test("stays rapid until the loss has been below half the limit for a while", () => {
        const bench = new Bench()
        bench.feed(rapid, 1000)
        const nearly = evidenceOf(DetectorPhase.Ready, Suspicion.Leak, -600_000)
        expect(new Set(bench.feed(nearly, 10_000))).toEqual(new Set([Rapid]))
        const states = bench.feed(leak, RAPID_OVER_MS + TICK_MS)
        expect(states.indexOf(Leak)).toBe(RAPID_OVER_MS / TICK_MS)
    })

    test("forgets a suspicion only when it has been gone for a while", () => {
        const bench = new Bench()
        bench.feed(quiet, 1000)
        bench.feed(suspected, TICK_MS)
        bench.feed(quiet, RELIEF_MS - TICK_MS)
        bench.feed(suspected, TICK_MS)
        const states = bench.feed(quiet, RELIEF_MS + TICK_MS)
        expect(states.indexOf(Tight)).toBe(RELIEF_MS / TICK_MS)
    })

    test("goes on after a fault where the evidence is, not where it was", () => {
        const bench = new Bench()
        bench.feed(quiet, 1000)
        bench.feed(quiet, 1000, true)
        const states = bench.feed(leak, RECOVER_MS + TICK_MS)
        expect(new Set(states.slice(0, -1))).toEqual(new Set([Fault]))
        expect(states.at(-1)).toBe(Leak)
    })
})
