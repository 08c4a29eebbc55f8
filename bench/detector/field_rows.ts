/**
 * Rows from the field: device-days without a leak, power-ups, and leaks at twice the published
 * limits.
 */
import type { RoomName } from "../../host/build/owner_config"
import { Random } from "../../sim/random"
import { LeakDirection } from "../../src/config"
import { deviceDays, worstSeeds } from "./harsh"
import { findInTime, LIMIT_TIMES_S, type Limits } from "./limits"
import { RoomChamber, ROOMS, SENSORS, type Room } from "./room"
import { rowMaker, type Row } from "./rows"
import { mean, rate, share } from "./statistics"
import { Tester } from "./tester"

const DAY_S = 86400
const BOOT_S = 1200
const BOOT_GOAL = 0.01
const INTERVAL_MS = 100

/** Alarms of devices without a leak, each for a day from power-up on. */
export function dayRows(days: number, seed: number): Row[] {
    const row = rowMaker("leak-free devices", seed)
    const all = deviceDays(days, DAY_S, seed)
    const alarms = all.reduce((sum, day) => sum + day.alarms, 0)
    const quiet = share(all.filter(day => day.alarms === 0).length, days)
    const inAlarm = mean(all.map(day => day.alarmedS / DAY_S))
    const worst = worstSeeds(all)
    const note = worst.length === 0 ? undefined : `worst seeds ${worst.join(", ")}`
    return [
        row.counted("false alarms, mixed harsh days", 0, alarms, "device-days", days, note),
        row.shown("false alarms a day", rate(alarms, days), "device-days"),
        row.shown("share of devices without any", quiet, "device-days"),
        row.shown("share of the time in alarm", inAlarm, "device-days"),
    ]
}

/** Alarms within the first 20 minutes of such devices. */
export function bootRows(boots: number, seed: number): Row[] {
    const row = rowMaker("leak-free devices", seed)
    const all = deviceDays(boots, BOOT_S, seed)
    const alarmed = share(all.filter(day => day.alarms > 0).length, boots)
    return [row.atMost("share that alarms in 20 min after power-up", BOOT_GOAL, alarmed, "boots")]
}

/** Whether a BMP390 in a chamber without a leak alarms in the first 20 minutes. */
export function alarmsAtPowerUp(room: Room, declared: RoomName, seed: number): boolean {
    const gas = new RoomChamber(room, SENSORS[0], INTERVAL_MS, new Random(seed))
    const tester = new Tester(INTERVAL_MS, LeakDirection.Either, declared)
    while (tester.nowMs < BOOT_S * 1000 && tester.alarms === 0) {
        gas.next()
        tester.take(gas.pressurePa, gas.tempC)
    }
    return tester.alarms > 0
}

/** Such chambers, by what their owner calls the room. */
export function powerUpRows(boots: number, seed: number): Row[] {
    const row = rowMaker("power-up, BMP390", seed)
    const alarmed = (room: Room, declared: RoomName) => {
        let count = 0
        for (let i = 0; i < boots; i++) if (alarmsAtPowerUp(room, declared, seed + i)) count++
        const what = `share that alarms in 20 min: ${room.name} called ${declared}`
        return row.shown(what, share(count, boots), "boots")
    }
    const draughty = ROOMS[ROOMS.length - 1]
    return [...ROOMS.map(room => alarmed(room, room.declared)), alarmed(draughty, "quiet")]
}

/**
 * Leaks of 2 to 8 times the published limits, in fresh chambers.
 * @param longestS no limit for longer than this is tried
 */
export function missedRows(
    limits: readonly Limits[],
    perLimit: number,
    longestS: number,
    seed: number
): Row[] {
    const row = rowMaker("published limits", seed)
    let tried = 0
    let missed = 0
    const where = new Map<string, number>()
    for (const limit of limits) {
        const sensor = SENSORS.find(({ name }) => name === limit.sensor)!
        const room = ROOMS.find(({ name }) => name === limit.room)!
        LIMIT_TIMES_S.forEach((timeS, t) => {
            const paPerS = limit.limitsPaPerS[t]
            if (paPerS === null || timeS > longestS) return
            for (let i = 0; i < perLimit; i++) {
                const random = new Random(seed + tried)
                const leak = paPerS * random.between(2, 8)
                tried++
                if (findInTime(room, sensor, leak, timeS, random.bits32())) continue
                missed++
                const name = `${limit.sensor} ${limit.room} ${timeS} s`
                where.set(name, (where.get(name) ?? 0) + 1)
            }
        })
    }
    const note = [...where].map(([name, count]) => `${name}: ${count}`).join(", ")
    const what = "leaks of 2-8 times the limit not found in its time"
    return [row.counted(what, 0, missed, "leaks", tried, note)]
}
