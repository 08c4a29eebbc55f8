/**
 * What a source of records and the page say to each other.
 *
 * A source is whatever produces batches: the simulated rig in a worker, a recording, and one day a
 * board on a serial port. Instants are ms since the source began, whatever boots lie between. All
 * of it can be posted between threads.
 */
import type { LabTest } from "../../host/lab_test"
import type { LampState, Tone } from "../../sim/jacdac/peers"
import type { Scenario, ScenarioEvent, StateName } from "../../sim/scenario/scenario"
import type { Answer, Ask } from "./ask"

/** What the rig is for: the firmware is built for both. */
export type Mode = "watch" | "test"

/** What the page asks of the simulated rig. */
export type Command =
    /** Builds the rig anew and switches it on; paused until told otherwise. */
    | { do: "load"; run: number; scenario: Scenario; seed: number; mode: Mode }
    /** Simulated over real time; 0 pauses, Infinity is as fast as it goes. */
    | { do: "pace"; speed: number }
    /** While paused: so much simulated time, at once. */
    | { do: "step"; forMs: number }
    /** Something happens to the rig now. */
    | { do: "act"; event: ScenarioEvent }
    /** Somebody wants something of the lab test. */
    | { do: "ask"; ask: Ask }
    /** Asks for the lines so far. */
    | { do: "save" }
    /** The last batch has been taken; the next may come. */
    | { do: "seen" }

/** Something worth a mark on the curves. */
export interface Mark {
    readonly atMs: number
    readonly kind:
        | "event"
        | "state"
        | "alarm"
        | "fault"
        | "onset"
        | "power"
        | "phase"
        | "verdict"
        | "calibration"
    readonly sentence: string
}

/** Where a lab test is, or its verdict until that has been seen. */
export const LAB_WORDS = [
    "ready",
    "fill",
    "stabilise",
    "test",
    "pass",
    "fail",
    "retest",
    "invalid",
] as const

/** One of them. */
export type LabWord = (typeof LAB_WORDS)[number]

/** A state of the tester, from its instant on. */
export interface StateSpan {
    readonly atMs: number
    readonly state: StateName | LabWord | "off"
    /** Why, a name of `WatchReason` or `CycleReason`; "" where there is none. */
    readonly reason: string
    /** Of a verdict: the part is still being vented. */
    readonly venting?: boolean
}

/** A change of the lamps. */
export interface LampChange {
    readonly atMs: number
    readonly state: LampState
}

/** What the gas really does; only a simulation knows. */
export interface Truth {
    readonly pressurePa: number
    readonly gasC: number
    readonly outsideC: number
    readonly outsidePa: number
    /** Loss through all leaks, Pa/s, positive outward. */
    readonly leakPaPerS: number
    /** Largest hole or capillary, mm; 0 for none. */
    readonly holeMm: number
    /** What is on the hole, as scenarios name it; "" when it is bare. */
    readonly cover: string
    readonly filling: boolean
    readonly venting: boolean
}

/** How the stream of records has been so far. */
export interface StreamHealth {
    readonly records: number
    readonly damaged: number
    readonly lost: number
    readonly boots: number
}

/** Everything that happened since the batch before. */
export interface Batch {
    readonly is: "batch"
    /** Number of the `load` it belongs to. */
    readonly run: number
    readonly nowMs: number
    /** Triples of atMs, Pa, °C (NaN when the sample has none). */
    readonly samples: Float64Array
    /** Quadruples of atMs, Pa/s, half-width (both NaN when not known), noise Pa. */
    readonly rates: Float64Array
    readonly states: StateSpan[]
    readonly marks: Mark[]
    /** Lab tests that have come to their verdict. */
    readonly tests: LabTest[]
    readonly lamps: LampChange[]
    readonly tones: Tone[]
    /** The newest lines, at most `LINES_PER_BATCH`. */
    readonly lines: string[]
    /** All lines that are neither samples nor rates. */
    readonly notable: string[]
    readonly health: StreamHealth
    readonly truth: Truth | undefined
}

/** Most lines a batch carries for the log. */
export const LINES_PER_BATCH = 60

/** An expectation of a scenario, judged. */
export interface Judged {
    readonly holds: boolean
    readonly sentence: string
}

/** What a worker says. */
export type Message =
    | Batch
    /** The scenario is over; `byHand`: somebody meddled, so nothing is judged. */
    | { is: "over"; run: number; judged: Judged[]; byHand: boolean }
    /** What came of an `ask`. */
    | { is: "answer"; run: number; answer: Answer }
    /** The lines so far, without prefix; `isWhole` is false when there were too many to keep. */
    | { is: "recording"; run: number; lines: string[]; isWhole: boolean }
    /** It cannot go on; a sentence says why. `isLoading`: it never began. */
    | { is: "failed"; run: number; why: string; isLoading: boolean }
