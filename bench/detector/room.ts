/**
 * Chambers in rooms: gas and thermometer temperature as explicit stochastic processes.
 *
 * The room's temperature is a mean-reverting random walk (Ornstein-Uhlenbeck: spread, memory), a
 * daily sine and a ramp. The chamber's wall follows the room with one time constant, and the gas
 * is at the wall's temperature; the thermometer follows the gas with its own lag and has white
 * noise. Pressure is proportional to the gas temperature (rigid chamber), plus the sensor's white
 * noise and random walk, less the leak. One step of temperature per second, linear in between.
 */
import type { RoomName } from "../../host/build/owner_config"
import type { Random } from "../../sim/random"

/** A room and a chamber in it. */
export interface Room {
    name: string
    /** Spread of the room's temperature about its mean, K, and its memory, s. */
    spreadK: number
    memoryS: number
    /** Half the daily swing, K. */
    dailyK: number
    /** Steady ramp, K/h. */
    rampKPerH: number
    /** Time constant with which the chamber follows, s. */
    wallS: number
}

/** A room whose kind its owner has told. */
export interface DeclaredRoom extends Room {
    /** What `devs.config.json` says of it. */
    declared: RoomName
}

/** The three settings of the published limits. */
export const ROOMS: readonly DeclaredRoom[] = [
    {
        name: "bath",
        declared: "bath",
        spreadK: 0.005,
        memoryS: 600,
        dailyK: 0,
        rampKPerH: 0,
        wallS: 300,
    },
    {
        name: "quiet room",
        declared: "quiet",
        spreadK: 0.1,
        memoryS: 1200,
        dailyK: 0.5,
        rampKPerH: 0,
        wallS: 1800,
    },
    {
        name: "draughty bench",
        declared: "draughty",
        spreadK: 0.5,
        memoryS: 120,
        dailyK: 1.5,
        rampKPerH: 0,
        wallS: 600,
    },
]

/** A sensor as the simulated chips model it at the firmware's settings. */
export interface SensorModel {
    name: string
    /** White noise of one pressure sample, Pa. */
    noisePa: number
    /** White noise of one temperature sample, K. */
    tempNoiseK: number
    /** Thermometer's lag behind the gas, s. */
    lagS: number
    /** Random walk of the pressure, Pa/√s. */
    driftPaPerRootS: number
}

/** The supported parts: x32 pressure, x8 temperature oversampling. */
export const SENSORS: readonly SensorModel[] = [
    { name: "BMP390", noisePa: 0.84, tempNoiseK: 0.0049, lagS: 8, driftPaPerRootS: 0.0003 },
    { name: "BMP388", noisePa: 1.16, tempNoiseK: 0.0049, lagS: 8, driftPaPerRootS: 0.0003 },
]

const START_PA = 101325
const START_K = 293.15
const DAY_S = 86400

/** A chamber, sampled. Copied by `deepClone` with everything it is made of. */
export class RoomChamber {
    /** Leak rate, Pa/s; positive falls. */
    leakPaPerS = 0
    pressurePa = START_PA
    tempC = 0
    private leakedPa = 0
    private walkPa = 0
    /** The room's temperature off its mean, K; what happens to it sets it. */
    roomOffK: number
    private wallOffK: number
    private gasOffK: number
    private gasStepK = 0
    private thermometerOffK: number
    private second = 0
    private sample = 0
    private readonly phase: number

    constructor(
        private readonly room: Room,
        private readonly sensor: SensorModel,
        readonly intervalMs: number,
        private readonly random: Random
    ) {
        this.phase = 2 * Math.PI * random.uniform()
        this.roomOffK = room.spreadK * random.gaussian()
        const start = this.outside()
        this.wallOffK = start
        this.gasOffK = start
        this.thermometerOffK = start
    }

    /** Temperature outside the chamber, off its mean, K. */
    private outside(): number {
        const { dailyK, rampKPerH } = this.room
        const day = dailyK * Math.sin((2 * Math.PI * this.second) / DAY_S + this.phase)
        return this.roomOffK + day + (rampKPerH / 3600) * this.second
    }

    /** The next sample: sets `pressurePa` and `tempC`. */
    next(): void {
        const { room, sensor, random, intervalMs } = this
        const intervalS = intervalMs / 1000
        this.sample++
        while (this.second * 1000 < this.sample * intervalMs) this.nextSecond(room)
        this.gasOffK += this.gasStepK * intervalS
        this.thermometerOffK +=
            (this.gasOffK - this.thermometerOffK) * Math.min(1, intervalS / sensor.lagS)
        this.leakedPa += this.leakPaPerS * intervalS
        this.walkPa += sensor.driftPaPerRootS * Math.sqrt(intervalS) * random.gaussian()
        this.pressurePa =
            (START_PA * (START_K + this.gasOffK)) / START_K -
            this.leakedPa +
            this.walkPa +
            sensor.noisePa * random.gaussian()
        this.tempC = START_K - 273.15 + this.thermometerOffK + sensor.tempNoiseK * random.gaussian()
    }

    private nextSecond(room: Room) {
        this.second++
        const keep = Math.exp(-1 / room.memoryS)
        const kick = room.spreadK * Math.sqrt(1 - keep * keep)
        this.roomOffK = this.roomOffK * keep + kick * this.random.gaussian()
        this.wallOffK += (this.outside() - this.wallOffK) / room.wallS
        // the gas gets there within this second
        this.gasStepK = this.wallOffK - this.gasOffK
    }
}
