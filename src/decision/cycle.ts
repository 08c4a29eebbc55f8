/**
 * One lab test from start to result: the state that the rules move, and the facts they are asked.
 *
 * Called once per reading, good or bad. The verdict is what a row of the table said when the test
 * ended; nothing else writes it. Nothing is allocated after construction.
 *
 * What a calibration has learned comes in as numbers: the volume for flows, the offset that is
 * taken off the rate before the limits are asked, and the offset's doubt, which narrows the limits
 * from both sides and widens the interval.
 *
 * Units: mPa, µ°C, ms (instants int32 modulo 2^32), µPa/s, µL.
 */
import {
    lossOf,
    Recipe,
    REJECTED_MAX_PERCENT,
    RESULT_SHOWN_MS,
    TestKind,
    ventedWithinMilliPa,
    WINDOW_SAMPLES_MIN,
} from "../config_recipe"
import { abs, saturate } from "../detector/fixed"
import {
    ABORT,
    BAD,
    BEYOND_BAND,
    GAPPY,
    GOOD,
    IN_BAND,
    IS_SEALED,
    NO_TRUST,
    REPEATS,
    SEEN,
    SHORT_OF_BAND,
    START,
    TIME_UP,
    TOO_WARM,
    VENTED,
    WINDOW_FULL,
    WRONG_WAY,
} from "./cycle_facts"
import { CYCLE_RULES, CyclePhase, CycleReason, matchingRow, Verdict } from "./cycle_rules"
import { CycleWindow } from "./cycle_window"
import { halfWidth95, look, Look, wentWrongWay } from "./sequential"
import { valvesOf } from "./valves"
import { BATCHES_MIN, WindowSlope } from "./window_slope"

/** See the file's head. */
export class Cycle {
    phase: CyclePhase = CyclePhase.Idle
    verdict: Verdict = Verdict.None
    reason: CycleReason = CycleReason.None
    /** Tests begun since power-up. */
    tests = 0
    /** Tests that still follow this one by themselves. */
    repeatsLeft = 0
    /** Instant of the start, and of the end of the window. */
    startedAtMs = 0
    endedAtMs = 0
    /** Pressures at the beginning of the window and last, mPa. */
    startMilliPa = 0
    endMilliPa = 0
    /** Change of the temperature in the window, µK. */
    tempChangeMicroK = 0
    /** Samples of the window that were used, and readings that were rejected. */
    used = 0
    rejected = 0
    /** Gas volume for flows, µL: the recipe's, or a calibration's. */
    volumeMicroL: number
    /** Doubt of a calibrated volume, per mille: it widens the rate's interval as a flow's. */
    volumeDoubtPermille = 0
    /** Limits in force, µPa/s: the recipe's, or what its flows are with a calibrated volume. */
    passMicroPaPerS: number
    failMicroPaPerS: number
    /** What a tight part shows on this rig, µPa/s, and its half-width. */
    offsetMicroPaPerS = 0
    offsetDoubtMicroPaPerS = 0
    /** Facts withheld in the test phase: a calibrating run ends by time, and never passes. */
    hidden = 0
    /** 95 % half-width of the rate, µPa/s, or -1 without an estimate. */
    halfWidthMicroPaPerS = -1
    readonly slope = new WindowSlope()
    /** The pressure is that around the part, or nothing has to be vented. */
    isVented = true
    private wishes = 0
    private sinceMs = 0
    private startMicroC = 0
    private readonly watched = new CycleWindow()

    constructor(public recipe: Recipe) {
        this.volumeMicroL = recipe.volumeMicroL
        this.passMicroPaPerS = recipe.passMicroPaPerS
        this.failMicroPaPerS = recipe.failMicroPaPerS
    }

    /** Wishes of people and hosts; they count at the next reading. */
    start() {
        this.wishes = this.wishes | START
    }

    /** Ends a test, or a row of repeats. */
    abort() {
        this.wishes = this.wishes | ABORT
    }

    /** The result has been seen. */
    acknowledge() {
        this.wishes = this.wishes | SEEN
    }

    /**
     * One reading.
     * @param trusted the sensor is alive: false ends a test as invalid
     * @param accepted this very reading counts
     * @returns true when the phase changed
     */
    take(
        nowMs: number,
        trusted: boolean,
        accepted: boolean,
        sampleAtMs: number,
        pressureMilliPa: number,
        tempMicroC: number
    ): boolean {
        const recipe = this.recipe
        const phase = this.phase
        let facts = this.wishes
        this.wishes = 0
        if (!trusted) facts = facts | NO_TRUST
        if (recipe.kind === TestKind.Sealed) facts = facts | IS_SEALED
        if (this.repeatsLeft > 0) facts = facts | REPEATS
        let limitMs = recipe.fillMaxMs
        if (phase === CyclePhase.Stabilise) limitMs = recipe.stabiliseMs
        else if (phase === CyclePhase.Test) limitMs = recipe.testMaxMs
        else if (phase === CyclePhase.Vent) limitMs = recipe.ventMaxMs
        else if (phase === CyclePhase.Result) limitMs = RESULT_SHOWN_MS
        if (((nowMs - this.sinceMs) | 0) >= limitMs) facts = facts | TIME_UP
        if (phase === CyclePhase.Test) facts = facts | this.windowFacts(accepted)
        if (accepted) {
            facts = facts | this.pressureFacts(pressureMilliPa)
            this.isVented = (facts & VENTED) !== 0
            if (phase === CyclePhase.Stabilise || phase === CyclePhase.Test)
                facts = facts | this.watched.take(sampleAtMs, pressureMilliPa, recipe)
            if (phase === CyclePhase.Test)
                facts = facts | this.measure(sampleAtMs, pressureMilliPa, tempMicroC)
        }
        if (phase === CyclePhase.Test) facts = facts & ~this.hidden
        const match = matchingRow(phase, facts)
        if (match < 0) return false
        const row = CYCLE_RULES[match]
        if (row.verdict !== Verdict.None) {
            this.verdict = row.verdict
            this.reason = row.reason
            this.endedAtMs = nowMs
            // what a person ended, or a sensor, does not go on by itself
            if (row.verdict === Verdict.Invalid) this.repeatsLeft = 0
        }
        this.enter(row.to, nowMs)
        return true
    }

    /**
     * Valves that should be open, OR of `…_VALVE`. None opens blind: the fill valve shuts with the
     * first reading that is worth nothing.
     */
    valves(sees: boolean): number {
        return valvesOf(this.phase, this.recipe.kind === TestKind.Sealed, sees)
    }

    /** The pressure's slope less the offset of the rig, µPa/s. */
    rateMicroPaPerS(): number {
        return saturate(this.slope.rateMicroPaPerS - this.offsetMicroPaPerS)
    }

    private enter(phase: CyclePhase, nowMs: number) {
        const before = this.phase
        this.phase = phase
        this.sinceMs = nowMs
        this.watched.grossHeld = 0
        if (phase === CyclePhase.Fill) this.begin(before, nowMs)
        if (phase === CyclePhase.Stabilise) this.watched.restart()
        if (phase === CyclePhase.Idle) this.repeatsLeft = 0
    }

    private begin(before: CyclePhase, nowMs: number) {
        const goesOn = before === CyclePhase.Result && this.repeatsLeft > 0
        this.repeatsLeft = goesOn ? this.repeatsLeft - 1 : this.recipe.repeats - 1
        this.tests = this.tests + 1
        this.verdict = Verdict.None
        this.reason = CycleReason.None
        this.startedAtMs = nowMs
        this.endedAtMs = nowMs
        this.startMilliPa = 0
        this.endMilliPa = 0
        this.tempChangeMicroK = 0
        this.used = 0
        this.rejected = 0
        this.halfWidthMicroPaPerS = -1
        this.slope.restart()
    }

    /** Where the pressure is against target and ambient. */
    private pressureFacts(pressureMilliPa: number): number {
        const recipe = this.recipe
        const above = pressureMilliPa - recipe.targetMilliPa
        const off = pressureMilliPa - recipe.ambientMilliPa
        const band = recipe.bandMilliPa
        const near = ventedWithinMilliPa(recipe)
        let facts = off <= near && off >= -near ? VENTED : 0
        // nothing to fill, nothing to vent
        if (recipe.kind === TestKind.Sealed) return facts | VENTED
        const beyond = recipe.kind === TestKind.Rise ? -above : above
        if (beyond > band) facts = facts | BEYOND_BAND
        else if (beyond < -band) facts = facts | SHORT_OF_BAND
        // filled: well inside, so that the gas has room to cool
        else if (beyond >= -(band >> 2)) facts = facts | IN_BAND
        return facts
    }

    /** Counts the window's readings. */
    private windowFacts(accepted: boolean): number {
        if (accepted) this.used = this.used + 1
        else this.rejected = this.rejected + 1
        const all = this.used + this.rejected
        let facts = 0
        if (all >= WINDOW_SAMPLES_MIN && this.rejected * 100 > all * REJECTED_MAX_PERCENT)
            facts = facts | GAPPY
        if (this.used >= WINDOW_SAMPLES_MIN) facts = facts | WINDOW_FULL
        return facts
    }

    /** The window's slope and, when it is time, a look at it. */
    private measure(atMs: number, pressureMilliPa: number, tempMicroC: number): number {
        const recipe = this.recipe
        const slope = this.slope
        if (slope.samples === 0) {
            this.startMilliPa = pressureMilliPa
            this.startMicroC = tempMicroC
        }
        this.endMilliPa = pressureMilliPa
        const change = (tempMicroC - this.startMicroC) | 0
        this.tempChangeMicroK = change
        let facts = 0
        if (change > recipe.tempChangeMaxMicroK || change < -recipe.tempChangeMaxMicroK)
            facts = facts | TOO_WARM
        if (!slope.add(atMs, pressureMilliPa, tempMicroC)) return facts
        slope.estimate()
        if (slope.batches < BATCHES_MIN) return facts
        const loss = lossOf(this.rateMicroPaPerS(), recipe.kind)
        // the limits stand for flows: what the volume leaves in doubt is a share of the flow
        const ofVolume = (abs(loss) * this.volumeDoubtPermille) / 1000
        const doubt = saturate(this.offsetDoubtMicroPaPerS + ofVolume)
        const pass = this.passMicroPaPerS
        this.halfWidthMicroPaPerS = saturate(halfWidth95(slope) + doubt)
        if (recipe.kind !== TestKind.Sealed && wentWrongWay(slope, loss + doubt, pass))
            facts = facts | WRONG_WAY
        const said = look(
            slope,
            loss,
            pass + doubt,
            this.failMicroPaPerS - doubt,
            recipe.badPassedPer10k,
            recipe.goodFailedPer10k
        )
        if (said === Look.Good) facts = facts | GOOD
        if (said === Look.Bad) facts = facts | BAD
        return facts
    }
}
