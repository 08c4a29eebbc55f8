/**
 * The runtime's settings store as bytes in flash, and a power cut at any byte of a write to it.
 *
 * Layout and order of writes from jacdac-c (source/jd_fstor.c): two areas of 8 KiB take turns. An
 * area is a header (two magic numbers, a generation, sizes; 24 bytes), then entries of 24 bytes
 * (key, offset, size), which grow upwards, and data, which grows downwards from the area's end. A
 * setting is written data first, then its entry. When the area is full the other one is erased page
 * by page, the newest entry of each key is copied into it, each after its data, and its header
 * comes last. The VM saves its flash after the last of these steps only, so the steps between are
 * made here from the two images before and after.
 */

const AREA_BYTES = 8192
const HEADER_BYTES = 24
const ENTRY_BYTES = 24
const ERASED = 0xff

/** Which step a cut falls into. */
export type Step = "erase" | "copy" | "header" | "data" | "entry"

/** One moment at which the power goes. */
export interface Cut {
    readonly step: Step
    /** Number of the byte that is not written any more, within the step. */
    readonly byte: number
    /** The flash as it is left. */
    readonly image: Uint8Array
}

/** A run of bytes that is written in order. */
interface Write {
    readonly step: Step
    readonly at: number
    readonly bytes: Uint8Array
}

function view(image: Uint8Array): DataView {
    return new DataView(image.buffer, image.byteOffset, image.length)
}

/** Start of the area in force. */
export function activeArea(image: Uint8Array): number {
    const words = view(image)
    const isWhole = (at: number) => words.getUint32(at, true) === 0x52545346
    const generation = (at: number) => (isWhole(at) ? words.getUint32(at + 8, true) : 0)
    return generation(AREA_BYTES) > generation(0) ? AREA_BYTES : 0
}

interface Entry {
    readonly at: number
    readonly dataAt: number
    readonly size: number
    /** The program's data lie elsewhere. */
    readonly isLarge: boolean
}

function entriesOf(image: Uint8Array, area: number): Entry[] {
    const words = view(image)
    const entries: Entry[] = []
    for (let at = area + HEADER_BYTES; ; at += ENTRY_BYTES) {
        const dataAt = words.getUint32(at + 16, true)
        if (dataAt === 0xffffffff) return entries
        const isLarge = image[at] === "*".charCodeAt(0)
        entries.push({ at, dataAt, size: words.getUint32(at + 20, true), isLarge })
    }
}

/** The steps from one saved image to the next, in their order. */
function writesBetween(before: Uint8Array, after: Uint8Array): Write[] {
    const part = (step: Step, at: number, size: number): Write => ({
        step,
        at,
        bytes: after.subarray(at, at + size),
    })
    const parts = (step: [Step, Step], { at, dataAt, size, isLarge }: Entry) => [
        ...(isLarge ? [] : [part(step[0], dataAt, size)]),
        part(step[1], at, ENTRY_BYTES),
    ]
    const area = activeArea(after)
    const entries = entriesOf(after, area)
    if (activeArea(before) === area) {
        const known = entriesOf(before, area).length
        return entries.slice(known).flatMap(entry => parts(["data", "entry"], entry))
    }
    const erased = new Uint8Array(AREA_BYTES).fill(ERASED)
    return [
        { step: "erase", at: area, bytes: erased },
        ...entries.flatMap(entry => parts(["copy", "copy"], entry)),
        part("header", area, HEADER_BYTES),
    ]
}

/**
 * The flash after a cut before each byte of the way from one image to the next. Bytes that change
 * nothing are no cuts: the flash is as after the byte before.
 * @throws Error when the steps do not lead to the image that the VM saved
 */
export function cutsBetween(before: Uint8Array, after: Uint8Array): Cut[] {
    const cuts: Cut[] = []
    const flash = new Uint8Array(after.length).fill(0x37)
    flash.set(before.subarray(0, after.length))
    for (const { step, at, bytes } of writesBetween(before, after))
        bytes.forEach((byte, i) => {
            if (flash[at + i] === byte) return
            cuts.push({ step, byte: i, image: flash.slice() })
            flash[at + i] = byte
        })
    if (Buffer.compare(flash, after) !== 0) throw new Error("the store was written another way")
    return cuts
}
