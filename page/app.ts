/**
 * The page: one run at a time, from the simulated rig or from a recording, shown in full.
 *
 * Batches are taken as they come; drawing happens once a frame at most and only when something
 * changed, the curves a few times a second. A hidden tab takes batches and draws nothing.
 */
import rig from "virtual:leaktight/rig"
import type { LabTest } from "../host/lab_test"
import type { Ask } from "./link/ask"
import type { Batch, Mode } from "./link/protocol"
import { testLimits, watchLimits } from "./model/limits"
import { Run } from "./model/run"
import { readSettings, type Settings } from "./model/settings"
import { formatInstant, formatPressure } from "./model/units"
import type { Recording } from "./source/recorded"
import { SimulatedRig } from "./source/simulated"
import { bindFiles } from "./view/files"
import { ChamberDrawing } from "./view/chamber"
import { byId, setText } from "./view/dom"
import { Hands } from "./view/hands"
import { LabPanel } from "./view/lab"
import { EventsView, LogView, NumbersView } from "./view/records_view"
import { Plots, type PlotUnits } from "./view/plots"
import { Sound } from "./view/sound"
import { StateBoard } from "./view/state_board"
import { bindCurves } from "./view/curve_controls"
import { bindHabits } from "./view/habits"
import { bindSetup, showSetup } from "./view/setup"
import type { Writing } from "./view/state_words"
import { clearTrouble, tellOver, tellTrouble, tellVerdict } from "./view/trouble"
import { TimeControls } from "./view/time_controls"
import { TimeWindow } from "./view/window"
import { formatRate } from "../host/units"

/** Shortest time between two drawings of the curves, real ms. */
const CURVES_EVERY_MS = 66

/** See the file's head. */
export class App {
    settings: Settings
    run = new Run()
    /** What is shown instead of the rig. */
    recording: Recording | undefined
    readonly source: SimulatedRig
    readonly window = new TimeWindow()
    readonly plots: Plots
    readonly hands: Hands
    readonly sound = new Sound()
    readonly time: TimeControls
    readonly lab: LabPanel

    private readonly board = new StateBoard()
    private readonly chamber = new ChamberDrawing()
    private readonly log = new LogView()
    private readonly numbers = new NumbersView()
    private readonly events: EventsView
    private drawnVersion = -1
    private curvesAtMs = 0
    private mustDrawCurves = true

    constructor() {
        this.settings = readSettings(
            location.hash,
            mode => this.defaults(mode ?? rig.mode),
            Object.keys(rig.scenarios)
        )
        this.source = new SimulatedRig({
            batch: batch => this.take(batch),
            over: (judged, byHand) => {
                if (this.recording === undefined) tellOver(judged, byHand)
            },
            answered: answer => this.lab.answered(answer),
            failed: (why, isLoading) => this.failed(why, isLoading),
        })
        this.hands = new Hands(event => {
            if (this.recording === undefined) this.source.act(event)
        })
        this.time = new TimeControls(this)
        this.lab = new LabPanel(this)
        this.events = new EventsView(atMs => this.lookAt(atMs))
        this.plots = new Plots(this.window, this.units(), () => this.redraw())
    }

    /** Binds every control and starts the first run. */
    start() {
        bindCurves(this)
        bindSetup(this)
        bindFiles(this)
        bindHabits(this)
        this.restart()
        const frame = () => {
            this.draw()
            requestAnimationFrame(frame)
        }
        requestAnimationFrame(frame)
    }

    /** The scenario that is set up. */
    get scenario() {
        const scenario = rig.scenarios[this.settings.scenario]
        const volumeL = this.settings.volumeL ?? scenario.chamber.volumeL
        return { ...scenario, chamber: { ...scenario.chamber, volumeL } }
    }

    /** Builds the rig anew, as set up. */
    restart() {
        clearTrouble()
        tellVerdict(undefined)
        this.recording = undefined
        this.fresh()
        const scenario = this.scenario
        this.hands.reset(scenario.chamber.tempC)
        this.lab.reset()
        this.source.load(scenario, this.settings.seed, this.settings.mode)
        this.time.showSource()
        setText(byId("source-name"), `Simulated rig · ${scenario.title}`)
    }

    /** Shows a recording in place of the rig, which waits. */
    open(recording: Recording, name: string) {
        this.time.pause()
        this.recording = recording
        this.fresh(true)
        this.run.take(recording.batch)
        this.window.follow(Infinity)
        byId<HTMLSelectElement>("span").value = "all"
        this.time.showSource()
        setText(byId("source-name"), `Recording · ${name}`)
    }

    /** What is shown is a rig that tests parts. */
    get isTesting(): boolean {
        if (this.recording === undefined) return this.settings.mode === "test"
        return this.run.tests.length > 0
    }

    /** The tester fills and vents parts by valves of its own. */
    get hasValves(): boolean {
        return rig.modes.test.config.hasValves
    }

    /** What the curves and numbers are written in, and the limits on them. */
    units(): PlotUnits {
        const { pressureUnit: pressure, rateUnit: rate } = this.settings
        const { rapidLimitMicroPaPerS } = rig.modes.watch.config
        if (!this.isTesting)
            return {
                pressure,
                rate,
                volumeL: this.scenario.chamber.volumeL,
                limits: watchLimits(rapidLimitMicroPaPerS / 1e6),
                targetPa: undefined,
            }
        const recipe = this.lab.recipe
        return {
            pressure,
            rate,
            volumeL: recipe.volumeMicroL / 1e6,
            limits: testLimits(recipe),
            targetPa: recipe.targetMilliPa / 1000,
        }
    }

    /** How states and tests are written. */
    writing(): Writing {
        const recipe = this.isTesting ? this.lab.recipe : undefined
        const { hasValves, recording } = this
        const { recipeUnits } = rig
        return { ...this.units(), recipeUnits, recipe, hasValves, isLive: recording === undefined }
    }

    /** The test whose verdict is the newest at the instant that is shown. */
    shownTest(): LabTest | undefined {
        return this.run.testAt(this.time.shownMs(this.run))
    }

    /** Begins anew in a mode, with the scenario that goes with it. */
    choose(mode: Mode) {
        const { scenario, volumeL } = this.defaults(mode)
        Object.assign(this.settings, { mode, scenario, volumeL })
        showSetup(this)
        this.restart()
    }

    /** Asks something of the lab test. */
    ask(ask: Ask) {
        if (this.recording !== undefined) return
        this.lab.asked(ask)
        this.source.ask(ask)
    }

    /** The alarm, or a result, has been seen. */
    acknowledge() {
        if (this.settings.mode === "test") this.ask({ ask: "acknowledge" })
        else this.hands.press()
    }

    /** Everything is drawn anew, whether or not something new came. */
    redraw() {
        this.drawnVersion = -1
        this.mustDrawCurves = true
    }

    private lookAt(atMs: number) {
        const [fromS, toS] = this.window.bounds(this.run.nowMs / 1000)
        const half = Math.min(toS - fromS, 120) / 2
        this.window.look(atMs / 1000 - half, atMs / 1000 + half)
        if (this.recording) this.time.scrubTo(atMs)
        this.redraw()
    }

    private defaults(mode: Mode): Settings {
        return {
            mode,
            scenario: rig.defaultScenarios[mode],
            seed: 1,
            volumeL: undefined,
            speed: mode === "test" ? 3 : 10,
            pressureUnit: "kPa",
            rateUnit: rig.rateUnit,
        }
    }

    private fresh(isRecorded = false) {
        this.run = new Run(isRecorded)
        this.window.follow()
        this.redraw()
    }

    private take(batch: Batch) {
        if (this.recording !== undefined) return
        this.run.take(batch)
        if (batch.truth !== undefined) this.hands.saw(batch.truth)
        this.mustDrawCurves = true
        for (const tone of batch.tones) this.sound.play(tone, this.time.speed)
    }

    private failed(why: string, isLoading: boolean) {
        if (isLoading) {
            tellTrouble(
                `The firmware does not load: ${why}. This page's file is damaged or the browser ` +
                    `blocks it: load it again, try another browser, or build it anew with ` +
                    `npm run build:page.`
            )
            return
        }
        tellTrouble(
            `The rig stopped: ${why}. Press "Start anew"; if it happens again, ` +
                `save the recording and report it with scenario and seed.`
        )
    }

    private draw() {
        const run = this.run
        const isNew = run.version !== this.drawnVersion
        this.drawnVersion = run.version
        const atMs = this.time.shownMs(run)
        this.drawChamber(run, atMs)
        if (!isNew && !this.mustDrawCurves) return
        const realMs = performance.now()
        const calm = this.recording === undefined && this.time.speed > 1 && !this.time.paused
        const units = this.units()
        this.board.show(run, atMs, calm, this.writing())
        this.lab.show(run.stateAt(atMs).state)
        this.numbers.show(run, atMs, units)
        this.time.show(run, atMs, realMs)
        if (realMs - this.curvesAtMs < CURVES_EVERY_MS || !this.mustDrawCurves) return
        this.curvesAtMs = realMs
        this.mustDrawCurves = false
        this.events.show(run)
        this.log.show(run, realMs)
        this.plots.draw(run, run.nowMs / 1000, units)
    }

    private drawChamber(run: Run, atMs: number) {
        const { sample } = run.numbersAt(atMs)
        const units = this.units()
        const truth = run.truth
        const change = truth === undefined ? 0 : -truth.leakPaPerS
        const flow = formatRate(change, units.rate, units.volumeL).replace("-", "−")
        const runs = this.recording === undefined && !this.time.paused
        this.chamber.show(truth, this.hands, runs, {
            pressure: sample ? formatPressure(sample[1], units.pressure) : "",
            temp: sample && !Number.isNaN(sample[2]) ? `${sample[2].toFixed(1)} °C` : "",
            flow: truth?.leakPaPerS === 0 ? "nothing flows" : `${flow} ${units.rate}`,
        })
    }

    /** One line about this run, for pictures and file names. */
    title(): string {
        const { settings } = this
        return (
            `Leaktight ${rig.version}, ${settings.scenario}, seed ${settings.seed}, ` +
            `to ${formatInstant(this.run.nowMs, false)}`
        )
    }
}
