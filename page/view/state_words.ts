/**
 * What stands below the state's word: a figure to be read from afar, and a sentence.
 */
import type { LabTest } from "../../host/lab_test"
import { calibrationSentence } from "../../host/lab_words"
import {
    formatRate,
    formatRateWithin,
    resultUnit,
    type RateUnit,
    type RateWriting,
} from "../../host/units"
import { adviceWords, reasonWords } from "../../host/verdict_words"
import { lossOf, TestKind, type Recipe } from "../../src/config_recipe"
import type { StateSpan } from "../link/protocol"
import { isVented } from "../model/limits"
import type { Run } from "../model/run"
import { formatInstant, grouped, PRESSURE_UNITS, type PressureUnit } from "../model/units"
import { LOOKS, RUNNING, VERDICTS } from "./looks"

/** How it is written, and by which recipe parts are tested. */
export interface Writing {
    readonly rate: RateUnit
    readonly pressure: PressureUnit
    readonly volumeL: number
    /** Of results, by the name of their recipe; `rate` is that of all else. */
    readonly recipeUnits: RateWriting["recipeUnits"]
    /** With the limits that are in force; undefined when it is not known. */
    readonly recipe: Recipe | undefined
    /** The tester fills and vents by valves of its own. */
    readonly hasValves: boolean
    /** Somebody is at the rig; what a recording shows is long over. */
    readonly isLive: boolean
}

/** See the file's head. */
export interface StateWords {
    readonly figure: string
    /** What to do now, where hands and lamps need to be told; "" for nothing. */
    readonly act: string
    readonly sentence: string
}

/** The words for a state at an instant. */
export function stateWords(run: Run, span: StateSpan, atMs: number, writing: Writing): StateWords {
    if (!VERDICTS.includes(span.state))
        return { ...runningWords(run, span, atMs, writing), act: "" }
    const act = ventWords(run, span, atMs, writing)
    return { ...verdictWords(run.testAt(atMs), span, writing), act }
}

type Said = Omit<StateWords, "act">

function runningWords(run: Run, span: StateSpan, atMs: number, writing: Writing): Said {
    const { state } = span
    const { hint } = LOOKS[state]
    const { recipe, hasValves } = writing
    const numbers = run.numbersAt(atMs)
    if (state === "ready") return { figure: "", sentence: hint }
    if (recipe !== undefined && RUNNING.includes(state)) {
        const longest = { fill: recipe.fillMaxMs, stabilise: recipe.stabiliseMs }
        const limitMs = state in longest ? longest[state as "fill"] : recipe.testMaxMs
        const leftS = leftOf(limitMs, span, atMs)
        if (state === "stabilise") return { figure: `${leftS} s left`, sentence: hint }
        if (state === "test") return { figure: `at most ${leftS} s left`, sentence: hint }
        const target = coarsePressure(recipe.targetMilliPa / 1000, writing.pressure)
        const now = numbers.sample ? coarsePressure(numbers.sample[1], writing.pressure) : "—"
        return {
            figure: `${now} → ${target} ${writing.pressure}`,
            sentence: `${hasValves ? "The fill valve is open." : hint} At most ${leftS} s left.`,
        }
    }
    const sentence = `${hint} Since ${formatInstant(span.atMs, false)}.`
    const leaks = ["leak", "rapid", "suspected"].includes(state)
    if (!leaks || numbers.rate === undefined) return { figure: "", sentence }
    const [, rate, half] = numbers.rate
    if (Number.isNaN(rate)) return { figure: "", sentence }
    return { figure: within(rate, half, writing), sentence }
}

/** What is to be done with the clamp, and why the lamps do not yet show the verdict. */
function ventWords(run: Run, span: StateSpan, atMs: number, writing: Writing): string {
    const { recipe, hasValves, isLive, pressure } = writing
    const { sample } = run.numbersAt(atMs)
    if (recipe === undefined || sample === undefined || recipe.kind === TestKind.Sealed) return ""
    if (!isLive) return span.venting ? "The part is being vented." : ""
    const out = recipe.kind === TestKind.Rise ? "let air in" : "let the gas out"
    if (span.venting) {
        const what = hasValves ? "wait" : `${out}, and wait`
        const leftS = leftOf(recipe.ventMaxMs, span, atMs)
        return `Venting: ${what} to open the clamp. The amber lamp blinks for ${leftS} s at most.`
    }
    if (!isVented(sample[1], recipe)) {
        const now = coarsePressure(sample[1], pressure)
        return `Still at ${now} ${pressure}: ${out} before you open the clamp.`
    }
    // of several tests in a row the part stays on
    return recipe.repeats > 1 ? "Vented." : "Vented: open the clamp."
}

function verdictWords(test: LabTest | undefined, span: StateSpan, writing: Writing): Said {
    const why = `${reasonWords(span.reason)} ${adviceWords(span.reason)}`.trim()
    if (test === undefined) return { figure: "", sentence: why }
    const { recipe } = writing
    const known = recipe?.name === test.recipe ? recipe : undefined
    const rate = known ? lossOf(test.ratePaPerS, known.kind) : test.ratePaPerS
    const hasRate = !Number.isNaN(test.halfPaPerS)
    const part = `Test ${test.test}${test.serial === "" ? "" : `, part ${test.serial}`}.`
    if (test.learned !== undefined) {
        const taught = calibrationSentence(test.learned)
        // its retest is not asked for, but what broke it off is worth saying
        const broken = test.verdict === "invalid" ? `${why} ` : ""
        return { figure: "", sentence: `${broken}${taught} ${part}` }
    }
    const own = {
        ...writing,
        rate: resultUnit(test.recipe, { ...writing, unit: writing.rate }),
        volumeL: test.basis?.volumeL ?? writing.volumeL,
    }
    return {
        figure: hasRate ? within(rate, test.halfPaPerS, own) : "",
        sentence: `${why} ${hasRate ? `${limitWords(test, own)} ` : ""}${part}`,
    }
}

/** Whole seconds that are left of a time that began with a state. */
function leftOf(limitMs: number, span: StateSpan, atMs: number): number {
    return Math.max(0, Math.ceil((limitMs - (atMs - span.atMs)) / 1000))
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
