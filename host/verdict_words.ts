/**
 * Verdicts and their reasons as people say them. Nothing here depends on Node.
 */

/** Why, and what to do about it, by the names of `CycleReason`. */
const REASONS: Record<string, readonly [why: string, then: string]> = {
    none: ["No reason was told.", ""],
    "below-limit": ["Below the limit beyond doubt.", "The part is tight."],
    "above-limit": ["Above the limit beyond doubt.", "The part leaks."],
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
