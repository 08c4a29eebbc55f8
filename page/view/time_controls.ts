/**
 * Time: pause, step, speed, and the instant of a recording.
 */
import type { App } from "../app"
import type { Run } from "../model/run"
import { speedText } from "../model/settings"
import { formatInstant } from "../model/units"
import { byId, onClick, setText } from "./dom"
import { tellVerdict } from "./trouble"

/** A step while paused, simulated ms: one sample. */
const STEP_MS = 100
/** Over how long the achieved speed is measured, real ms. */
const PACE_EVERY_MS = 1000

/** See the file's head. */
export class TimeControls {
    paused = false
    private readonly pauseButton = byId<HTMLButtonElement>("pause")
    private readonly choice = byId<HTMLSelectElement>("speed")
    private readonly slider = byId<HTMLInputElement>("scrub")
    private paceAtMs = 0
    private paceFromMs = 0

    constructor(private readonly app: App) {
        this.choice.value = speedText(app.settings.speed)
        onClick("pause", () => this.toggle())
        onClick("step", () => this.step())
        onClick("back-to-rig", () => app.restart())
        this.choice.addEventListener("change", () => {
            app.settings.speed = this.choice.value === "max" ? Infinity : Number(this.choice.value)
            this.tell()
        })
        this.slider.addEventListener("input", () => app.redraw())
        this.tell()
    }

    /** Simulated over real time, as set. */
    get speed(): number {
        return this.app.settings.speed
    }

    toggle() {
        if (this.app.recording !== undefined) return
        this.paused = !this.paused
        this.tell()
    }

    pause() {
        this.paused = true
        this.tell()
    }

    /** Pauses, and goes on by one sample. */
    step() {
        if (this.app.recording !== undefined) return
        if (!this.paused) this.pause()
        this.app.source.step(STEP_MS)
    }

    /** Shows the controls that fit the source. */
    showSource() {
        const recording = this.app.recording
        byId("run-controls").hidden = recording !== undefined
        byId("scrub-controls").hidden = recording === undefined
        byId("state").dataset.source = recording === undefined ? "rig" : "recording"
        byId("hands").hidden = recording !== undefined
        byId("acknowledge").hidden = recording !== undefined
        if (recording !== undefined) {
            setText(byId("pace"), "")
            this.slider.max = String(recording.batch.nowMs / 1000)
            this.slider.value = this.slider.max
            return
        }
        tellVerdict(undefined)
        this.paused = false
        this.tell()
    }

    /** Moves a recording's instant. */
    scrubTo(atMs: number) {
        this.slider.value = String(atMs / 1000)
    }

    /** The instant that is shown. */
    shownMs(run: Run): number {
        return this.app.recording === undefined ? run.nowMs : Number(this.slider.value) * 1000
    }

    /** Shows the clock and the speed. */
    show(run: Run, atMs: number, realMs: number) {
        setText(byId("clock"), formatInstant(atMs))
        this.slider.setAttribute("aria-valuetext", formatInstant(atMs))
        if (this.paused || realMs - this.paceAtMs < PACE_EVERY_MS) return
        const speed = (run.nowMs - this.paceFromMs) / (realMs - this.paceAtMs)
        this.paceAtMs = realMs
        this.paceFromMs = run.nowMs
        const text = speed < 10 ? speed.toFixed(1) : speed.toFixed(0)
        const isRunning = this.app.recording === undefined && speed >= 0
        setText(byId("pace"), isRunning ? `${text}× real time` : "")
    }

    private tell() {
        this.app.source.pace(this.paused ? 0 : this.app.settings.speed)
        setText(this.pauseButton, this.paused ? "Run" : "Pause")
        const isRecording = this.app.recording !== undefined
        if (this.paused) setText(byId("pace"), isRecording ? "" : "paused")
        this.app.redraw()
    }
}
