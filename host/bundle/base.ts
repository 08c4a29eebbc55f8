/**
 * Base firmware files: DeviceScript's runtime for one chip, as downloaded, and what they are for.
 *
 * The chip: a UF2 names its family, an ESP image has a chip number in its header. Pico and Pico W
 * share the family, so the board configuration that every released file carries must name the kind
 * too. The runtime's version: every base firmware contains an empty program that it runs when it
 * has none (devicescript `devsmgr.c`), compiled in with the version of the bytecode it takes.
 */
import { BadInput } from "../../sim/input/bad_input"
import { FlashImage, isUf2, readUf2, word } from "./flash_image"
import { LAYOUTS, SECTOR_BYTES, type Layout } from "./layout"
import { formatOfProgram, readConfig, type FormatVersion } from "./read"

const ESP_IMAGE_MAGIC = 0xe9
/** Where the ESP image header has the chip's number (ESP-IDF `esp_image_header_t`). */
const ESP_CHIP_AT = 12
const PARTITION_TABLE_ADDRESS = 0x8000
const PARTITION_MAGIC = 0x50aa
const PARTITION_ENTRY_BYTES = 32
/** The store's partition in DeviceScript's table: type 0x8a, subtype 1. */
const STORE_PARTITION = 0x018a
/** A compiled program names the length of its own header first among its sections. */
const PROGRAM_SECTIONS_AT = 32
const PROGRAM_HEADER_BYTES = 112
/** More of a board configuration than any has. */
const CONFIG_BYTES_MAX = 4 * SECTOR_BYTES

/** A base firmware. */
export interface BaseFirmware {
    readonly layout: Layout
    readonly image: FlashImage
    /** Bytecode that its runtime takes. */
    readonly runtime: FormatVersion
}

/**
 * Reads a base firmware for one kind of chip.
 * @param name of the file, to show in errors
 * @param wanted the kind it must be for
 * @throws BadInput when it is no base firmware, or one for another chip
 */
export function readBase(bytes: Uint8Array, name: string, wanted: Layout): BaseFirmware {
    const image = isUf2(bytes) ? readFamily(bytes, name, wanted) : readEsp(bytes, name, wanted)
    const config = readConfig(image.read(wanted.configAddress, CONFIG_BYTES_MAX))
    if (config === undefined)
        throw new BadInput(
            `${name}: has no board configuration at ${hex(wanted.configAddress)}, so it does not ` +
                `say for which chip it is; ${advice(wanted)}`
        )
    if (config.archId !== wanted.archId) throw otherChip(name, String(config.archId), wanted)
    const runtime = runtimeOf(image, wanted)
    if (runtime === undefined)
        throw new BadInput(`${name}: contains no DeviceScript runtime; ${advice(wanted)}`)
    return { layout: wanted, image, runtime }
}

function readFamily(bytes: Uint8Array, name: string, wanted: Layout): FlashImage {
    const { image, family } = readUf2(bytes, name)
    if (wanted.format !== "uf2" || family !== wanted.chipNumber)
        throw otherChip(name, chipNames("uf2", family), wanted)
    return image
}

function readEsp(bytes: Uint8Array, name: string, wanted: Layout): FlashImage {
    if (bytes[0] !== ESP_IMAGE_MAGIC || bytes.length < PARTITION_TABLE_ADDRESS)
        throw new BadInput(`${name}: is neither UF2 nor a whole ESP image; ${advice(wanted)}`)
    const chip = bytes[ESP_CHIP_AT] | (bytes[ESP_CHIP_AT + 1] << 8)
    if (wanted.format !== "bin" || chip !== wanted.chipNumber)
        throw otherChip(name, chipNames("bin", chip), wanted)
    const image = new FlashImage()
    image.write(wanted.fileAddress, bytes)
    const table = image.read(PARTITION_TABLE_ADDRESS, SECTOR_BYTES)
    for (let at = 0; (word(table, at) & 0xffff) === PARTITION_MAGIC; at += PARTITION_ENTRY_BYTES)
        if (word(table, at) >>> 16 === STORE_PARTITION) {
            const [address, length] = [word(table, at + 4), word(table, at + 8)]
            if (address === wanted.storeAddress && length === wanted.storeSectors * SECTOR_BYTES)
                return image
        }
    throw new BadInput(
        `${name}: its partition table has no store for program and settings at ` +
            `${hex(wanted.storeAddress)}; ${advice(wanted)}`
    )
}

/** Version in the empty program; undefined when there is none. */
function runtimeOf(image: FlashImage, layout: Layout): FormatVersion | undefined {
    // the code ends before the store; a base firmware has nothing there yet
    const code = image.read(image.begin, Math.min(image.end, layout.storeAddress) - image.begin)
    for (let at = 0; at + PROGRAM_HEADER_BYTES <= code.length; at += 4) {
        const format = formatOfProgram(code, at)
        if (format !== undefined && word(code, at + PROGRAM_SECTIONS_AT) === PROGRAM_HEADER_BYTES)
            return format
    }
    return undefined
}

function chipNames(format: string, chipNumber: number | undefined): string {
    const known = LAYOUTS.filter(one => one.format === format && one.chipNumber === chipNumber)
    if (known.length > 0) return known[0].chipName
    return chipNumber === undefined ? "an unnamed chip" : `chip ${hex(chipNumber)}`
}

function otherChip(name: string, found: string, wanted: Layout): BadInput {
    const known = LAYOUTS.find(one => one.archId === found)?.chipName ?? found
    return new BadInput(
        `${name}: is for ${known}; the board has ${wanted.chipName}, so ${advice(wanted)}`
    )
}

function advice(wanted: Layout): string {
    return `take ${wanted.baseUrl.replace(/.*\//, "")} of DeviceScript's releases`
}

function hex(value: number): string {
    return `0x${value.toString(16)}`
}
