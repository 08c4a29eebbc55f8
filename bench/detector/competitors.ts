/**
 * What people use today, in double precision, each with its usual settings.
 *
 * Every method turns pressures into one number that grows with a falling pressure; it alarms when
 * that passes a threshold, found by `calibrate.ts` for the same false-alarm rate for all. Sources:
 * decay test: EN 1779 annex, ASTM E2930, two readings of one test. Exponential average: ESPHome's
 * sensor filter of that name. Home Assistant's `derivative` takes (last - first) / elapsed of the
 * samples in `time_window` (components/derivative/sensor.py), its `trend` numpy's straight-line fit
 * over `sample_duration` (components/trend/binary_sensor.py). CUSUM: Page 1954, on differences.
 */

/** A method. */
export interface Method {
    /** Takes the next pressure, Pa; returns the statistic, larger for a faster fall. */
    take(pressurePa: number): number
}

/** A method by name. */
export interface MethodKind {
    name: string
    /** What it is and how it is set, for the report. */
    what: string
    /** Samples after which two alarms are two. */
    memorySamples: number
    /** @param intervalS sample interval, s */
    make: (intervalS: number) => Method
    /** Length of one test and of the means at its ends, s, for methods that speak only then. */
    test?: { testS: number; meanS: number }
}

/** Pascals below a reference that is read once a day. */
class FixedThreshold implements Method {
    private referencePa = 0
    private count = 0
    private readonly daySamples: number
    private readonly firstSamples: number

    constructor(intervalS: number) {
        this.daySamples = Math.round(86400 / intervalS)
        this.firstSamples = Math.round(10 / intervalS)
    }

    take(pressurePa: number): number {
        const at = this.count++ % this.daySamples
        if (at < this.firstSamples) {
            this.referencePa = (this.referencePa * at + pressurePa) / (at + 1)
            return 0
        }
        return this.referencePa - pressurePa
    }
}

/** First reading less last reading of one test after another, each a mean. */
class TwoPoint implements Method {
    private count = 0
    private firstPa = 0
    private lastPa = 0
    private readonly testSamples: number
    private readonly meanSamples: number

    constructor(intervalS: number, testS: number, meanS: number) {
        this.testSamples = Math.round(testS / intervalS)
        this.meanSamples = Math.max(1, Math.round(meanS / intervalS))
    }

    take(pressurePa: number): number {
        const at = this.count % this.testSamples
        this.count++
        if (at === 0) this.firstPa = this.lastPa = 0
        if (at < this.meanSamples) this.firstPa += pressurePa / this.meanSamples
        if (at >= this.testSamples - this.meanSamples) this.lastPa += pressurePa / this.meanSamples
        return at === this.testSamples - 1 ? this.firstPa - this.lastPa : 0
    }
}

/** The last so many values, oldest first out. */
class Delay {
    private readonly values: Float64Array
    count = 0
    constructor(readonly length: number) {
        this.values = new Float64Array(length)
    }
    /** Puts one in; returns the one it replaces. */
    swap(value: number): number {
        const at = this.count++ % this.length
        const old = this.values[at]
        this.values[at] = value
        return old
    }
    get full(): boolean {
        return this.count > this.length
    }
}

/** How far an exponential average with time constant τ fell within τ. */
class EmaSlope implements Method {
    private average = NaN
    private readonly alpha: number
    private readonly delay: Delay

    constructor(intervalS: number, tauS: number) {
        this.alpha = 1 - Math.exp(-intervalS / tauS)
        this.delay = new Delay(Math.round(tauS / intervalS))
    }

    take(pressurePa: number): number {
        if (Number.isNaN(this.average)) this.average = pressurePa
        this.average += this.alpha * (pressurePa - this.average)
        const before = this.delay.swap(this.average)
        return this.delay.full ? before - this.average : 0
    }
}

/** Page's CUSUM of falls from sample to sample, with half the design leak as allowance. */
class DifferenceCusum implements Method {
    private last = NaN
    private sum = 0
    constructor(private readonly allowancePa: number) {}

    take(pressurePa: number): number {
        if (!Number.isNaN(this.last))
            this.sum = Math.max(0, this.sum + this.last - pressurePa - this.allowancePa)
        this.last = pressurePa
        return this.sum
    }
}

/** First less last sample of a sliding window. */
class Derivative implements Method {
    private readonly delay: Delay
    constructor(windowSamples: number) {
        this.delay = new Delay(windowSamples)
    }

    take(pressurePa: number): number {
        const before = this.delay.swap(pressurePa)
        return this.delay.full ? before - pressurePa : 0
    }
}

/** Slope of the straight line through a sliding window, Pa per sample, falling positive. */
class LineFit implements Method {
    private readonly delay: Delay
    private origin = NaN
    private sum = 0
    private moment = 0
    constructor(private readonly windowSamples: number) {
        this.delay = new Delay(windowSamples)
    }

    take(pressurePa: number): number {
        const n = this.windowSamples
        if (Number.isNaN(this.origin)) this.origin = pressurePa
        const value = pressurePa - this.origin
        const old = this.delay.swap(value)
        // Σ i·y with i counted from the window's oldest: every sample moves one place down
        this.moment += (n - 1) * value - (this.sum - old)
        this.sum += value - old
        if (this.delay.count < n) return 0
        const slope = (12 * (this.moment - ((n - 1) / 2) * this.sum)) / (n * (n * n - 1))
        return -slope
    }
}

const per = (seconds: number, intervalS: number) => Math.round(seconds / intervalS)

/**
 * Decay tests one after another.
 * @param testS length of one test, s
 * @param meanS readings at both ends are means over this, s; 0 for single samples
 */
export function twoPoint(testS: number, meanS: number): MethodKind {
    const ends = meanS === 0 ? "single readings" : `${meanS} s means at both ends`
    return {
        name: `two-point ${testS} s`,
        what: `decay tests of ${testS} s in a row, ${ends}`,
        memorySamples: 10 * testS,
        make: intervalS => new TwoPoint(intervalS, testS, meanS),
        test: { testS, meanS },
    }
}

/** The methods of the comparison. */
export const METHODS: readonly MethodKind[] = [
    {
        name: "fixed threshold",
        what: "pressure below a reference taken once a day (mean of 10 s)",
        memorySamples: 864000,
        make: intervalS => new FixedThreshold(intervalS),
    },
    twoPoint(60, 1),
    twoPoint(600, 1),
    {
        name: "slope of average",
        what: "fall of an exponential average (τ = 10 s) within 10 s",
        memorySamples: 300,
        make: intervalS => new EmaSlope(intervalS, 10),
    },
    {
        name: "CUSUM",
        what: "on differences, allowance half of 1 Pa/min",
        memorySamples: 600,
        make: intervalS => new DifferenceCusum((0.5 / 60) * intervalS),
    },
    {
        name: "derivative 60 s",
        what: "Home Assistant `derivative`, time_window 60 s: last less first",
        memorySamples: 1200,
        make: intervalS => new Derivative(per(60, intervalS)),
    },
    {
        name: "line fit 60 s",
        what: "Home Assistant `trend`, sample_duration 60 s: straight line",
        memorySamples: 1200,
        make: intervalS => new LineFit(per(60, intervalS)),
    },
]
