/**
 * Learns a calibration from lab tests that are run for it.
 *
 * A calibrating run is a lab test whose verdicts are withheld: it lasts its whole time and ends as
 * `retest: time-limit`, or as invalid, and never passes a part. What it measured is judged here.
 * An added volume is joined by hand in the middle of the test phase; an offset needs two runs.
 * Nothing is allocated after construction. Instants are int32 ms modulo 2^32.
 */
import { lossOf, Recipe, TestKind } from "../config_recipe"
import {
    Calibration,
    CalibrationKind,
    CalibrationRefusal,
    isInRange,
    isTooMuch,
    MASTER_APART_MAX_MS,
    MASTER_APART_MS,
    mayUse,
    offsetFromRuns,
    volumeFromExpansion,
    volumeFromLeak,
} from "./calibration"
import { Cycle } from "./cycle"
import { BAD, GOOD, GROSS, SHORT_OF_BAND, STEPPED, TOO_WARM, WRONG_WAY } from "./cycle_facts"
import { CyclePhase, CycleReason } from "./cycle_rules"
import { PressureMean } from "./pressure_mean"

/** Length of the means at both ends of an expansion's test phase, ms. */
const MEAN_MS = 5000
/** Samples of the room's pressure, taken over and over until the test is started. */
const ROOM_SAMPLES = 50
/** Shortest test phase that leaves time to join a volume, ms. */
const EXPANSION_TEST_MIN_MS = 20000
/** The room's pressure is within this of the recipe's ambient, mPa: weather, and not a part. */
const WEATHER_MILLI_PA = 5000000

/** See the file's head. */
export class Calibrator {
    /** The next test is a calibrating run, or the present one is; set false to give that up. */
    armed = false
    /** What the last run taught, or why it taught nothing. */
    readonly learned = new Calibration()
    /** What is to be learned. */
    kind: CalibrationKind = CalibrationKind.KnownLeak
    private value = 0
    private day = 0
    private text = ""
    private readonly room = new PressureMean()
    private readonly full = new PressureMean()
    private readonly joined = new PressureMean()
    private hasRoom = false
    /** When the test phase began. */
    testAtMs = 0
    /** The last look at which the window was a line: samples (0 for none), rate, half-width. */
    private lineSamples = 0
    private lineRate = 0
    private lineHalfWidth = 0
    /** The first of two runs: recipe ("" for none), instant, rate and half-width, µPa/s. */
    private firstOf = ""
    private firstAtMs = 0
    private firstRate = 0
    private firstHalfWidth = 0

    /**
     * Wishes that the next test be a calibrating run. A refused wish changes nothing.
     * @param value nPa·m³/s, µL, or 0, as of `CalibrationKind`
     * @param day days since 1 January 2000, 0 when nobody has told
     * @param text the operator's, as of decision/command.ts
     * @returns `None`, or why not, also in `learned`
     */
    begin(
        kind: CalibrationKind,
        value: number,
        day: number,
        text: string,
        recipe: Recipe,
        phase: CyclePhase,
        nowMs: number
    ): CalibrationRefusal {
        const refusal = this.objection(kind, value, day, recipe, phase, nowMs)
        if (refusal !== CalibrationRefusal.None) {
            this.describe(kind, day, text, recipe)
            this.learned.refusal = refusal
            return refusal
        }
        this.armed = true
        this.kind = kind
        this.value = value
        this.day = day
        this.text = text
        this.hasRoom = false
        this.room.restart()
        return refusal
    }

    private objection(
        kind: CalibrationKind,
        value: number,
        day: number,
        recipe: Recipe,
        phase: CyclePhase,
        nowMs: number
    ): CalibrationRefusal {
        if (!isInRange(kind, value)) return CalibrationRefusal.BadValue
        if (day === 0) return CalibrationRefusal.DayUnknown
        if (phase !== CyclePhase.Idle) return CalibrationRefusal.Busy
        if (
            kind === CalibrationKind.KnownVolume &&
            (recipe.kind === TestKind.Sealed || recipe.testMaxMs < EXPANSION_TEST_MIN_MS)
        )
            return CalibrationRefusal.BadRecipe
        if (kind === CalibrationKind.Offset && this.firstOf === recipe.name) {
            const apartMs = (nowMs - this.firstAtMs) | 0
            // an instant that has wrapped is long ago
            if (apartMs < 0 || apartMs > MASTER_APART_MAX_MS) this.firstOf = ""
            else if (apartMs < MASTER_APART_MS) return CalibrationRefusal.TooSoon
        }
        return CalibrationRefusal.None
    }

    /** What `learned` is about; nothing is learned yet. */
    private describe(kind: CalibrationKind, day: number, text: string, recipe: Recipe) {
        const learned = this.learned
        learned.kind = kind
        learned.recipe = recipe.name
        learned.day = day
        learned.text = text
        learned.value = 0
        learned.doubt = 0
    }

    /** A test begins: readies the cycle for it when it is a calibrating run. */
    prepare(cycle: Cycle) {
        cycle.hidden = 0
        if (!this.armed) return
        cycle.repeatsLeft = 0
        this.lineSamples = 0
        this.full.restart()
        this.joined.restart()
        cycle.hidden = GOOD | BAD
        if (this.kind === CalibrationKind.KnownVolume)
            cycle.hidden = cycle.hidden | STEPPED | GROSS | SHORT_OF_BAND | WRONG_WAY | TOO_WARM
    }

    /** One accepted sample, before the cycle takes it. */
    take(nowMs: number, cycle: Cycle, milliPa: number, microC: number) {
        if (!this.armed) return
        const phase = cycle.phase
        if (this.kind !== CalibrationKind.KnownVolume) {
            if (phase === CyclePhase.Test) this.lookForLine(cycle)
            return
        }
        if (phase === CyclePhase.Idle) {
            const room = this.room
            room.add(milliPa, microC)
            if (room.samples < ROOM_SAMPLES) return
            this.hasRoom = room.settle()
            room.restart()
        } else if (phase === CyclePhase.Test) {
            const intoMs = (nowMs - this.testAtMs) | 0
            if (intoMs <= MEAN_MS) this.full.add(milliPa, microC)
            else if (intoMs >= cycle.recipe.testMaxMs - MEAN_MS) this.joined.add(milliPa, microC)
        }
    }

    /** A curve has no slope: of all looks the last one counts that saw a line. */
    private lookForLine(cycle: Cycle) {
        const halfWidth = cycle.halfWidthMicroPaPerS
        const rate = cycle.rateMicroPaPerS()
        if (halfWidth < 0 || !cycle.slope.isLine) return
        if (rate === this.lineRate && halfWidth === this.lineHalfWidth) return
        this.lineSamples = cycle.slope.samples
        this.lineRate = rate
        this.lineHalfWidth = halfWidth
    }

    /**
     * A calibrating run has ended.
     * @returns `None` when `learned` holds a new calibration; else why not, also in `learned`
     */
    finish(cycle: Cycle, nowMs: number): CalibrationRefusal {
        const learned = this.learned
        this.armed = false
        cycle.hidden = 0
        this.describe(this.kind, this.day, this.text, cycle.recipe)
        learned.refusal = this.learn(cycle, nowMs)
        // nothing that would be refused when it is used; what is refused stays so
        learned.refusal = mayUse(learned, cycle.recipe, this.day, 0)
        return learned.refusal
    }

    private learn(cycle: Cycle, nowMs: number): CalibrationRefusal {
        if (cycle.reason !== CycleReason.TimeLimit) return CalibrationRefusal.RunInvalid
        if (this.kind === CalibrationKind.KnownVolume) return this.learnByExpansion(cycle)
        this.lookForLine(cycle)
        // of the first half only it would be gas that settles, or a leak that began
        if (this.lineSamples === 0 || this.lineSamples * 2 < cycle.slope.samples)
            return CalibrationRefusal.TooDoubtful
        if (this.kind === CalibrationKind.KnownLeak) {
            const loss = lossOf(this.lineRate, cycle.recipe.kind)
            return volumeFromLeak(this.value, loss, this.lineHalfWidth, this.learned)
        }
        return this.learnOffset(cycle, nowMs, this.lineRate, this.lineHalfWidth)
    }

    private learnByExpansion(cycle: Cycle): CalibrationRefusal {
        const room = this.room
        if (!this.hasRoom || !this.full.settle() || !this.joined.settle())
            return CalibrationRefusal.NotSettled
        const off = room.milliPa - cycle.recipe.ambientMilliPa
        if (off > WEATHER_MILLI_PA || off < -WEATHER_MILLI_PA) return CalibrationRefusal.NotSettled
        return volumeFromExpansion(
            this.value,
            room,
            this.full,
            this.joined,
            cycle.recipe.tempChangeMaxMicroK,
            this.learned
        )
    }

    private learnOffset(
        cycle: Cycle,
        nowMs: number,
        rate: number,
        halfWidth: number
    ): CalibrationRefusal {
        const pass = cycle.passMicroPaPerS
        if (isTooMuch(rate, halfWidth, pass)) {
            this.firstOf = ""
            return CalibrationRefusal.MasterLeaks
        }
        if (this.firstOf !== cycle.recipe.name) {
            this.firstOf = cycle.recipe.name
            this.firstAtMs = nowMs
            this.firstRate = rate
            this.firstHalfWidth = halfWidth
            return CalibrationRefusal.NeedsSecondRun
        }
        this.firstOf = ""
        return offsetFromRuns(
            this.firstRate,
            this.firstHalfWidth,
            rate,
            halfWidth,
            pass,
            this.learned
        )
    }
}
