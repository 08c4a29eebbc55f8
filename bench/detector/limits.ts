/**
 * Published limits: the smallest leak that is found in time, 19 times out of 20.
 *
 * The whole tester (gate, temperature correction, detector, watch; either direction) on a chamber
 * in a room, at 10 samples/s, after an hour of running, told what kind of room it is. The same
 * chambers meet leaks of √2 steps, largest first, and go on for up to a day. The limit for a time
 * is the smallest step of which, and of all larger ones, at least 95 % were found within it, and
 * all of those at twice as much. A leak that is found although the room alone had raised an alarm
 * before counts as not found.
 */
import { Random } from "../../sim/random"
import { LeakDirection } from "../../src/config"
import { deepClone } from "./ours"
import { RoomChamber, ROOMS, SENSORS, type DeclaredRoom, type SensorModel } from "./room"
import { Tester } from "./tester"

/** Times for which limits are given, s. */
export const LIMIT_TIMES_S = [10, 60, 600, 3600, 86400] as const
/** Share of leaks that must be found. */
const FOUND_SHARE = 0.95
const WARM_S = 3600
const INTERVAL_MS = 100
const LARGEST_PA_PER_S = 8
const STEPS = 40
/** Steps to twice as much. */
const TWICE = 2

/** One setting's limits. */
export interface Limits {
    sensor: string
    room: string
    /** Pa/s, per time; null when not even the largest leak was found that soon, or not tried. */
    limitsPaPerS: (number | null)[]
    /** Longest time that was tried, s. */
    longestS: number
    /** Alarms without a leak in the first hour of all chambers. */
    falseAlarms: number
    chambers: number
    seed: number
}

/** A chamber and the tester that watches it. */
export interface Watched {
    gas: RoomChamber
    tester: Tester
}

/** A fresh chamber without a leak, watched for so many seconds by a tester told of its room. */
export function watchedFor(
    seconds: number,
    room: DeclaredRoom,
    sensor: SensorModel,
    seed: number
): Watched {
    const gas = new RoomChamber(room, sensor, INTERVAL_MS, new Random(seed))
    const tester = new Tester(INTERVAL_MS, LeakDirection.Either, room.declared)
    for (let ms = 0; ms < seconds * 1000; ms += INTERVAL_MS) {
        gas.next()
        tester.take(gas.pressurePa, gas.tempC)
    }
    return { gas, tester }
}

/** Seconds until a leak is found, `Infinity` when it is not within `longestS`. */
function find(warmed: Watched, leakPaPerS: number, longestS: number): number {
    if (warmed.tester.alarmed) return Infinity
    const { gas, tester } = deepClone(warmed)
    gas.leakPaPerS = leakPaPerS
    for (let ms = INTERVAL_MS; ms <= longestS * 1000; ms += INTERVAL_MS) {
        gas.next()
        tester.take(gas.pressurePa, gas.tempC)
        if (tester.alarmed) return ms / 1000
    }
    return Infinity
}

/** Whether a fresh chamber's leak, Pa/s, is found within a time, s, and not by a false alarm. */
export function findInTime(
    room: DeclaredRoom,
    sensor: SensorModel,
    leakPaPerS: number,
    timeS: number,
    seed: number
): boolean {
    return find(watchedFor(WARM_S, room, sensor, seed), leakPaPerS, timeS) <= timeS
}

/** Limits of one sensor in one room. */
export function limitsOf(
    room: DeclaredRoom,
    sensor: SensorModel,
    chambers: number,
    longestS: number,
    seed: number
): Limits {
    const warmed = Array.from({ length: chambers }, (_, i) =>
        watchedFor(WARM_S, room, sensor, seed + i)
    )
    const times = LIMIT_TIMES_S.filter(timeS => timeS <= longestS)
    const limits: (number | null)[] = LIMIT_TIMES_S.map(() => null)
    const open = new Set(times.map((_, t) => t))
    const found: number[][] = []
    for (let step = 0; step < STEPS && open.size > 0; step++) {
        const leakPaPerS = LARGEST_PA_PER_S * Math.pow(2, -step / 2)
        // no need to wait longer than the longest time that is still open
        const waitS = Math.max(...[...open].map(t => times[t]))
        const delays = warmed.map(chamber => find(chamber, leakPaPerS, waitS))
        found.push(delays)
        for (const t of [...open]) {
            const inTime = (all: number[]) => all.filter(delay => delay <= times[t]).length
            const isSure = step < TWICE || inTime(found[step - TWICE]) === chambers
            if (isSure && inTime(delays) >= FOUND_SHARE * chambers) limits[t] = leakPaPerS
            else open.delete(t)
        }
    }
    return {
        sensor: sensor.name,
        room: room.name,
        limitsPaPerS: limits,
        longestS,
        falseAlarms: warmed.reduce((sum, { tester }) => sum + tester.alarms, 0),
        chambers,
        seed,
    }
}

/** Limits of every sensor in every room. */
export function allLimits(
    chambers: number,
    longestS: number,
    seed: number,
    tell: (sentence: string) => void
): Limits[] {
    return SENSORS.flatMap(sensor =>
        ROOMS.map(room => {
            tell(`limits of ${sensor.name}, ${room.name}`)
            return limitsOf(room, sensor, chambers, longestS, seed)
        })
    )
}
