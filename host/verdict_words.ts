/**
 * Verdicts, their reasons and what they rest on, as people say them. Nothing here depends on Node.
 */
import type { TestBasis } from "./lab_test"
import { formatRateWithin, type RateUnit } from "./units"

/** Why, and what to do about it, by the names of `CycleReason`. */
const REASONS: Record<string, readonly [why: string, then: string]> = {
    none: ["No reason was told.", ""],
    "below-limit": ["Below the fail limit beyond doubt.", "The part is tight."],
    "above-limit": ["Above the pass limit beyond doubt.", "The part leaks."],
    "gross-leak": ["A gross leak.", "The part, or its seal to the fixture, is open."],
    "time-limit": ["Time was up between the limits.", "Test it again."],
    underfill: ["It was never filled.", "Check the supply and the seal, and start again."],
    overfill: ["The pressure was beyond its band.", "Vent, and fill to the target only."],
    "pressure-lost": ["The pressure left its band.", "Look for a leak at the fixture, or refill."],
    "wrong-way": ["The pressure went the way no leak goes.", "Let the part settle, and repeat."],
    "sensor-fault": ["The sensor cannot be trusted.", "Look at sensor and cable."],
    step: ["The pressure stepped.", "Keep doors, valves and hands still, and repeat."],
    "temp-change": ["The temperature moved too far.", "Shield the part from warmth, and repeat."],
    rejections: ["Too many readings were rejected.", "Look at sensor and cable."],
    aborted: ["Somebody ended it.", "Start again when ready."],
    interrupted: ["The tester restarted in the middle.", "Test it again."],
}

/** Why a test ended so. */
export function reasonWords(reason: string): string {
    return REASONS[reason]?.[0] ?? `${reason.replaceAll("-", " ")}.`
}

/** What follows from it; "" where nothing does. */
export function adviceWords(reason: string): string {
    return REASONS[reason]?.[1] ?? ""
}

/** Why a calibration is not used, by the names of `CalibrationRefusal`. */
const NOT_USED: Record<string, string> = {
    missing: "not calibrated",
    "bad-day": "its calibration is from a later day than today",
    "out-of-date": "its calibration is too old",
    "day-unknown": "nobody has told the day, so its calibration has no age",
    "other-recipe": "calibrated for another recipe",
    damaged: "its calibration is damaged",
}

/** The volume that a result rests on: `1 L of the recipe, not calibrated`. */
export function volumeWords({ volumeL, volumeRefused, calibratedOn }: TestBasis): string {
    const volume = `${Number(volumeL.toPrecision(5))} L`
    if (volumeRefused === "none") return `${volume}, calibrated ${calibratedOn}`.trimEnd()
    return `${volume} of the recipe, ${notUsed(volumeRefused)}`
}

/**
 * The offset that was taken off a result, or why none was.
 * @param sign -1 where a loss is written as positive, as the rate beside it
 */
export function offsetWords(basis: TestBasis, sign: number, unit: RateUnit): string {
    const { offsetPaPerS, offsetHalfPaPerS, offsetRefused, volumeL } = basis
    if (offsetRefused !== "none") return `none, ${notUsed(offsetRefused)}`
    return `${formatRateWithin(sign * offsetPaPerS, offsetHalfPaPerS, unit, volumeL)} ${unit}`
}

function notUsed(refusal: string): string {
    return NOT_USED[refusal] ?? refusal.replaceAll("-", " ")
}
