/**
 * Leak-free days of devices in the field: is there ever an alarm?
 *
 * Every device draws its own sensor (noise 0.02-5 Pa, walk, thermometer), room (daily swing,
 * heating that cycles, wall) and troubles (spikes, dropouts, slammed doors, weather that bends the
 * chamber), then runs one day at 10 samples/s from power-up on. Everything from one seed.
 */
import { Random } from "../../sim/random"
import { RoomChamber, type Room, type SensorModel } from "./room"
import { Tester } from "./tester"

/** What a device's day showed. */
export interface DeviceDay {
    seed: number
    alarms: number
    /** Alarms within the first 20 minutes. */
    earlyAlarms: number
    /** Time spent in alarm, s. */
    alarmedS: number
    /** Instants of the alarms, s, at most the first ten. */
    atS: number[]
    noisePa: number
    /** The room's fastest daily slope, K/h, for whoever looks for a cause. */
    kPerH: number
}

const INTERVAL_MS = 100
const EARLY_S = 1200
/** Weather moves the pressure outside by some 50 Pa in 3 h; a chamber gives way by 0.1 %. */
const WEATHER_PA = 50
const WEATHER_MEMORY_S = 10800
const COMPLIANCE = 0.001

function logBetween(random: Random, low: number, high: number): number {
    return low * Math.pow(high / low, random.uniform())
}

/** Runs one device for `seconds`. */
export function deviceDay(seed: number, seconds: number): DeviceDay {
    const random = new Random(seed)
    const noisePa = logBetween(random, 0.02, 5)
    const sensor: SensorModel = {
        name: "drawn",
        noisePa,
        tempNoiseK: logBetween(random, 0.001, 0.01),
        lagS: logBetween(random, 2, 60),
        driftPaPerRootS: noisePa * logBetween(random, 0.001, 0.05),
    }
    const room: Room = {
        name: "drawn",
        spreadK: logBetween(random, 0.01, 0.3),
        memoryS: logBetween(random, 300, 3600),
        dailyK: random.between(0, 3),
        rampKPerH: 0,
        wallS: logBetween(random, 600, 7200),
    }
    const gas = new RoomChamber(room, sensor, INTERVAL_MS, random.fork())
    const troubles = random.fork()
    const perHour = {
        spikes: troubles.between(0, 2),
        dropouts: troubles.between(0, 2),
        doors: troubles.between(0, 1),
    }
    const happens = (rate: number) => troubles.uniform() * 36000 < rate
    const tester = new Tester(INTERVAL_MS)
    const day: DeviceDay = {
        seed,
        alarms: 0,
        earlyAlarms: 0,
        alarmedS: 0,
        atS: [],
        noisePa,
        kPerH: (room.dailyK * 2 * Math.PI) / 24 + (room.spreadK / room.wallS) * 3600,
    }
    let weatherPa = 0
    let silentUntil = 0
    let doorAt = -Infinity
    let doorPa = 0
    for (let i = 0; i < seconds * 10; i++) {
        gas.next()
        if (i % 600 === 0) {
            const keep = Math.exp(-60 / WEATHER_MEMORY_S)
            weatherPa *= keep
            weatherPa += WEATHER_PA * Math.sqrt(1 - keep * keep) * troubles.gaussian()
        }
        if (happens(perHour.dropouts)) silentUntil = i + troubles.between(3, 200)
        if (happens(perHour.doors)) {
            doorAt = i
            doorPa = troubles.between(5, 50)
        }
        let pa = gas.pressurePa + COMPLIANCE * weatherPa
        if (i - doorAt < 50) pa += doorPa * Math.exp((doorAt - i) / 5) * Math.cos(i - doorAt)
        if (happens(perHour.spikes)) pa += troubles.between(-200, 200)
        if (i < silentUntil) tester.pass()
        else tester.take(pa, gas.tempC)
        if (tester.alarmed) day.alarmedS += INTERVAL_MS / 1000
        if (tester.alarms > day.alarms) {
            day.alarms = tester.alarms
            if (i < EARLY_S * 10) day.earlyAlarms = tester.alarms
            if (day.atS.length < 10) day.atS.push(i / 10)
        }
    }
    return day
}

/** Many devices; the first has `seed`. */
export function deviceDays(count: number, seconds: number, seed: number): DeviceDay[] {
    return Array.from({ length: count }, (_, i) => deviceDay(seed + i, seconds))
}

/** The seeds whose days had most alarms, for whoever wants to look. */
export function worstSeeds(days: readonly DeviceDay[]): number[] {
    return [...days]
        .filter(({ alarms }) => alarms > 0)
        .sort((a, b) => b.alarms - a.alarms)
        .slice(0, 5)
        .map(({ seed }) => seed)
}
