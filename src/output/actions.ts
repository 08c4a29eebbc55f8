/**
 * What a tick wants done: lamps, tone, lines, values to keep, restart. One object, reused, so that
 * a tick leaves nothing on the heap but the lines it prints.
 */
import { Keeper } from "./kept"

/**
 * Most lines of one tick: boot, identity, sample, self-test, state, alarms, faults, rate, reboot,
 * six of a lab test, five of commands, and at boot one for each setting.
 */
const LINES_MAX = 36

/** What a tick wants done. Reused. */
export class Actions {
    /** Lamps to show, OR of `LAMP_…`. */
    lamps = 0
    /** Pitch of a tone to begin now, Hz; 0 for none. */
    toneHz = 0
    /** Its length, ms. */
    toneMs = 0
    /** Lines for the serial port; the first `lineCount` count. */
    lines: string[] = []
    lineCount = 0
    /** Values that must outlive this boot. */
    readonly keeper: Keeper = new Keeper()
    /** Valves to open, OR of `…_VALVE`; all others are shut. */
    valves = 0
    /** Restart the device, now. */
    rebootNow = false

    constructor() {
        for (let i = 0; i < LINES_MAX; i++) this.lines.push("")
    }

    /** Adds a line; what does not fit is left out, which its record's number shows. */
    say(line: string) {
        if (this.lineCount >= LINES_MAX) return
        this.lines[this.lineCount] = line
        this.lineCount += 1
    }
}
