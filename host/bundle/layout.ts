/**
 * Where things lie in the flash of the base firmwares, and how their files are made.
 *
 * Source: DeviceScript's architecture files (devicescript-pico and devicescript-esp32,
 * `boards/*\/arch.json`, 2.16) and `boards/partitions.csv` of the latter.
 */

/** Size of a flash sector, bytes; also the runtime's page. */
export const SECTOR_BYTES = 4096

/** Flash of one kind of base firmware; addresses are those that its file uses. */
export interface Layout {
    /** DeviceScript's name of the kind. */
    readonly archId: string
    /** What people call the chip. */
    readonly chipName: string
    /** UF2 carries addresses; a plain image begins at `fileAddress`. */
    readonly format: "uf2" | "bin"
    /** UF2: family of the chip. Plain: number of the chip in an ESP image's header. */
    readonly chipNumber: number
    /** Address of the first byte of a plain image. */
    readonly fileAddress: number
    /** Board configuration. */
    readonly configAddress: number
    /** Settings and program. */
    readonly storeAddress: number
    readonly storeSectors: number
    /** The file of the base firmware in DeviceScript's releases. */
    readonly baseUrl: string
}

/** UF2 family of the RP2040 (Microsoft's uf2families.json). */
const RP2040_FAMILY = 0xe48bff56

const PICO_RELEASES = "https://github.com/microsoft/devicescript-pico/releases/latest/download"
const ESP32_RELEASES = "https://github.com/microsoft/devicescript-esp32/releases/latest/download"

const PICO = {
    format: "uf2",
    chipNumber: RP2040_FAMILY,
    fileAddress: 0x10000000,
    configAddress: 0x100dc000,
    storeAddress: 0x100e0000,
    storeSectors: 32,
} as const

const ESP32 = {
    format: "bin",
    configAddress: 0x9000,
    storeAddress: 0x1c0000,
    storeSectors: 64,
} as const

/** All kinds; chip numbers of the ESP32s from ESP-IDF's `esp_chip_id_t`. */
export const LAYOUTS: readonly Layout[] = [
    {
        ...PICO,
        archId: "rp2040",
        chipName: "RP2040",
        baseUrl: `${PICO_RELEASES}/devicescript-rp2040-pico.uf2`,
    },
    {
        ...PICO,
        archId: "rp2040w",
        chipName: "RP2040 with radio",
        baseUrl: `${PICO_RELEASES}/devicescript-rp2040w-pico_w.uf2`,
    },
    {
        ...ESP32,
        archId: "esp32",
        chipName: "ESP32",
        chipNumber: 0,
        fileAddress: 0x1000,
        baseUrl: `${ESP32_RELEASES}/devicescript-esp32-esp32_bare-0x1000.bin`,
    },
    {
        ...ESP32,
        archId: "esp32c3",
        chipName: "ESP32-C3",
        chipNumber: 5,
        fileAddress: 0,
        baseUrl: `${ESP32_RELEASES}/devicescript-esp32c3-esp32c3_bare-0x0.bin`,
    },
    {
        ...ESP32,
        archId: "esp32s3",
        chipName: "ESP32-S3",
        chipNumber: 9,
        fileAddress: 0,
        baseUrl: `${ESP32_RELEASES}/devicescript-esp32s3-esp32s3_bare-0x0.bin`,
    },
]

/** The layout of a kind of base firmware that is known to exist. */
export function layoutOf(archId: string): Layout {
    return LAYOUTS.find(layout => layout.archId === archId)!
}
