/**
 * A calibration as a text for the board's settings, and back.
 *
 * `1|kind|recipe|day|value|doubt|text|checksum`: at most 87 characters, none of which settings or
 * JSON would escape. The checksum runs over the values (checksum.ts). Whatever does not come back
 * exactly as it was written is damaged, and damaged is not used.
 */
import {
    Calibration,
    CalibrationKind,
    CalibrationRefusal,
    DAY_MAX,
    isOperatorText,
} from "../decision/calibration"
import { CHECKSUM_START, mixInt, mixText } from "./checksum"

/** Version of the layout, the first field. */
const VERSION = "1"
const FIELDS = 8

/** A number that tells one calibration from another: over all that it says. */
export function calibrationHash(calibration: Calibration): number {
    let h = mixInt(mixText(CHECKSUM_START, calibration.recipe), calibration.kind)
    h = mixInt(mixInt(mixInt(h, calibration.day), calibration.value), calibration.doubt)
    return mixText(h, calibration.text)
}

/** The text to keep. */
export function calibrationText(calibration: Calibration): string {
    const c = calibration
    const head = `${VERSION}|${c.kind}|${c.recipe}|${c.day}|${c.value}|${c.doubt}`
    return head + `|${c.text}|${calibrationHash(c)}`
}

/**
 * Reads what was kept. `into.refusal` is `None` for a whole one, `Missing` for an empty text and
 * `Damaged` for anything else that is not one; its other fields are worth nothing then.
 */
export function readCalibration(text: string, into: Calibration) {
    into.refusal = CalibrationRefusal.Damaged
    if (text.length === 0) {
        into.refusal = CalibrationRefusal.Missing
        return
    }
    const fields = text.split("|")
    if (fields.length !== FIELDS || fields[0] !== VERSION) return
    into.kind = wholeOf(fields[1])
    into.recipe = fields[2]
    into.day = wholeOf(fields[3])
    into.value = wholeOf(fields[4])
    into.doubt = wholeOf(fields[5])
    into.text = fields[6]
    // written again it must be the very same text: no leading zeros, no second spelling
    if (calibrationText(into) !== text) return
    if (into.kind < CalibrationKind.KnownLeak || into.kind > CalibrationKind.Offset) return
    if (into.day < 1 || into.day > DAY_MAX || into.doubt < 0) return
    if (into.kind !== CalibrationKind.Offset && into.value < 1) return
    if (into.recipe.length < 1 || into.recipe.length > 12) return
    if (!isOperatorText(into.recipe) || !isOperatorText(into.text)) return
    into.refusal = CalibrationRefusal.None
}

/** The integer that a text begins with, modulo 2^32; what is none ends up as another number. */
function wholeOf(text: string): number {
    const isNegative = text.charCodeAt(0) === 45
    let value = 0
    for (let i = isNegative ? 1 : 0; i < text.length; i++)
        value = (Math.imul(value, 10) + text.charCodeAt(i) - 48) | 0
    return isNegative ? -value | 0 : value
}
