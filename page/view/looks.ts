/**
 * How each state looks: its word, its glyph, and what to do about it.
 *
 * Colours and patterns are in the style sheet, by the state's name; nothing hangs on them alone. A
 * part that fails and a rig that cannot be trusted never look alike.
 */
import type { StateSpan } from "../link/protocol"

/** See the file's head. */
export interface Look {
    readonly word: string
    readonly glyph: string
    readonly hint: string
}

/** By state. */
export const LOOKS: Record<StateSpan["state"], Look> = {
    off: { word: "OFF", glyph: "○", hint: "The rig is without power." },
    starting: { word: "STARTING", glyph: "…", hint: "Gathering the first samples." },
    settling: {
        word: "SETTLING",
        glyph: "≈",
        hint: "The gas is finding its temperature. Wait.",
    },
    tight: { word: "TIGHT", glyph: "✓", hint: "No leak is seen." },
    suspected: { word: "SUSPECTED", glyph: "?", hint: "Perhaps a leak. More samples will tell." },
    leak: { word: "LEAK", glyph: "▼", hint: "The chamber leaks. Find the hole and cover it." },
    rapid: {
        word: "RAPID LOSS",
        glyph: "▼▼",
        hint: "The chamber leaks fast. Cover the hole now.",
    },
    fault: {
        word: "FAULT",
        glyph: "✕",
        hint: "The reading cannot be trusted. Look at sensor and cable.",
    },
    ready: { word: "READY", glyph: "○", hint: "Put a part on, name it, and start the test." },
    fill: { word: "FILL", glyph: "▲", hint: "Pump the part to its target." },
    stabilise: {
        word: "STABILISE",
        glyph: "≈",
        hint: "The gas is finding its temperature. Keep still.",
    },
    test: { word: "TEST", glyph: "◷", hint: "Measuring. Keep still." },
    pass: { word: "PASS", glyph: "✓", hint: "" },
    fail: { word: "FAIL", glyph: "▼", hint: "" },
    retest: { word: "RETEST", glyph: "↻", hint: "" },
    invalid: { word: "INVALID", glyph: "⊘", hint: "" },
}

/** States in which a lab test runs. */
export const RUNNING = ["fill", "stabilise", "test"]
/** Verdicts of a lab test. */
export const VERDICTS = ["pass", "fail", "retest", "invalid"]
