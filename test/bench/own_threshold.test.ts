/**
 * The firmware's detector alarms in pure noise as seldom as it is designed to: counted where that
 * takes seconds, at a lower threshold.
 */
import { expect, test } from "vitest"
import { SAMPLES_PER_FALSE_ALARM } from "../../bench/detector/importance"
import { makeAt } from "../../bench/detector/own_threshold"
import { falseAlarms } from "../../bench/detector/theory"
import { LEAK_OVER_SUSPECT_Q4, LeakDirection, SUSPECT_SIGMAS_Q4 } from "../../src/config"

const SEED = 1
const SAMPLES = 4e6
const FEWER_SAMPLES = 1e6
/** The design: one false alarm in so many times 30 days, in noise. */
const MONTHS_PER_FALSE_ALARM = 4
const SHIPPED_SIGMAS = (SUSPECT_SIGMAS_Q4 + LEAK_OVER_SUSPECT_Q4) / 16

test.each([
    [4.25, 0, SAMPLES],
    [4.25, 0.00225, SAMPLES],
    [4.25, 0.025, SAMPLES],
    [4.5, 0, FEWER_SAMPLES],
    [4.5, 0.00225, FEWER_SAMPLES],
])("at %f σ, walk κ = %f, %i samples: within the design's rate", (sigmas, kappa, samples) => {
    const habitat = { sigmaPa: 1, kappa, intervalMs: 100, direction: LeakDirection.Falling }
    const { value } = falseAlarms(makeAt(sigmas), habitat, samples, SEED)
    const alarms = Math.round(value * samples)
    // as shipped, carried down by the tail of a Gaussian maximum
    const tail = Math.exp((SHIPPED_SIGMAS ** 2 - sigmas ** 2) / 2)
    const design = (samples / (MONTHS_PER_FALSE_ALARM * SAMPLES_PER_FALSE_ALARM)) * tail
    expect(alarms).toBeLessThan(design + 2.58 * Math.sqrt(design))
    // and it does alarm: a detector that is much quieter is later than it need be; in a walk the
    // octaves go together, and have fewer chances
    expect(alarms).toBeGreaterThan(design / (kappa > 0.01 ? 12 : 8))
})

test("at the shipped threshold, a lower one's alarms are gone", () => {
    const habitat = { sigmaPa: 1, kappa: 0, intervalMs: 100, direction: LeakDirection.Falling }
    const shipped = falseAlarms(makeAt(SHIPPED_SIGMAS), habitat, SAMPLES, SEED)
    expect(shipped.value * SAMPLES).toBeLessThan(2)
})

test("at 4 σ, alarms are there", () => {
    const habitat = { sigmaPa: 1, kappa: 0, intervalMs: 100, direction: LeakDirection.Falling }
    expect(falseAlarms(makeAt(4), habitat, FEWER_SAMPLES, SEED).value).toBeGreaterThan(1e-5)
})
