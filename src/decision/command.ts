/**
 * What people and hosts ask of the tester, and when that is refused.
 *
 * A wish is read from the bytes of a Jacdac packet, where its form is judged, and waits for the
 * next tick, where its sense is judged: pure code, the same when a recording is replayed. A wish
 * that is refused changes nothing. Numbers are little-endian, as on the bus; the reference is
 * services/leaktester.md.
 */
import { limitsFault, LimitsFault } from "../config_recipe"
import { Bytes } from "../sensor/bus"
import { Cycle } from "./cycle"
import { CyclePhase } from "./cycle_rules"

/** What is asked: the number of the command, or 0x2000 plus that of the register to be written. */
export enum Operation {
    /** The rig's own button, let go; no command of the service. */
    Press = 0x01,
    Start = 0x80,
    Abort = 0x81,
    Acknowledge = 0x82,
    SelectRecipe = 0x83,
    Calibrate = 0x84,
    ReadResult = 0x85,
    SetLimits = 0x2080,
    SetRecipe = 0x2081,
    SetToday = 0x2082,
}

/** Why not. The number is in the service and in `c` records. */
export enum Refusal {
    None = 0,
    /** No such command, or no register that can be written. */
    UnknownCommand = 1,
    WrongLength = 2,
    /** A text with other characters than A-Z a-z 0-9 space _ . - */
    BadCharacter = 3,
    OutOfRange = 4,
    /** The pass limit is not below the fail limit. */
    LimitsCrossed = 5,
    /** Not while a test runs. */
    Running = 6,
    /** No test runs. */
    NotRunning = 7,
    NothingToAcknowledge = 8,
    /** The rig only watches. */
    WatchMode = 9,
    /** No trust in the sensor. */
    NoTrust = 10,
    /** The calibration is not begun; an `l` record says why. */
    NotCalibrated = 11,
    /** Too many wishes wait already. */
    Busy = 12,
}

/** Refusals up to here are by form, and known at once; the others are by what goes on. */
export const LAST_FORMAL_REFUSAL = Refusal.BadCharacter
/** Longest part serial and longest note of an operator, characters. */
export const SERIAL_MAX = 16
export const NOTE_MAX = 20

const CALIBRATION_KINDS = 3

/** One wish, from its arrival to the tick that judges it. */
export class Wish {
    refusal: Refusal = Refusal.None
    /** Limits, µPa/s; recipe; day; kind and value of a calibration; how long a press was, ms. */
    a = 0
    b = 0
    text = ""
    /** A tick has judged it: `refusal` is final. */
    isHeard = false

    /** @param operation an `Operation`, or any other number that somebody has sent */
    constructor(public operation: number) {}
}

/** Reads a wish from a packet; what is wrong with its form is its `refusal`. */
export function readWish(operation: number, bytes: Bytes): Wish {
    const wish = new Wish(operation)
    const length = bytes.length
    let wanted = 0
    switch (operation) {
        case Operation.Start:
            return withText(wish, bytes, 0, SERIAL_MAX)
        case Operation.Calibrate:
            wanted = 5
            if (length < wanted) break
            wish.a = bytes[4]
            wish.b = int32At(bytes, 0)
            return withText(wish, bytes, 5, NOTE_MAX)
        case Operation.SetLimits:
            wanted = 8
            if (length === wanted) {
                wish.a = int32At(bytes, 0)
                wish.b = int32At(bytes, 4)
            }
            break
        case Operation.SetToday:
            wanted = 2
            if (length === wanted) wish.a = bytes[0] | (bytes[1] << 8)
            break
        case Operation.SelectRecipe:
        case Operation.SetRecipe:
        case Operation.ReadResult:
            wanted = 1
            if (length === wanted) wish.a = bytes[0]
            break
        case Operation.Abort:
        case Operation.Acknowledge:
            break
        default:
            wish.refusal = Refusal.UnknownCommand
            return wish
    }
    if (length !== wanted) wish.refusal = Refusal.WrongLength
    return wish
}

function int32At(bytes: Bytes, at: number): number {
    return bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)
}

/** Adds the text that the rest of a packet holds. */
function withText(wish: Wish, bytes: Bytes, from: number, charsMax: number): Wish {
    if (bytes.length - from > charsMax) {
        wish.refusal = Refusal.WrongLength
        return wish
    }
    let text = ""
    for (let i = from; i < bytes.length; i++) {
        if (!isPlain(bytes[i])) {
            wish.refusal = Refusal.BadCharacter
            return wish
        }
        text = text + String.fromCharCode(bytes[i])
    }
    wish.text = text
    return wish
}

/** A-Z a-z 0-9 space _ . - : what needs no escape in a record, and no thought in a file's name. */
function isPlain(code: number): boolean {
    if (code >= 97 && code <= 122) return true
    if (code >= 65 && code <= 90) return true
    if (code >= 48 && code <= 57) return true
    return code === 32 || code === 95 || code === 46 || code === 45
}

/** A test runs, or the next of a row is about to. */
export function isOccupied(cycle: Cycle): boolean {
    const phase = cycle.phase
    if (phase === CyclePhase.Result) return cycle.repeatsLeft > 0
    return phase !== CyclePhase.Idle
}

/**
 * What is against a wish whose form is right, at this moment.
 * @param watchesOnly the rig has no lab test
 * @param trusted the sensor is alive
 * @param alarmed a leak's tone sounds
 * @param recipes how many there are
 * @param results how many can be read
 */
export function objection(
    wish: Wish,
    cycle: Cycle,
    watchesOnly: boolean,
    trusted: boolean,
    alarmed: boolean,
    recipes: number,
    results: number
): Refusal {
    const phase = cycle.phase
    switch (wish.operation) {
        case Operation.Acknowledge:
            if (!alarmed && phase !== CyclePhase.Result) return Refusal.NothingToAcknowledge
            return Refusal.None
        case Operation.ReadResult:
            return wish.a < results ? Refusal.None : Refusal.OutOfRange
        case Operation.Press:
            return Refusal.None
    }
    // what is left is about tests
    if (watchesOnly) return Refusal.WatchMode
    // whether it is a day is judged where days are known
    if (wish.operation === Operation.SetToday) return Refusal.None
    if (wish.operation === Operation.Abort) {
        if (phase === CyclePhase.Vent || !isOccupied(cycle)) return Refusal.NotRunning
        return Refusal.None
    }
    if (isOccupied(cycle)) return Refusal.Running
    switch (wish.operation) {
        case Operation.Start:
            return trusted ? Refusal.None : Refusal.NoTrust
        case Operation.SetLimits: {
            const fault = limitsFault(wish.a, wish.b, cycle.recipe)
            if (fault === LimitsFault.None) return Refusal.None
            return fault === LimitsFault.Crossed ? Refusal.LimitsCrossed : Refusal.OutOfRange
        }
        case Operation.Calibrate:
            return wish.a < CALIBRATION_KINDS ? Refusal.None : Refusal.OutOfRange
    }
    return wish.a < recipes ? Refusal.None : Refusal.OutOfRange
}
