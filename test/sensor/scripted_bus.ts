/**
 * A bus and a clock that follow a script: the exact transfers and waits a driver may make, in
 * order, with the part's answers. An unscripted transfer or wait throws, and `finish` throws when
 * some of the script was not used; so a test states all that a driver does, and no more.
 */
import { type Bus, BusStatus, type Bytes, type Clock } from "../../src/sensor/bus"

/** One step of a script. */
export type Step =
    | { do: "read"; register: number; count: number; bytes: number[]; status: BusStatus }
    | { do: "write"; register: number; value: number; status: BusStatus }
    | { do: "sleep"; ms: number }

/** The driver reads `bytes.length` registers from `register` on and gets `bytes`. */
export function read(register: number, bytes: number[]): Step {
    return { do: "read", register, count: bytes.length, bytes, status: BusStatus.Ok }
}

/** The driver reads `count` registers from `register` on, and the bus fails. */
export function readFails(register: number, count: number, status = BusStatus.Nack): Step {
    return { do: "read", register, count, bytes: [], status }
}

/** The driver writes `value` to `register`. */
export function write(register: number, value: number, status = BusStatus.Ok): Step {
    return { do: "write", register, value, status }
}

/** The driver waits. */
export function sleep(ms: number): Step {
    return { do: "sleep", ms }
}

function hex(value: number): string {
    return "0x" + value.toString(16).padStart(2, "0")
}

function show(step: Step | undefined): string {
    if (step === undefined) return "nothing more"
    if (step.do === "sleep") return `sleep ${step.ms} ms`
    if (step.do === "read") return `read ${step.count} bytes from ${hex(step.register)}`
    return `write ${hex(step.value)} to ${hex(step.register)}`
}

/** Bus and clock of one script, for the device at `address`. Transfers take no time. */
export class ScriptedBus implements Bus, Clock {
    bytes: Bytes = []
    /** The clock; a test moves it between ticks. */
    now = 0
    private steps: Step[] = []
    private done = 0

    constructor(private readonly address: number) {}

    /** Appends to the script. */
    expect(...steps: Step[]): void {
        this.steps.push(...steps)
    }

    /** Throws unless all of the script was used. */
    finish(): void {
        if (this.done < this.steps.length)
            throw new Error(`step ${this.done} was not used: ${show(this.steps[this.done])}`)
    }

    writeRegister(address: number, register: number, value: number): Promise<BusStatus> {
        const step = this.next({ do: "write", register, value, status: BusStatus.Ok }, address)
        return Promise.resolve(step.do === "sleep" ? BusStatus.Ok : step.status)
    }

    readRegisters(address: number, register: number, count: number): Promise<BusStatus> {
        const made: Step = { do: "read", register, count, bytes: [], status: BusStatus.Ok }
        const step = this.next(made, address)
        // A failed transfer leaves nothing that could be taken for data.
        this.bytes = step.do === "read" && step.status === BusStatus.Ok ? step.bytes : []
        return Promise.resolve(step.do === "sleep" ? BusStatus.Ok : step.status)
    }

    nowMs(): number {
        return this.now | 0
    }

    sleepMs(ms: number): Promise<void> {
        this.next({ do: "sleep", ms }, this.address)
        this.now += ms
        return Promise.resolve()
    }

    private next(made: Step, address: number): Step {
        const wanted = this.steps[this.done]
        if (address !== this.address) throw new Error(`device ${hex(address)} addressed`)
        if (wanted === undefined || show(made) !== show(wanted))
            throw new Error(`step ${this.done}: ${show(made)}, script says ${show(wanted)}`)
        this.done += 1
        return wanted
    }
}
