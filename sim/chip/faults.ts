/**
 * Faults of a chip and its bus as data: what is wrong, from when, until when.
 *
 * Times are chip times in µs. A fault is active from `fromUs` on, before `untilUs` (for ever when
 * not given). Two happen at an instant instead: a brown-out at `fromUs`, and a spike without
 * `untilUs`, which hits the first conversion that ends at or after `fromUs`.
 */

interface Span {
    fromUs: number
    untilUs?: number
}

/** What can be wrong. */
export type Fault = Span &
    (
        | { kind: "nack" } /** no transfer is acknowledged */
        | { kind: "hang" } /** no transfer ever ends */
        | { kind: "stuck" } /** conversions end, the data registers keep their values */
        | { kind: "stale" } /** conversions end unseen: no data-ready, old data */
        | { kind: "spike"; offsetPa: number } /** pressure is off by so much */
        | { kind: "brown-out" } /** power fails for an instant */
        | { kind: "saturated"; end: "low" | "high" } /** raw pressure at an end of its range */
        | { kind: "slow-clock"; factor: number } /** conversions take so many times as long */
        | { kind: "wrong-id"; chipId: number } /** CHIP_ID reads something else */
        | { kind: "corrupt-trim"; register: number; xor: number } /** a trim byte reads wrong */
    )

/** The kinds of fault. */
export type FaultKind = Fault["kind"]

/** Every kind, for schemas and messages. */
export const FAULT_KINDS: readonly FaultKind[] = [
    "nack",
    "hang",
    "stuck",
    "stale",
    "spike",
    "brown-out",
    "saturated",
    "slow-clock",
    "wrong-id",
    "corrupt-trim",
]

/** The faults of one chip. */
export class FaultSet {
    private readonly list: Fault[] = []
    private nextBrownOut = Infinity

    /** Adds a fault; it may lie in the future or last since the past. */
    add(fault: Fault): void {
        this.list.push({ ...fault })
        this.findBrownOut()
    }

    /** Ends every fault of a kind at `nowUs`; what was to begin later never does. */
    clear(kind: FaultKind, nowUs: number): void {
        for (let i = this.list.length - 1; i >= 0; i--) {
            const fault = this.list[i]
            if (fault.kind !== kind) continue
            if (fault.fromUs >= nowUs || kind === "brown-out") this.list.splice(i, 1)
            else if (!(fault.untilUs !== undefined && fault.untilUs < nowUs)) {
                fault.untilUs = nowUs
            }
        }
        this.findBrownOut()
    }

    /** The fault of a kind that is active at `atUs`, if there is one. */
    active<K extends FaultKind>(kind: K, atUs: number): Extract<Fault, { kind: K }> | undefined {
        for (const fault of this.list) {
            if (
                fault.kind === kind &&
                atUs >= fault.fromUs &&
                (fault.untilUs === undefined || atUs < fault.untilUs)
            ) {
                return fault as Extract<Fault, { kind: K }>
            }
        }
        return undefined
    }

    /** What a conversion that ends at `atUs` is off by, Pa; uses up spikes that hit only once. */
    takeSpikePa(atUs: number): number {
        let sumPa = 0
        for (let i = this.list.length - 1; i >= 0; i--) {
            const fault = this.list[i]
            if (fault.kind !== "spike" || atUs < fault.fromUs) continue
            if (fault.untilUs === undefined) this.list.splice(i, 1)
            else if (atUs >= fault.untilUs) continue
            sumPa += fault.offsetPa
        }
        return sumPa
    }

    /** Instant of the next brown-out, or Infinity. */
    get nextBrownOutUs(): number {
        return this.nextBrownOut
    }

    /** Removes the next brown-out, because it has happened. */
    takeBrownOut(): void {
        const at = this.list.findIndex(
            f => f.kind === "brown-out" && f.fromUs === this.nextBrownOut
        )
        if (at >= 0) this.list.splice(at, 1)
        this.findBrownOut()
    }

    private findBrownOut(): void {
        this.nextBrownOut = Infinity
        for (const fault of this.list) {
            if (fault.kind === "brown-out" && fault.fromUs < this.nextBrownOut) {
                this.nextBrownOut = fault.fromUs
            }
        }
    }
}
