/**
 * The five boards: real files pass, and every way to wire one wrongly is refused in one sentence.
 */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { loadBoard, parseBoard, usesOf, type Board } from "../../host/boards/board"
import { BOARD_NAMES, headerPins, MODULES } from "../../host/boards/modules"
import { BadInput } from "../../sim/input/bad_input"

const BOARDS = join(import.meta.dirname, "..", "..", "boards")

function textOf(name: string): string {
    return readFileSync(join(BOARDS, `${name}.board.json`), "utf8")
}

/** What the checker says to a board's file after `change`. */
function complaint(name: string, change: (board: Board & Record<string, unknown>) => void): string {
    const board = JSON.parse(textOf(name))
    change(board)
    return complaintOn(name, JSON.stringify(board))
}

function complaintOn(name: string, text: string): string {
    try {
        parseBoard(text, name)
    } catch (error) {
        expect(error).toBeInstanceOf(BadInput)
        const { message } = error as BadInput
        expect(message).toContain(`boards/${name}.board.json`)
        expect(message).not.toContain("\n")
        return message
    }
    return "accepted"
}

describe("the boards", () => {
    test("are the files, the modules and what the owner's file may name, all the same", () => {
        const files = readdirSync(BOARDS)
            .filter(file => file.endsWith(".board.json"))
            .map(file => file.replace(".board.json", ""))
        expect([...BOARD_NAMES].sort()).toEqual(files.sort())
        const schema = JSON.parse(
            readFileSync(join(BOARDS, "..", "devs.config.schema.json"), "utf8")
        )
        expect(schema.properties.board.enum).toEqual(BOARD_NAMES)
        expect(BOARD_NAMES).toHaveLength(5)
    })

    test.each(BOARD_NAMES)("%s passes, with I2C at 400 kHz and all signals", name => {
        const board = loadBoard(name)
        expect(board.i2c.kHz).toBe(400)
        const what = usesOf(board).map(use => use.what)
        for (const signal of ["LAMP_RED", "LAMP_AMBER", "LAMP_GREEN", "BUZZER", "BUTTON"])
            expect(what).toContain(`pins.${signal}`)
    })

    test("have names and product numbers of their own", () => {
        const boards = BOARD_NAMES.map(loadBoard)
        expect(new Set(boards.map(board => board.devName)).size).toBe(5)
        expect(new Set(boards.map(board => board.productId)).size).toBe(5)
    })

    test("stand for modules whose headers name every GPIO once", () => {
        for (const module of MODULES) {
            const gpios = headerPins(module).flatMap(pin => pin.gpio ?? [])
            expect(new Set(gpios).size).toBe(gpios.length)
            const numbers = module.left.map(pin => pin.number)
            expect(new Set(numbers).size).toBe(numbers.length)
        }
        const count = Object.fromEntries(MODULES.map(one => [one.board, headerPins(one).length]))
        expect(count).toEqual({
            leak_pico: 40,
            leak_pico_w: 40,
            leak_esp32_devkit_c: 38,
            leak_xiao_esp32c3: 14,
            leak_esp32s3_devkit_m: 44,
        })
    })
})

describe("a board's file is refused", () => {
    test("for a board that nobody knows, with the five that there are", () => {
        expect(() => loadBoard("leak_nano")).toThrow(
            'there is no board "leak_nano"; there are leak_pico, leak_pico_w, ' +
                "leak_esp32_devkit_c, leak_xiao_esp32c3, leak_esp32s3_devkit_m"
        )
    })

    test.each(BOARD_NAMES)("%s: for a pin used twice", name => {
        const say = complaint(name, board => (board.pins.LAMP_RED = board.pins.BUZZER))
        expect(say).toMatch(/GPIO \d+ is both pins.LAMP_RED and pins.BUZZER/)
        const bus = complaint(name, board => (board.pins.BUTTON = board.pins[board.i2c.pinSDA]))
        expect(bus).toMatch(/is both pins.BUTTON and i2c.pinSDA/)
    })

    test.each(BOARD_NAMES)("%s: for SDA and SCL on one pin", name => {
        const say = complaint(name, board => (board.i2c.pinSCL = board.i2c.pinSDA))
        expect(say).toMatch(/is both i2c.pinSDA and i2c.pinSCL|is used by nothing/)
    })

    test.each(["leak_pico", "leak_pico_w"])("%s: for SDA and SCL swapped", name => {
        const say = complaint(name, ({ i2c }) => {
            ;[i2c.pinSDA, i2c.pinSCL] = [i2c.pinSCL, i2c.pinSDA]
        })
        expect(say).toContain("SDA must be an even GPIO and SCL an odd one")
    })

    test("for SDA and SCL of two I2C instances", () => {
        const say = complaint("leak_pico", ({ pins }) => (pins.GP5 = 7))
        expect(say).toContain("GPIO 4 belongs to I2C0 and GPIO 7 to I2C1")
    })

    test.each([
        ["leak_pico", 24, "used on the module itself"],
        ["leak_pico_w", 29, "used on the module itself"],
        ["leak_pico", 30, "does not bring out"],
        ["leak_esp32_devkit_c", 9, "wired to the flash memory"],
        ["leak_esp32_devkit_c", 16, "PSRAM"],
        ["leak_esp32_devkit_c", 12, "a strapping pin"],
        ["leak_esp32_devkit_c", 1, "the serial port to the USB chip"],
        ["leak_esp32_devkit_c", 20, "does not bring out"],
        ["leak_esp32_devkit_c", 34, "can only read"],
        ["leak_xiao_esp32c3", 12, "wired to the flash memory"],
        ["leak_xiao_esp32c3", 9, "a strapping pin"],
        ["leak_xiao_esp32c3", 18, "the USB port"],
        ["leak_xiao_esp32c3", 0, "does not bring out"],
        ["leak_esp32s3_devkit_m", 30, "wired to the flash memory"],
        ["leak_esp32s3_devkit_m", 35, "wired to octal flash or PSRAM"],
        ["leak_esp32s3_devkit_m", 45, "a strapping pin"],
        ["leak_esp32s3_devkit_m", 19, "the USB port"],
        ["leak_esp32s3_devkit_m", 22, "does not bring out"],
    ])("%s: for a lamp on GPIO %i, %s", (name, gpio, why) => {
        expect(complaint(name, ({ pins }) => (pins.LAMP_GREEN = gpio))).toContain(why)
    })

    test("for a lamp on the module's own LED", () => {
        const say = complaint("leak_pico", ({ pins }) => (pins.LAMP_GREEN = 25))
        expect(say).toContain("used on the module itself")
    })

    test.each(BOARD_NAMES)("%s: for every missing key and pin name", name => {
        for (const signal of ["LAMP_RED", "LAMP_AMBER", "LAMP_GREEN", "BUZZER", "BUTTON"])
            expect(complaint(name, ({ pins }) => Reflect.deleteProperty(pins, signal))).toContain(
                `pins lacks the key ${signal}`
            )
        for (const key of ["devName", "archId", "productId", "i2c", "pins"])
            expect(complaint(name, board => Reflect.deleteProperty(board, key))).toContain(
                `lacks the key ${key}`
            )
        for (const key of ["pinSDA", "pinSCL", "kHz"])
            expect(complaint(name, ({ i2c }) => Reflect.deleteProperty(i2c, key))).toContain(
                `i2c lacks the key ${key}`
            )
    })

    test.each(BOARD_NAMES)("%s: for unknown keys and names that nothing uses", name => {
        expect(complaint(name, board => (board.colour = "red"))).toContain("unknown key colour")
        const inBus = complaint(name, board => Object.assign(board.i2c, { pinINT: "GP6" }))
        expect(inBus).toContain("unknown key i2c.pinINT")
        const idle = complaint(name, board => (board.pins.LAMP_BLUE = 2))
        expect(idle).toContain("pins.LAMP_BLUE is used by nothing")
        const long = complaint(name, board => (board.pins.LAMP_ORANGE = 2))
        expect(long).toContain("LAMP_ORANGE")
        const unnamed = complaint(name, board => (board.i2c.pinSDA = "SDA"))
        expect(unnamed).toContain('i2c.pinSDA is "SDA"; allowed is a name in pins')
    })

    test.each(BOARD_NAMES)("%s: for another board's chip, speed or number", name => {
        const arch = name === "leak_pico" ? "rp2040w" : "rp2040"
        expect(complaint(name, board => (board.archId = arch))).toContain(
            `archId is "${arch}"; allowed is`
        )
        expect(complaint(name, board => (board.archId = "esp8266"))).toContain("esp8266")
        expect(complaint(name, ({ i2c }) => (i2c.kHz = 100))).toContain("i2c.kHz is 100")
        expect(complaint(name, board => (board.productId = "0x1234"))).toContain("productId")
    })

    test.each(BOARD_NAMES)("%s: for a name that is there twice", name => {
        const twice = textOf(name).replace('"LAMP_RED"', '"BUZZER": 1, "LAMP_RED"')
        expect(complaintOn(name, twice)).toContain("pins.BUZZER is there twice")
    })

    test("for a log pin on which the base firmware writes nothing", () => {
        expect(complaint("leak_pico", ({ pins }) => (pins.GP0 = 8))).toContain(
            "log.pinTX is GPIO 8; allowed is GPIO 0, 4, 16, 20"
        )
        expect(complaint("leak_xiao_esp32c3", ({ pins }) => (pins.D6 = 20))).toContain("is both")
        expect(complaint("leak_esp32s3_devkit_m", ({ pins }) => (pins.TX = 17))).toContain(
            "allowed is GPIO 43"
        )
        expect(complaint("leak_pico", board => delete board.log)).toContain("is used by nothing")
        const none = complaint("leak_esp32_devkit_c", board => (board.log = { pinTX: "IO21" }))
        expect(none).toMatch(/is both|writes no text log/)
        const baud = complaint("leak_xiao_esp32c3", ({ log }) => (log!.baud = 115200))
        expect(baud).toContain("log.baud has no effect")
    })

    test("for a keep-awake pin where none belongs, or that cannot receive SPI", () => {
        expect(complaint("leak_pico", ({ pins }) => delete pins.KEEP_AWAKE)).toContain(
            "pins.KEEP_AWAKE is missing"
        )
        expect(complaint("leak_pico_w", ({ pins }) => (pins.KEEP_AWAKE = 17))).toContain(
            "pins.KEEP_AWAKE is GPIO 17"
        )
        expect(complaint("leak_xiao_esp32c3", ({ pins }) => (pins.KEEP_AWAKE = 2))).toContain(
            "strapping"
        )
        expect(complaint("leak_esp32_devkit_c", ({ pins }) => (pins.KEEP_AWAKE = 23))).toContain(
            "for boards with an RP2040 only"
        )
    })

    test("for a status LED that is not the module's", () => {
        expect(complaint("leak_pico", board => delete board.led)).toContain('"pin":25')
        expect(complaint("leak_esp32s3_devkit_m", ({ led }) => (led!.pin = 38))).toContain(
            '"pin":48'
        )
        const none = complaint("leak_xiao_esp32c3", board => (board.led = { pin: 10, type: 1 }))
        expect(none).toContain("has no status LED")
    })

    test("for text that is not JSON, with line and column", () => {
        expect(complaintOn("leak_pico", "{\n  nonsense")).toContain("line 2, column 3")
    })
})
