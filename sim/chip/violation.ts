/**
 * Misuse of a chip by its driver: what silicon would forgive in silence is written down here.
 */

/** One broken rule. */
export interface Violation {
    /** Chip time, µs. */
    atUs: number
    /** Register concerned. */
    register: number
    rule:
        | "not-ready"
        | "read-only"
        | "reserved"
        | "busy"
        | "rate"
        | "mode"
        | "command"
        | "start-up"
        | "transfer"
        | "not-modelled"
    /** One sentence with register and time in it. */
    message: string
}

/** Thrown by a strict chip. */
export class ViolationError extends Error {
    /** The broken rule. */
    readonly violation: Violation
    constructor(violation: Violation) {
        super(violation.message)
        this.name = "ViolationError"
        this.violation = violation
    }
}

/** Violations kept; further ones are counted only. */
const KEEP = 1000

/** The list of a chip's violations, in the order of time. */
export class ViolationLog {
    /** The first 1000. */
    readonly list: Violation[] = []
    /** All of them. */
    count = 0

    /** `strict` throws `ViolationError` at the first one. */
    constructor(private readonly strict: boolean) {}

    /** Writes one down; `what` is a sentence without its full stop. */
    add(rule: Violation["rule"], register: number, atUs: number, what: string): void {
        const name = "0x" + register.toString(16).padStart(2, "0")
        const message = `${what} (register ${name}, at ${Math.round(atUs)} µs)`
        const violation: Violation = { atUs, register, rule, message }
        this.count++
        if (this.list.length < KEEP) this.list.push(violation)
        if (this.strict) throw new ViolationError(violation)
    }
}
