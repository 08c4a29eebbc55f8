/**
 * A rigid chamber of ideal gas: pressure, gas, wall and thermometer temperatures as they would be.
 *
 * Three stores: gas (mass and internal energy), wall (temperature), thermometer (temperature).
 *   dm/dt     = flow in - flow out
 *   dU/dt     = cp·(flow in·T_source - flow out·T_gas) + G_gw·(T_wall - T_gas)
 *   Cw·dTw/dt = G_gw·(T_gas - T_wall) + G_wa·(T_ambient - T_wall)
 *   dTs/dt    = (T_gas + self-heating - Ts) / τ_sensor
 *   p         = (γ-1)·U/V
 * The gas is well mixed, the thermometer's own heat capacity is neglected, the wall has one
 * temperature. Integrated by Runge-Kutta of order 4; the sub-step follows from the fastest rate and
 * from nothing else, so that the same calls give the same bits. SI units.
 */
import { ORIFICE_LINEAR_BELOW_PA } from "./flow"
import { flowThroughKgPerS, type Leak, type OrificeShape } from "./leak"
import { AIR, cpJPerKgK, cvJPerKgK, type Medium } from "./medium"
import { Ramp } from "./ramp"

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
    /** Time constant with which the gas of the start state follows the wall, s; 20. Infinity: none. */
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
}

/** What a sensor in the chamber feels. */
export interface Felt {
    pressurePa: number
    tempC: number
}

interface Valve {
    shape: OrificeShape
    supplyPa: number
    supplyK: number
}

/** Largest share of a time constant in one sub-step: the error of order 4 is then below 1e-8. */
const STEP_OF_TIME_CONSTANT = 0.1
/** The same once a vent has equalised the pressure and only the residue decays. */
const STEP_AT_REST = 1
const ZERO_CELSIUS_K = 273.15

/** See the file's head. */
export class Chamber {
    readonly medium: Medium
    readonly volumeM3: number
    /** Exchange since the start. */
    readonly ledger: Ledger = {
        massInKg: 0,
        massOutKg: 0,
        enthalpyInJ: 0,
        enthalpyOutJ: 0,
        heatFromAmbientJ: 0,
    }
    private readonly cv: number
    private readonly cp: number
    private readonly gasWallWPerK: number
    private readonly wallJPerK: number
    private readonly wallAmbientWPerK: number
    private readonly sensorTauS: number
    private readonly selfHeatingK: number
    private readonly thermalRate: number

    private timeS = 0
    private mass: number
    private energyJ: number
    private wallK: number
    private sensorK: number
    private readonly leakList: Leak[] = []
    private fill: Valve | undefined
    private vent: OrificeShape | undefined
    private readonly ambientPaRamp: Ramp
    private readonly ambientKRamp: Ramp

    // outputs of derive(), fields so that a step allocates nothing
    private dMassIn = 0
    private dMassOut = 0
    private dEnthalpyIn = 0
    private dEnthalpyOut = 0
    private dHeatGas = 0
    private dHeatAmbient = 0
    private flowRate = 0

    // the state before the last advance, for `feel` at an instant that has passed
    private beforeS = 0
    private beforePa: number
    private beforeSensorK: number
    private pulsePa = 0
    private pulseStartS = 0
    private pulseDecayS = 1
    private pulseHz = 0

    /** Throws `RangeError` for a volume, pressure or temperature that is not positive. */
    constructor(config: ChamberConfig) {
        const pressurePa = config.pressurePa ?? 101325
        const tempK = config.tempK ?? 293.15
        for (const [name, value] of [
            ["volumeM3", config.volumeM3],
            ["pressurePa", pressurePa],
            ["tempK", tempK],
        ] as const) {
            if (!(value > 0 && value < Infinity)) {
                throw new RangeError(`chamber: ${name} is ${value}, it must be above 0`)
            }
        }
        this.medium = config.medium ?? AIR
        this.volumeM3 = config.volumeM3
        this.cv = cvJPerKgK(this.medium)
        this.cp = cpJPerKgK(this.medium)
        this.mass = (pressurePa * this.volumeM3) / (this.medium.specificGasJPerKgK * tempK)
        this.energyJ = this.mass * this.cv * tempK
        const gasJPerK = this.mass * this.cv
        this.wallJPerK = gasJPerK * (config.wallToGasHeatCapacity ?? 200)
        this.gasWallWPerK = gasJPerK / (config.gasWallTauS ?? 20)
        this.wallAmbientWPerK = this.wallJPerK / (config.wallAmbientTauS ?? 1800)
        this.sensorTauS = config.sensorTauS ?? 8
        this.selfHeatingK = config.sensorSelfHeatingK ?? 0
        this.thermalRate =
            (this.gasWallWPerK + this.wallAmbientWPerK) / this.wallJPerK +
            (this.sensorTauS > 0 ? Math.min(10, 1 / this.sensorTauS) : 0)
        this.wallK = tempK
        this.sensorK = tempK + this.selfHeatingK
        this.ambientPaRamp = new Ramp(config.ambientPa ?? 101325)
        this.ambientKRamp = new Ramp(config.ambientK ?? tempK)
        this.beforePa = pressurePa
        this.beforeSensorK = this.sensorK
    }

    /** Seconds since the start. */
    get nowS(): number {
        return this.timeS
    }
    /** Pressure of the gas, Pa absolute. */
    get pressurePa(): number {
        return (this.energyJ * (this.medium.gamma - 1)) / this.volumeM3
    }
    /** Temperature of the gas, K. */
    get gasTempK(): number {
        return this.energyJ / (this.mass * this.cv)
    }
    /** Temperature of the wall, K. */
    get wallTempK(): number {
        return this.wallK
    }
    /** Temperature of the thermometer, K. */
    get sensorTempK(): number {
        return this.sensorK
    }
    /** Mass of the gas, kg. */
    get massKg(): number {
        return this.mass
    }
    /** Heat content of gas and wall, J, from absolute zero. */
    get heatContentJ(): number {
        return this.energyJ + this.wallJPerK * this.wallK
    }
    /** Pressure outside, Pa. */
    get ambientPa(): number {
        return this.ambientPaRamp.at(this.timeS)
    }
    /** Temperature outside, K. */
    get ambientK(): number {
        return this.ambientKRamp.at(this.timeS)
    }
    /** The leaks, open or not. */
    get leaks(): readonly Leak[] {
        return this.leakList
    }

    /** Adds a leak; one of the same name is replaced. */
    setLeak(leak: Leak): void {
        this.clearLeak(leak.name)
        this.leakList.push({ ...leak })
    }

    /** Sets how far a leak is open: 0 (thumb, patch) … 1. Throws when there is none of that name. */
    setLeakOpening(name: string, opening: number): void {
        const leak = this.leakList.find(l => l.name === name)
        if (leak === undefined) throw new RangeError(`chamber: there is no leak named "${name}"`)
        leak.opening = Math.min(1, Math.max(0, opening))
    }

    /** Removes a leak, if it is there. */
    clearLeak(name: string): void {
        const at = this.leakList.findIndex(l => l.name === name)
        if (at >= 0) this.leakList.splice(at, 1)
    }

    /** Opens the fill valve to a supply; its gas has `supplyK` (the ambient's when not given). */
    openFill(supplyPa: number, shape: OrificeShape, supplyK = this.ambientK): void {
        this.fill = { shape, supplyPa, supplyK }
    }
    /** Shuts the fill valve. */
    closeFill(): void {
        this.fill = undefined
    }
    /** Opens the vent valve to the ambient. */
    openVent(shape: OrificeShape): void {
        this.vent = shape
    }
    /** Shuts the vent valve. */
    closeVent(): void {
        this.vent = undefined
    }

    /** Lets the temperature outside go to `tempK` within `durationS`. */
    rampAmbientTemp(tempK: number, durationS: number): void {
        this.ambientKRamp.goTo(tempK, durationS, this.timeS)
    }
    /** Lets the pressure outside go to `pressurePa` within `durationS`. */
    rampAmbientPressure(pressurePa: number, durationS: number): void {
        this.ambientPaRamp.goTo(pressurePa, durationS, this.timeS)
    }

    /**
     * A door slams: a damped swing of pressure at the sensor that moves no gas in or out.
     * `frequencyHz` 0 is a bare pulse. A second call replaces the first.
     */
    disturb(amplitudePa: number, decayS: number, frequencyHz = 0): void {
        this.pulsePa = amplitudePa
        this.pulseStartS = this.timeS
        this.pulseDecayS = decayS
        this.pulseHz = frequencyHz
    }

    /** What all leaks lose together, Pa/s at constant temperature; positive is outward. */
    leakRatePaPerS(): number {
        let flowKgPerS = 0
        const pa = this.pressurePa
        const k = this.gasTempK
        for (const leak of this.leakList) flowKgPerS += this.leakFlow(leak, pa, k)
        return (flowKgPerS * this.medium.specificGasJPerKgK * k) / this.volumeM3
    }

    /**
     * What a sensor feels at `atS`. The future advances the chamber; an instant within the last
     * advance is interpolated; an earlier one gets the state before it.
     */
    feel(atS: number): Felt {
        if (atS > this.timeS) this.advance(atS - this.timeS)
        let pa = this.pressurePa
        let sensorK = this.sensorK
        if (atS < this.timeS) {
            const spanS = this.timeS - this.beforeS
            const back = Math.min(1, (this.timeS - atS) / spanS)
            pa += (this.beforePa - pa) * back
            sensorK += (this.beforeSensorK - sensorK) * back
        }
        if (this.pulsePa !== 0 && atS >= this.pulseStartS) {
            const sinceS = atS - this.pulseStartS
            const size = this.pulsePa * Math.exp(-sinceS / this.pulseDecayS)
            pa += size * Math.cos(2 * Math.PI * this.pulseHz * sinceS)
            if (sinceS > 40 * this.pulseDecayS) this.pulsePa = 0
        }
        return { pressurePa: pa, tempC: sensorK - ZERO_CELSIUS_K }
    }

    /** Goes on by `dtS` seconds, 0 or more. */
    advance(dtS: number): void {
        if (!(dtS > 0)) return
        this.beforeS = this.timeS
        this.beforePa = this.pressurePa
        this.beforeSensorK = this.sensorK
        const endS = this.timeS + dtS
        for (;;) {
            const leftS = endS - this.timeS
            if (leftS <= 1e-12 * dtS) break
            this.derive(this.timeS, this.mass, this.energyJ, this.wallK)
            let h = Math.min(leftS, 1 / this.flowRate)
            const cornerS = Math.min(
                this.ambientPaRamp.cornerAfterS(this.timeS),
                this.ambientKRamp.cornerAfterS(this.timeS)
            )
            if (this.timeS + h > cornerS) h = cornerS - this.timeS
            else if (h < leftS) h = leftS / Math.ceil(leftS / h)
            this.step(h)
        }
        this.timeS = endS
    }

    /** One step of Runge-Kutta; derive() has just been called at the present state. */
    private step(h: number): void {
        const led = this.ledger
        const gasBeforeK = this.gasTempK
        const m0 = this.mass
        const u0 = this.energyJ
        const w0 = this.wallK
        const t0 = this.timeS
        let massIn = 0
        let massOut = 0
        let enthalpyIn = 0
        let enthalpyOut = 0
        let heatGas = 0
        let heatAmbient = 0
        for (let stage = 0; stage < 4; stage++) {
            if (stage > 0) {
                const part = stage === 3 ? h : h / 2
                this.derive(
                    t0 + part,
                    m0 + part * (this.dMassIn - this.dMassOut),
                    u0 + part * (this.dEnthalpyIn - this.dEnthalpyOut + this.dHeatGas),
                    w0 + (part * (this.dHeatAmbient - this.dHeatGas)) / this.wallJPerK
                )
            }
            const weight = (stage === 0 || stage === 3 ? h : 2 * h) / 6
            massIn += weight * this.dMassIn
            massOut += weight * this.dMassOut
            enthalpyIn += weight * this.dEnthalpyIn
            enthalpyOut += weight * this.dEnthalpyOut
            heatGas += weight * this.dHeatGas
            heatAmbient += weight * this.dHeatAmbient
        }
        this.mass = m0 + (massIn - massOut)
        this.energyJ = u0 + (enthalpyIn - enthalpyOut + heatGas)
        this.wallK = w0 + (heatAmbient - heatGas) / this.wallJPerK
        led.massInKg += massIn
        led.massOutKg += massOut
        led.enthalpyInJ += enthalpyIn
        led.enthalpyOutJ += enthalpyOut
        led.heatFromAmbientJ += heatAmbient
        this.timeS = t0 + h
        this.followGas(gasBeforeK + this.selfHeatingK, this.gasTempK + this.selfHeatingK, h)
    }

    /** The thermometer's lag, exact for an input that goes from one value to the other linearly. */
    private followGas(fromK: number, toK: number, h: number): void {
        if (!(this.sensorTauS > 0)) {
            this.sensorK = toK
            return
        }
        const lagK = ((toK - fromK) / h) * this.sensorTauS
        const decay = Math.expm1(-h / this.sensorTauS)
        this.sensorK = toK - lagK + (this.sensorK - fromK + lagK) * (1 + decay)
    }

    /** Rates of change of a state, and 1/h of the sub-step that it allows. */
    private derive(atS: number, mass: number, energyJ: number, wallK: number): void {
        const pa = (energyJ * (this.medium.gamma - 1)) / this.volumeM3
        const gasK = energyJ / (mass * this.cv)
        const ambientK = this.ambientKRamp.at(atS)
        this.dMassIn = 0
        this.dMassOut = 0
        this.dEnthalpyIn = 0
        this.dEnthalpyOut = 0
        this.dHeatGas = this.gasWallWPerK * (wallK - gasK)
        this.dHeatAmbient = this.wallAmbientWPerK * (ambientK - wallK)
        this.flowRate =
            (this.gasWallWPerK / (mass * this.cv) + this.thermalRate) / STEP_OF_TIME_CONSTANT
        const leaks = this.leakList
        if (leaks.length === 0 && this.fill === undefined && this.vent === undefined) return
        const ambientPa = this.ambientPaRamp.at(atS)
        for (const leak of leaks) {
            if (!(leak.opening > 0)) continue
            const outPa = leak.to === "vacuum" ? 0 : ambientPa
            this.exchange(leak.shape, leak.opening, pa, gasK, outPa, ambientK)
        }
        const fill = this.fill
        if (fill !== undefined) {
            this.exchange(fill.shape, 1, pa, gasK, fill.supplyPa, fill.supplyK)
        }
        if (this.vent !== undefined) this.exchange(this.vent, 1, pa, gasK, ambientPa, ambientK)
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
            this.dMassOut += flow
            this.dEnthalpyOut += flow * this.cp * gasK
        } else {
            this.dMassIn -= flow
            this.dEnthalpyIn -= flow * this.cp * outK
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
        this.flowRate += rate / (atRest ? STEP_AT_REST : STEP_OF_TIME_CONSTANT)
    }

    private leakFlow(leak: Leak, pa: number, gasK: number): number {
        const outPa = leak.to === "vacuum" ? 0 : this.ambientPa
        return flowThroughKgPerS(
            this.medium,
            leak.shape,
            leak.opening,
            pa,
            gasK,
            outPa,
            this.ambientK
        )
    }
}
