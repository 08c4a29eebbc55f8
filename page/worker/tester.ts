/**
 * Carries what people ask of the lab test to the firmware, as a host on its bus does.
 *
 * Every command is told by a `c` record with what came of it, so the answer is read from the serial
 * line. While a part vents the firmware takes neither a start nor an acknowledgement; people press
 * as soon as they see the verdict, so both wait for the end of venting.
 */
import type { TesterCommand } from "../../sim/scenario/scenario"
import type { Answer, Ask } from "../link/ask"

/** The rig, as far as a host reaches it. */
export interface HostLine {
    /** Says something on the bus. */
    say(command: TesterCommand): void
    /** Where the lab test is, by its name. */
    phase(): string
    /** Does something later, in simulated time. */
    later(act: () => void, afterMs: number): void
}

/** A tester that has power answers at its next sample; one that has none, never. */
const ANSWERS_WITHIN_MS = 3000
/** Between two looks whether a part has been vented, ms. */
const LOOK_MS = 200
const VENTING = "vent"

/** Operations of `c` records, by what is asked. */
const OPERATIONS: Record<Ask["ask"], string> = {
    start: "start",
    abort: "abort",
    acknowledge: "acknowledge",
    recipe: "select-recipe",
    limits: "set-limits",
}

/** What a refusal means to people at the bench, by the names of `Refusal`. */
const REFUSALS: Record<string, string> = {
    running: "a test is running; abort it first",
    "not-running": "no test is running",
    "nothing-to-acknowledge": "there is nothing to acknowledge",
    "watch-mode": "this rig only watches",
    "no-trust": "the sensor cannot be trusted",
    "limits-crossed": "the pass limit is not below the fail limit",
    "out-of-range": "that is out of range",
    busy: "the tester has too much to do; ask again",
}

/** See the file's head. */
export class ServiceTester {
    private asked: Ask | undefined
    /** Counts what was asked, so that a late silence is not taken for the next one's. */
    private count = 0

    constructor(
        private readonly line: HostLine,
        private readonly answer: (answer: Answer) => void
    ) {}

    /** Takes a wish; the answer comes when the tester has told. */
    take(ask: Ask) {
        if (this.asked !== undefined) {
            this.answer({ to: ask, refused: `the tester has not yet answered ${this.asked.ask}` })
            return
        }
        this.asked = ask
        const waits = ask.ask === "start" || ask.ask === "acknowledge"
        this.whenVented(waits, () => this.say(ask))
    }

    /** The tester has told of a command, by the names of operation and refusal. */
    heard(operation: string, refusal: string) {
        const ask = this.asked
        if (ask === undefined || OPERATIONS[ask.ask] !== operation) return
        const why = REFUSALS[refusal] ?? refusal.replaceAll("-", " ")
        this.end(ask, refusal === "none" ? undefined : why)
    }

    private say(ask: Ask) {
        const count = ++this.count
        this.line.say(commandOf(ask))
        this.line.later(() => {
            if (count === this.count && this.asked === ask)
                this.end(ask, "the tester does not answer; is it without power?")
        }, ANSWERS_WITHIN_MS)
    }

    private end(ask: Ask, refused: string | undefined) {
        this.asked = undefined
        this.answer({ to: ask, refused })
    }

    /** Waits for the end of venting, which the firmware bounds. */
    private whenVented(waits: boolean, act: () => void) {
        if (!waits || this.line.phase() !== VENTING) act()
        else this.line.later(() => this.whenVented(waits, act), LOOK_MS)
    }
}

function commandOf(ask: Ask): TesterCommand {
    switch (ask.ask) {
        case "start":
            return { command: "start", serial: ask.serial }
        case "abort":
        case "acknowledge":
            return { command: ask.ask }
        case "recipe":
            return { command: "recipe", index: ask.index }
        case "limits":
            return {
                command: "limits",
                passPaPerS: ask.passPaPerS,
                failPaPerS: ask.failPaPerS,
            }
    }
}
