/**
 * What happens to the chamber of a run, and what its gas really does between two such instants.
 */
import type { Chamber } from "../sim/gas/chamber"
import type { LeakStep } from "../sim/scenario/world"

/** Something that happened to the chamber. Rates are Pa/s, negative when gas is lost. */
export interface Happening {
    readonly atMs: number
    readonly sentence: string
    /** What all leaks alone make of the pressure, right before and right after. */
    readonly leakBeforePaPerS: number
    readonly leakPaPerS: number
    /** How it stood before the next happening; undefined when that came at once. */
    readonly end?: Truth
}

/** What the gas really did over some seconds, Pa/s, negative when it fell. */
export interface Truth {
    /** By the leaks alone, as at constant temperature. */
    readonly leakPaPerS: number
    /** By all there is: gas that escapes cools the rest, a room warms it. */
    readonly slopePaPerS: number
}

/** The gas of a chamber at an instant. */
type Gas = Pick<Chamber, "nowS" | "pressurePa" | "leakRatePaPerS">

/** Over how long the truth is told, s. */
const TRUTH_S = 5

/** Gathers what happens. */
export class Happenings {
    private readonly past: Happening[] = []
    private points: { atS: number; pa: number; leakPaPerS: number }[] = []

    /** Something happens. */
    event(sentence: string, atMs: number, { beforePaPerS, afterPaPerS }: LeakStep) {
        this.endLast()
        this.points = []
        this.past.push({
            atMs,
            sentence,
            leakBeforePaPerS: -beforePaPerS,
            leakPaPerS: -afterPaPerS,
        })
    }

    /** The gas as it is now; to be looked at several times a second. */
    look(gas: Gas) {
        // it stands still while nobody measures
        if (gas.nowS === this.points.at(-1)?.atS) return
        this.points.push({
            atS: gas.nowS,
            pa: gas.pressurePa,
            leakPaPerS: -gas.leakRatePaPerS(),
        })
        while (this.points[0].atS < gas.nowS - TRUTH_S) this.points.shift()
    }

    /** All that has happened, in order of time, up to now. */
    all(): readonly Happening[] {
        this.endLast()
        return this.past
    }

    private endLast() {
        const happening = this.past.at(-1)
        const [first, last] = [this.points.at(0), this.points.at(-1)]
        if (happening === undefined || first === undefined || first === last) return
        const slopePaPerS = (last!.pa - first.pa) / (last!.atS - first.atS)
        const leakPaPerS = (first.leakPaPerS + last!.leakPaPerS) / 2
        this.past[this.past.length - 1] = { ...happening, end: { leakPaPerS, slopePaPerS } }
    }
}
