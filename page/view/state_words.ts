/**
 * What stands below the state's word: a figure to be read from afar, and a sentence.
 */
import type { LabTest } from "../../host/lab_test"
import { formatRate, formatRateWithin, type RateUnit } from "../../host/units"
import { adviceWords, reasonWords } from "../../host/verdict_words"
import { lossOf, type Recipe } from "../../src/config_recipe"
import type { StateSpan } from "../link/protocol"
import type { Run } from "../model/run"
import { formatInstant, grouped, PRESSURE_UNITS, type PressureUnit } from "../model/units"
import { LOOKS, RUNNING, VERDICTS } from "./looks"

/** How it is written, and by which recipe parts are tested. */
export interface Writing {
    readonly rate: RateUnit
    readonly pressure: PressureUnit
    readonly volumeL: number
    /** With the limits that are in force; undefined when it is not known. */
    readonly recipe: Recipe | undefined
}

/** See the file's head. */
export interface StateWords {
    readonly figure: string
    readonly sentence: string
}

/** The words for a state at an instant. */
export function stateWords(run: Run, span: StateSpan, atMs: number, writing: Writing): StateWords {
    const { state } = span
    if (VERDICTS.includes(state)) return verdictWords(run.testAt(atMs), span, writing)
    const { hint } = LOOKS[state]
    const { recipe } = writing
    const numbers = run.numbersAt(atMs)
    if (state === "ready") return { figure: "", sentence: hint }
    if (recipe !== undefined && RUNNING.includes(state)) {
        const longest = { fill: recipe.fillMaxMs, stabilise: recipe.stabiliseMs }
        const limitMs = state in longest ? longest[state as "fill"] : recipe.testMaxMs
        const leftS = Math.max(0, Math.ceil((limitMs - (atMs - span.atMs)) / 1000))
        if (state === "stabilise") return { figure: `${leftS} s left`, sentence: hint }
        if (state === "test") return { figure: `at most ${leftS} s left`, sentence: hint }
        const target = coarsePressure(recipe.targetMilliPa / 1000, writing.pressure)
        const now = numbers.sample ? coarsePressure(numbers.sample[1], writing.pressure) : "—"
        return {
            figure: `${now} → ${target} ${writing.pressure}`,
            sentence: `${hint} At most ${leftS} s left.`,
        }
    }
    const sentence = `${hint} Since ${formatInstant(span.atMs, false)}.`
    const leaks = ["leak", "rapid", "suspected"].includes(state)
    if (!leaks || numbers.rate === undefined) return { figure: "", sentence }
    const [, rate, half] = numbers.rate
    if (Number.isNaN(rate)) return { figure: "", sentence }
    return { figure: within(rate, half, writing), sentence }
}

function verdictWords(test: LabTest | undefined, span: StateSpan, writing: Writing): StateWords {
    const why = `${reasonWords(span.reason)} ${adviceWords(span.reason)}`.trim()
    if (test === undefined) return { figure: "", sentence: why }
    const { recipe } = writing
    const known = recipe?.name === test.recipe ? recipe : undefined
    const rate = known ? lossOf(test.ratePaPerS, known.kind) : test.ratePaPerS
    const hasRate = !Number.isNaN(test.halfPaPerS)
    const part = `Test ${test.test}${test.serial === "" ? "" : `, part ${test.serial}`}.`
    return {
        figure: hasRate ? within(rate, test.halfPaPerS, writing) : "",
        sentence: `${why} ${hasRate ? `${limitWords(test, writing)} ` : ""}${part}`,
    }
}

/** Where the verdicts lie. */
function limitWords(test: LabTest, { rate, volumeL }: Writing): string {
    const pass = formatRate(test.passPaPerS, rate, volumeL)
    const fail = formatRate(test.failPaPerS, rate, volumeL)
    return `The leak rate passes below ${pass} and fails above ${fail} ${rate}.`
}

/** A pressure to follow while pumping: 0.1 % of an atmosphere in every unit, without the unit. */
function coarsePressure(pa: number, unit: PressureUnit): string {
    const { pa: size, digits } = PRESSURE_UNITS[unit]
    return grouped((pa / size).toFixed(Math.max(0, digits - 3)))
}

function within(rate: number, half: number, { rate: unit, volumeL }: Writing): string {
    return `${formatRateWithin(rate, half, unit, volumeL)} ${unit}`
}
