/**
 * The lab test in words, for people who watch a run. Nothing here depends on Node.
 */
import type { LabTest } from "./lab_test"
import { formatRate, type RateUnit } from "./units"

/**
 * A test in a sentence.
 * @param unit of rates
 * @param volumeL of the chamber, for flows where no record tells the part's
 */
export function testInWords(test: LabTest, unit: RateUnit, volumeL: number): string {
    const { serial, orificeUm, basis } = test
    const part = serial === "" ? "" : `, part ${serial}`
    const hole = orificeUm > 0 ? `, ${orificeUm.toFixed(1)} µm` : ""
    const said = verdictInWords(test, unit, basis?.volumeL ?? volumeL)
    const afterS = (test.durationMs / 1000).toFixed(1)
    return `test ${test.test}${part}: ${said}${hole}, after ${afterS} s`
}

/**
 * A verdict with its reason, and the rate it rests on where there is one.
 * @param volumeL of the part, for flows
 */
export function verdictInWords(
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
