/**
 * A calibration as a text for the board's settings, and back.
 *
 * `number|kind|recipe|day|value|doubt|text`: at most 79 characters, none of which settings or JSON
 * would escape. It is kept under a seal (kept.ts), which tells whether it is whole; what then does
 * not come back exactly as it was written is damaged too, and damaged is not used.
 */
import { Calibration, CalibrationKind, CalibrationRefusal } from "../decision/calibration"
import { CHECKSUM_START, mixText } from "./checksum"

const FIELDS = 7

/** All that a calibration says, but for how many there were before it. */
function wordsOf(c: Calibration): string {
    return `${c.kind}|${c.recipe}|${c.day}|${c.value}|${c.doubt}|${c.text}`
}

/** A number that tells one calibration from another: over all that it says. */
export function calibrationHash(calibration: Calibration): number {
    return mixText(CHECKSUM_START, wordsOf(calibration))
}

/**
 * The text to keep.
 * @param number of the calibration among those of its sort
 */
export function calibrationText(calibration: Calibration, number: number): string {
    return `${number}|${wordsOf(calibration)}`
}

/**
 * Reads what was kept.
 * @param isOffset it was kept as an offset, else as a volume
 * @returns a calibration whose `refusal` is `None`, or `Damaged`; the other fields of a damaged one
 *   are worth nothing, but its kind is of the right sort
 */
export function readCalibration(text: string, isOffset: boolean): Calibration {
    const fields: string[] = []
    let from = 0
    while (from <= text.length) {
        let to = text.indexOf("|", from)
        if (to < 0) to = text.length
        fields.push(text.slice(from, to))
        from = to + 1
    }
    const read = new Calibration()
    if (fields.length === FIELDS) {
        read.number = parseInt(fields[0])
        read.kind = parseInt(fields[1])
        read.recipe = fields[2]
        read.day = parseInt(fields[3])
        read.value = parseInt(fields[4])
        read.doubt = parseInt(fields[5])
        read.text = fields[6]
        const isOf = isOffset === (read.kind === CalibrationKind.Offset)
        if (isOf && calibrationText(read, read.number) === text) {
            read.refusal = CalibrationRefusal.None
            return read
        }
    }
    const damaged = new Calibration()
    damaged.refusal = CalibrationRefusal.Damaged
    if (isOffset) damaged.kind = CalibrationKind.Offset
    return damaged
}
