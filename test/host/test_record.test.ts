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
import { CyclePhase, CycleReason, Verdict } from "../../src/decision/cycle_rules"
import {
    basisRecord,
    flowNanoPaM3PerS,
    phaseRecord,
    verdictRecord,
} from "../../src/output/test_record"

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
    const lines = [
        phaseRecord(LEAST, LEAST, MOST, CyclePhase.Stabilise, CyclePhase.Test),
        verdictRecord(LEAST, LEAST, MOST, cycle),
        basisRecord(LEAST, LEAST, MOST, cycle),
    ]
    for (const line of lines) {
        expect(line.length, line).toBeLessThanOrEqual(156)
        const { c, ...written } = JSON.parse(line) as Record<string, unknown>
        expect(typeof c).toBe("number")
        expect(parseRecord(`> ${line}`)).toMatchObject(written)
        expect(parseRecord(line.replace('"x":2', '"x":1'))).toHaveProperty("damaged")
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
