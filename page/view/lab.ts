/**
 * The lab test on the page: start with recipe and serial, fill by a hand pump, abort, limits, and
 * what has been tested.
 *
 * What is asked goes through `Ask`, whatever carries it; what is refused is said where it was
 * asked.
 */
import rig from "virtual:leaktight/rig"
import { limitsProblem } from "../../host/lab_test"
import { convertRate, formatRate } from "../../host/units"
import type { Recipe } from "../../src/config_recipe"
import type { App } from "../app"
import { serialProblem, type Answer, type Ask } from "../link/ask"
import { formatPressure } from "../model/units"
import { byId, fillChoices, onClick, setText } from "./dom"
import { RUNNING } from "./looks"
import { TestsView } from "./tests_view"

/** A hand pump: its nozzle for one litre, mm, and how long somebody pumps, s. */
const PUMP_MM = 4
const PUMP_S = 10

const RECIPES = rig.modes.test.recipes

/** See the file's head. */
export class LabPanel {
    private limits: { passMicroPaPerS: number; failMicroPaPerS: number } | undefined
    private index = rig.modes.test.recipe
    private readonly serial = byId<HTMLInputElement>("serial")
    private readonly choice = byId<HTMLSelectElement>("recipe")
    private readonly passField = byId<HTMLInputElement>("limit-pass")
    private readonly failField = byId<HTMLInputElement>("limit-fail")
    private readonly tests: TestsView

    constructor(private readonly app: App) {
        this.tests = new TestsView(app)
        fillChoices(
            this.choice,
            RECIPES.map(({ name }, i) => [String(i), name] as const)
        )
        byId("lab-form").addEventListener("submit", event => {
            event.preventDefault()
            this.start()
        })
        byId("limits-form").addEventListener("submit", event => {
            event.preventDefault()
            this.setLimits()
        })
        this.choice.addEventListener("change", () =>
            this.app.ask({ ask: "recipe", index: Number(this.choice.value) })
        )
        onClick("abort", () => this.abort())
        onClick("pump-target", () => this.pump())
        onClick("vent-part", () => this.vent())
    }

    /** The recipe with the limits that are in force. */
    get recipe(): Recipe {
        return { ...RECIPES[this.index], ...this.limits }
    }

    /** A new run: the tester has the recipe of its power-up, and that one's limits. */
    reset() {
        this.tell("")
        this.select(rig.modes.test.recipe)
    }

    start() {
        const serial = this.serial.value.trim()
        const problem = serialProblem(serial)
        if (problem !== undefined) {
            this.tell(problem)
            this.serial.focus()
            return
        }
        this.app.ask({ ask: "start", serial })
    }

    abort() {
        this.app.ask({ ask: "abort" })
    }

    /** Pumps the part to the recipe's target; valves do it themselves. */
    pump() {
        if (this.app.hasValves) return
        const volumeL = this.app.scenario.chamber.volumeL
        this.app.hands.does({
            do: "fill",
            supplyPa: this.recipe.targetMilliPa / 1000,
            forS: PUMP_S,
            diameterMm: PUMP_MM * Math.sqrt(volumeL),
        })
    }

    /** Lets the part's gas out; valves do it themselves. */
    vent() {
        if (this.app.hasValves) return
        const volumeL = this.app.scenario.chamber.volumeL
        this.app.hands.does({ do: "vent", forS: PUMP_S, diameterMm: PUMP_MM * Math.sqrt(volumeL) })
    }

    /** Something is asked; while a part vents some of it waits (page/worker/tester.ts). */
    asked({ ask }: Ask) {
        const { run } = this.app
        if (run.stateAt(run.nowMs).venting !== true) return
        if (ask === "start" || ask === "acknowledge")
            this.tell("The tester does that when the part is vented.")
    }

    /** What came of something that was asked. */
    answered({ to, refused }: Answer) {
        this.tell(refused === undefined ? "" : `${VERBS[to.ask]}: ${refused}.`)
        // the list shows what the tester has
        if (to.ask === "recipe") this.select(refused === undefined ? to.index : this.index)
        if (to.ask === "limits" && refused === undefined) {
            this.limits = {
                passMicroPaPerS: Math.round(to.passPaPerS * 1e6),
                failMicroPaPerS: Math.round(to.failPaPerS * 1e6),
            }
            this.writeLimits()
        }
        this.app.redraw()
    }

    /** Writes the limits into their fields, in the unit that is set. */
    writeLimits() {
        const { rate, volumeL } = this.app.units()
        const { passMicroPaPerS, failMicroPaPerS, targetMilliPa } = this.recipe
        this.passField.value = formatRate(passMicroPaPerS / 1e6, rate, volumeL)
        this.failField.value = formatRate(failMicroPaPerS / 1e6, rate, volumeL)
        for (const id of ["limit-pass-unit", "limit-fail-unit"]) setText(byId(id), rate)
        const target = formatPressure(targetMilliPa / 1000, this.app.settings.pressureUnit)
        setText(byId("pump-target"), `Pump to ${target.replace(/\.?0+ /, " ")}`)
    }

    /** Shows what fits the state, and the tests so far. */
    show(state: string) {
        const { app } = this
        const isLive = app.isTesting && app.recording === undefined
        byId("lab").hidden = !isLive && app.run.tests.length === 0
        byId("lab-controls").hidden = !isLive
        for (const id of ["pump-target", "vent-part"]) byId(id).hidden = app.hasValves
        setText(byId("lab-title"), isLive ? "Test a part" : "Tests in the recording")
        const running = RUNNING.includes(state)
        byId<HTMLButtonElement>("start").disabled = running
        byId<HTMLButtonElement>("abort").disabled = !running
        this.tests.show(app.run.tests)
    }

    private setLimits() {
        const { rate, volumeL } = this.app.units()
        // both fields are in the reader's unit; the tester counts in µPa/s
        const unit = convertRate(1, rate, volumeL)
        const read = (field: HTMLInputElement) =>
            field.value.trim() === "" ? NaN : Math.round((Number(field.value) / unit) * 1e6)
        const passMicroPaPerS = read(this.passField)
        const failMicroPaPerS = read(this.failField)
        const write = (limit: number) => `${formatRate(limit / 1e6, rate, volumeL)} ${rate}`
        const problem = limitsProblem(passMicroPaPerS, failMicroPaPerS, this.recipe, write)
        if (problem !== undefined) this.tell(problem)
        else
            this.app.ask({
                ask: "limits",
                passPaPerS: passMicroPaPerS / 1e6,
                failPaPerS: failMicroPaPerS / 1e6,
            })
    }

    /** The tester has this recipe now, with its own limits. */
    private select(index: number) {
        this.index = index
        this.limits = undefined
        this.choice.value = String(index)
        this.writeLimits()
    }

    /** Says something where it was asked; "" takes it away. */
    tell(sentence: string) {
        const line = byId("lab-refusal")
        line.hidden = sentence === ""
        setText(line, sentence)
    }
}

/** What was refused, as a sentence begins. */
const VERBS = {
    start: "Not started",
    abort: "Not aborted",
    acknowledge: "Not acknowledged",
    recipe: "The recipe stays",
    limits: "Limits not set",
} as const
