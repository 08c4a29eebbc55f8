/**
 * What a run in the DeviceScript simulator shows: records, what happens, and the lamps below.
 */
import type { LampState, Tone } from "../../sim/jacdac/peers"
import { stateName, type SerialRecord } from "../records"
import { statusLine, StickyLine, styled } from "../terminal/status_line"
import { TimelineRecorder } from "../timeline"
import { WORDS_INDENT } from "../words"
import type { Session } from "./session"

const CYAN = 36
const YELLOW = 33
const DIM = 2
const REDRAW_MS = 100
/** Until a change of state is seen at the lamps. */
const LAMPS_FOLLOW_MS = 300
/** How often routine records are shown. */
const ROUTINE_EVERY_MS = 10000

/** See the file's head. */
export class SimulatorScreen {
    private readonly line: StickyLine
    private readonly colour: boolean
    private readonly recorder = new TimelineRecorder()
    private readonly shownAtMs = { s: -Infinity, r: -Infinity }
    private lit: LampState = { red: false, amber: false, green: false }
    private state = "off"
    private soundingUntilMs = 0
    private session: Session | undefined
    private redraw: NodeJS.Timeout | undefined

    /**
     * @param showsAll also every routine record
     * @param words what a record says, for people
     */
    constructor(
        private readonly out: NodeJS.WriteStream,
        private readonly showsAll: boolean,
        private readonly words: (record: SerialRecord) => string | undefined
    ) {
        this.line = new StickyLine(out)
        this.colour = out.isTTY && process.env.NO_COLOR === undefined
    }

    /** A sentence. */
    say(sentence: string) {
        this.line.print(sentence)
    }

    /** From now on time is the session's, and the status is drawn. */
    follow(session: Session) {
        this.session = session
        // who has not started the device does not see its records, and so not its state
        this.state = ""
        this.redraw = setInterval(() => this.draw(), REDRAW_MS)
    }

    /** A line that the device printed; only records are shown. */
    serial(text: string) {
        const atMs = this.nowMs
        const record = this.recorder.line(text, atMs)
        if (record === undefined) return
        if (record.k === "b") this.state = "starting"
        if (record.k === "w") this.changed(stateName(record.w))
        const isRoutine = record.k === "s" || record.k === "r"
        if (isRoutine && !this.showsAll) {
            if (atMs - this.shownAtMs[record.k] < ROUTINE_EVERY_MS) return
            this.shownAtMs[record.k] = atMs
        }
        const style = isRoutine ? DIM : CYAN
        this.mark(atMs, "<", styled(style, text.replace(/^> /, ""), this.colour))
        const words = this.words(record)
        if (words !== undefined) this.line.print(`${WORDS_INDENT}${words}`)
    }

    /** Something of the scenario happened. */
    event(sentence: string, atMs: number) {
        this.mark(atMs, "*", styled(YELLOW, sentence, this.colour))
    }

    /** The lamps changed. */
    lamps(lit: LampState) {
        this.lit = lit
        if (!this.out.isTTY && this.state === "") this.mark(this.nowMs, "=", this.status())
    }

    /** The buzzer began a tone. */
    tone(tone: Tone) {
        this.soundingUntilMs = tone.atMs + tone.lengthMs
    }

    /** The device lost its power, or has it back. */
    power(isOn: boolean, atMs: number) {
        if (!isOn) this.state = "off"
        if (isOn) this.event("the power is back", atMs)
    }

    /** Stops drawing. */
    close() {
        clearInterval(this.redraw)
        this.line.close()
    }

    private get nowMs(): number {
        return this.session?.clock.nowMs ?? 0
    }

    private changed(state: string) {
        this.state = state
        // without a terminal there is no line below that shows the lamps
        if (this.out.isTTY) return
        const show = () => this.mark(this.nowMs, "=", this.status())
        setTimeout(show, LAMPS_FOLLOW_MS).unref()
    }

    private mark(atMs: number, mark: string, text: string) {
        this.line.print(`${(atMs / 1000).toFixed(1).padStart(8)} s ${mark} ${text}`)
    }

    private draw() {
        this.line.show(this.status())
    }

    private status(): string {
        return statusLine(
            {
                lamps: this.lit,
                state: this.state,
                sounding: this.nowMs < this.soundingUntilMs,
                simulatedS: this.nowMs / 1000,
                speed: 1,
                pressurePa: this.session?.world.chamber.pressurePa ?? 0,
            },
            this.colour
        )
    }
}
