/**
 * Watch mode: what the tester says about the chamber, from tick to tick.
 *
 * All rules are the rows of one table, first match wins. A row says from which states it leads,
 * which facts it needs, for how long without a break, where it leads, and why. A sensor fault is
 * above everything, because evidence is worth nothing without trust in the reading; after it the
 * evidence decides where to go on.
 */
import { LeakDirection, RAPID_OVER_MS, RECOVER_MS, RELIEF_MS } from "../config"
import { LeakEvidence } from "../detector/evidence"
import {
    ALIVE,
    evidenceFacts,
    LEAKING,
    PHASE_READY,
    PHASE_SETTLING,
    PHASE_STARTING,
    QUIET,
    RAPID_LOSS,
    SILENT,
    SLOW_LOSS,
    SUSPICION,
} from "./facts"

/** What the tester says. The number is the `w` field of records. */
export enum WatchState {
    Starting = 0,
    Settling = 1,
    Tight = 2,
    Suspected = 3,
    Leak = 4,
    Rapid = 5,
    Fault = 6,
}

/** Why it changed its word. The number is the `y` field of state records. */
export enum WatchReason {
    /** No sample could be accepted for FAULT_AFTER_MS. */
    SensorSilent = 0,
    /** Samples are accepted again, for RECOVER_MS. */
    SensorBack = 1,
    /** The loss is beyond the rapid limit with its whole interval. */
    LossRapid = 2,
    /** The loss has been below half the rapid limit for RAPID_OVER_MS. */
    LossSlower = 3,
    /** The evidence passed the alarm threshold. */
    EvidenceOfLeak = 4,
    /** The detector cleared the leak: the slope's interval includes zero again. */
    LeakCleared = 5,
    /** The evidence passed the suspicion threshold. */
    EvidenceRising = 6,
    /** The suspicion has been gone for RELIEF_MS. */
    EvidenceGone = 7,
    /** Samples suffice to watch the transient settle. */
    Warmed = 8,
    /** The transient is over. */
    Settled = 9,
    /** The chamber was disturbed, and the detector started over. */
    Disturbed = 10,
}

/** A rule. */
export interface WatchRule {
    /** OR of `1 << state` for the states it leads from. */
    from: number
    /** Facts that must all be true. */
    needs: number
    /** For how long without a break, ms. */
    heldMs: number
    to: WatchState
    reason: WatchReason
}

const STARTING = 1 << WatchState.Starting
const SETTLING = 1 << WatchState.Settling
const TIGHT = 1 << WatchState.Tight
const SUSPECTED = 1 << WatchState.Suspected
const LEAK = 1 << WatchState.Leak
const RAPID = 1 << WatchState.Rapid
const FAULT = 1 << WatchState.Fault
const CALM = STARTING | SETTLING | TIGHT
const ALARMED = LEAK | RAPID

function rule(
    from: number,
    needs: number,
    heldMs: number,
    to: WatchState,
    reason: WatchReason
): WatchRule {
    return { from: from, needs: needs, heldMs: heldMs, to: to, reason: reason }
}

/** The rules, most urgent first. */
export const WATCH_RULES: WatchRule[] = [
    // no trust in the reading
    rule(~FAULT, SILENT, 0, WatchState.Fault, WatchReason.SensorSilent),
    // trust is back: the evidence says where we are
    rule(FAULT, ALIVE | RAPID_LOSS, RECOVER_MS, WatchState.Rapid, WatchReason.SensorBack),
    rule(FAULT, ALIVE | LEAKING, RECOVER_MS, WatchState.Leak, WatchReason.SensorBack),
    rule(FAULT, ALIVE | SUSPICION, RECOVER_MS, WatchState.Suspected, WatchReason.SensorBack),
    rule(FAULT, ALIVE | PHASE_STARTING, RECOVER_MS, WatchState.Starting, WatchReason.SensorBack),
    rule(FAULT, ALIVE | PHASE_SETTLING, RECOVER_MS, WatchState.Settling, WatchReason.SensorBack),
    rule(FAULT, ALIVE | PHASE_READY, RECOVER_MS, WatchState.Tight, WatchReason.SensorBack),
    // worse
    rule(CALM | SUSPECTED | LEAK, RAPID_LOSS, 0, WatchState.Rapid, WatchReason.LossRapid),
    rule(CALM | SUSPECTED, LEAKING, 0, WatchState.Leak, WatchReason.EvidenceOfLeak),
    rule(CALM, SUSPICION, 0, WatchState.Suspected, WatchReason.EvidenceRising),
    // better
    rule(RAPID, SLOW_LOSS, RAPID_OVER_MS, WatchState.Leak, WatchReason.LossSlower),
    rule(ALARMED, SUSPICION, 0, WatchState.Suspected, WatchReason.LeakCleared),
    rule(ALARMED, QUIET | PHASE_STARTING, 0, WatchState.Starting, WatchReason.LeakCleared),
    rule(ALARMED, QUIET | PHASE_SETTLING, 0, WatchState.Settling, WatchReason.LeakCleared),
    rule(ALARMED, QUIET | PHASE_READY, 0, WatchState.Tight, WatchReason.LeakCleared),
    rule(SUSPECTED, QUIET | PHASE_STARTING, 0, WatchState.Starting, WatchReason.Disturbed),
    rule(SUSPECTED, QUIET | PHASE_SETTLING, 0, WatchState.Settling, WatchReason.Disturbed),
    rule(SUSPECTED, QUIET | PHASE_READY, RELIEF_MS, WatchState.Tight, WatchReason.EvidenceGone),
    // the way to tight, and back when the chamber is disturbed
    rule(STARTING, PHASE_SETTLING, 0, WatchState.Settling, WatchReason.Warmed),
    rule(STARTING | SETTLING, PHASE_READY, 0, WatchState.Tight, WatchReason.Settled),
    rule(TIGHT | SETTLING, PHASE_STARTING, 0, WatchState.Starting, WatchReason.Disturbed),
    rule(TIGHT, PHASE_SETTLING, 0, WatchState.Settling, WatchReason.Disturbed),
]

/** The watch: one state, moved by the rules. */
export class Watch {
    state: WatchState = WatchState.Starting
    /** Why the state was entered. */
    reason: WatchReason = WatchReason.Warmed
    /** Instant it was entered. */
    sinceMs = 0
    private facts = -1
    /** Some rule waits for its time to be up. */
    private pending = false
    /** Per rule: since when its facts have been true. */
    private heldSinceMs: number[] = []

    constructor(
        private direction: LeakDirection,
        private rapidLimitMicroPaPerS: number
    ) {
        for (let i = 0; i < WATCH_RULES.length; i++) this.heldSinceMs.push(0)
    }

    /**
     * One tick.
     * @param nowMs instant of the tick, int32
     * @param silent no accepted sample for FAULT_AFTER_MS
     * @param alive the last sample was accepted
     * @returns true when the state changed
     */
    update(evidence: LeakEvidence, nowMs: number, silent: boolean, alive: boolean): boolean {
        let facts = evidenceFacts(evidence, this.direction, this.rapidLimitMicroPaPerS)
        if (silent) facts = facts | SILENT
        if (alive) facts = facts | ALIVE
        // most ticks are like the one before: nothing to walk
        if (facts === this.facts && !this.pending) return false
        const before = this.facts < 0 ? 0 : this.facts
        this.facts = facts
        this.pending = false
        const stateBit = 1 << this.state
        let match = -1
        // the whole table, because every rule's facts must be timed, whoever wins
        for (let i = 0; i < WATCH_RULES.length; i++) {
            const row = WATCH_RULES[i]
            if ((facts & row.needs) !== row.needs) continue
            if ((before & row.needs) !== row.needs) this.heldSinceMs[i] = nowMs
            if (match >= 0 || (row.from & stateBit) === 0) continue
            if (((nowMs - this.heldSinceMs[i]) | 0) < row.heldMs) this.pending = true
            else match = i
        }
        if (match < 0) return false
        const row = WATCH_RULES[match]
        this.state = row.to
        this.reason = row.reason
        this.sinceMs = nowMs
        // the rules that lead on from here have not been asked yet
        this.pending = true
        return true
    }
}
