/**
 * The walls of a chamber: how much heat they hold, and how fast gas and ambient give it to them.
 */
import type { ChamberConfig } from "./chamber_config"

/** Heat conductances and capacities of a chamber. */
export interface Walls {
    gasWallWPerK: number
    wallAmbientWPerK: number
    wallJPerK: number
    /** Rate of the thermometer and the wall, 1/s; bounds the sub-step. */
    thermalRate: number
}

/**
 * The walls of a chamber as it starts.
 * @param gasJPerK heat capacity of its gas
 * @param sensorTauS time constant of its thermometer, 0 for none
 */
export function wallsOf(config: ChamberConfig, gasJPerK: number, sensorTauS: number): Walls {
    const wallJPerK = gasJPerK * (config.wallToGasHeatCapacity ?? 200)
    const gasWallWPerK = gasJPerK / (config.gasWallTauS ?? 20)
    const wallAmbientWPerK = wallJPerK / (config.wallAmbientTauS ?? 1800)
    const thermalRate =
        (gasWallWPerK + wallAmbientWPerK) / wallJPerK +
        (sensorTauS > 0 ? Math.min(10, 1 / sensorTauS) : 0)
    return { gasWallWPerK, wallAmbientWPerK, wallJPerK, thermalRate }
}

/** More walls of the same kind: `factor` times as much in all. */
export function growWalls(walls: Walls, factor: number) {
    walls.gasWallWPerK *= factor
    walls.wallAmbientWPerK *= factor
    walls.wallJPerK *= factor
}
