/**
 * Flash contents as a sparse memory, and the two kinds of file they come in.
 *
 * UF2 is a row of 512-byte blocks, each with its address (Microsoft's UF2 specification); a plain
 * image is the bytes from one address on. What a file does not mention stays undefined here.
 */
import { BadInput } from "../../sim/input/bad_input"
import { SECTOR_BYTES } from "./layout"

const MAGIC_START_0 = 0x0a324655
const MAGIC_START_1 = 0x9e5d5157
const MAGIC_END = 0x0ab16f30
const FLAG_NOT_FLASH = 0x0001
const FLAG_FAMILY = 0x2000
const BLOCK_BYTES = 512
const BLOCK_DATA_AT = 32
const BLOCK_DATA_MAX = 476
/** Payload of the blocks that we write, what every boot loader takes. */
const PAYLOAD_BYTES = 256
const ERASED = 0xff

/** Sectors by address; bytes that nobody wrote read as erased. */
export class FlashImage {
    private readonly sectors = new Map<number, Uint8Array>()

    /** Stores bytes; the rest of a sector they touch for the first time becomes erased. */
    write(address: number, bytes: Uint8Array) {
        for (let at = 0; at < bytes.length;) {
            const offset = (address + at) % SECTOR_BYTES
            const start = address + at - offset
            let sector = this.sectors.get(start)
            if (sector === undefined) {
                sector = new Uint8Array(SECTOR_BYTES).fill(ERASED)
                this.sectors.set(start, sector)
            }
            const piece = bytes.subarray(at, at + SECTOR_BYTES - offset)
            sector.set(piece, offset)
            at += piece.length
        }
    }

    /** Bytes, erased where nothing was written. */
    read(address: number, length: number): Uint8Array {
        const bytes = new Uint8Array(length).fill(ERASED)
        for (let at = 0; at < length;) {
            const offset = (address + at) % SECTOR_BYTES
            const take = Math.min(SECTOR_BYTES - offset, length - at)
            const sector = this.sectors.get(address + at - offset)
            if (sector !== undefined) bytes.set(sector.subarray(offset, offset + take), at)
            at += take
        }
        return bytes
    }

    /** Address of the first sector. */
    get begin(): number {
        return Math.min(...this.sectors.keys())
    }

    /** Address after the last sector. */
    get end(): number {
        return Math.max(...this.sectors.keys()) + SECTOR_BYTES
    }

    /** Whole sectors, by address. */
    *inOrder(): Generator<[number, Uint8Array]> {
        for (const start of [...this.sectors.keys()].sort((a, b) => a - b))
            yield [start, this.sectors.get(start)!]
    }
}

/** Whether bytes begin as UF2. */
export function isUf2(bytes: Uint8Array): boolean {
    return (
        bytes.length >= BLOCK_BYTES &&
        word(bytes, 0) === MAGIC_START_0 &&
        word(bytes, 4) === MAGIC_START_1
    )
}

/**
 * Reads a UF2 file.
 * @param name to show in errors
 * @returns its contents, and the family that all blocks name (undefined: they name none)
 * @throws BadInput when blocks are missing or broken, or are for several families
 */
export function readUf2(
    bytes: Uint8Array,
    name: string
): { image: FlashImage; family: number | undefined } {
    const broken = (what: string) => new BadInput(`${name}: not a whole UF2 file: ${what}`)
    if (bytes.length % BLOCK_BYTES !== 0)
        throw broken(`its ${bytes.length} bytes are no multiple of ${BLOCK_BYTES}`)
    const image = new FlashImage()
    const families = new Set<number | undefined>()
    const total = word(bytes, 24)
    if (total !== bytes.length / BLOCK_BYTES)
        throw broken(`it says ${total} blocks and has ${bytes.length / BLOCK_BYTES}`)
    for (let number = 0; number < total; number++) {
        const block = bytes.subarray(number * BLOCK_BYTES, (number + 1) * BLOCK_BYTES)
        const flags = word(block, 8)
        const length = word(block, 16)
        if (!isUf2(block) || word(block, BLOCK_BYTES - 4) !== MAGIC_END)
            throw broken(`block ${number} lacks its marks`)
        if (length > BLOCK_DATA_MAX) throw broken(`block ${number} says ${length} bytes of data`)
        if ((flags & FLAG_NOT_FLASH) !== 0) continue
        families.add((flags & FLAG_FAMILY) !== 0 ? word(block, 28) : undefined)
        image.write(word(block, 12), block.subarray(BLOCK_DATA_AT, BLOCK_DATA_AT + length))
    }
    if (families.size !== 1) throw broken(`its blocks are for ${families.size} chip families`)
    return { image, family: [...families][0] }
}

/**
 * A UF2 file of whole sectors: the RP2040's boot loader erases by sector and can lose a partly
 * written one (RP2040 datasheet, erratum E14).
 */
export function writeUf2(image: FlashImage, family: number): Uint8Array {
    const sectors = [...image.inOrder()]
    const perSector = SECTOR_BYTES / PAYLOAD_BYTES
    const total = sectors.length * perSector
    const file = new Uint8Array(total * BLOCK_BYTES)
    const view = new DataView(file.buffer)
    let number = 0
    for (const [start, sector] of sectors)
        for (let at = 0; at < SECTOR_BYTES; at += PAYLOAD_BYTES) {
            const block = number * BLOCK_BYTES
            const words = [
                MAGIC_START_0,
                MAGIC_START_1,
                FLAG_FAMILY,
                start + at,
                PAYLOAD_BYTES,
                number,
                total,
                family,
            ]
            words.forEach((value, i) => view.setUint32(block + 4 * i, value, true))
            file.set(sector.subarray(at, at + PAYLOAD_BYTES), block + BLOCK_DATA_AT)
            view.setUint32(block + BLOCK_BYTES - 4, MAGIC_END, true)
            number += 1
        }
    return file
}

/** Little-endian 32-bit word. */
export function word(bytes: Uint8Array, at: number): number {
    return (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)) >>> 0
}
