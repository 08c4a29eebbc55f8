/**
 * The tester's service as a host packs and unpacks it: commands, registers, events and results.
 * Numbers and layouts are those of services/leaktester.md, little-endian.
 */

/** Class of the service. */
export const LEAK_TESTER_CLASS = 0x1021c7b6

/** Bits of a packet's number that make it a read, or a write, of a register. */
export const REGISTER_GET = 0x1000
export const REGISTER_SET = 0x2000

/** Commands. */
export const COMMANDS = {
    start: 0x80,
    abort: 0x81,
    acknowledge: 0x82,
    selectRecipe: 0x83,
    calibrate: 0x84,
    result: 0x85,
} as const

/** Registers, and how their values are laid out: numbers, or one text. */
export const REGISTERS = {
    limits: { code: 0x80, layout: ["i32", "i32"] },
    recipe: { code: 0x81, layout: ["u8"] },
    today: { code: 0x82, layout: ["u16"] },
    state: { code: 0x180, layout: ["u8"] },
    pressure: { code: 0x181, layout: ["i32"] },
    leakRate: { code: 0x182, layout: ["i32", "i32"] },
    phase: { code: 0x183, layout: ["u8"] },
    verdict: { code: 0x184, layout: ["u8", "u8"] },
    testNumber: { code: 0x185, layout: ["u32"] },
    volume: { code: 0x186, layout: ["i32"] },
    recipeName: { code: 0x187, layout: ["text"] },
    recipeCount: { code: 0x188, layout: ["u8"] },
    serial: { code: 0x189, layout: ["text"] },
    resultCount: { code: 0x18a, layout: ["u8"] },
} as const

/** Events, and how their values are laid out. */
export const EVENTS = {
    stateChanged: { code: 0x80, layout: ["u8"] },
    phaseChanged: { code: 0x81, layout: ["u32", "u8"] },
    verdictReached: { code: 0x82, layout: ["u32", "u8", "u8"] },
    refused: { code: 0x83, layout: ["u16", "u8"] },
} as const

/** Fields of a result after its refusal, as the report has them. */
export const RESULT_FIELDS = {
    verdict: "u8",
    reason: "u8",
    recipe: "u8",
    number: "u32",
    rate: "i32",
    halfWidth: "i32",
    flow: "i32",
    orifice: "i32",
    startPressure: "i32",
    endPressure: "i32",
    tempChange: "i32",
    used: "u32",
    rejected: "u32",
    duration: "u32",
    pass: "i32",
    fail: "i32",
    volume: "i32",
} as const

type NumberFormat = "u8" | "u16" | "u32" | "i32"
type Format = NumberFormat | "text"
/** A register's name. */
export type RegisterName = keyof typeof REGISTERS
/** An event's name. */
export type EventName = keyof typeof EVENTS
/** A result that was read. */
export type TestResult = Record<keyof typeof RESULT_FIELDS, number> & { serial: string }

const SIZES: Record<NumberFormat, number> = { u8: 1, u16: 2, u32: 4, i32: 4 }

/** What is sent to the tester: a number and bytes. */
export interface TesterPacket {
    readonly command: number
    readonly payload: Uint8Array
}

/** Integers, packed in the order of a layout. */
export function packNumbers(layout: readonly NumberFormat[], values: readonly number[]) {
    const bytes = new Uint8Array(layout.reduce((sum, format) => sum + SIZES[format], 0))
    const view = new DataView(bytes.buffer)
    let at = 0
    layout.forEach((format, i) => {
        if (format === "u8") view.setUint8(at, values[i])
        else if (format === "u16") view.setUint16(at, values[i], true)
        else view.setInt32(at, values[i] | 0, true)
        at += SIZES[format]
    })
    return bytes
}

/** The values of a layout; those that the bytes do not reach are left out. */
export function unpack(layout: readonly Format[], bytes: Uint8Array): (number | string)[] {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const values: (number | string)[] = []
    let at = 0
    for (const format of layout) {
        if (format === "text") {
            values.push(textOf(bytes.subarray(at)))
            break
        }
        if (at + SIZES[format] > bytes.length) break
        if (format === "u8") values.push(view.getUint8(at))
        else if (format === "u16") values.push(view.getUint16(at, true))
        else if (format === "u32") values.push(view.getUint32(at, true))
        else values.push(view.getInt32(at, true))
        at += SIZES[format]
    }
    return values
}

/** The result in the report of a `result` command; undefined when it was refused. */
export function unpackResult(payload: Uint8Array): TestResult | undefined {
    const layout = Object.values(RESULT_FIELDS)
    const values = unpack(["u8", ...layout, "text"], payload)
    if (values[0] !== 0 || values.length < layout.length + 2) return undefined
    const result: Record<string, number | string> = { serial: values.at(-1)! }
    Object.keys(RESULT_FIELDS).forEach((name, i) => {
        result[name] = values[i + 1]
    })
    return result as unknown as TestResult
}

function textOf(bytes: Uint8Array): string {
    return String.fromCharCode(...bytes)
}

function bytesOf(text: string): Uint8Array {
    return Uint8Array.from(text, char => char.charCodeAt(0))
}

const NOTHING = new Uint8Array(0)

/** Starts a test of the part with a serial. */
export function startCommand(serial: string): TesterPacket {
    return { command: COMMANDS.start, payload: bytesOf(serial) }
}

/** Ends a test. */
export function abortCommand(): TesterPacket {
    return { command: COMMANDS.abort, payload: NOTHING }
}

/** The result has been seen, or the alarm heard. */
export function acknowledgeCommand(): TesterPacket {
    return { command: COMMANDS.acknowledge, payload: NOTHING }
}

/** Selects a recipe. */
export function recipeCommand(index: number): TesterPacket {
    return { command: COMMANDS.selectRecipe, payload: packNumbers(["u8"], [index]) }
}

/** Calibrates; kinds and units as in services/leaktester.md. */
export function calibrateCommand(kind: number, value: number, note: string): TesterPacket {
    const head = packNumbers(["i32", "u8"], [value, kind])
    return { command: COMMANDS.calibrate, payload: Uint8Array.from([...head, ...bytesOf(note)]) }
}

/** Asks for the result `back` tests before the last. */
export function resultCommand(back: number): TesterPacket {
    return { command: COMMANDS.result, payload: packNumbers(["u8"], [back]) }
}

/** Sets the limits of pass and fail, µPa/s. */
export function limitsWrite(passMicroPaPerS: number, failMicroPaPerS: number): TesterPacket {
    const payload = packNumbers(["i32", "i32"], [passMicroPaPerS, failMicroPaPerS])
    return { command: REGISTER_SET | REGISTERS.limits.code, payload }
}

const DAY_MS = 86_400_000
const DAY_ZERO_MS = Date.UTC(2000, 0, 1)

/** Days since 1 January 2000 of a date as in `2026-11-27`; undefined when it is none. */
export function dayOf(date: string): number | undefined {
    const ms = Date.parse(`${date}T00:00:00Z`)
    if (Number.isNaN(ms)) return undefined
    const day = (ms - DAY_ZERO_MS) / DAY_MS
    // 30 February is a day in March for some
    return dateOf(day) === date ? day : undefined
}

/** The date of a day since 1 January 2000, `2026-11-27`. */
export function dateOf(day: number): string {
    return new Date(DAY_ZERO_MS + day * DAY_MS).toISOString().slice(0, 10)
}

/** Tells what day it is, days since 1 January 2000. */
export function todayWrite(day: number): TesterPacket {
    return { command: REGISTER_SET | REGISTERS.today.code, payload: packNumbers(["u16"], [day]) }
}

/** Asks for a register. */
export function registerRead(name: RegisterName): TesterPacket {
    return { command: REGISTER_GET | REGISTERS[name].code, payload: NOTHING }
}
