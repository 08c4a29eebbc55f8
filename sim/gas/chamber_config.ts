/**
 * What a chamber is made of, and what it gives away.
 */
import type { Medium } from "./medium"

/** What a chamber is made of and how it starts; everything but the volume has a default. */
export interface ChamberConfig {
    /** Gas volume, m³. */
    volumeM3: number
    /** Start pressure, Pa; 101,325. */
    pressurePa?: number
    /** Start temperature of gas, wall and thermometer, K; 293.15. */
    tempK?: number
    /** Pressure outside, Pa; 101,325. */
    ambientPa?: number
    /** Temperature outside, K; the start temperature. */
    ambientK?: number
    /** Air when not given. */
    medium?: Medium
    /**
     * Time constant with which the gas of the start state follows the wall, s; 20. Infinity: none.
     */
    gasWallTauS?: number
    /** Time constant with which the wall follows the ambient, s; 1800. Infinity: insulated. */
    wallAmbientTauS?: number
    /** Heat capacity of the wall over that of the gas at the start; 200. */
    wallToGasHeatCapacity?: number
    /** Time constant of the thermometer, s; 8. 0: none. */
    sensorTauS?: number
    /** How much warmer than the gas the thermometer's board is, K; 0. */
    sensorSelfHeatingK?: number
}

/** What the chamber exchanged since the start; for balance checks and reports. */
export interface Ledger {
    massInKg: number
    massOutKg: number
    enthalpyInJ: number
    enthalpyOutJ: number
    heatFromAmbientJ: number
    /** Heat content of vessels that were joined, gas and walls. */
    joinedJ: number
}

/** What a sensor in the chamber feels. */
export interface Felt {
    pressurePa: number
    tempC: number
}

/**
 * Pressure and temperature at the start, Pa and K.
 * @throws RangeError for a volume, pressure or temperature that is not positive
 */
export function startOf(config: ChamberConfig): { pressurePa: number; tempK: number } {
    const pressurePa = config.pressurePa ?? 101325
    const tempK = config.tempK ?? 293.15
    for (const [name, value] of Object.entries({ volumeM3: config.volumeM3, pressurePa, tempK }))
        if (!(value > 0 && value < Infinity))
            throw new RangeError(`chamber: ${name} is ${value}, it must be above 0`)
    return { pressurePa, tempK }
}
