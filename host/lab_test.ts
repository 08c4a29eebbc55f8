/**
 * A lab test as its records tell it: phases, verdict, what it rests on and whose part it was, put
 * together again.
 *
 * Nothing here depends on Node, so that a page can use it.
 */
import { dateOf } from "../sim/jacdac/leak_tester"
import {
    LIMIT_MIN_MICRO_PA_PER_S,
    limitsFault,
    LimitsFault,
    type Recipe,
} from "../src/config_recipe"
import { CyclePhase, CycleReason } from "../src/decision/cycle_rules"
import { CalibratingRun } from "./calibrating_run"
import {
    calibrationRefusalName,
    cycleReasonName,
    phaseName,
    type SerialRecord,
    verdictName,
} from "./records"

type Of<K extends SerialRecord["k"]> = Extract<SerialRecord, { k: K }>

/** A test that has come to its verdict. */
export interface LabTest {
    /** Its number, as the tester counts. */
    readonly test: number
    /** Instant of the start, of the window's beginning (undefined without one), of the verdict. */
    readonly startedAtMs: number
    readonly windowAtMs: number | undefined
    readonly endedAtMs: number
    /** Phases in their order. */
    readonly phases: readonly { readonly atMs: number; readonly phase: string }[]
    /** `pass`, `fail`, `retest`, `invalid`. */
    readonly verdict: string
    /** `below-limit`, … */
    readonly reason: string
    /**
     * Change of pressure, negative when it falls, and its 95 % half-width, Pa/s. The half-width is
     * NaN where the rate says nothing of the part: without a window, and in a calibrating run.
     */
    readonly ratePaPerS: number
    readonly halfPaPerS: number
    readonly durationMs: number
    readonly recipe: string
    /** Of the part, "" when none was given. */
    readonly serial: string
    /** Limits by which it was judged, as losses, Pa/s; 0 when they are not known. */
    readonly passPaPerS: number
    readonly failPaPerS: number
    /** A round hole that leaks as much, µm; NaN for none, and of a calibrating run. */
    readonly orificeUm: number
    /** Pressures at the window's beginning and end, Pa; 0 when there was no window. */
    readonly startPa: number
    readonly endPa: number
    /** Change of temperature in the window, K. */
    readonly tempChangeK: number
    readonly used: number
    readonly rejected: number
    /** Volume by which its flow counts, L; NaN where no record tells it. */
    readonly volumeL: number
    /** By which volume and offset it was judged; undefined when that is not recorded. */
    readonly basis: TestBasis | undefined
    /** What a calibrating run has taught, or why nothing; undefined for a test of a part. */
    readonly learned: Of<"l"> | undefined
}

/** The volume and the offset of a result. */
export interface TestBasis {
    /** The calibrated volume, or the recipe's, L. */
    readonly volumeL: number
    /** Why it is the recipe's: `missing`, `out-of-date`, …; `none` when it is calibrated. */
    readonly volumeRefused: string
    /** What was taken off the rate, and its half-width, Pa/s; 0 for nothing. */
    readonly offsetPaPerS: number
    readonly offsetHalfPaPerS: number
    /** Why nothing was taken off; `none` when there is an offset. */
    readonly offsetRefused: string
    /** Day of the older calibration that was used, `2026-03-01`; "" for none. */
    readonly calibratedOn: string
}

/** A record of bases holds two refusals: the volume's, and this many times the offset's. */
const OFFSET_REFUSAL = 100

/** From this flow on its rounding is below a percent, nPa·m³/s. */
const FLOW_TELLS_VOLUME = 100

/** Puts tests together. */
export class LabTestReader {
    private phases: { atMs: number; phase: string }[] = []
    private verdict: Of<"v"> | undefined
    private endedAtMs = 0
    private window: Of<"u"> | undefined
    private part: Of<"x"> | undefined
    private basis: Of<"o"> | undefined
    private readonly calibrating = new CalibratingRun()
    /** The test that has its verdict is a calibrating run. */
    private isForCalibration = false

    /**
     * A record and its instant.
     * @returns the test that it completes, if it does
     */
    take(record: SerialRecord, atMs: number): LabTest | undefined {
        // what belongs to a verdict comes at once; where the last line of it is damaged, any
        // other record ends the test
        if (this.verdict === undefined || this.belongs(record)) return this.follow(record, atMs)
        const test = this.complete()
        this.follow(record, atMs)
        return test
    }

    private belongs(record: SerialRecord): boolean {
        // another time it tells what was kept, or that a command was refused
        if (record.k === "l") return record.t === this.verdict?.t
        const isOfTest = record.k === "u" || record.k === "x" || record.k === "o"
        return isOfTest && record.x === this.verdict?.x
    }

    private follow(record: SerialRecord, atMs: number): LabTest | undefined {
        this.calibrating.take(record)
        if (record.k === "b") this.phases = []
        if (record.k === "p") {
            if (record.p === CyclePhase.Fill) this.phases = []
            this.phases.push({ atMs, phase: phaseName(record.p) })
        }
        if (record.k === "v") {
            this.verdict = record
            this.endedAtMs = atMs
            this.window = this.part = this.basis = undefined
            this.isForCalibration = this.calibrating.isOn
            // what the last boot cut off has left nothing else
            if (record.y === CycleReason.Interrupted) return this.complete()
        }
        if (record.k === "u") this.window = record
        if (record.k === "x") this.part = record
        if (this.verdict === undefined) return undefined
        if (record.k === "o") {
            this.basis = record
            if (!this.isForCalibration) return this.complete()
        }
        return record.k === "l" ? this.complete(record) : undefined
    }

    private complete(learned?: Of<"l">): LabTest {
        const { window, part, basis, endedAtMs } = this
        const judgesPart = learned === undefined && !this.isForCalibration
        const verdict = this.verdict!
        this.verdict = undefined
        return {
            test: verdict.x,
            startedAtMs: endedAtMs - verdict.m,
            windowAtMs: this.phases.find(({ phase }) => phase === "test")?.atMs,
            endedAtMs,
            phases: [...this.phases],
            verdict: verdictName(verdict.v),
            reason: cycleReasonName(verdict.y),
            ratePaPerS: verdict.r / 1e6,
            halfPaPerS: verdict.i < 0 || !judgesPart ? NaN : verdict.i / 1e6,
            durationMs: verdict.m,
            recipe: window?.l ?? "",
            startPa: (window?.p ?? 0) / 1000,
            endPa: (window?.P ?? 0) / 1000,
            tempChangeK: (window?.T ?? 0) / 1e6,
            used: window?.a ?? 0,
            rejected: window?.z ?? 0,
            serial: part?.s ?? "",
            passPaPerS: (part?.i ?? 0) / 1e6,
            failPaPerS: (part?.j ?? 0) / 1e6,
            orificeUm: part === undefined || part.d < 0 || !judgesPart ? NaN : part.d / 1000,
            volumeL: basis ? basis.V / 1e6 : volumeByFlow(verdict),
            basis: basis && basisOf(basis),
            learned,
        }
    }
}

/** The volume that a verdict's flow was made with, L; NaN where that is too small to tell. */
export function volumeByFlow({ q, r }: Of<"v">): number {
    // nPa·m³/s over µPa/s is litres
    return Math.abs(q) >= FLOW_TELLS_VOLUME ? q / r : NaN
}

/** What an `o` record says. */
export function basisOf({ V, o, i, d, y }: Of<"o">): TestBasis {
    return {
        volumeL: V / 1e6,
        volumeRefused: calibrationRefusalName(y % OFFSET_REFUSAL),
        offsetPaPerS: o / 1e6,
        offsetHalfPaPerS: i / 1e6,
        offsetRefused: calibrationRefusalName(Math.floor(y / OFFSET_REFUSAL)),
        calibratedOn: d === 0 ? "" : dateOf(d),
    }
}

/**
 * What is wrong with limits, in words; undefined when they may be used. Rates µPa/s.
 * @param write a limit as its reader writes it, with the unit
 */
export function limitsProblem(
    pass: number,
    fail: number,
    recipe: Recipe,
    write: (microPaPerS: number) => string
): string | undefined {
    switch (limitsFault(pass, fail, recipe)) {
        case LimitsFault.None:
            return undefined
        case LimitsFault.PassTooSmall:
            return `Pass below: allowed is a number from ${write(LIMIT_MIN_MICRO_PA_PER_S)} on.`
        case LimitsFault.FailTooLarge:
            return (
                `Fail above: allowed is a number below ${write(recipe.grossMicroPaPerS)}, ` +
                `where a gross leak begins.`
            )
        case LimitsFault.Crossed:
            return "Pass below must be less than fail above."
    }
}
