/**
 * The five modules: which GPIO is at which header pin, and which pins are spoken for.
 *
 * The checks and the drawings both read these tables. Headers are written from top to bottom, as
 * the board lies before you with its parts up and its USB connector at the end that `usb` names; a
 * plain word is a supply or control pin, `NAME=4` is GPIO 4 under its printed name.
 */

/** What a header pin is. */
export interface HeaderPin {
    /** As printed on the board, or in its documentation. */
    readonly label: string
    /** Its GPIO; undefined for supplies and control pins. */
    readonly gpio: number | undefined
    /** Its number in the maker's documentation. */
    readonly number: number
}

/** A chip, as far as wiring goes. */
export interface Chip {
    /** What people call it. */
    readonly name: string
    /** Pins that a rig may not use, and what they are for. */
    readonly reserved: ReadonlyMap<number, string>
    /** Pins that neither drive nor pull up. */
    readonly inputOnly: readonly number[]
    /** Why two GPIOs cannot be SDA and SCL; undefined when they can. */
    i2cFault(sda: number, scl: number): string | undefined
    /** GPIOs on which the base firmware writes its text log; empty where it writes none. */
    readonly logTx: readonly number[]
    /** Baud rate of that log can be set in the board's file. */
    readonly logBaudIsSet: boolean
    /** GPIOs that receive SPI and so can keep the core awake; undefined where nothing must. */
    readonly keepAwake: readonly number[] | undefined
}

/** A module that the firmware is made for. */
export interface Module {
    /** Name of its file in `boards/`, without `.board.json`. */
    readonly board: string
    /** What it is sold as. */
    readonly name: string
    /** The maker's order number. */
    readonly order: string
    /** Base firmware of DeviceScript that it runs. */
    readonly archId: string
    readonly chip: Chip
    /** Where the USB connector is when the headers read as below. */
    readonly usb: "top" | "bottom"
    /** Header pins, from the top. */
    readonly left: readonly HeaderPin[]
    readonly right: readonly HeaderPin[]
    /** The status LED that is on the module: its GPIO and the runtime's type of it. */
    readonly led: { readonly pin: number; readonly type: number } | undefined
}

function range(from: number, to: number, step = 1): number[] {
    const list = []
    for (let at = from; at <= to; at += step) list.push(at)
    return list
}

function reserve(...groups: [number[], string][]): Map<number, string> {
    return new Map(groups.flatMap(([pins, why]) => pins.map(pin => [pin, why] as const)))
}

function header(first: number, step: number, text: string): HeaderPin[] {
    return text.split(" ").map((word, at) => {
        const [label, gpio] = word.split("=")
        const number = first + at * step
        return { label, gpio: gpio === undefined ? undefined : Number(gpio), number }
    })
}

const STRAPPING = "a strapping pin, which decides how the chip boots"
const FLASH = "wired to the flash memory"
const USB = "the USB port"

/** RP2040 datasheet, 1.4.3 (pins) and table 2 of 1.4.3 (functions of each GPIO). */
const RP2040: Chip = {
    name: "RP2040",
    // Pico datasheet, 2.1: GPIO 23, 24, 25 and 29 serve the module; on a Pico W, its radio
    reserved: reserve([[23, 24, 25, 29], "used on the module itself"]),
    inputOnly: [],
    i2cFault(sda, scl) {
        if ((sda & 1) !== 0 || (scl & 1) !== 1)
            return "SDA must be an even GPIO and SCL an odd one on an RP2040"
        if (((sda >> 1) & 1) !== ((scl >> 1) & 1))
            return (
                `GPIO ${sda} belongs to I2C${(sda >> 1) & 1} and GPIO ${scl} to ` +
                `I2C${(scl >> 1) & 1}; both must belong to one instance`
            )
        return undefined
    },
    // the base firmware takes GPIO 0, 8, 16 … for UART0's and other multiples of 4 for UART1's
    // (uart_log.c); the chip has TX of that very instance at these only
    logTx: [0, 4, 16, 20],
    logBaudIsSet: true,
    // SPI RX is at every fourth GPIO
    keepAwake: [0, 4, 8, 12, 16, 20, 28],
}

/** ESP32 datasheet, 2.2 (pins), 2.4 (strapping); the base firmware logs on the USB serial chip. */
const ESP32: Chip = {
    name: "ESP32",
    reserved: reserve(
        [[0, 2, 5, 12, 15], STRAPPING],
        [range(6, 11), FLASH],
        [[1, 3], "the serial port to the USB chip"],
        [[16, 17], "wired to the PSRAM on modules of the WROVER kind"]
    ),
    inputOnly: range(34, 39),
    i2cFault: () => undefined,
    logTx: [],
    logBaudIsSet: false,
    keepAwake: undefined,
}

/** ESP32-C3 datasheet, 2.2 (pins), 2.4 (strapping). */
const ESP32_C3: Chip = {
    name: "ESP32-C3",
    reserved: reserve([[2, 8, 9], STRAPPING], [range(11, 17), FLASH], [[18, 19], USB]),
    inputOnly: [],
    i2cFault: () => undefined,
    logTx: [21],
    logBaudIsSet: false,
    keepAwake: undefined,
}

/** ESP32-S3 datasheet, 2.2 (pins), 2.6 (strapping). */
const ESP32_S3: Chip = {
    name: "ESP32-S3",
    reserved: reserve(
        [[0, 3, 45, 46], STRAPPING],
        [range(26, 32), FLASH],
        [range(33, 37), "wired to octal flash or PSRAM on some modules"],
        [[19, 20], USB]
    ),
    inputOnly: [],
    i2cFault: () => undefined,
    logTx: [43],
    logBaudIsSet: false,
    keepAwake: undefined,
}

// Pico and Pico W datasheets, 2.1: the same 40 pins, numbered around the board
const PICO_LEFT =
    "GP0=0 GP1=1 GND GP2=2 GP3=3 GP4=4 GP5=5 GND GP6=6 GP7=7 " +
    "GP8=8 GP9=9 GND GP10=10 GP11=11 GP12=12 GP13=13 GND GP14=14 GP15=15"
const PICO_RIGHT =
    "VBUS VSYS GND 3V3_EN 3V3 VREF GP28=28 AGND GP27=27 GP26=26 " +
    "RUN GP22=22 GND GP21=21 GP20=20 GP19=19 GP18=18 GND GP17=17 GP16=16"

/** All modules, in the order in which people are offered them. */
export const MODULES: readonly Module[] = [
    {
        board: "leak_pico",
        name: "Raspberry Pi Pico",
        order: "SC0915; with header pins SC0917",
        archId: "rp2040",
        chip: RP2040,
        usb: "top",
        left: header(1, 1, PICO_LEFT),
        right: header(40, -1, PICO_RIGHT),
        led: { pin: 25, type: 100 },
    },
    {
        board: "leak_pico_w",
        name: "Raspberry Pi Pico W",
        order: "SC0918; with header pins SC0919",
        archId: "rp2040w",
        chip: RP2040,
        usb: "top",
        left: header(1, 1, PICO_LEFT),
        right: header(40, -1, PICO_RIGHT),
        led: { pin: 25, type: 100 },
    },
    {
        // ESP32-DevKitC V4 user guide, the two header blocks
        board: "leak_esp32_devkit_c",
        name: "ESP32-DevKitC V4",
        order: "Espressif ESP32-DevKitC-32E",
        archId: "esp32",
        chip: ESP32,
        usb: "bottom",
        left: header(
            1,
            1,
            "3V3 EN VP=36 VN=39 IO34=34 IO35=35 IO32=32 IO33=33 IO25=25 IO26=26 " +
                "IO27=27 IO14=14 IO12=12 GND IO13=13 D2=9 D3=10 CMD=11 5V"
        ),
        right: header(
            1,
            1,
            "GND IO23=23 IO22=22 TX=1 RX=3 IO21=21 GND IO19=19 IO18=18 IO5=5 " +
                "IO17=17 IO16=16 IO4=4 IO0=0 IO2=2 IO15=15 D1=8 D0=7 CLK=6"
        ),
        led: undefined,
    },
    {
        // Seeed Studio wiki, "Getting Started with XIAO ESP32C3", pin map
        board: "leak_xiao_esp32c3",
        name: "Seeed Studio XIAO ESP32C3",
        order: "Seeed Studio 113991054",
        archId: "esp32c3",
        chip: ESP32_C3,
        usb: "top",
        left: header(1, 1, "D0=2 D1=3 D2=4 D3=5 D4=6 D5=7 D6=21"),
        right: header(14, -1, "5V GND 3V3 D10=10 D9=9 D8=8 D7=20"),
        led: undefined,
    },
    {
        // ESP32-S3-DevKitM-1 user guide, header blocks J1 (here left) and J3
        board: "leak_esp32s3_devkit_m",
        name: "ESP32-S3-DevKitM-1",
        order: "Espressif ESP32-S3-DevKitM-1-N8",
        archId: "esp32s3",
        chip: ESP32_S3,
        usb: "bottom",
        left: header(
            1,
            1,
            "3V3 0=0 1=1 2=2 3=3 4=4 5=5 6=6 7=7 8=8 9=9 10=10 11=11 12=12 13=13 " +
                "14=14 15=15 16=16 17=17 18=18 5V GND"
        ),
        right: header(
            1,
            1,
            "GND RST 46=46 45=45 RX=44 TX=43 42=42 41=41 40=40 39=39 38=38 37=37 " +
                "36=36 35=35 34=34 33=33 26=26 21=21 20=20 19=19 48=48 47=47"
        ),
        led: { pin: 48, type: 1 },
    },
]

/** Names of all boards. */
export const BOARD_NAMES: readonly string[] = MODULES.map(module => module.board)

/** Every header pin of a module. */
export function headerPins(module: Module): readonly HeaderPin[] {
    return [...module.left, ...module.right]
}
