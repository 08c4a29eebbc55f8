/**
 * The lab test in words, for people who watch a run. Nothing here depends on Node.
 */
import { dateOf } from "../sim/jacdac/leak_tester"
import { CalibrationKind, CalibrationRefusal } from "../src/decision/calibration"
import { LAST_FORMAL_REFUSAL, Operation, Refusal } from "../src/decision/command"
import { NO_INTERVAL } from "../src/detector/evidence"
import { CalibratingRun } from "./calibrating_run"
import { basisOf, type LabTest } from "./lab_test"
import {
    calibrationRefusalName,
    cycleReasonName,
    operationName,
    phaseName,
    refusalName,
    verdictName,
    type SerialRecord,
} from "./records"
import { formatRate, formatRateWithin, formatWithin, type RateUnit } from "./units"
import { offsetWords, volumeWords } from "./verdict_words"

type Of<K extends SerialRecord["k"]> = Extract<SerialRecord, { k: K }>

/** From this flow on its rounding is below a percent, nPa·m³/s. */
const FLOW_TELLS_VOLUME = 100

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

    /**
     * @param unit of rates
     * @param volumeL of the chamber, for flows where the record does not tell the part's
     */
    constructor(
        private readonly unit: RateUnit,
        private readonly volumeL: number
    ) {}

    /** What the next record says, or undefined where it is none of a lab test. */
    words(record: SerialRecord): string | undefined {
        const { unit, volumeL, calibrating } = this
        calibrating.take(record)
        switch (record.k) {
            case "c":
                return commandInWords(record, unit, volumeL)
            case "p":
                return `test ${record.x}: ${phaseName(record.p)}`
            case "v":
                return `test ${record.x}: ${verdictOf(record, unit, volumeL, !calibrating.isOn)}`
            case "u":
                return windowInWords(record)
            case "x":
                return partInWords(record, !calibrating.isOn)
            case "o": {
                const basis = basisOf(record)
                return `volume ${volumeWords(basis)}; offset ${offsetWords(basis, 1, unit)}`
            }
            case "l":
                return calibrationInWords(record)
            default:
                return undefined
        }
    }
}

/** What was asked, and why it is refused. */
function commandInWords(record: Of<"c">, unit: RateUnit, volumeL: number): string {
    const { y } = record
    const what = wishInWords(record, unit, volumeL)
    if (y === Refusal.None) return what
    return `${what} is refused: ${refusalName(y).replaceAll("-", " ")}`
}

function wishInWords({ o, y, a, b, l }: Of<"c">, unit: RateUnit, volumeL: number): string {
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

/** What a verdict rests on. */
function windowInWords({ l, p, P, T, a, z }: Of<"u">): string {
    if (a === 0) return `recipe ${l}: nothing was measured`
    const pa = (milliPa: number) => (milliPa / 1000).toFixed(1)
    const warmer = `${T < 0 ? "" : "+"}${(T / 1e6).toFixed(3)} K`
    return `recipe ${l}: ${pa(p)} to ${pa(P)} Pa, ${warmer}, ${a} samples used, ${z} rejected`
}

/** Whose part it was, and through what hole it leaks where that was judged. */
function partInWords({ s, d }: Of<"x">, isJudged: boolean): string {
    const part = s === "" ? "a part without a serial" : `part ${s}`
    return d < 0 || !isJudged ? part : `${part}: as through a hole of ${(d / 1000).toFixed(1)} µm`
}

/** A verdict, with the volume that its flow tells; without a rate where no part is judged. */
function verdictOf(
    { v, y, r, i, q }: Of<"v">,
    unit: RateUnit,
    volumeL: number,
    isJudged: boolean
): string {
    const said = {
        verdict: verdictName(v),
        reason: cycleReasonName(y),
        ratePaPerS: r / 1e6,
        halfPaPerS: i === NO_INTERVAL || !isJudged ? NaN : i / 1e6,
    }
    // flow over rate is the volume that was used: nPa·m³/s over µPa/s is litres
    return verdictInWords(said, unit, Math.abs(q) >= FLOW_TELLS_VOLUME ? q / r : volumeL)
}

/**
 * A test in a sentence, a calibrating run by what it has taught.
 * @param unit of rates
 * @param volumeL of the chamber, for flows where no record tells the part's
 */
export function testInWords(test: LabTest, unit: RateUnit, volumeL: number): string {
    const { serial, orificeUm, basis, learned } = test
    const part = serial === "" ? "" : `, part ${serial}`
    const hole = orificeUm > 0 ? `, ${orificeUm.toFixed(1)} µm` : ""
    const said = verdictInWords(test, unit, basis?.volumeL ?? volumeL)
    const afterS = (test.durationMs / 1000).toFixed(1)
    const taught = learned && calibrationInWords(learned)
    // a calibrating run that comes to its end is a retest, which would be no news
    const what = test.verdict === "invalid" ? [said, taught] : [taught ?? said]
    const sentence = what.filter(words => words !== undefined).join("; ")
    return `test ${test.test}${part}: ${sentence}${hole}, after ${afterS} s`
}

/**
 * A verdict with its reason, and the rate it rests on where there is one.
 * @param volumeL of the part, for flows
 */
function verdictInWords(
    verdict: Pick<LabTest, "verdict" | "reason" | "ratePaPerS" | "halfPaPerS">,
    unit: RateUnit,
    volumeL: number
): string {
    const { ratePaPerS, halfPaPerS } = verdict
    const word = `${verdict.verdict}, ${verdict.reason.replaceAll("-", " ")}`
    if (Number.isNaN(halfPaPerS)) return word
    const rate = (paPerS: number) => formatRate(paPerS, unit, volumeL)
    return `${word}: ${rate(ratePaPerS)} ± ${rate(halfPaPerS)} ${unit}`
}
