/**
 * Values that outlive a boot, as texts that tell when they are damaged or somebody else's.
 *
 * A kept text is `1 PAYLOAD SUM`: the version of this layout, the payload, and a checksum over key
 * and payload as of checksum.ts. What is not written exactly so is not believed. One text is one
 * DeviceScript setting, which is written as one whole.
 */
import { CHECKSUM_START, mixText } from "./checksum"

/** Most characters of a kept text; from about 236 bytes on the runtime stops for ever. */
export const KEPT_MAX_CHARS = 200
/** Most characters of a key, the runtime's limit. */
export const KEPT_KEY_MAX_CHARS = 13

/**
 * The state of tests is one number: 2n - 1 while test n is running, 2n when it is over. Odd and
 * even ones have a key each, so that a value which is lost while it is written leaves the one
 * before it.
 */
export const TESTS_SLOTS = 2
/** Key of a state of tests, by its last bit. */
export function testsKey(state: number): string {
    return (state & 1) === 0 ? "tests0" : "tests1"
}
/**
 * Calibrations are kept under four keys, two for volumes and two for offsets: each new one goes
 * where the one before it is not.
 */
export const CALIBRATION_SLOTS = 4
/** Key of a kept calibration, 0 … CALIBRATION_SLOTS - 1. */
export function calibrationKey(slot: number): string {
    return `cal${slot}`
}
/** Largest number of tests; twice that fits int32. */
export const TESTS_MAX = 0x3fffffff

/**
 * The text to keep for a payload.
 * @param payload printable ASCII without `"` and `\`, which the runtime would lengthen
 */
export function sealKept(key: string, payload: string): string {
    return `1 ${payload} ${mixText(mixText(CHECKSUM_START, key), payload)}`
}

/**
 * The payload of what was kept under a key.
 * @param text what was read, whatever it is
 * @returns "" when it is not whole, or not this key's
 */
export function openKept(key: string, text: unknown): string {
    if (typeof text !== "string" || text.length < 4) return ""
    // `lastIndexOf` would be linked for this one place
    let end = text.length - 1
    while (end > 2 && text.charAt(end) !== " ") end--
    const payload = text.slice(2, end)
    return sealKept(key, payload) === text ? payload : ""
}

/** Whether the runtime can keep this: short enough, and no character that JSON escapes. */
export function isKeepable(key: string, text: string): boolean {
    if (key.length === 0 || key.length > KEPT_KEY_MAX_CHARS) return false
    if (text.length > KEPT_MAX_CHARS) return false
    for (let i = 0; i < text.length; i++) {
        const code = text.charCodeAt(i)
        if (code < 32 || code > 126 || code === 34 || code === 92) return false
    }
    return true
}

/** What is to be written when there is time for it: one text a key, the newest. */
export class Keeper {
    /** How many keys wait to be written. */
    waiting = 0
    private keys: string[] = []
    private texts: string[] = []

    /**
     * Keeps a payload; one that waits under the same key is replaced.
     * @param key 1 … 13 characters
     * @returns false when it cannot be kept: too long, or a character that is not allowed
     */
    keep(key: string, payload: string): boolean {
        const text = sealKept(key, payload)
        if (!isKeepable(key, text)) return false
        const at = this.keys.indexOf(key)
        if (at >= 0) this.texts[at] = text
        else {
            this.keys.push(key)
            this.texts.push(text)
            this.waiting = this.keys.length
        }
        return true
    }

    /** Key of what waits longest. */
    firstKey(): string {
        return this.keys[0]
    }

    /** Takes the text of what waits longest out of the row. */
    takeFirst(): string {
        this.keys.shift()
        this.waiting = this.keys.length
        return this.texts.shift() as string
    }
}
