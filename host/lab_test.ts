/**
 * A lab test as its records tell it: phases, verdict, what it rests on and whose part it was, put
 * together again.
 *
 * Nothing here depends on Node, so that a page can use it.
 */
import type { Recipe } from "../src/config_recipe"
import { CyclePhase, CycleReason } from "../src/decision/cycle_rules"
import { cycleReasonName, phaseName, type SerialRecord, verdictName } from "./records"

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
    /** Change of pressure, negative when it falls, and its 95 % half-width (NaN for none), Pa/s. */
    readonly ratePaPerS: number
    readonly halfPaPerS: number
    readonly durationMs: number
    readonly recipe: string
    /** Of the part, "" when none was given. */
    readonly serial: string
    /** Limits by which it was judged, as losses, Pa/s; 0 when they are not known. */
    readonly passPaPerS: number
    readonly failPaPerS: number
    /** A round hole that leaks as much, µm; NaN for none. */
    readonly orificeUm: number
    /** Pressures at the window's beginning and end, Pa; 0 when there was no window. */
    readonly startPa: number
    readonly endPa: number
    /** Change of temperature in the window, K. */
    readonly tempChangeK: number
    readonly used: number
    readonly rejected: number
}

/** Puts tests together. */
export class LabTestReader {
    private phases: { atMs: number; phase: string }[] = []
    private verdict: Of<"v"> | undefined
    private basis: Of<"u"> | undefined

    /**
     * A record and its instant.
     * @returns the test that it completes, if it does
     */
    take(record: SerialRecord, atMs: number): LabTest | undefined {
        if (record.k === "b") this.forget()
        if (record.k === "p") {
            if (record.p === CyclePhase.Fill) this.forget()
            this.phases.push({ atMs, phase: phaseName(record.p) })
        }
        if (record.k === "v") {
            this.verdict = record
            this.basis = undefined
            // what the last boot cut off has left nothing else
            if (record.y === CycleReason.Interrupted) return this.complete(atMs)
        }
        if (record.k === "u") this.basis = record
        if (record.k !== "x" || record.x !== this.verdict?.x) return undefined
        return this.complete(atMs, record)
    }

    private complete(atMs: number, part?: Of<"x">): LabTest {
        const verdict = this.verdict!
        const basis = this.basis
        this.verdict = undefined
        return {
            test: verdict.x,
            startedAtMs: atMs - verdict.m,
            windowAtMs: this.phases.find(({ phase }) => phase === "test")?.atMs,
            endedAtMs: atMs,
            phases: [...this.phases],
            verdict: verdictName(verdict.v),
            reason: cycleReasonName(verdict.y),
            ratePaPerS: verdict.r / 1e6,
            halfPaPerS: verdict.i < 0 ? NaN : verdict.i / 1e6,
            durationMs: verdict.m,
            recipe: basis?.l ?? "",
            startPa: (basis?.p ?? 0) / 1000,
            endPa: (basis?.P ?? 0) / 1000,
            tempChangeK: (basis?.T ?? 0) / 1e6,
            used: basis?.a ?? 0,
            rejected: basis?.z ?? 0,
            serial: part?.s ?? "",
            passPaPerS: (part?.i ?? 0) / 1e6,
            failPaPerS: (part?.j ?? 0) / 1e6,
            orificeUm: part === undefined || part.d < 0 ? NaN : part.d / 1000,
        }
    }

    private forget() {
        this.phases = []
        this.verdict = undefined
    }
}

/**
 * What is wrong with limits, in words; undefined when they may be used. Rates µPa/s.
 * @param most the gross limit as the reader writes it
 */
export function limitsProblem(
    pass: number,
    fail: number,
    recipe: Recipe,
    most: string
): string | undefined {
    const range = `allowed is a number above 0 and below ${most}, where a gross leak begins.`
    const isWithin = (limit: number) => limit >= 1 && limit < recipe.grossMicroPaPerS
    if (!isWithin(pass)) return `Pass below: ${range}`
    if (!isWithin(fail)) return `Fail above: ${range}`
    if (pass >= fail) return "Pass below must be less than fail above."
    return undefined
}
