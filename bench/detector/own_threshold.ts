/**
 * False alarms of the firmware's detector in pure noise, and the threshold at which they would be
 * as many as the yardstick's: one in 30 days. At the shipped threshold nobody can count them, so
 * they are counted at lower ones and carried on as those of today's methods are (`calibrate.ts`).
 */
import { LEAK_OVER_SUSPECT_Q4, LeakDirection, SUSPECT_SIGMAS_Q4 } from "../../src/config"
import { LeakDetector } from "../../src/detector/leak_detector"
import { extrapolate, gaussianTail } from "./calibrate"
import { SAMPLES_PER_FALSE_ALARM } from "./importance"
import type { Habitat, MakeDetector } from "./ours"
import { mean, type Estimate } from "./statistics"
import { falseAlarms } from "./theory"

/** Thresholds of the alarm at which false alarms are counted, 1/16 σ: 4.25 to 5.25 σ. */
const COUNTED_Q4 = [68, 72, 76, 80, 84]
/** Parts of the counting, each left out once for the jackknife. */
const PARTS = 8
/** Samples after which two alarms have nothing to do with each other. */
const MEMORY_SAMPLES = 500
/** The threshold that is shipped, 1/16 σ. */
const SHIPPED_Q4 = SUSPECT_SIGMAS_Q4 + LEAK_OVER_SUSPECT_Q4

/** What counting has shown. */
export interface OwnThreshold {
    /** For one false alarm in 30 days, σ. */
    sigmas: Estimate
    /** False alarms in 30 days at the shipped threshold. */
    shippedPerMonth: Estimate
}

/** A maker of detectors with another threshold of the alarm, σ. */
export function makeAt(sigmas: number): MakeDetector {
    return (direction: LeakDirection) => {
        const detector = new LeakDetector({ direction })
        detector.bank.tripSigmas_q4 = sigmas * 16 - LEAK_OVER_SUSPECT_Q4
        return detector
    }
}

/**
 * Counts false alarms in a habitat.
 * @param samples of all countings together
 */
export function ownThreshold(habitat: Habitat, samples: number, seed: number): OwnThreshold {
    const partSamples = Math.ceil(samples / COUNTED_Q4.length / PARTS)
    const parts = Array.from({ length: PARTS }, (_, part) => {
        const alarms = new Array<number>(SHIPPED_Q4).fill(0)
        for (const at_q4 of COUNTED_Q4) {
            const { value } = falseAlarms(makeAt(at_q4 / 16), habitat, partSamples, seed + part)
            alarms[at_q4] = Math.round(value * partSamples)
        }
        return alarms
    })
    const sums = parts[0].map((_, r) => parts.reduce((sum, part) => sum + part[r], 0))
    const judge = (alarms: readonly number[], of: number) => {
        const counted = of * partSamples
        const { origin, slope } = gaussianTail(alarms, 1 / 16, counted, MEMORY_SAMPLES)
        const logRate = origin - slope * (SHIPPED_Q4 / 16) ** 2
        return {
            sigmas: extrapolate(alarms, 1 / 16, counted, MEMORY_SAMPLES),
            perMonth: Math.exp(logRate) * SAMPLES_PER_FALSE_ALARM,
        }
    }
    const all = judge(sums, PARTS)
    const others = parts.map(part =>
        judge(
            sums.map((sum, r) => sum - part[r]),
            PARTS - 1
        )
    )
    const estimate = (of: "sigmas" | "perMonth"): Estimate => ({
        value: all[of],
        se: mean(others.map(other => other[of])).se * (PARTS - 1),
        count: partSamples * PARTS * COUNTED_Q4.length,
    })
    return { sigmas: estimate("sigmas"), shippedPerMonth: estimate("perMonth") }
}
