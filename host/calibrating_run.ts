/**
 * Follows records to know whether a lab test is a calibrating run, which judges no part.
 *
 * The tester learns it from a command and tells it in no record of the test, so this goes by the
 * same rules (src/lab.ts). Nothing here depends on Node.
 */
import { LONG_PRESS_MS } from "../src/config"
import { Operation, Refusal } from "../src/decision/command"
import { CyclePhase } from "../src/decision/cycle_rules"
import type { SerialRecord } from "./records"

/** See the file's head. */
export class CalibratingRun {
    /** The next test is a calibrating run, or the present one is. */
    isOn = false
    private isIdle = true

    /** Takes the next record. */
    take(record: SerialRecord) {
        if (record.k === "b") {
            this.isOn = false
            this.isIdle = true
        }
        if (record.k === "c" && record.y === Refusal.None) this.hear(record.o, record.a)
        if (record.k === "p") {
            this.isIdle = record.p === CyclePhase.Idle
            if (this.isIdle || record.p === CyclePhase.Result) this.isOn = false
        }
    }

    private hear(operation: number, heldMs: number) {
        if (operation === Operation.Calibrate) this.isOn = true
        const selects = operation === Operation.SelectRecipe || operation === Operation.SetRecipe
        const isLong = operation === Operation.Press && heldMs >= LONG_PRESS_MS
        if (selects || (isLong && this.isIdle)) this.isOn = false
    }
}
