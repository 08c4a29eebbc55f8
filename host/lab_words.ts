/**
 * The lab test in words, for people who watch a run. Nothing here depends on Node.
 */
import { dateOf } from "../sim/jacdac/leak_tester"
import { CalibrationKind, CalibrationRefusal } from "../src/decision/calibration"
import { LAST_FORMAL_REFUSAL, Operation, Refusal } from "../src/decision/command"
import { NO_INTERVAL } from "../src/detector/evidence"
import { CalibratingRun } from "./calibrating_run"
import { basisOf, volumeByFlow, type LabTest } from "./lab_test"
import {
    calibrationRefusalName,
    cycleReasonName,
    operationName,
    phaseName,
    refusalName,
    verdictName,
    type SerialRecord,
} from "./records"
import {
    formatRate,
    formatRateWithin,
    formatWithin,
    inBothUnits,
    resultUnit,
    type RateWriting,
} from "./units"
import { offsetWords, volumeWords } from "./verdict_words"

type Of<K extends SerialRecord["k"]> = Extract<SerialRecord, { k: K }>

/** Why nothing was learned, where the refusal's name says too little. */
const NOTHING_LEARNED: Record<string, string> = {
    busy: "a test runs, or its result is still shown",
    "bad-value": "what is known is out of range",
    "bad-recipe": "the recipe cannot be calibrated that way",
    "needs-second-run": "the first of two runs is done",
    "too-soon": "too soon after the first run",
    "run-invalid": "the run did not come to its end",
    "too-doubtful": "the interval is too wide",
    "not-settled": "the pressure did not stand still where it should",
    "runs-disagree": "the two runs disagree",
    "master-leaks": "the part loses too much for a good one",
    "volume-implausible": "the volume is too far from the recipe's",
    "offset-implausible": "the offset is too large for the pass limit",
    "day-unknown": "nobody has told the day",
    damaged: "what was kept is damaged",
}

/** Tells the records of lab tests in words; what a verdict means hangs on those before it. */
export class LabNarrator {
    private readonly calibrating = new CalibratingRun()
    private verdict: Of<"v"> | undefined
    /** Of the test whose verdict that is, as far as it is known. */
    private recipe = ""

    constructor(private readonly writing: RateWriting) {}

    /** What the next record says, or undefined where it is none of a lab test. */
    words(record: SerialRecord): string | undefined {
        const { writing, calibrating } = this
        calibrating.take(record)
        switch (record.k) {
            case "c":
                return commandInWords(record, writing)
            case "p":
                return `test ${record.x}: ${phaseName(record.p)}`
            case "v":
                this.verdict = record
                this.recipe = ""
                return `test ${record.x}: ${verdictWords(record)}`
            case "u":
                this.recipe = record.l
                return windowInWords(record, this.rate(record))
            case "x":
                return partInWords(record, !calibrating.isOn)
            case "o": {
                const basis = basisOf(record)
                const unit = resultUnit(this.recipe, writing)
                return `volume ${volumeWords(basis)}; offset ${offsetWords(basis, 1, unit)}`
            }
            case "l":
                return calibrationInWords(record)
            default:
                return undefined
        }
    }

    /** The rate of the verdict before, undefined where it has none or judges no part. */
    private rate({ x, l }: Of<"u">): string | undefined {
        const { verdict, writing } = this
        if (verdict?.x !== x || verdict.i === NO_INTERVAL || this.calibrating.isOn) return undefined
        const volumeL = volumeByFlow(verdict)
        return rateInWords(verdict.r / 1e6, verdict.i / 1e6, l, volumeL, writing)
    }
}

/** What was asked, and why it is refused. */
function commandInWords(record: Of<"c">, writing: RateWriting): string {
    const { y } = record
    const what = wishInWords(record, writing)
    if (y === Refusal.None) return what
    return `${what} is refused: ${refusalName(y).replaceAll("-", " ")}`
}

function wishInWords({ o, y, a, b, l }: Of<"c">, { unit, volumeL }: RateWriting): string {
    const said = l === "" ? "" : ` "${l}"`
    const operation = `${operationName(o).replaceAll("-", " ")}${said}`
    if (y === Refusal.Busy) return `${a} times ${operation}`
    // what was malformed is not recorded
    if (y !== Refusal.None && y <= LAST_FORMAL_REFUSAL) return operation
    const rate = (microPaPerS: number) => formatRate(microPaPerS / 1e6, unit, volumeL)
    switch (o) {
        case Operation.Press:
            return `press of ${(a / 1000).toFixed(1)} s`
        case Operation.SelectRecipe:
        case Operation.SetRecipe:
        case Operation.ReadResult:
            return `${operation} ${a}`
        case Operation.SetLimits:
            return `${operation}: pass below ${rate(a)}, fail above ${rate(b)} ${unit}`
        case Operation.SetToday:
            return `${operation} ${dateOf(a)}`
        case Operation.Calibrate:
            return `calibrate${said} ${sourceInWords(a)}${knownInWords(a, b)}`
        default:
            return operation
    }
}

/** What a calibration is learned from. */
function sourceInWords(kind: number): string {
    if (kind === CalibrationKind.KnownLeak) return "by a known leak"
    if (kind === CalibrationKind.KnownVolume) return "by a joined vessel"
    return kind === CalibrationKind.Offset ? "by a good part" : `by kind ${kind}`
}

function knownInWords(kind: number, value: number): string {
    if (kind === CalibrationKind.KnownLeak) return ` of ${value / 1e9} Pa·m³/s`
    return kind === CalibrationKind.KnownVolume ? ` of ${value / 1e6} L` : ""
}

/** What a calibrating run has taught, or why nothing; an offset in Pa/s. */
export function calibrationInWords({ K, y, d, v, i, l, w }: Of<"l">): string {
    const source = sourceInWords(K)
    if (y !== CalibrationRefusal.None) {
        const name = calibrationRefusalName(y)
        return `no calibration ${source}: ${NOTHING_LEARNED[name] ?? name.replaceAll("-", " ")}`
    }
    const learned =
        K === CalibrationKind.Offset
            ? `offset ${formatRateWithin(v / 1e6, i / 1e6, "Pa/s", 0)} Pa/s`
            : `volume ${formatWithin(v / 1e6, i / 1e6)} L`
    const note = w === "" ? "" : ` "${w}"`
    return `calibration ${source}${note}: ${learned} for recipe ${l}, ${dateOf(d)}`
}

/** The same as a sentence, for pages and reports. */
export function calibrationSentence(learned: Of<"l">): string {
    const words = calibrationInWords(learned)
    return `${words[0].toUpperCase()}${words.slice(1)}.`
}

/**
 * What a verdict rests on.
 * @param rate undefined for none
 */
function windowInWords({ l, p, P, T, a, z }: Of<"u">, rate: string | undefined): string {
    if (a === 0) return `recipe ${l}: nothing was measured`
    const pa = (milliPa: number) => (milliPa / 1000).toFixed(1)
    const warmer = `${T < 0 ? "" : "+"}${(T / 1e6).toFixed(3)} K`
    const from = rate === undefined ? "" : `${rate}, `
    const counts = `${a} samples used, ${z} rejected`
    return `recipe ${l}: ${from}${pa(p)} to ${pa(P)} Pa, ${warmer}, ${counts}`
}

/** Whose part it was, and through what hole it leaks where that was judged. */
function partInWords({ s, d }: Of<"x">, isJudged: boolean): string {
    const part = s === "" ? "a part without a serial" : `part ${s}`
    return d < 0 || !isJudged ? part : `${part}: as through a hole of ${(d / 1000).toFixed(1)} µm`
}

/** A verdict and its reason. */
function verdictWords({ v, y }: Of<"v">): string {
    return `${verdictName(v)}, ${cycleReasonName(y).replaceAll("-", " ")}`
}

/** A test in a sentence, a calibrating run by what it has taught. */
export function testInWords(test: LabTest, writing: RateWriting): string {
    const { serial, orificeUm, learned, ratePaPerS, halfPaPerS, recipe, volumeL } = test
    const part = serial === "" ? "" : `, part ${serial}`
    const hole = orificeUm > 0 ? `, ${orificeUm.toFixed(1)} µm` : ""
    const afterS = (test.durationMs / 1000).toFixed(1)
    const word = `${test.verdict}, ${test.reason.replaceAll("-", " ")}`
    const said = Number.isNaN(halfPaPerS)
        ? word
        : `${word}: ${rateInWords(ratePaPerS, halfPaPerS, recipe, volumeL, writing)}`
    const taught = learned && calibrationInWords(learned)
    // a calibrating run that comes to its end is a retest, which would be no news
    const what = test.verdict === "invalid" ? [said, taught] : [taught ?? said]
    const sentence = what.filter(words => words !== undefined).join("; ")
    return `test ${test.test}${part}: ${sentence}${hole}, after ${afterS} s`
}

/**
 * A result's rate in its recipe's unit and the rig's.
 * @param volumeL of the part, NaN where nothing tells it
 */
function rateInWords(
    paPerS: number,
    halfPaPerS: number,
    recipe: string,
    volumeL: number,
    writing: RateWriting
): string {
    const litres = Number.isNaN(volumeL) ? writing.volumeL : volumeL
    const own = resultUnit(recipe, writing)
    return inBothUnits(own, writing.unit, unit => {
        const [rate, half] = [paPerS, halfPaPerS].map(value => formatRate(value, unit, litres))
        return `${rate} ± ${half} ${unit}`
    })
}
