/**
 * What people ask of the lab test, whatever carries it to the firmware.
 *
 * Today a finger on the rig's button carries start, abort and acknowledge; what needs more than a
 * button (another recipe, limits) is refused with the reason. A service on the bus will carry all
 * of it: then only `page/worker/tester.ts` changes.
 */

/** A wish. */
export type Ask =
    /** Begins a test; the serial is "" when the part has none. */
    | { ask: "start"; recipe: string; serial: string }
    /** Ends the running test, or takes a result away. */
    | { ask: "abort" }
    /** A result has been seen; an alarm is silenced. */
    | { ask: "acknowledge" }
    /** Other limits for the tests to come, µPa/s. */
    | { ask: "limits"; passMicroPaPerS: number; failMicroPaPerS: number }

/** What came of it. */
export interface Answer {
    readonly to: Ask
    /** Why it was refused; undefined when it was done. */
    readonly refused: string | undefined
    /** Number of the test that has begun, 0 where none has. */
    readonly test: number
}

/** Longest serial of a part, and what it may consist of. */
export const SERIAL_MAX = 16
const SERIAL = /^[A-Za-z0-9 _.-]*$/

/** What is wrong with a part's serial, in words; undefined when it may be used. */
export function serialProblem(serial: string): string | undefined {
    if (serial.length > SERIAL_MAX)
        return `The part serial has ${serial.length} characters; allowed are ${SERIAL_MAX}.`
    const odd = [...serial].find(letter => !SERIAL.test(letter))
    if (odd === undefined) return undefined
    return `The part serial has "${odd}"; allowed are letters A to Z, digits, space, _ . and -.`
}
