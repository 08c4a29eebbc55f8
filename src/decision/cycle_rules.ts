/**
 * The lab test as one table: from which phase, on which facts, to where, with what verdict and why.
 *
 * First match wins, and the order is the argument: what ends a test comes before what makes it
 * worthless, that before a verdict, and pass comes last and needs a full window. Verdict and reason
 * of a row are the test's; rows with `Verdict.None` leave them as they are.
 */
import {
    ABORT,
    BAD,
    BEYOND_BAND,
    GAPPY,
    GOOD,
    GROSS,
    IN_BAND,
    IS_SEALED,
    NO_TRUST,
    REPEATS,
    SEEN,
    SHORT_OF_BAND,
    START,
    STEPPED,
    TIME_UP,
    TOO_WARM,
    VENTED,
    WINDOW_FULL,
    WRONG_WAY,
} from "./cycle_facts"

/** Where a test is. The number is in records, service and settings. */
export enum CyclePhase {
    Idle = 0,
    Fill = 1,
    Stabilise = 2,
    Test = 3,
    Vent = 4,
    Result = 5,
}

/** The word. */
export enum Verdict {
    /** None yet. */
    None = 0,
    Pass = 1,
    Fail = 2,
    Retest = 3,
    Invalid = 4,
}

/** Why. Each way out has its own. */
export enum CycleReason {
    None = 0,
    /** Below the fail limit beyond doubt. */
    BelowLimit = 1,
    /** Above the pass limit beyond doubt. */
    AboveLimit = 2,
    /** So large that it needed no window. */
    GrossLeak = 3,
    /** The time was up before the evidence sufficed. */
    TimeLimit = 4,
    /** The pressure never came near its target. */
    Underfill = 5,
    /** The pressure was beyond its band. */
    Overfill = 6,
    /** The pressure left its band in the window towards ambient, slower than a gross leak. */
    PressureLost = 7,
    /** It rose where it should fall, or the reverse. */
    WrongWay = 8,
    /** No trust in the sensor. */
    SensorFault = 9,
    /** A step within the window: a door, a valve, a knock. */
    Step = 10,
    /** The temperature changed too much. */
    TempChange = 11,
    /** Too many readings were rejected. */
    Rejections = 12,
    /** Somebody ended it. */
    Aborted = 13,
    /** The device restarted in the middle. */
    Interrupted = 14,
}

/** A row. */
export interface CycleRule {
    /** OR of `1 << phase` for the phases it leads from. */
    from: number
    /** Facts that must all be true. */
    needs: number
    /** Facts that must all be false. */
    not: number
    to: CyclePhase
    verdict: Verdict
    reason: CycleReason
}

const IDLE = 1 << CyclePhase.Idle
const FILL = 1 << CyclePhase.Fill
const STABILISE = 1 << CyclePhase.Stabilise
const TEST = 1 << CyclePhase.Test
const VENT = 1 << CyclePhase.Vent
const RESULT = 1 << CyclePhase.Result
const WINDOW = STABILISE | TEST
const RUNNING = FILL | WINDOW

function move(from: number, needs: number, not: number, to: CyclePhase): CycleRule {
    return {
        from: from,
        needs: needs,
        not: not,
        to: to,
        verdict: Verdict.None,
        reason: CycleReason.None,
    }
}

function end(from: number, needs: number, verdict: Verdict, reason: CycleReason): CycleRule {
    return {
        from: from,
        needs: needs,
        not: 0,
        to: CyclePhase.Vent,
        verdict: verdict,
        reason: reason,
    }
}

/** The rows. */
export const CYCLE_RULES: CycleRule[] = [
    // somebody's will, and trust
    end(RUNNING, ABORT, Verdict.Invalid, CycleReason.Aborted),
    end(RUNNING, NO_TRUST, Verdict.Invalid, CycleReason.SensorFault),
    // fill; a sealed part has none
    move(FILL, IS_SEALED, 0, CyclePhase.Stabilise),
    move(FILL, IN_BAND, 0, CyclePhase.Stabilise),
    end(FILL, BEYOND_BAND, Verdict.Invalid, CycleReason.Overfill),
    end(FILL, TIME_UP, Verdict.Invalid, CycleReason.Underfill),
    // what is wrong with a window
    end(WINDOW, GROSS, Verdict.Fail, CycleReason.GrossLeak),
    end(TEST, STEPPED, Verdict.Invalid, CycleReason.Step),
    end(WINDOW, BEYOND_BAND, Verdict.Invalid, CycleReason.Overfill),
    end(WINDOW, SHORT_OF_BAND, Verdict.Invalid, CycleReason.PressureLost),
    move(STABILISE, TIME_UP, 0, CyclePhase.Test),
    end(TEST, TOO_WARM, Verdict.Invalid, CycleReason.TempChange),
    end(TEST, GAPPY, Verdict.Invalid, CycleReason.Rejections),
    end(TEST, WRONG_WAY, Verdict.Invalid, CycleReason.WrongWay),
    // the verdicts
    end(TEST, BAD, Verdict.Fail, CycleReason.AboveLimit),
    end(TEST, GOOD | WINDOW_FULL, Verdict.Pass, CycleReason.BelowLimit),
    end(TEST, TIME_UP, Verdict.Retest, CycleReason.TimeLimit),
    // and out
    move(VENT, VENTED, 0, CyclePhase.Result),
    move(VENT, TIME_UP, 0, CyclePhase.Result),
    move(RESULT, ABORT, 0, CyclePhase.Idle),
    move(RESULT, REPEATS, NO_TRUST, CyclePhase.Fill),
    move(RESULT, START, NO_TRUST, CyclePhase.Fill),
    move(RESULT, SEEN, 0, CyclePhase.Idle),
    move(IDLE, START, NO_TRUST, CyclePhase.Fill),
]

/**
 * The first row that leads on from a phase when these facts are true and no others.
 * @param facts OR of the bits of cycle_facts.ts
 * @returns its place in `CYCLE_RULES`, or -1 when the phase goes on
 */
export function matchingRow(phase: CyclePhase, facts: number): number {
    for (let i = 0; i < CYCLE_RULES.length; i++) {
        const row = CYCLE_RULES[i]
        if ((row.from & (1 << phase)) === 0) continue
        if ((facts & row.needs) === row.needs && (facts & row.not) === 0) return i
    }
    return -1
}
