/**
 * Stand-ins for base firmwares: what the bundler reads of one, and noise where its code would be.
 */
import { FlashImage, writeUf2 } from "../../host/bundle/flash_image"
import { SECTOR_BYTES, type Layout } from "../../host/bundle/layout"

/** How a stand-in differs from what its chip's base firmware would be. */
export interface Oddity {
    runtime?: [number, number]
    chipNumber?: number
    archId?: string | undefined
    storeAddress?: number
}

/** A base firmware's file for a chip. */
export function standIn(layout: Layout, oddity: Oddity = {}): Uint8Array {
    const odd = { runtime: [2, 16], ...layout, ...oddity }
    const isPico = layout.format === "uf2"
    const image = new FlashImage()
    const codeAt = isPico ? layout.fileAddress : 0x10000
    const code = new Uint8Array(80 * 1024).map((_, i) => (i * 167 + (i >> 8)) & 0xff)
    code.set(emptyProgram(odd.runtime[0], odd.runtime[1]), 0x5004)
    if (!isPico) {
        const header = new Uint8Array(24).fill(0)
        header[0] = 0xe9
        header[12] = odd.chipNumber
        image.write(layout.fileAddress, header)
        image.write(0x8000, partition(0x8a, 1, odd.storeAddress, 256 * 1024))
        code.set(header)
    }
    image.write(codeAt, code)
    if (odd.archId !== undefined)
        image.write(layout.configAddress, config({ archId: odd.archId, id: "a_base_board" }))
    if (isPico) return writeUf2(image, odd.chipNumber)
    return image.read(layout.fileAddress, image.end - layout.fileAddress)
}

/** The program that a runtime runs when it has none (devicescript `devsmgr.c`). */
function emptyProgram(major: number, minor: number): Uint8Array {
    const program = new Uint8Array(160)
    program.set([0x44, 0x65, 0x76, 0x53, 0x0a, 0x6e, 0x29, 0xf1, 0, 0, minor, major])
    program[32] = 0x70
    return program
}

/** An entry of ESP-IDF's partition table. */
function partition(type: number, subtype: number, address: number, length: number): Uint8Array {
    const entry = new Uint8Array(32)
    const view = new DataView(entry.buffer)
    view.setUint16(0, 0x50aa, true)
    view.setUint8(2, type)
    view.setUint8(3, subtype)
    view.setUint32(4, address, true)
    view.setUint32(8, length, true)
    return entry
}

/** A board configuration of texts, without the jump table that only the runtime needs. */
function config(texts: Record<string, string>): Uint8Array {
    const bytes = new Uint8Array(SECTOR_BYTES / 2)
    const view = new DataView(bytes.buffer)
    const entries = Object.entries(texts)
    view.setUint32(0, 0x47464344, true)
    view.setUint32(4, 0xcab49b0a, true)
    view.setUint16(12, entries.length, true)
    let end = 88 + 24 * (entries.length + 1)
    entries.forEach(([key, text], i) => {
        const at = 88 + 24 * i
        bytes.set(Buffer.from(key), at)
        view.setUint16(at + 18, 2 | (text.length << 2), true)
        view.setUint32(at + 20, end, true)
        bytes.set(Buffer.from(text), end)
        end += text.length + 1
    })
    view.setUint32(8, end, true)
    return bytes
}
