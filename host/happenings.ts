/**
 * What happens to the chamber of a run.
 */
import type { LeakStep } from "../sim/scenario/world"

/** Something that happened to the chamber. Rates are Pa/s, negative when gas is lost. */
export interface Happening {
    readonly atMs: number
    readonly sentence: string
    /** What all leaks alone make of the pressure, right before and right after. */
    readonly leakBeforePaPerS: number
    readonly leakPaPerS: number
}

/** Gathers what happens. */
export class Happenings {
    /** In order of time. */
    readonly all: Happening[] = []

    /** Something happens. */
    event(sentence: string, atMs: number, { beforePaPerS, afterPaPerS }: LeakStep) {
        this.all.push({
            atMs,
            sentence,
            leakBeforePaPerS: -beforePaPerS,
            leakPaPerS: -afterPaPerS,
        })
    }
}
