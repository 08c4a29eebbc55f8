/**
 * Carries what people ask of the lab test to the firmware, by the rig's button.
 *
 * A short press starts or acknowledges and a long one ends (src/lab.ts). A press that silences an
 * alarm does nothing else, and one that takes a result away does not start, so a start presses
 * until the test begins. What a button cannot say is refused. A service on the bus replaces this
 * file.
 */
import type { Answer, Ask } from "../link/ask"

/** The rig, as far as a finger reaches it. */
export interface Finger {
    /** Presses the button for so long. */
    press(forS: number): void
    /** Where the lab test is, by its name; "none" where the firmware only watches. */
    phase(): string
    /** Number of the newest test. */
    test(): number
    /** An alarm sounds that nobody has acknowledged. */
    isAlarmed(): boolean
    /** Does something later, in simulated time. */
    later(act: () => void, afterMs: number): void
}

const SHORT_S = 0.2
/** Longer than the second from which the firmware takes a press for a long one. */
const LONG_S = 1.3
/** From the press until the firmware has told what came of it, ms. */
const TOLD_AFTER_MS = 600
/** Most presses until a test begins: an alarm, a result, the start, and one to spare. */
const PRESSES_MAX = 4
const BETWEEN_TESTS = ["idle", "result"]
/** A verdict is told when the part begins to vent, but the button counts only after that. */
const VENTING = "vent"

/** See the file's head. */
export class ButtonTester {
    private busy = false

    /** @param recipe the one that the firmware was built with */
    constructor(
        private readonly finger: Finger,
        private readonly recipe: string,
        private readonly answer: (answer: Answer) => void
    ) {}

    /** Takes a wish; the answer comes when the firmware has had time. */
    take(ask: Ask) {
        const why = this.refusal(ask)
        if (why !== undefined) {
            this.answer({ to: ask, refused: why, test: 0 })
            return
        }
        this.busy = true
        this.whenVented(() => {
            if (ask.ask === "start") this.start(ask, PRESSES_MAX)
            else this.pressOnce(ask)
        })
    }

    /** Waits for the end of venting, which the firmware bounds. */
    private whenVented(act: () => void) {
        if (this.finger.phase() !== VENTING) act()
        else this.finger.later(() => this.whenVented(act), TOLD_AFTER_MS)
    }

    private refusal(ask: Ask): string | undefined {
        const phase = this.finger.phase()
        if (phase === "none") return "this firmware only watches"
        if (this.busy) return "the button is being pressed already"
        switch (ask.ask) {
            case "start":
                if (![...BETWEEN_TESTS, VENTING].includes(phase))
                    return "a test is running; abort it first"
                if (ask.recipe !== this.recipe)
                    return `the button starts "${this.recipe}" and no other recipe`
                return undefined
            case "abort":
                return phase === "idle" ? "no test is running" : undefined
            case "acknowledge":
                // between two tests a press that silences nothing would start one
                if (phase === "idle" && !this.finger.isAlarmed())
                    return "there is nothing to acknowledge"
                return undefined
            case "limits":
                return "the button sets no limits; they are the recipe's in this firmware"
        }
    }

    private start(ask: Ask, pressesLeft: number) {
        const finger = this.finger
        finger.press(SHORT_S)
        finger.later(() => {
            const begun = !BETWEEN_TESTS.includes(finger.phase())
            if (!begun && pressesLeft > 1) return this.start(ask, pressesLeft - 1)
            this.busy = false
            this.answer({
                to: ask,
                refused: begun ? undefined : "the tester did not begin; is its sensor trusted?",
                test: begun ? finger.test() : 0,
            })
        }, TOLD_AFTER_MS)
    }

    private pressOnce(ask: Ask) {
        const isLong = ask.ask === "abort"
        this.finger.press(isLong ? LONG_S : SHORT_S)
        this.finger.later(
            () => {
                this.busy = false
                this.answer({ to: ask, refused: undefined, test: 0 })
            },
            TOLD_AFTER_MS + (isLong ? LONG_S * 1000 : 0)
        )
    }
}
