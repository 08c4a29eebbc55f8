/**
 * Board files: read, checked against their schema and against the module's pins.
 *
 * DeviceScript's compiler accepts almost anything in them (SDA and SCL swapped, unknown keys, pins
 * that are not there), and the board then stays silent. Here everything that cannot work is
 * refused, and so is what works only until a reset: a lamp on a strapping pin is no warning.
 */
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { parseTree, type Node } from "jsonc-parser"
import { BadInput } from "../../sim/input/bad_input"
import { parseJson, Schema } from "../../sim/input/schema"
import { BOARD_NAMES, headerPins, MODULES, type Module } from "./modules"

const BOARD_FOLDER = join(import.meta.dirname, "..", "..", "boards")
const SCHEMA_FILE = join(BOARD_FOLDER, "board.schema.json")

/** A board's file as `boards/board.schema.json` describes it. */
export interface Board {
    devName: string
    archId: string
    productId: string
    led?: { pin: number; type: number }
    i2c: { pinSDA: string; pinSCL: string; kHz: number }
    log?: { pinTX: string; baud?: number }
    pins: Record<string, number>
}

/** One wire's use of a GPIO. */
export interface Use {
    /** What it is for: a name of `pins`, or the key that names one. */
    readonly what: string
    readonly gpio: number
    /** The chip drives it, or must pull it up. */
    readonly drives: boolean
}

/** Compiled at first use. */
let schema: Schema<Board> | undefined

/** Pin names that mean something to the firmware by themselves. */
const SIGNALS = ["LAMP_RED", "LAMP_AMBER", "LAMP_GREEN", "BUZZER", "BUTTON", "KEEP_AWAKE"]

/**
 * A board's file, checked.
 * @param name of a board, without `.board.json`
 * @throws BadInput when there is no such board, or on the first thing that is wrong with it
 */
export function loadBoard(name: string): Board {
    findModule(name)
    const file = `boards/${name}.board.json`
    const path = join(BOARD_FOLDER, `${name}.board.json`)
    if (!existsSync(path)) throw new BadInput(`${file}: no such file; the project comes with one`)
    return parseBoard(readFileSync(path, "utf8"), name)
}

/**
 * The module that a board's name stands for.
 * @throws BadInput that lists the boards
 */
export function findModule(name: string): Module {
    const module = MODULES.find(one => one.board === name)
    if (module === undefined)
        throw new BadInput(`there is no board "${name}"; there are ${BOARD_NAMES.join(", ")}`)
    return module
}

/** As `loadBoard`, from text. */
export function parseBoard(text: string, name: string): Board {
    const module = findModule(name)
    const file = `boards/${name}.board.json`
    const value = parseJson(text, file)
    const twice = repeatedKey(parseTree(text))
    if (twice !== undefined) throw new BadInput(`${file}: ${twice} is there twice; allowed is once`)
    schema ??= new Schema<Board>(JSON.parse(readFileSync(SCHEMA_FILE, "utf8")))
    const board = schema.check(value, file)
    const fault = wiringFault(board, module)
    if (fault !== undefined) throw new BadInput(`${file}: ${fault}`)
    return board
}

/** What takes which GPIO on a board whose names are all known. */
export function usesOf(board: Board): Use[] {
    const { pins, i2c, log } = board
    const uses = SIGNALS.filter(name => pins[name] !== undefined).map(name => ({
        what: `pins.${name}`,
        gpio: pins[name],
        // the button is pulled up by the chip
        drives: name !== "KEEP_AWAKE",
    }))
    uses.push({ what: "i2c.pinSDA", gpio: pins[i2c.pinSDA], drives: true })
    uses.push({ what: "i2c.pinSCL", gpio: pins[i2c.pinSCL], drives: true })
    if (log !== undefined) uses.push({ what: "log.pinTX", gpio: pins[log.pinTX], drives: true })
    return uses
}

/**
 * Why a pin cannot drive something that the board's file does not name, as words that follow "is".
 * @param name of the board
 */
export function pinFault(board: Board, name: string, gpio: number): string | undefined {
    const module = findModule(name)
    const why = module.chip.reserved.get(gpio)
    if (why !== undefined)
        return `GPIO ${gpio}, on this ${module.chip.name} ${why}; take a free pin`
    if (!headerPins(module).some(pin => pin.gpio === gpio))
        return `GPIO ${gpio}, which the ${module.name} does not bring out; take a free pin`
    if (module.chip.inputOnly.includes(gpio))
        return `GPIO ${gpio}, which can only read; take a free pin`
    const use = usesOf(board).find(one => one.gpio === gpio)
    return use && `GPIO ${gpio}, which ${use.what} has; take a free pin`
}

/** The first thing that cannot work, as a sentence that follows the file's name. */
function wiringFault(board: Board, module: Module): string | undefined {
    const { pins, i2c, log, led } = board
    const chip = module.chip
    if (board.archId !== module.archId)
        return `archId is "${board.archId}"; allowed is "${module.archId}", for a ${module.name}`
    const named = { "i2c.pinSDA": i2c.pinSDA, "i2c.pinSCL": i2c.pinSCL, "log.pinTX": log?.pinTX }
    for (const [key, name] of Object.entries(named))
        if (name !== undefined && pins[name] === undefined)
            return `${key} is "${name}"; allowed is a name in pins: ${Object.keys(pins).join(", ")}`
    const meant = [...SIGNALS, ...Object.values(named)]
    const idle = Object.keys(pins).find(name => !meant.includes(name))
    if (idle !== undefined)
        return (
            `pins.${idle} is used by nothing; allowed are ${SIGNALS.join(", ")} ` +
            "and the names in i2c and log"
        )

    const uses = usesOf(board)
    for (const { what, gpio, drives } of uses) {
        const why = chip.reserved.get(gpio)
        if (why !== undefined)
            return `${what} is GPIO ${gpio}, on this ${chip.name} ${why}; take a free pin`
        if (!headerPins(module).some(pin => pin.gpio === gpio))
            return `${what} is GPIO ${gpio}, which the ${module.name} does not bring out`
        if (drives && chip.inputOnly.includes(gpio))
            return `${what} is GPIO ${gpio}, which can only read, without a pull-up`
        const other = uses.find(use => use.gpio === gpio && use.what !== what)
        if (other !== undefined)
            return `GPIO ${gpio} is both ${what} and ${other.what}; allowed is one use of each pin`
    }
    const i2cFault = chip.i2cFault(pins[i2c.pinSDA], pins[i2c.pinSCL])
    if (i2cFault !== undefined) return `i2c: ${i2cFault}`

    const logFault = logPinFault(board, module)
    if (logFault !== undefined) return logFault
    const awake = pins.KEEP_AWAKE
    if (chip.keepAwake === undefined && awake !== undefined)
        return `pins.KEEP_AWAKE is for boards with an RP2040 only; remove it`
    if (chip.keepAwake !== undefined && !chip.keepAwake.includes(awake))
        return (
            `pins.KEEP_AWAKE is ${awake === undefined ? "missing" : `GPIO ${awake}`}; allowed is ` +
            `a free pin that can receive SPI: GPIO ${chip.keepAwake.join(", ")}`
        )
    const hasItsLed = led?.pin === module.led?.pin && led?.type === module.led?.type
    if (!hasItsLed)
        return module.led === undefined
            ? `led: a ${module.name} has no status LED; remove it`
            : `led is ${JSON.stringify(led)}; allowed is ${JSON.stringify(module.led)}`
    return undefined
}

function logPinFault({ pins, log }: Board, module: Module): string | undefined {
    const chip = module.chip
    if (chip.logTx.length === 0)
        return log === undefined
            ? undefined
            : `log: the base firmware of the ${chip.name} writes no text log; remove it`
    const allowed = `GPIO ${chip.logTx.join(", ")}`
    if (log === undefined) return `lacks the key log; its pinTX may be ${allowed}`
    if (!chip.logTx.includes(pins[log.pinTX]))
        return `log.pinTX is GPIO ${pins[log.pinTX]}; allowed is ${allowed}`
    if (log.baud !== undefined && !chip.logBaudIsSet)
        return `log.baud has no effect on an ${chip.name}; remove it`
    return undefined
}

/** Path of the first key that an object has twice; JSON itself lets the last one win. */
function repeatedKey(node: Node | undefined, path = ""): string | undefined {
    if (node?.type !== "object") return undefined
    const seen = new Set<string>()
    for (const property of node.children ?? []) {
        const [key, value] = property.children!
        const here = path === "" ? key.value : `${path}.${key.value}`
        if (seen.has(key.value)) return here
        seen.add(key.value)
        const below = repeatedKey(value, here)
        if (below !== undefined) return below
    }
    return undefined
}
