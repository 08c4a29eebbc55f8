/**
 * The world of a scenario: a chamber, a sensor chip in it, and what happens to both.
 *
 * Events are carried out at their instants on the rig's clock. The chip asks for the truth once per
 * conversion; sensor wander (a random walk) is laid over it, so that the detector meets the drift
 * that real parts have.
 */
import { Bmp3xx } from "../chip/bmp3xx"
import { Bmp3xxI2c, I2cBus } from "../chip/i2c"
import type { Fault } from "../chip/faults"
import type { Violation } from "../chip/violation"
import { Chamber } from "../gas/chamber"
import type { I2cAnswer } from "../jacdac/sim_bus"
import { Random } from "../random"
import type { PoweredRig, World } from "../rig/surroundings"
import { ONLY_LEAK } from "./only_leak"
import type { FaultName, Scenario, ScenarioEvent } from "./scenario"
import { sayCommand, testerPacket } from "./tester_command"

/** Address of the sensor when the configuration does not say another. */
export const SENSOR_ADDRESS = 0x77

const ZERO_CELSIUS_K = 273.15
/** Keeps the wander's stream apart from the chip's noise for every seed. */
const WANDER_SEED = 0x77616e64
/** The trim byte that a corrupt calibration memory changes: in the middle of the coefficients. */
const CORRUPT_TRIM_REGISTER = 0x38

/** What all leaks lose together at an instant, before and after what happens then. */
export interface LeakStep {
    /** Pa/s at constant temperature; positive is outward. */
    readonly beforePaPerS: number
    readonly afterPaPerS: number
}

/** Chamber and chip, and the timeline that moves them. */
export class ScenarioWorld implements World {
    readonly chamber: Chamber
    readonly chip: Bmp3xx
    /** Opens and shuts the valves, in a scenario that has them. */
    readonly valve: World["valve"]
    /** Called when an event happens, with a sentence for people. */
    onEvent: (sentence: string, atMs: number, leak: LeakStep) => void = () => {}

    private readonly i2c = new I2cBus()
    private readonly wander: Random
    private wanderPa = 0
    private wanderAtUs = 0

    /**
     * @param seed decides noise and wander, and nothing else
     * @param address 7-bit I2C address at which the sensor sits
     */
    constructor(
        private readonly scenario: Scenario,
        seed: number,
        address = SENSOR_ADDRESS
    ) {
        const { chamber, sensor } = scenario
        this.chamber = new Chamber({
            volumeM3: chamber.volumeL / 1000,
            pressurePa: chamber.pressurePa,
            tempK: chamber.tempC + ZERO_CELSIUS_K,
            ambientPa: chamber.outsidePressurePa,
            gasWallTauS: chamber.gasToWallS,
            wallAmbientTauS: chamber.wallToOutsideS,
            sensorTauS: chamber.thermometerLagS,
        })
        this.wander = new Random(seed ^ WANDER_SEED)
        this.chip = new Bmp3xx({
            part: sensor.part,
            seed,
            truth: atUs => this.truth(atUs),
        })
        const valves = scenario.valves
        if (valves !== undefined)
            this.valve = (which, isOpen, nowMs) => this.turn(valves, which, isOpen, nowMs)
        this.i2c.attach(address, new Bmp3xxI2c(this.chip))
    }

    /** What the driver did that silicon would not have forgiven. */
    get violations(): readonly Violation[] {
        return this.chip.violations
    }

    /** Puts the scenario's events on the rig's clock. */
    schedule(rig: PoweredRig) {
        for (const event of this.scenario.events)
            rig.clock.schedule(() => this.carryOut(event, rig), event.atS * 1000)
    }

    /** Lets an event happen now, whatever instant it names: by hand, or because it is due. */
    carryOut(event: ScenarioEvent, rig: PoweredRig) {
        const nowMs = rig.clock.nowMs
        this.chamber.feel(nowMs / 1000)
        const beforePaPerS = this.chamber.leakRatePaPerS()
        this.happen(event, rig)
        const afterPaPerS = this.chamber.leakRatePaPerS()
        this.onEvent(describe(event), nowMs, { beforePaPerS, afterPaPerS })
    }

    transfer(address: number, write: Uint8Array, readCount: number, nowMs: number): I2cAnswer {
        const { status, bytes } = this.i2c.transfer(address, write, readCount, nowMs * 1000)
        return status === "ack" ? bytes : status
    }

    powerCycled(nowMs: number) {
        this.chip.faults.add({ kind: "brown-out", fromUs: nowMs * 1000 })
    }

    private turn(
        { supplyPa, fillDiameterMm, ventDiameterMm }: NonNullable<Scenario["valves"]>,
        which: "fill" | "vent",
        isOpen: boolean,
        nowMs: number
    ) {
        const { chamber } = this
        chamber.feel(nowMs / 1000)
        const nozzle = (mm: number) => ({ kind: "orifice" as const, diameterM: mm / 1000 })
        if (which === "fill" && isOpen) chamber.openFill(supplyPa, nozzle(fillDiameterMm))
        else if (which === "fill") chamber.closeFill()
        else if (isOpen) chamber.openVent(nozzle(ventDiameterMm))
        else chamber.closeVent()
        const paPerS = chamber.leakRatePaPerS()
        const leak = { beforePaPerS: paPerS, afterPaPerS: paPerS }
        this.onEvent(`the ${which} valve ${isOpen ? "opens" : "shuts"}`, nowMs, leak)
    }

    private truth(atUs: number) {
        const felt = this.chamber.feel(atUs / 1e6)
        const perRootS = this.scenario.sensor.driftPaPerRootS
        const elapsedS = Math.max(0, (atUs - this.wanderAtUs) / 1e6)
        this.wanderAtUs = atUs
        this.wanderPa += perRootS * Math.sqrt(elapsedS) * this.wander.gaussian()
        return { pressurePa: felt.pressurePa + this.wanderPa, tempC: felt.tempC }
    }

    private happen(event: ScenarioEvent, rig: PoweredRig) {
        const chamber = this.chamber
        const toM = (mm: number) => mm / 1000
        switch (event.do) {
            case "hole":
                chamber.setLeak({
                    name: event.name ?? ONLY_LEAK,
                    shape: {
                        kind: "orifice",
                        diameterM: toM(event.diameterMm),
                        dischargeCoefficient: event.dischargeCoefficient,
                    },
                    to: "ambient",
                    opening: 1,
                })
                break
            case "capillary":
                chamber.setLeak({
                    name: event.name ?? ONLY_LEAK,
                    shape: {
                        kind: "capillary",
                        diameterM: toM(event.diameterMm),
                        lengthM: toM(event.lengthMm),
                    },
                    to: "ambient",
                    opening: 1,
                })
                break
            case "cover":
                chamber.setLeakOpening(event.name ?? ONLY_LEAK, event.leaves)
                break
            case "outside-temperature":
                chamber.rampAmbientTemp(event.tempC + ZERO_CELSIUS_K, event.overS)
                break
            case "outside-pressure":
                chamber.rampAmbientPressure(event.pressurePa, event.overS)
                break
            case "fill":
                chamber.openFill(event.supplyPa, {
                    kind: "orifice",
                    diameterM: toM(event.diameterMm),
                })
                rig.clock.schedule(() => {
                    chamber.feel(rig.clock.nowMs / 1000)
                    chamber.closeFill()
                }, event.forS * 1000)
                break
            case "vent":
                chamber.openVent({ kind: "orifice", diameterM: toM(event.diameterMm) })
                rig.clock.schedule(() => {
                    chamber.feel(rig.clock.nowMs / 1000)
                    chamber.closeVent()
                }, event.forS * 1000)
                break
            case "join":
                chamber.join(event.volumeL / 1000)
                break
            case "door-slam":
                chamber.disturb(event.peakPa, event.decayS)
                break
            case "fault": {
                const fromUs = rig.clock.nowMs * 1000
                this.chip.faults.add(chipFault(event.fault, fromUs, event.forS, event.value))
                break
            }
            case "power-cut":
                rig.cutPower(event.forS * 1000)
                break
            case "press":
                rig.press(event.forS * 1000)
                break
            case "command":
                rig.command(testerPacket(event))
                break
        }
    }
}

function chipFault(
    name: FaultName,
    fromUs: number,
    forS: number,
    value: number | undefined
): Fault {
    const span = { fromUs, untilUs: fromUs + forS * 1e6 }
    switch (name) {
        case "nack":
        case "stuck":
        case "stale":
            return { ...span, kind: name }
        case "bus-hang":
            return { ...span, kind: "hang" }
        case "spike":
            // without an end it hits exactly one conversion
            return { fromUs, kind: "spike", offsetPa: value ?? 100 }
        case "brown-out":
            return { fromUs, kind: "brown-out" }
        case "saturated":
            return { ...span, kind: "saturated", end: "high" }
        case "slow-clock":
            return { ...span, kind: "slow-clock", factor: value ?? 2 }
        case "wrong-chip":
            return { ...span, kind: "wrong-id", chipId: value ?? 0x55 }
        case "corrupt-trim":
            return { ...span, kind: "corrupt-trim", register: CORRUPT_TRIM_REGISTER, xor: 0xff }
    }
}

function named(leak: string | undefined): string {
    return leak === undefined ? "" : ` (${leak})`
}

/** An event as a sentence. */
function describe(event: ScenarioEvent): string {
    switch (event.do) {
        case "hole":
            return `a hole of ${event.diameterMm} mm opens${named(event.name)}`
        case "capillary":
            return (
                `a capillary of ${event.diameterMm} mm by ${event.lengthMm} mm opens` +
                named(event.name)
            )
        case "cover":
            if (event.leaves === 0) return `${event.with} stops the flow${named(event.name)}`
            if (event.leaves === 1) return `${event.with}${named(event.name)}`
            return (
                `${event.with} leaves ${(event.leaves * 100).toFixed(0)} % of the flow` +
                named(event.name)
            )
        case "outside-temperature":
            return `outside it goes to ${event.tempC} °C within ${event.overS} s`
        case "outside-pressure":
            return `the pressure outside goes to ${event.pressurePa} Pa within ${event.overS} s`
        case "fill":
            return `the fill valve opens to ${event.supplyPa / 1000} kPa for ${event.forS} s`
        case "vent":
            return `the vent valve opens for ${event.forS} s`
        case "join":
            return `a vessel of ${event.volumeL} L is joined`
        case "door-slam":
            return `a door slams (${event.peakPa} Pa)`
        case "fault":
            return `sensor fault: ${event.fault}${event.forS > 0 ? ` for ${event.forS} s` : ""}`
        case "power-cut":
            return `the power fails for ${event.forS} s`
        case "press":
            return "the button is pressed"
        case "command":
            return `a host says ${sayCommand(event)}`
    }
}
