/**
 * The status line of a run in the terminal: lamps, buzzer, state, time and speed on one line.
 *
 * On a terminal it is redrawn in place below the records; elsewhere it is not drawn at all. No
 * meaning by colour alone: every lamp has its letter, and a dark lamp is a ring.
 */
import type { LampState } from "../../sim/jacdac/peers"

/** What the line shows. */
export interface Status {
    readonly lamps: LampState
    /** The buzzer sounds now. */
    readonly sounding: boolean
    /** State of the tester, a word. */
    readonly state: string
    /** Simulated seconds since power-up. */
    readonly simulatedS: number
    /** Simulated over real time. */
    readonly speed: number
    /** True pressure in the chamber, Pa. */
    readonly pressurePa: number
}

const RED = 31
const GREEN = 32
const AMBER = 33
const BOLD = 1
const DIM = 2

/** Text in an ANSI style. */
export function styled(code: number, text: string, colour: boolean): string {
    return colour ? `\x1b[${code}m${text}\x1b[0m` : text
}

/** The status as one line without its end. */
export function statusLine(status: Status, colour: boolean): string {
    const lamp = (letter: string, lit: boolean, code: number) =>
        lit ? styled(code, `●${letter}`, colour) : styled(DIM, `○${letter}`, colour)
    const { red, amber, green } = status.lamps
    return [
        lamp("R", red, RED),
        lamp("A", amber, AMBER),
        lamp("G", green, GREEN),
        status.sounding ? styled(BOLD, "♪", colour) : " ",
        styled(BOLD, status.state.toUpperCase().padEnd(9), colour),
        `${status.simulatedS.toFixed(1).padStart(8)} s`,
        `${status.pressurePa.toFixed(1)} Pa`,
        `${status.speed < 10 ? status.speed.toFixed(1) : Math.round(status.speed)}x`,
    ].join("  ")
}

/** A terminal with a line that stays below what is printed. */
export class StickyLine {
    private shown = ""

    /** @param out where to print; its `isTTY` decides whether the line is drawn */
    constructor(private readonly out: NodeJS.WriteStream) {}

    /** Prints a line above the sticky one. */
    print(line: string) {
        if (!this.out.isTTY) {
            this.out.write(`${line}\n`)
            return
        }
        this.out.write(`\r\x1b[2K${line}\n${this.shown}`)
    }

    /** Replaces the sticky line. */
    show(line: string) {
        if (!this.out.isTTY || line === this.shown) return
        this.shown = line
        this.out.write(`\r\x1b[2K${line}`)
    }

    /** Leaves the sticky line behind and ends it. */
    close() {
        if (this.out.isTTY && this.shown !== "") this.out.write("\n")
        this.shown = ""
    }
}
