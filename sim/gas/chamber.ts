/**
 * A rigid chamber of ideal gas: pressure, gas, wall and thermometer temperatures as they would be.
 *
 * Three stores: gas (mass and internal energy) and wall (temperature), whose rates are in rates.ts,
 * and the thermometer:
 *   dTs/dt    = (T_gas + self-heating - Ts) / τ_sensor
 *   p         = (γ-1)·U/V
 * The gas is well mixed, the thermometer's own heat capacity is neglected, the wall has one
 * temperature. Integrated by Runge-Kutta of order 4; the sub-step follows from the fastest rate and
 * from nothing else, so that the same calls give the same bits. SI units.
 */
import { startOf, type ChamberConfig, type Felt, type Ledger } from "./chamber_config"
import { flowThroughKgPerS, type Leak, type OrificeShape } from "./leak"
import { AIR, cvJPerKgK, massKg, type Medium } from "./medium"
import { Ramp } from "./ramp"
import { Rates, type Passages } from "./rates"
import { Slam } from "./slam"
import { Thermometer } from "./thermometer"
import { growWalls, wallsOf, type Walls } from "./walls"

export type { ChamberConfig, Felt, Ledger } from "./chamber_config"

const ZERO_CELSIUS_K = 273.15

/** See the file's head. */
export class Chamber {
    readonly medium: Medium
    /** Exchange since the start. */
    readonly ledger: Ledger = {
        massInKg: 0,
        massOutKg: 0,
        enthalpyInJ: 0,
        enthalpyOutJ: 0,
        heatFromAmbientJ: 0,
        joinedJ: 0,
    }
    private readonly cv: number
    private readonly walls: Walls
    private readonly thermometer: Thermometer
    /** What is open: leaks, fill valve, vent valve. */
    readonly passages: Passages = { leaks: [], fill: undefined, vent: undefined }
    private readonly rates: Rates

    private timeS = 0
    private mass: number
    private energyJ: number
    private wallK: number
    private readonly ambientPaRamp: Ramp
    private readonly ambientKRamp: Ramp

    // the state before the last advance, for `feel` at an instant that has passed
    private beforeS = 0
    private beforePa: number
    private beforeSensorK: number
    private slam: Slam | undefined

    /** Throws `RangeError` for a volume, pressure or temperature that is not positive. */
    constructor(config: ChamberConfig) {
        const { pressurePa, tempK } = startOf(config)
        this.medium = config.medium ?? AIR
        this.cv = cvJPerKgK(this.medium)
        this.mass = massKg(this.medium, config.volumeM3, pressurePa, tempK)
        this.energyJ = this.mass * this.cv * tempK
        const sensorTauS = config.sensorTauS ?? 8
        this.thermometer = new Thermometer(tempK, sensorTauS, config.sensorSelfHeatingK ?? 0)
        this.walls = wallsOf(config, this.mass * this.cv, sensorTauS)
        this.rates = new Rates(this.medium, config.volumeM3, this.walls, this.passages)
        this.wallK = tempK
        this.ambientPaRamp = new Ramp(config.ambientPa ?? 101325)
        this.ambientKRamp = new Ramp(config.ambientK ?? tempK)
        this.beforePa = pressurePa
        this.beforeSensorK = this.thermometer.tempK
    }

    /** Gas volume, m³. */
    get volumeM3(): number {
        return this.rates.volumeM3
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
        return this.thermometer.tempK
    }
    /** Mass of the gas, kg. */
    get massKg(): number {
        return this.mass
    }
    /** Heat content of gas and wall, J, from absolute zero. */
    get heatContentJ(): number {
        return this.energyJ + this.walls.wallJPerK * this.wallK
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
        return this.passages.leaks
    }

    /** Adds a leak; one of the same name is replaced. */
    setLeak(leak: Leak): void {
        this.clearLeak(leak.name)
        this.passages.leaks.push({ ...leak })
    }

    /** Opens a leak so far: 0 (thumb, patch) … 1. Throws when there is none of that name. */
    setLeakOpening(name: string, opening: number): void {
        const leak = this.passages.leaks.find(l => l.name === name)
        if (leak === undefined) throw new RangeError(`chamber: there is no leak named "${name}"`)
        leak.opening = Math.min(1, Math.max(0, opening))
    }

    /** Removes a leak, if it is there. */
    clearLeak(name: string): void {
        const at = this.passages.leaks.findIndex(l => l.name === name)
        if (at >= 0) this.passages.leaks.splice(at, 1)
    }

    /** Opens the fill valve to a supply; its gas has `supplyK` (the ambient's when not given). */
    openFill(supplyPa: number, shape: OrificeShape, supplyK = this.ambientK): void {
        this.passages.fill = { shape, supplyPa, supplyK }
    }
    /** Shuts the fill valve. */
    closeFill(): void {
        this.passages.fill = undefined
    }
    /** Opens the vent valve to the ambient. */
    openVent(shape: OrificeShape): void {
        this.passages.vent = shape
    }
    /** Shuts the vent valve. */
    closeVent(): void {
        this.passages.vent = undefined
    }

    /**
     * Joins a vessel for good: its gas, as outside, mixes with the chamber's at once, and without
     * heat to the walls, which are of the same kind as the chamber's.
     */
    join(volumeM3: number): void {
        const mass = massKg(this.medium, volumeM3, this.ambientPa, this.ambientK)
        const gasJ = mass * this.cv * this.ambientK
        const wallJPerK = (this.walls.wallJPerK * volumeM3) / this.volumeM3
        const heatJ = this.walls.wallJPerK * this.wallK + wallJPerK * this.ambientK
        this.beforeS = this.timeS
        this.beforePa = this.pressurePa
        this.mass += mass
        this.energyJ += gasJ
        growWalls(this.walls, 1 + volumeM3 / this.volumeM3)
        this.wallK = heatJ / this.walls.wallJPerK
        this.rates.volumeM3 += volumeM3
        this.ledger.massInKg += mass
        this.ledger.joinedJ += gasJ + wallJPerK * this.ambientK
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
        this.slam = new Slam(amplitudePa, this.timeS, decayS, frequencyHz)
    }

    /** What all leaks lose together, Pa/s at constant temperature; positive is outward. */
    leakRatePaPerS(): number {
        const pa = this.pressurePa
        const k = this.gasTempK
        let flowKgPerS = 0
        for (const { shape, opening, to } of this.passages.leaks) {
            const outPa = to === "vacuum" ? 0 : this.ambientPa
            const outK = this.ambientK
            flowKgPerS += flowThroughKgPerS(this.medium, shape, opening, pa, k, outPa, outK)
        }
        return (flowKgPerS * this.medium.specificGasJPerKgK * k) / this.volumeM3
    }

    /**
     * What a sensor feels at `atS`. The future advances the chamber; an instant within the last
     * advance is interpolated; an earlier one gets the state before it.
     */
    feel(atS: number): Felt {
        if (atS > this.timeS) this.advance(atS - this.timeS)
        let pa = this.pressurePa
        let sensorK = this.thermometer.tempK
        if (atS < this.timeS) {
            const spanS = this.timeS - this.beforeS
            const back = Math.min(1, (this.timeS - atS) / spanS)
            pa += (this.beforePa - pa) * back
            sensorK += (this.beforeSensorK - sensorK) * back
        }
        if (this.slam !== undefined) pa += this.slam.at(atS)
        return { pressurePa: pa, tempC: sensorK - ZERO_CELSIUS_K }
    }

    /** Goes on by `dtS` seconds, 0 or more. */
    advance(dtS: number): void {
        if (!(dtS > 0)) return
        this.beforeS = this.timeS
        this.beforePa = this.pressurePa
        this.beforeSensorK = this.thermometer.tempK
        const endS = this.timeS + dtS
        for (;;) {
            const leftS = endS - this.timeS
            if (leftS <= 1e-12 * dtS) break
            this.derive(this.timeS, this.mass, this.energyJ, this.wallK)
            let h = Math.min(leftS, 1 / this.rates.stepRate)
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
        const rates = this.rates
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
                    m0 + part * (rates.massIn - rates.massOut),
                    u0 + part * (rates.enthalpyIn - rates.enthalpyOut + rates.heatGas),
                    w0 + (part * (rates.heatAmbient - rates.heatGas)) / this.walls.wallJPerK
                )
            }
            const weight = (stage === 0 || stage === 3 ? h : 2 * h) / 6
            massIn += weight * rates.massIn
            massOut += weight * rates.massOut
            enthalpyIn += weight * rates.enthalpyIn
            enthalpyOut += weight * rates.enthalpyOut
            heatGas += weight * rates.heatGas
            heatAmbient += weight * rates.heatAmbient
        }
        this.mass = m0 + (massIn - massOut)
        this.energyJ = u0 + (enthalpyIn - enthalpyOut + heatGas)
        this.wallK = w0 + (heatAmbient - heatGas) / this.walls.wallJPerK
        led.massInKg += massIn
        led.massOutKg += massOut
        led.enthalpyInJ += enthalpyIn
        led.enthalpyOutJ += enthalpyOut
        led.heatFromAmbientJ += heatAmbient
        this.timeS = t0 + h
        this.thermometer.follow(gasBeforeK, this.gasTempK, h)
    }

    private derive(atS: number, mass: number, energyJ: number, wallK: number): void {
        const ambientPa = this.ambientPaRamp.at(atS)
        this.rates.derive(mass, energyJ, wallK, ambientPa, this.ambientKRamp.at(atS))
    }
}
