/**
 * How fast a chamber's gas and wall change: flows through every passage, heat, and the time scale.
 *
 *   dm/dt     = flow in - flow out
 *   dU/dt     = cp·(flow in·T_source - flow out·T_gas) + G_gw·(T_wall - T_gas)
 *   Cw·dTw/dt = G_gw·(T_gas - T_wall) + G_wa·(T_ambient - T_wall)
 *
 * One object is reused, so that a step of the integration allocates nothing. SI units.
 */
import { ORIFICE_LINEAR_BELOW_PA } from "./flow"
import { flowThroughKgPerS, type Leak, type OrificeShape } from "./leak"
import { cpJPerKgK, cvJPerKgK, type Medium } from "./medium"
import type { Walls } from "./walls"

/** Largest share of a time constant in one sub-step: the error of order 4 is then below 1e-8. */
const STEP_OF_TIME_CONSTANT = 0.1
/** The same once a vent has equalised the pressure and only the residue decays. */
const STEP_AT_REST = 1

/** A valve to a supply. */
export interface Supply {
    shape: OrificeShape
    supplyPa: number
    supplyK: number
}

/** What gas can pass through. */
export interface Passages {
    leaks: Leak[]
    fill: Supply | undefined
    vent: OrificeShape | undefined
}

/** See the file's head. The fields are the rates of the last `derive`, kg/s and W. */
export class Rates {
    massIn = 0
    massOut = 0
    enthalpyIn = 0
    enthalpyOut = 0
    /** From wall to gas. */
    heatGas = 0
    /** From ambient to wall. */
    heatAmbient = 0
    /** 1/h of the sub-step that the state allows, 1/s. */
    stepRate = 0

    private readonly cv: number
    private readonly cp: number

    constructor(
        private readonly medium: Medium,
        /** Of the gas; more when a vessel is joined. */
        public volumeM3: number,
        private readonly walls: Walls,
        private readonly passages: Passages
    ) {
        this.cv = cvJPerKgK(medium)
        this.cp = cpJPerKgK(medium)
    }

    /** Rates of change of a state, and 1/h of the sub-step that it allows. */
    derive(
        mass: number,
        energyJ: number,
        wallK: number,
        ambientPa: number,
        ambientK: number
    ): void {
        const walls = this.walls
        const pa = (energyJ * (this.medium.gamma - 1)) / this.volumeM3
        const gasK = energyJ / (mass * this.cv)
        this.massIn = 0
        this.massOut = 0
        this.enthalpyIn = 0
        this.enthalpyOut = 0
        this.heatGas = walls.gasWallWPerK * (wallK - gasK)
        this.heatAmbient = walls.wallAmbientWPerK * (ambientK - wallK)
        this.stepRate =
            (walls.gasWallWPerK / (mass * this.cv) + walls.thermalRate) / STEP_OF_TIME_CONSTANT
        const { leaks, fill, vent } = this.passages
        for (const leak of leaks) {
            if (!(leak.opening > 0)) continue
            const outPa = leak.to === "vacuum" ? 0 : ambientPa
            this.exchange(leak.shape, leak.opening, pa, gasK, outPa, ambientK)
        }
        if (fill !== undefined) {
            this.exchange(fill.shape, 1, pa, gasK, fill.supplyPa, fill.supplyK)
        }
        if (vent !== undefined) this.exchange(vent, 1, pa, gasK, ambientPa, ambientK)
    }

    /** Books the flow through one passage, and how fast it would equalise the pressures. */
    private exchange(
        shape: Leak["shape"],
        opening: number,
        pa: number,
        gasK: number,
        outPa: number,
        outK: number
    ): void {
        const flow = flowThroughKgPerS(this.medium, shape, opening, pa, gasK, outPa, outK)
        if (flow >= 0) {
            this.massOut += flow
            this.enthalpyOut += flow * this.cp * gasK
        } else {
            this.massIn -= flow
            this.enthalpyIn -= flow * this.cp * outK
        }
        // next to equilibrium the flow says nothing about the conductance; 1 Pa of difference does
        let kgPerSPa: number
        const difference = Math.abs(pa - outPa)
        const atRest = difference < ORIFICE_LINEAR_BELOW_PA
        if (atRest) {
            const nearPa = outPa + ORIFICE_LINEAR_BELOW_PA
            const near = flowThroughKgPerS(this.medium, shape, opening, nearPa, gasK, outPa, outK)
            kgPerSPa = near / ORIFICE_LINEAR_BELOW_PA
        } else {
            kgPerSPa = Math.abs(flow) / difference
        }
        const hotterK = gasK > outK ? gasK : outK
        const rate =
            (this.medium.gamma * this.medium.specificGasJPerKgK * hotterK * kgPerSPa) /
            this.volumeM3
        this.stepRate += rate / (atRest ? STEP_AT_REST : STEP_OF_TIME_CONSTANT)
    }
}
