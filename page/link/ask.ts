/**
 * What people ask of the lab test, whatever carries it to the firmware.
 *
 * On the simulated rig the tester's Jacdac service carries it (`page/worker/tester.ts`); a board on
 * a cable will have the same service.
 */

/** A wish. */
export type Ask =
    /** Begins a test; the serial is "" when the part has none. */
    | { ask: "start"; serial: string }
    /** Ends the running test. */
    | { ask: "abort" }
    /** A result has been seen; an alarm is silenced. */
    | { ask: "acknowledge" }
    /** Another recipe, by its index, with its own limits. */
    | { ask: "recipe"; index: number }
    /** Other limits for the tests to come. */
    | { ask: "limits"; passPaPerS: number; failPaPerS: number }

/** What came of it. */
export interface Answer {
    readonly to: Ask
    /** Why it was refused; undefined when it was done. */
    readonly refused: string | undefined
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
