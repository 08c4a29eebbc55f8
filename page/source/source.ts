/**
 * Where records come from: the seam between what is seen and who says it.
 *
 * A source hands batches to the page. The simulated rig and a recording are sources; a board on a
 * serial port will be a third, which makes its batches with the same `Gatherer`.
 */
import type { Answer } from "../link/ask"
import type { Batch, Judged } from "../link/protocol"

/** What a source may tell, besides batches. */
export interface Audience {
    batch(batch: Batch): void
    /** A scenario is over and was judged; not when somebody meddled. */
    over(judged: Judged[], byHand: boolean): void
    /** What came of something that was asked of the lab test. */
    answered(answer: Answer): void
    /** It cannot go on; the sentence says why. `isLoading`: it never began. */
    failed(why: string, isLoading: boolean): void
}

/** A source that goes on by itself. */
export interface Source {
    /** Lines so far, whole records without prefix. */
    save(): Promise<{ lines: string[]; isWhole: boolean }>
    /** Nothing comes from it any more. */
    close(): void
}
