/**
 * Reads what DeviceScript keeps in flash: the board configuration, the settings, the program.
 *
 * Written from the runtime's sources (jacdac-c `source/jd_dcfg.c` and `source/jd_fstor.c`,
 * devicescript `devsmgr.c`), apart from the tools that write these things, so that an image can be
 * checked against what was meant.
 */
import { word } from "./flash_image"
import { SECTOR_BYTES } from "./layout"

const CONFIG_MAGIC = [0x47464344, 0xcab49b0a]
const CONFIG_HEADER_BYTES = 24 + 2 * 32
const CONFIG_ENTRY_BYTES = 24
const STORE_MAGIC = [0x52545346, 0x6becea0a]
const STORE_HEADER_BYTES = 24
const STORE_ENTRY_BYTES = 24
const KEY_BYTES = 16
const PROGRAM_KEY = "*prog"
const SETTING_MARK = ":"
const PROGRAM_MAGIC = [0x8d8abd53, 0xb27c4b2b]
const PROGRAM_HEADER_BYTES = 128
/** Every compiled program begins so (devs_bytecode.h), then 32 bits of version. */
const BYTECODE_MAGIC = [0x53766544, 0xf1296e0a]

/** A board configuration as the runtime sees it: flat keys such as `pins.BUZZER`. */
export type FlatConfig = Record<string, string | number>

/** Version of the bytecode format, which names the runtime. */
export interface FormatVersion {
    readonly major: number
    readonly minor: number
}

function cstring(bytes: Uint8Array, at: number, most: number): string {
    let end = at
    while (end < at + most && bytes[end] !== 0) end++
    return Buffer.from(bytes.subarray(at, end)).toString("utf8")
}

/**
 * A board configuration.
 * @param bytes from its address on; what follows it does not matter
 * @returns undefined when there is none
 */
export function readConfig(bytes: Uint8Array): FlatConfig | undefined {
    if (word(bytes, 0) !== CONFIG_MAGIC[0] || word(bytes, 4) !== CONFIG_MAGIC[1]) return undefined
    const count = bytes[12] | (bytes[13] << 8)
    const config: FlatConfig = {}
    for (let i = 0; i < count; i++) {
        const entry = CONFIG_HEADER_BYTES + i * CONFIG_ENTRY_BYTES
        const typeAndSize = bytes[entry + 18] | (bytes[entry + 19] << 8)
        const value = word(bytes, entry + 20)
        const key = cstring(bytes, entry, KEY_BYTES)
        // 0 and 1 are numbers, 2 is a text, 3 bytes, which our boards have none of
        if ((typeAndSize & 3) < 2) config[key] = (typeAndSize & 3) === 1 ? value | 0 : value
        else config[key] = cstring(bytes, value, typeAndSize >> 2)
    }
    return config
}

/** What the store holds. */
export interface StoreContents {
    /** Values of settings by key, as their bytes read in UTF-8. */
    readonly settings: Record<string, string>
    /** The program, when there is a whole one. */
    readonly program: Uint8Array | undefined
}

/**
 * The store of settings and program.
 * @param store its whole area
 * @returns undefined when it was never formatted
 */
export function readStore(store: Uint8Array): StoreContents | undefined {
    const headerSectors = word(store, 16) >>> 16
    const areas = [0, headerSectors * SECTOR_BYTES].filter(
        at => word(store, at) === STORE_MAGIC[0] && word(store, at + 4) === STORE_MAGIC[1]
    )
    if (areas.length === 0) return undefined
    // the area of the later generation counts
    areas.sort((a, b) => word(store, b + 8) - word(store, a + 8))
    const latest = new Map<string, { offset: number; size: number }>()
    for (let at = areas[0] + STORE_HEADER_BYTES; ; at += STORE_ENTRY_BYTES) {
        const offset = word(store, at + KEY_BYTES)
        if (offset === 0xffffffff) break
        latest.set(cstring(store, at, KEY_BYTES), { offset, size: word(store, at + KEY_BYTES + 4) })
    }
    const settings: Record<string, string> = {}
    for (const [key, { offset, size }] of latest)
        if (key.startsWith(SETTING_MARK))
            settings[key.slice(1)] = Buffer.from(store.subarray(offset, offset + size)).toString()
    const place = latest.get(PROGRAM_KEY)
    return { settings, program: place && readProgram(store.subarray(place.offset)) }
}

function readProgram(bytes: Uint8Array): Uint8Array | undefined {
    if (word(bytes, 0) !== PROGRAM_MAGIC[0] || word(bytes, 8) !== PROGRAM_MAGIC[1]) return undefined
    const size = word(bytes, 4)
    return bytes.slice(PROGRAM_HEADER_BYTES, PROGRAM_HEADER_BYTES + size)
}

/** The format of a program that begins at `at`; undefined when none does. */
export function formatOfProgram(bytes: Uint8Array, at = 0): FormatVersion | undefined {
    if (word(bytes, at) !== BYTECODE_MAGIC[0] || word(bytes, at + 4) !== BYTECODE_MAGIC[1])
        return undefined
    return { major: bytes[at + 11], minor: bytes[at + 10] }
}
