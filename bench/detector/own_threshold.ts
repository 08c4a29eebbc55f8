/**
 * False alarms of the firmware's detector in pure noise, and the threshold at which they would be
 * as many as the yardstick's: one in 30 days. At the shipped threshold nobody can count them, so
 * they are counted at lower ones and carried on as those of today's methods are (`calibrate.ts`).
 */
import { LEAK_OVER_SUSPECT_Q4, LeakDirection, SUSPECT_SIGMAS_Q4 } from "../../src/config"
import { gaussianTail, jackknife, PARTS, sigmasOf } from "./calibrate"
import { SAMPLES_PER_FALSE_ALARM } from "./importance"
import { makeShipped, type Habitat, type MakeDetector } from "./ours"
import type { Estimate } from "./statistics"
import { falseAlarms } from "./theory"

/** Thresholds of the alarm at which false alarms are counted, 1/16 σ: 4.25 to 5.25 σ. */
const COUNTED_Q4 = [68, 72, 76, 80, 84]
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
        const detector = makeShipped(direction)
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
    const tail = (alarms: readonly number[], of: number) =>
        gaussianTail(alarms, 1 / 16, of * partSamples, MEMORY_SAMPLES)
    const count = partSamples * PARTS * COUNTED_Q4.length
    const sigmas = jackknife(parts, (alarms, of) => sigmasOf(tail(alarms, of)))
    const shippedPerMonth = jackknife(parts, (alarms, of) => {
        const { origin, slope } = tail(alarms, of)
        return Math.exp(origin - slope * (SHIPPED_Q4 / 16) ** 2) * SAMPLES_PER_FALSE_ALARM
    })
    return { sigmas: { ...sigmas, count }, shippedPerMonth: { ...shippedPerMonth, count } }
}
