/**
 * A whole tester (gate, detector, watch) at a steady temperature, in noise of a habitat.
 *
 * The thermometer, where there is one, is a BMP390's: 20 °C and its noise. From an onset on, the
 * pressure noise is that of a stream that every method of the comparison sees; the thermometer's is
 * its own.
 */
import type { RoomName } from "../../host/build/owner_config"
import { Random } from "../../sim/random"
import { NoisePressure } from "./calibrate"
import { deepClone, type Habitat } from "./ours"
import { SENSORS } from "./room"
import { Tester } from "./tester"

const LEVEL_PA = 101325
const TEMP_C = 20
/** Noise, grid and the octaves up to some minutes are learned by then, s. */
const WARM_S = 1800
/** Between two leaks on one tester's noise, s: longer than the smallest leak needs. */
const REST_S = 600

/** Tries to warm up without a false alarm. */
const WARM_ATTEMPTS = 20

/** A habitat, and whether there is a thermometer. */
export interface SteadyHabitat extends Habitat {
    thermometer: boolean
    /** What its owner calls the room. */
    room: RoomName
}

/** The rigs that are compared. */
export const RIGS: readonly (Pick<SteadyHabitat, "thermometer" | "room"> & { name: string })[] = [
    { name: "pressure only", thermometer: false, room: "quiet" },
    { name: "thermometer", thermometer: true, room: "quiet" },
    { name: "bath", thermometer: true, room: "bath" },
]

/** See the file's head; copied by `deepClone`. */
export class SteadyBench {
    readonly tester: Tester
    private readonly noise: NoisePressure
    private readonly thermometer: Random
    private lostPa = 0

    constructor(
        readonly habitat: SteadyHabitat,
        random: Random
    ) {
        this.tester = new Tester(habitat.intervalMs, habitat.direction, habitat.room)
        this.thermometer = random.fork()
        this.noise = new NoisePressure(habitat, random)
    }

    /** Gives the pressure noise from now on to another stream. */
    turn(random: Random): void {
        this.noise.random = random
    }

    /** One sample with a leak of so many Pa/s. */
    take(leakPaPerS: number): void {
        this.lostPa += (leakPaPerS * this.habitat.intervalMs) / 1000
        const tempC = TEMP_C + SENSORS[0].tempNoiseK * this.thermometer.gaussian()
        const pressurePa = LEVEL_PA + this.noise.next(0) - this.lostPa
        this.tester.take(pressurePa, this.habitat.thermometer ? tempC : null)
    }

    /** Seconds of noise, or of a leak. */
    run(seconds: number, leakPaPerS: number): void {
        const samples = Math.round((seconds * 1000) / this.habitat.intervalMs)
        for (let i = 0; i < samples; i++) this.take(leakPaPerS)
    }

    /** Seconds until the state is, or is not, an alarm; `Infinity` after `longestS`. */
    until(alarmed: boolean, leakPaPerS: number, longestS: number): number {
        const perS = 1000 / this.habitat.intervalMs
        for (let i = 1; i <= longestS * perS; i++) {
            this.take(leakPaPerS)
            if (this.tester.alarmed === alarmed) return i / perS
        }
        return Infinity
    }
}

/** Testers at moments of one long watch, each about to meet noise of its own seed. */
export function* steadyBenches(habitat: SteadyHabitat, count: number, seed: number) {
    const random = new Random(seed)
    let home = warmed(habitat, random)
    for (let i = 0; i < count; i++) {
        home.run(REST_S, 0)
        // a false alarm is counted elsewhere; here nothing more can be found
        if (home.tester.alarmed) home = warmed(habitat, random)
        const bench = deepClone(home)
        bench.turn(new Random(seed + 1 + i))
        yield bench
    }
}

function warmed(habitat: SteadyHabitat, random: Random): SteadyBench {
    let bench = new SteadyBench(habitat, random.fork())
    bench.run(WARM_S, 0)
    for (let i = 1; bench.tester.alarmed && i < WARM_ATTEMPTS; i++) {
        bench = new SteadyBench(habitat, random.fork())
        bench.run(WARM_S, 0)
    }
    return bench
}

/** Delays, s, of leaks of so many Pa/s; `Infinity` when a leak is not found in time. */
export function steadyDelays(
    habitat: SteadyHabitat,
    leakPaPerS: number,
    runs: number,
    longestS: number,
    seed: number
): number[] {
    return [...steadyBenches(habitat, runs, seed)].map(bench =>
        bench.tester.alarmed ? Infinity : bench.until(true, leakPaPerS, longestS)
    )
}

/** Alarms in so many samples of a tight chamber; after an alarm the tester starts over. */
export function steadyFalseAlarms(habitat: SteadyHabitat, samples: number, seed: number): number {
    const random = new Random(seed)
    let bench = warmed(habitat, random)
    let alarms = 0
    for (let i = 0; i < samples; i++) {
        bench.take(0)
        if (!bench.tester.alarmed) continue
        alarms++
        bench = warmed(habitat, random)
    }
    return alarms
}

/** How many of so many testers alarm within some time, s, after power-up. */
export function steadyBoots(
    habitat: SteadyHabitat,
    boots: number,
    withinS: number,
    seed: number
): number {
    let alarmed = 0
    for (let i = 0; i < boots; i++) {
        const bench = new SteadyBench(habitat, new Random(seed + i))
        if (bench.until(true, 0, withinS) < Infinity) alarmed++
    }
    return alarmed
}
