/**
 * The two engines that run a trace: the firmware's monitor on Node, and the same on the VM.
 */
import { Rig, type World } from "../../sim/rig/rig"
import { MachineFactory } from "../../sim/vm/machine"
import { readVmSource } from "../../sim/vm/runtime_source"
import type { RigConfig } from "../../src/config"
import { Monitor } from "../../src/decision/monitor"
import type { Reading } from "../../src/sensor/reading"
import { buildDetectProgram } from "../build/firmware"

/** What is known after a reading. */
export interface Finding {
    /** A `WatchState`. */
    state: number
    /** A `Suspicion`. */
    suspicion: number
    rateMicroPaPerS: number
    /** `NO_INTERVAL` when there is none. */
    rateHalfWidthMicroPaPerS: number
    onsetAtMs: number
}

/** Takes readings, gives findings in the same order. */
export interface Engine {
    /** Findings for these readings. */
    run(readings: readonly Reading[]): Promise<Finding[]>
}

/** The monitor on Node. */
export class NodeEngine implements Engine {
    private readonly monitor: Monitor

    constructor(config: RigConfig) {
        this.monitor = new Monitor(config)
    }

    run(readings: readonly Reading[]): Promise<Finding[]> {
        const { monitor } = this
        const evidence = monitor.detector.evidence
        const findings = readings.map(reading => {
            monitor.take(reading)
            return {
                state: monitor.watch.state,
                suspicion: evidence.suspicion,
                rateMicroPaPerS: evidence.rateMicroPaPerS,
                rateHalfWidthMicroPaPerS: evidence.rateHalfWidthMicroPaPerS,
                onsetAtMs: evidence.onsetAtMs,
            }
        })
        return Promise.resolve(findings)
    }
}

// as src/main_detect.ts has them
const CONFIG_REGISTER = 0
const CONFIG_BYTES = 16
const READING_BYTES = 12
const BATCH_READINGS = 4
/** Simulated time in which the VM takes any batch, ms: its bus waits 40 ms at most. */
const BATCH_MS = 1000

/** The same modules as bytecode on the VM, fed over the simulator's bus. */
export class VmEngine implements Engine, World {
    private rig: Rig | undefined
    private queue: Reading[] = []
    private findings: Finding[] = []
    private deathCode: number | undefined

    constructor(private readonly config: RigConfig) {}

    async run(readings: readonly Reading[]): Promise<Finding[]> {
        this.queue = [...readings]
        this.findings = []
        this.rig ??= await Rig.create(
            new MachineFactory(readVmSource()),
            buildDetectProgram(),
            this,
            {
                line: text => this.line(text),
                lamps: () => {},
                tone: () => {},
                died: code => {
                    this.deathCode = code
                },
            }
        )
        while (this.findings.length < readings.length) {
            const before = this.findings.length
            await this.rig.runUntil(this.rig.clock.nowMs + BATCH_MS)
            if (this.deathCode !== undefined)
                throw new Error(`the program on the VM stopped with code ${this.deathCode}`)
            if (this.findings.length === before) throw new Error("the VM gives no findings")
        }
        return this.findings
    }

    transfer(_address: number, write: Uint8Array) {
        const bytes = new DataView(new ArrayBuffer(READING_BYTES * BATCH_READINGS))
        if (write[0] === CONFIG_REGISTER) {
            bytes.setInt32(0, this.config.leakDirection, true)
            bytes.setInt32(4, this.config.pressureMinMilliPa, true)
            bytes.setInt32(8, this.config.pressureMaxMilliPa, true)
            bytes.setInt32(12, this.config.roomSlopeMicroPaPerS, true)
            return new Uint8Array(bytes.buffer, 0, CONFIG_BYTES)
        }
        const batch = this.queue.splice(0, BATCH_READINGS)
        batch.forEach((reading, i) => {
            bytes.setInt32(READING_BYTES * i, reading.atMs, true)
            bytes.setInt32(READING_BYTES * i + 4, reading.pressureMilliPa, true)
            bytes.setInt32(READING_BYTES * i + 8, reading.tempMicroC, true)
        })
        // nothing to do yet: an empty answer, and the program asks again
        return new Uint8Array(bytes.buffer, 0, READING_BYTES * batch.length)
    }

    powerCycled() {}

    private line(text: string) {
        const numbers = /^> (\S+) (\S+) (\S+) (\S+) (\S+)$/.exec(text)?.slice(1).map(Number)
        if (numbers === undefined || numbers.some(Number.isNaN)) return
        const [state, suspicion, rateMicroPaPerS, rateHalfWidthMicroPaPerS, onsetAtMs] = numbers
        this.findings.push({
            state,
            suspicion,
            rateMicroPaPerS,
            rateHalfWidthMicroPaPerS,
            onsetAtMs,
        })
    }
}
