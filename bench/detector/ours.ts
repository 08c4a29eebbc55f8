/**
 * The firmware's detector as the bench drives it: on noise in natural units, cloned at will.
 *
 * A `Subject` is one detector with the noise it lives in. It takes innovations of variance 1 (see
 * `yardsticks.ts`) and makes the pressures from them, so that the very same noise can be judged by
 * a yardstick. Cloning a warmed-up subject saves the minutes of learning before every leak.
 */
import type { Random } from "../../sim/random"
import { defaultRigConfig, LeakDirection } from "../../src/config"
import { Suspicion } from "../../src/detector/evidence"
import { LeakDetector } from "../../src/detector/leak_detector"
import { TEMP_MISSING_MICRO_C } from "../../src/sensor/reading"
import { Yardstick } from "./yardsticks"

/** Builds a detector; the class may come from `variant.ts`. */
export type MakeDetector = (direction: LeakDirection) => LeakDetector

/** The detector as it is shipped, in a room that is called nothing else. */
export const makeShipped: MakeDetector = direction =>
    new LeakDetector({ ...defaultRigConfig(), leakDirection: direction })

/** What a subject lives in. */
export interface Habitat {
    /** Noise of one sample, Pa. */
    sigmaPa: number
    /** Variance of the walk per sample over that of the noise. */
    kappa: number
    /** Sample interval, ms. */
    intervalMs: number
    direction: LeakDirection
}

/** Pressure about which everything moves, Pa. */
const LEVEL_PA = 101325
/** Samples before a subject is used: noise, walk and grid are learned by then. */
const WARM_SAMPLES = 20000
const WARM_ATTEMPTS = 10

/** See the file's head. */
export class Subject {
    readonly detector: LeakDetector
    private readonly filter: Yardstick
    /** Prediction of the level, σ. */
    private predicted = 0
    private atMs = 0

    /** Instant of the last sample, ms. */
    get nowMs(): number {
        return this.atMs
    }

    constructor(
        make: MakeDetector,
        readonly habitat: Habitat
    ) {
        this.detector = make(habitat.direction)
        this.filter = new Yardstick(habitat.kappa, 0, 1)
    }

    /** Whether the detector says leak. */
    get alarmed(): boolean {
        return this.detector.evidence.suspicion === Suspicion.Leak
    }

    /** One sample. */
    take(innovation: number): void {
        const { gain, innovationSd } = this.filter
        const e = innovation * innovationSd
        // falling is the direction of a leak here, as a positive ρ is in the yardsticks
        const pressurePa = LEVEL_PA - this.habitat.sigmaPa * (this.predicted + e)
        this.predicted += gain * e
        this.atMs += this.habitat.intervalMs
        this.detector.add(this.atMs | 0, Math.round(pressurePa * 1000), TEMP_MISSING_MICRO_C)
    }

    /** Noise only. */
    rest(samples: number, random: Random): void {
        for (let i = 0; i < samples; i++) this.take(random.gaussian())
    }

    /** A copy that goes its own way. */
    clone(): Subject {
        return deepClone(this)
    }
}

/** A subject that has learned its noise and shows no leak. */
export function warmSubject(make: MakeDetector, habitat: Habitat, random: Random): Subject {
    // an accelerated threshold alarms now and then
    for (let attempt = 0; attempt < WARM_ATTEMPTS; attempt++) {
        const subject = new Subject(make, habitat)
        subject.rest(WARM_SAMPLES, random)
        if (!subject.alarmed) return subject
    }
    throw new Error(`the detector alarms ${WARM_ATTEMPTS} times in a row on pure noise`)
}

/** Copies an object with everything it owns; what is shared inside stays shared. */
export function deepClone<T extends object>(object: T, copies = new Map<object, object>()): T {
    const known = copies.get(object)
    if (known !== undefined) return known as T
    // numbers are copied by the engine, so that copies are as fast as originals
    const copy = Array.isArray(object)
        ? object.slice()
        : Object.assign(Object.create(Object.getPrototypeOf(object) as object) as object, object)
    copies.set(object, copy)
    const slots = copy as Record<string, unknown>
    for (const [key, value] of Object.entries(object))
        if (typeof value === "object" && value !== null && !ArrayBuffer.isView(value))
            slots[key] = deepClone(value as object, copies)
    return copy as T
}

/** Samples between two leaks on one subject's noise. */
const REST_SAMPLES = 500

/**
 * A subject's own noise goes on between leaks, each of which is put on a copy. Between them it
 * rests for some samples, as long as a leak takes to be found, or two leaks would share their past.
 */
export class Pasture {
    private subject: Subject
    constructor(
        private readonly make: MakeDetector,
        private readonly habitat: Habitat,
        private readonly random: Random,
        private readonly restSamples = REST_SAMPLES
    ) {
        this.subject = warmSubject(make, habitat, random)
    }

    /** A copy at a fresh moment. */
    next(): Subject {
        this.subject.rest(this.restSamples, this.random)
        // a false alarm of an accelerated threshold: start over, it is not what is measured here
        if (this.subject.alarmed) this.subject = warmSubject(this.make, this.habitat, this.random)
        return this.subject.clone()
    }
}
