/**
 * Records of the lab test: what is written is read, and fits a line whatever the values.
 */
import { expect, test } from "vitest"
import {
    cycleReasonName,
    parseRecord,
    phaseName,
    verdictName,
    type SerialRecord,
} from "../../host/records"
import { convertRate } from "../../host/units"
import { defaultRecipe } from "../../src/config_recipe"
import { Cycle } from "../../src/decision/cycle"
import { NOTE_MAX, SERIAL_MAX, Wish } from "../../src/decision/command"
import { CyclePhase, CycleReason, Verdict } from "../../src/decision/cycle_rules"
import {
    basisRecord,
    commandRecord,
    partRecord,
    phaseRecord,
    verdictRecord,
} from "../../src/output/test_record"
import {
    flowNanoPaM3PerS,
    RESULT_NUMBER,
    RESULT_ORIFICE,
    RESULTS_KEPT,
    TestResults,
} from "../../src/output/test_result"

const LEAST = -2147483648
const MOST = 2147483647

test("the longest lines of a test fit, and are read as they were written", () => {
    const cycle = new Cycle({ ...defaultRecipe(), name: "twelve chars" })
    cycle.verdict = Verdict.Invalid
    cycle.reason = CycleReason.Interrupted
    cycle.slope.rateMicroPaPerS = -MOST
    cycle.halfWidthMicroPaPerS = MOST
    cycle.endedAtMs = LEAST
    cycle.startMilliPa = 500000000
    cycle.endMilliPa = 500000000
    // from the gate's one end to the other
    cycle.tempChangeMicroK = -300000000
    cycle.used = 100000
    cycle.rejected = 100000
    cycle.recipe.passMicroPaPerS = MOST - 1
    cycle.recipe.failMicroPaPerS = MOST
    const serial = "s".repeat(SERIAL_MAX)
    const row = new TestResults().keep(cycle, 7, serial, 20_000_000)
    row[RESULT_NUMBER] = MOST
    // a hole of a tenth of a metre, beyond which nothing is a leak
    row[RESULT_ORIFICE] = 100_000_000
    const wish = new Wish(0xffff)
    wish.refusal = 12
    wish.a = LEAST
    wish.b = LEAST
    wish.text = "n".repeat(NOTE_MAX)
    const lines = [
        phaseRecord(LEAST, LEAST, MOST, CyclePhase.Stabilise, CyclePhase.Test),
        verdictRecord(LEAST, LEAST, row),
        basisRecord(LEAST, LEAST, row, cycle.recipe.name),
        partRecord(LEAST, LEAST, row, serial, LEAST),
        commandRecord(LEAST, LEAST, wish),
    ]
    for (const line of lines) {
        expect(line.length, line).toBeLessThanOrEqual(156)
        const { c, ...written } = JSON.parse(line) as Record<string, unknown>
        expect(typeof c).toBe("number")
        expect(parseRecord(`> ${line}`)).toMatchObject(written)
        const changed = line.replace(/"([xb])":(-?)2/, '"$1":$21')
        expect(changed).not.toBe(line)
        expect(parseRecord(changed)).toHaveProperty("damaged")
    }
    const verdict = parseRecord(lines[1]) as SerialRecord & { k: "v" }
    expect(verdictName(verdict.v)).toBe("invalid")
    expect(cycleReasonName(verdict.y)).toBe("interrupted")
    expect(phaseName(CyclePhase.Vent)).toBe("vent")
})

test("a flow is what host/units makes of the same rate and volume", () => {
    // 1 Pa/s in 1 L is 1 mPa·m³/s
    expect(flowNanoPaM3PerS(1000000, 1000000)).toBe(1000000)
    expect(convertRate(1, "Pa m3/s", 1)).toBeCloseTo(0.001, 12)
    expect(flowNanoPaM3PerS(-MOST, 1000000000)).toBe(-MOST)
})

test("the last eight results are kept, the newest first", () => {
    const results = new TestResults()
    const cycle = new Cycle(defaultRecipe())
    for (let i = 1; i <= 20; i++) {
        cycle.tests = i
        results.keep(cycle, 0, `part ${i}`, 0)
        expect(results.count).toBe(Math.min(i, RESULTS_KEPT))
        for (let back = 0; back < results.count; back++) {
            expect(results.row(back)[RESULT_NUMBER]).toBe(i - back)
            expect(results.serial(back)).toBe(`part ${i - back}`)
        }
    }
})
