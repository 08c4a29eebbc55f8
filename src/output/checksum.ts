/**
 * The checksum of a record: over its values, not its characters.
 *
 * A loop over a hundred characters would cost the VM more than the detector does; a record has six
 * values. Each value is mixed in by h = (h xor v) · P modulo 2^32 with P odd (FNV-1a's step on
 * whole words). For a fixed v that maps h one to one, and for a fixed h it maps v one to one:
 * whichever single value is changed, the result differs. Two or more wrong values pass with 2^-32.
 */

/** Start value (FNV offset basis). */
export const CHECKSUM_START = 0x811c9dc5 | 0
/** Multiplier (FNV prime); odd, so that multiplication loses nothing. */
export const CHECKSUM_PRIME = 0x01000193

/** Mixes one int32 in. Hot paths write this line themselves: a call costs 27 additions. */
export function mixInt(h: number, value: number): number {
    return Math.imul(h ^ value, CHECKSUM_PRIME)
}

/** The checksum of a record's kind, number and instant, with which every record begins. */
export function beginSum(kind: string, n: number, atMs: number): number {
    return mixInt(mixInt(mixText(CHECKSUM_START, kind), n), atMs)
}

/** Mixes a text in: its length, then its UTF-16 codes. */
export function mixText(h: number, text: string): number {
    let mixed = Math.imul(h ^ text.length, CHECKSUM_PRIME)
    for (let i = 0; i < text.length; i++)
        mixed = Math.imul(mixed ^ text.charCodeAt(i), CHECKSUM_PRIME)
    return mixed
}
