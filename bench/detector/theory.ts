/**
 * The detector in natural units: false alarms in pure noise, delays, estimates.
 *
 * Nothing but noise and a leak: no temperature, no faults. The level's noise is white plus a random
 * walk, see `yardsticks.ts`. Runs are copies of a detector that goes on in its own noise.
 */
import { Random } from "../../sim/random"
import { NO_INTERVAL } from "../../src/detector/evidence"
import { Pasture, Subject, warmSubject, type Habitat, type MakeDetector } from "./ours"
import { mean, rate, share, type Estimate } from "./statistics"
import { Yardstick } from "./yardsticks"

/** Alarms per sample in pure noise, counted; after an alarm the detector starts over. */
export function falseAlarms(
    make: MakeDetector,
    habitat: Habitat,
    samples: number,
    seed: number
): Estimate {
    const random = new Random(seed)
    const fresh = warmSubject(make, habitat, random)
    let subject = fresh.clone()
    let alarms = 0
    for (let i = 0; i < samples; i++) {
        subject.take(random.gaussian())
        if (!subject.alarmed) continue
        alarms++
        subject = fresh.clone()
    }
    return rate(alarms, samples)
}

/** What one leak showed. */
export interface Found {
    /** Samples from onset to alarm; `Infinity` when it was missed. */
    delay: number
    /** Whether the onset's 95 % interval held the truth. */
    onsetCovered: boolean
    /** Repeats this leak. */
    seed: number
}

/** Puts `count` leaks of `rho` on the detector. */
export function findLeaks(
    make: MakeDetector,
    habitat: Habitat,
    rho: number,
    count: number,
    waitSamples: number,
    seed: number
): Found[] {
    const pasture = new Pasture(make, habitat, new Random(seed))
    const yardstick = new Yardstick(habitat.kappa, 0, 1)
    return Array.from({ length: count }, (_, i) => {
        const found: Found = { delay: Infinity, onsetCovered: false, seed: seed + 1 + i }
        const random = new Random(found.seed)
        const subject = pasture.next()
        const evidence = subject.detector.evidence
        const onsetAtMs = subject.nowMs
        for (let m = 1; m <= waitSamples && found.delay === Infinity; m++) {
            subject.take(random.gaussian() + rho * yardstick.response(m))
            if (!subject.alarmed) continue
            found.delay = m
            const half = evidence.onsetHalfWidthMs
            found.onsetCovered =
                half !== NO_INTERVAL && Math.abs((evidence.onsetAtMs - onsetAtMs) | 0) <= half
        }
        return found
    })
}

/** Delays of leaks that were found, and how many were not. */
export function delays(found: readonly Found[]): { delay: Estimate; missed: number } {
    const kept = found.filter(({ delay }) => delay < Infinity)
    return { delay: mean(kept.map(({ delay }) => delay)), missed: found.length - kept.length }
}

/** Share of onsets that their intervals held. */
export function onsetCoverage(found: readonly Found[]): Estimate {
    const kept = found.filter(({ delay }) => delay < Infinity)
    return share(kept.filter(({ onsetCovered }) => onsetCovered).length, kept.length)
}

/** How well the slope is known at some time after the onset of a leak. */
export interface SlopeQuality {
    /** Root of the mean squared error over the Cramér-Rao bound √(12/N³) of white noise. */
    overBound: Estimate
    /** Share of truths within the 95 % interval. */
    coverage: Estimate
}

/** The slope's error and interval `at` samples after the onset of leaks of `rho`. */
export function slopeQuality(
    make: MakeDetector,
    habitat: Habitat,
    rho: number,
    at: number,
    count: number,
    seed: number
): SlopeQuality {
    const pasture = new Pasture(make, habitat, new Random(seed))
    const yardstick = new Yardstick(habitat.kappa, 0, 1)
    const unitMicroPaPerS = (habitat.sigmaPa / habitat.intervalMs) * 1e9
    const bound = Math.sqrt(12 / (at * at * at))
    const squares: number[] = []
    let covered = 0
    for (let i = 0; i < count; i++) {
        const random = new Random(seed + 1 + i)
        const subject = pasture.next()
        for (let m = 1; m <= at; m++) subject.take(random.gaussian() + rho * yardstick.response(m))
        const { rateMicroPaPerS, rateHalfWidthMicroPaPerS } = subject.detector.evidence
        const off = Math.abs(rateMicroPaPerS + rho * unitMicroPaPerS)
        squares.push((off / unitMicroPaPerS / bound) ** 2)
        if (rateHalfWidthMicroPaPerS !== NO_INTERVAL && off <= rateHalfWidthMicroPaPerS) covered++
    }
    const square = mean(squares)
    const root = Math.sqrt(square.value)
    return {
        overBound: { value: root, se: square.se / (2 * root), count },
        coverage: share(covered, count),
    }
}

/** Share of tight chambers whose slope's 95 % interval holds 0, at a random age of the detector. */
export function tightCoverage(
    make: MakeDetector,
    habitat: Habitat,
    count: number,
    seed: number
): Estimate {
    let covered = 0
    for (let i = 0; i < count; i++) {
        const random = new Random(seed + i)
        // a chamber of its own each time: the long octaves of one remember for hours
        const subject = new Subject(make, habitat)
        subject.rest(Math.round(600 * Math.pow(100, random.uniform())), random)
        const { rateMicroPaPerS, rateHalfWidthMicroPaPerS } = subject.detector.evidence
        if (
            rateHalfWidthMicroPaPerS !== NO_INTERVAL &&
            Math.abs(rateMicroPaPerS) <= rateHalfWidthMicroPaPerS
        )
            covered++
    }
    return share(covered, count)
}
