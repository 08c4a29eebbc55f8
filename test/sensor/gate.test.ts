/**
 * The gate's verdicts, reason by reason, and that it never gets in the way of good samples.
 */

import { describe, expect, it } from "vitest"
import * as fc from "fast-check"
import { Gate } from "../../src/sensor/gate"
import { Reading, SensorFault, TEMP_MISSING_MICRO_C } from "../../src/sensor/reading"
import { Rejection } from "../../src/sensor/rejection"
import { noiseSource } from "../detector/noise"

const config = {
    pressureMinMilliPa: 30_000_000,
    pressureMaxMilliPa: 125_000_000,
    tempMinMicroC: -40_000_000,
    tempMaxMicroC: 85_000_000,
}

function reading(atMs: number, pressurePa: number, tempC: number | undefined = 22): Reading {
    const r = new Reading()
    r.atMs = atMs | 0
    r.sampleAtMs = atMs | 0
    r.pressureMilliPa = Math.round(pressurePa * 1000)
    r.tempMicroC = tempC === undefined ? TEMP_MISSING_MICRO_C : Math.round(tempC * 1e6)
    return r
}

/**
 * A gate that has seen `n` samples of 0.2 Pa noise at 101,325 Pa, 100 ms apart, ending at t = 0.
 */
function warm(n = 200, sigmaPa = 0.2): { gate: Gate; normal: () => number } {
    const gate = new Gate(config)
    const normal = noiseSource(7)
    for (let k = 0; k < n; k++) {
        const verdict = gate.check(reading((k - n) * 100, 101_325 + sigmaPa * normal()))
        expect(verdict).toBe(Rejection.None)
    }
    return { gate, normal }
}

describe("gate", () => {
    it("passes a fault on by name", () => {
        const r = reading(0, 101_325)
        r.fault = SensorFault.BusNack
        expect(new Gate(config).check(r)).toBe(Rejection.Fault)
    })

    it("rejects what is outside the part's range, and takes a missing temperature", () => {
        const gate = new Gate(config)
        expect(gate.check(reading(0, 29_999))).toBe(Rejection.OutOfRange)
        expect(gate.check(reading(0, 125_001))).toBe(Rejection.OutOfRange)
        expect(gate.check(reading(0, 101_325, 85.1))).toBe(Rejection.OutOfRange)
        expect(gate.check(reading(0, 101_325, -40.1))).toBe(Rejection.OutOfRange)
        expect(gate.check(reading(0, 101_325, undefined))).toBe(Rejection.None)
    })

    it("rejects a sample that is not newer than the last, and one that waited too long", () => {
        const { gate } = warm()
        expect(gate.check(reading(-100, 101_325.1))).toBe(Rejection.Stale)
        const late = reading(4000, 101_325.1)
        late.sampleAtMs = 0
        expect(gate.check(late)).toBe(Rejection.Stale)
        expect(gate.check(reading(0, 101_325.1))).toBe(Rejection.None)
    })

    it("goes on over the wrap of the millisecond counter", () => {
        const gate = new Gate(config)
        const normal = noiseSource(3)
        for (let k = -50; k < 50; k++) {
            const verdict = gate.check(reading(0x7fffffff + k * 100, 101_325 + 0.2 * normal()))
            expect(verdict).toBe(Rejection.None)
        }
    })

    it("calls one sample far out of line a spike and takes the next good one", () => {
        const { gate } = warm()
        expect(gate.check(reading(0, 101_335))).toBe(Rejection.Spike)
        expect(gate.check(reading(100, 101_325))).toBe(Rejection.None)
    })

    it("takes a step from its second sample on", () => {
        const { gate, normal } = warm()
        expect(gate.check(reading(0, 99_000))).toBe(Rejection.Spike)
        for (let k = 1; k < 50; k++) {
            expect(gate.check(reading(k * 100, 99_000 + 0.2 * normal()))).toBe(Rejection.None)
        }
    })

    it("loses one sample, no more, when the pressure falls at any rate up to 100 kPa/s", () => {
        for (const ratePaPerS of [1, 10, 100, 1000, 10_000, 100_000]) {
            const { gate, normal } = warm()
            let rejected = 0
            for (let k = 0; k < 7; k++) {
                const pressure = 101_325 - (ratePaPerS / 10) * (k + 1) + 0.2 * normal()
                if (gate.check(reading(k * 100, pressure)) !== Rejection.None) rejected++
            }
            expect(rejected).toBeLessThanOrEqual(1)
        }
    })

    it("names a change that no gas can make, and yields after four samples", () => {
        const { gate, normal } = warm()
        // 70 kPa in 20 ms is 3.5 MPa/s.
        const verdicts = [0, 1, 2, 3, 4, 5].map(k =>
            gate.check(reading(-80 + k * 20, 31_325 + 0.2 * normal()))
        )
        expect(verdicts[0]).toBe(Rejection.ImpossibleRate)
        expect(verdicts[5]).toBe(Rejection.None)
    })

    it("calls a frozen value stuck within 5 s, and trusts it once it moves", () => {
        const { gate } = warm()
        let stuckAt = -1
        for (let k = 0; k < 100 && stuckAt < 0; k++) {
            if (gate.check(reading(k * 100, 101_325)) === Rejection.Stuck) stuckAt = k
        }
        expect(stuckAt).toBeGreaterThan(9)
        expect(stuckAt).toBeLessThan(50)
        expect(gate.check(reading(20_000, 101_325.3))).toBe(Rejection.None)
    })

    it("lets white noise of 0.01 to 20 Pa pass at 20 ms to 2 s, and 12.5 Pa steps", () => {
        fc.assert(
            fc.property(
                fc.integer({ min: 1, max: 1_000_000 }),
                fc.constantFrom(0.01, 0.05, 0.2, 1, 5, 20),
                fc.constantFrom(20, 100, 500, 2000),
                fc.constantFrom(0.001, 0.016, 12.5),
                (seed, sigmaPa, intervalMs, stepPa) => {
                    // Steps above the noise would be a frozen value by any measure.
                    fc.pre(stepPa < 2.5 * sigmaPa)
                    const gate = new Gate(config)
                    const normal = noiseSource(seed)
                    let rejected = 0
                    for (let k = 0; k < 2000; k++) {
                        const p = Math.round((101_325 + sigmaPa * normal()) / stepPa) * stepPa
                        if (gate.check(reading(k * intervalMs, p)) !== Rejection.None) rejected++
                    }
                    // noise itself strays that far about once in a hundred such runs
                    expect(rejected).toBeLessThanOrEqual(1)
                }
            ),
            { numRuns: 60 }
        )
    })

    it("learns anew when a part that was stuck lives again", () => {
        const gate = new Gate(config)
        for (let k = 0; k < 30; k++) gate.check(reading(k * 100, 101_325))
        const normal = noiseSource(11)
        let accepted = 0
        for (let k = 30; k < 130; k++)
            if (gate.check(reading(k * 100, 101_325 + normal())) === Rejection.None) accepted++
        expect(accepted).toBeGreaterThan(80)
    })
})
