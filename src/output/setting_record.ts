/**
 * The record of a setting that was found at boot: in force, or why not.
 */
import { beginSum, mixInt, mixText } from "./checksum"

/** What became of a setting. The number is the `y` field of its record. */
export enum SettingOutcome {
    /** It holds. */
    InForce = 0,
    /** It is no whole number of 32 bits. */
    NotInteger = 1,
    /** It is beyond the limits. */
    OutOfRange = 2,
    /** It is allowed by itself, but not beside another value. */
    Contradiction = 3,
    /** A value that the firmware keeps has a wrong layout or checksum. */
    Damaged = 4,
    /** The board's settings did not answer; none is in force. */
    Unreachable = 5,
}

/** One setting as it was found. */
export class Finding {
    /** The value in force. */
    used: number

    /**
     * @param found its value, 0 when it is no int32
     * @param min allowed from here
     * @param max to here
     * @param compiled the value without the setting
     */
    constructor(
        public key: string,
        public outcome: SettingOutcome,
        public found: number,
        public min: number,
        public max: number,
        public compiled: number
    ) {
        this.used = compiled
    }
}

/** The record. `n` numbers it. */
export function settingRecord(n: number, atMs: number, finding: Finding): string {
    const l = finding.key
    const y = finding.outcome
    const f = finding.found
    const i = finding.min
    const x = finding.max
    const v = finding.used
    let c = beginSum("g", n, atMs)
    c = mixInt(mixInt(mixText(c, l), y), f)
    c = mixInt(mixInt(mixInt(c, i), x), v)
    const head = `{"k":"g","n":${n},"t":${atMs},"l":"${l}","y":${y},"f":${f}`
    return head + `,"i":${i},"x":${x},"v":${v},"c":${c}}`
}
