/**
 * Facts: what is true at one tick, as bits, so that rules can be rows of a table.
 *
 * Time is int32 milliseconds that wrap; spans are differences. Ledger: rate and half-width are
 * int32 saturated by the detector; their difference is compared without being formed, so nothing
 * overflows.
 */
import { LeakDirection } from "../config"
import { DetectorPhase, LeakEvidence, NO_INTERVAL, Suspicion } from "../detector/evidence"

/** No accepted sample for FAULT_AFTER_MS. */
export const SILENT = 1
/** The last sample was accepted. */
export const ALIVE = 2
/** The detector cannot speak yet. */
export const PHASE_STARTING = 4
/** The detector waits for a transient to die. */
export const PHASE_SETTLING = 8
/** The detector's word holds. */
export const PHASE_READY = 16
/** No leak shows. */
export const QUIET = 32
/** Evidence, but not enough for an alarm. */
export const SUSPICION = 64
/** A leak. */
export const LEAKING = 128
/** The whole interval of the loss lies beyond the rapid limit. */
export const RAPID_LOSS = 256
/** The estimate of the loss lies below half the rapid limit. */
export const SLOW_LOSS = 512

/**
 * The rate as a loss, µPa/s: positive when it goes the way a leak goes.
 * @returns int32; the one value without a negative is saturated
 */
export function lossMicroPaPerS(rateMicroPaPerS: number, direction: LeakDirection): number {
    if (direction === LeakDirection.Rising) return rateMicroPaPerS
    if (direction === LeakDirection.Either && rateMicroPaPerS > 0) return rateMicroPaPerS
    return rateMicroPaPerS === -2147483648 ? 2147483647 : -rateMicroPaPerS
}

/** The facts that the detector's evidence gives; `SILENT` and `ALIVE` are the caller's. */
export function evidenceFacts(
    evidence: LeakEvidence,
    direction: LeakDirection,
    rapidLimitMicroPaPerS: number
): number {
    let facts = PHASE_READY
    if (evidence.phase === DetectorPhase.Starting) facts = PHASE_STARTING
    else if (evidence.phase === DetectorPhase.Settling) facts = PHASE_SETTLING
    if (evidence.suspicion === Suspicion.None) return facts | QUIET
    if (evidence.suspicion === Suspicion.Suspected) return facts | SUSPICION
    const loss = lossMicroPaPerS(evidence.rateMicroPaPerS, direction)
    const halfWidth = evidence.rateHalfWidthMicroPaPerS
    facts = facts | LEAKING
    if (halfWidth === NO_INTERVAL) return facts
    if (loss > rapidLimitMicroPaPerS && loss - rapidLimitMicroPaPerS > halfWidth)
        facts = facts | RAPID_LOSS
    if (loss < rapidLimitMicroPaPerS >> 1) facts = facts | SLOW_LOSS
    return facts
}
