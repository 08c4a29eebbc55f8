/**
 * The one word that is shown, out of two: what the watch says, and where the lab test is.
 *
 * A rig that tests parts is ready between two tests, however the pressure moves while parts come
 * and go; only that it has no power, starts or cannot trust its sensor is shown then. From the
 * start of a test to the moment when its verdict has been seen the test has the word.
 */
import type { LabWord, StateSpan } from "./protocol"

/** Phases that have a word of their own; vent and result show the verdict. */
const SHOWN_PHASES = ["fill", "stabilise", "test"]
/** See the file's head. */
export class LabTrack {
    private spans: StateSpan[] = []
    private watched: StateSpan | undefined
    private lab: StateSpan | undefined
    private shown: StateSpan | undefined
    private hasLab = false
    private isBooting = false
    /** The phase is that of venting. */
    private vents = false

    /** @param isLab does the configuration with this hash test parts? */
    constructor(private readonly isLab: (hash: number) => boolean) {}

    /** The tester has started: whatever it tested is gone. */
    boot(hash: number, atMs: number) {
        this.hasLab = this.isLab(hash)
        this.isBooting = true
        this.lab = undefined
        this.watch({ atMs, state: "starting", reason: "" })
    }

    /** The power is off, or the program died. */
    off(atMs: number) {
        this.lab = undefined
        this.watch({ atMs, state: "off", reason: "" })
    }

    /** The watch has another state; it also starts anew when the pressure has been moved. */
    watch(span: StateSpan) {
        this.watched = span
        if (span.state !== "starting") this.isBooting = false
        this.show(span.atMs)
    }

    /** The self-test is passed: with its vent valve open a chamber is never watched, and ready. */
    passed(atMs: number) {
        this.isBooting = false
        this.show(atMs)
    }

    /** A phase is entered, by its name. */
    phase(phase: string, atMs: number) {
        this.hasLab = true
        if (SHOWN_PHASES.includes(phase)) this.lab = { atMs, state: phase as LabWord, reason: "" }
        if (phase === "idle") this.lab = undefined
        this.vents = phase === "vent"
        // its verdict has been shown since venting began
        if (phase === "result" && this.lab?.venting)
            this.lab = { ...this.lab, atMs, venting: false }
        this.show(atMs)
    }

    /** A verdict and its reason, by their names. */
    verdict(verdict: string, reason: string, atMs: number) {
        // one that the last boot has cut off is told when nothing runs, and does not stay
        if (this.lab === undefined) return
        this.lab = { atMs, state: verdict as LabWord, reason, venting: this.vents }
        this.show(atMs)
    }

    /** The spans since the last call. */
    take(): StateSpan[] {
        const spans = this.spans
        this.spans = []
        return spans
    }

    private show(atMs: number) {
        const span = this.lab ?? this.between(atMs)
        const shown = this.shown
        if (span === undefined) return
        const isSame = span.state === shown?.state && span.reason === shown.reason
        if (isSame && span.venting === shown?.venting) return
        this.shown = span
        this.spans.push(span)
    }

    private between(atMs: number): StateSpan | undefined {
        const watched = this.watched
        const matters = this.isBooting || ["off", "fault"].includes(watched?.state ?? "off")
        if (this.hasLab && !matters) return { atMs, state: "ready", reason: "" }
        // what a test has hidden is shown from now on, not from when it began
        return watched && { ...watched, atMs }
    }
}
