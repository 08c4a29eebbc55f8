/**
 * How much is spent on a run of the bench: what fits two minutes, and what fits an hour.
 */
import type { PracticeEffort } from "./practice"
import type { Effort as TheoryEffort } from "./theory_rows"

/** Counts of everything that is drawn. */
export interface Effort {
    theory: TheoryEffort
    practice: PracticeEffort
    /** Leaks per row of the practical measure and of the two-point tests. */
    practicalRuns: number
    /** Samples of tight noise per thermometer, for false alarms in the comparison. */
    steadySamples: number
    /** Devices without a leak, each for a day. */
    days: number
    /** Such devices for 20 minutes after power-up. */
    boots: number
    /** Leaks per published limit, and the longest of its times that is tried, s. */
    missedPerLimit: number
    missedLongestS: number
    /** Samples through both Node and the VM. */
    sameSamples: number
}

/** About two minutes on one core. */
export const QUICK: Effort = {
    theory: { leaks: 250, draws: 120, noiseSamples: 8e7 },
    practice: { runs: 50, samples: 2e6, memories: 40, draws: 100, waitS: 7200 },
    practicalRuns: 100,
    steadySamples: 2.6e6,
    days: 32,
    boots: 300,
    missedPerLimit: 4,
    missedLongestS: 600,
    sameSamples: 5000,
}

/** The full run as it takes about an hour on one core; times `hours`. */
export function fullEffort(hours: number): Effort {
    const times = (count: number) => Math.max(1, Math.round(count * hours))
    return {
        theory: { leaks: times(2000), draws: times(1200), noiseSamples: times(1e9) },
        practice: {
            runs: times(200),
            samples: times(2e7),
            memories: times(300),
            draws: times(800),
            waitS: 86400,
        },
        practicalRuns: times(1000),
        steadySamples: times(1.3e8),
        days: times(1000),
        boots: times(2000),
        missedPerLimit: times(20),
        missedLongestS: 86400,
        sameSamples: times(100000),
    }
}
