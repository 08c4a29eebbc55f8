/**
 * The lab tests of a run, one sentence each, gathered from records.
 */
import type { SerialRecord } from "./records"
import type { RateUnit } from "./units"
import { verdictInWords } from "./words"

type Of<K extends SerialRecord["k"]> = Extract<SerialRecord, { k: K }>

/** Gathers results; `sentences` may be asked at any moment. */
export class LabTests {
    private readonly verdicts: Of<"v">[] = []
    private readonly parts = new Map<number, Of<"x">>()

    /** Every record comes by here. */
    take(record: SerialRecord) {
        if (record.k === "v") this.verdicts.push(record)
        // it comes after the verdict, so tests before and after a restart are told apart
        if (record.k === "x") this.parts.set(this.verdicts.length, record)
    }

    /**
     * A sentence for each result.
     * @param unit of the rates
     * @param volumeL of the chamber, for flows where a record does not tell the part's
     */
    sentences(unit: RateUnit, volumeL: number): string[] {
        return this.verdicts.map((verdict, i) => {
            const part = this.parts.get(i + 1)
            const serial = part === undefined || part.s === "" ? "" : `, part ${part.s}`
            const hole =
                part === undefined || part.d <= 0 ? "" : `, ${(part.d / 1000).toFixed(1)} µm`
            const afterS = (verdict.m / 1000).toFixed(1)
            const said = verdictInWords(verdict, unit, volumeL)
            return `test ${verdict.x}${serial}: ${said}${hole}, after ${afterS} s`
        })
    }
}
