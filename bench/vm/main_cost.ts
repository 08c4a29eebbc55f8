/**
 * What a sample costs on the VM: gate, detector and watch on an eventful stretch of pressures.
 *
 * Not for boards. The world is made here, in integers, and nothing but the monitor runs between two
 * marks, at which `bench/vm/cost.ts` reads the VM's counters. Marks: `new` before and after the
 * monitor is made, `-` before and `+` after each sample. First come some pairs with nothing between
 * them: what a mark itself costs.
 */
import * as ds from "@devicescript/core"
import { defaultRigConfig } from "../../src/config"
import { Monitor } from "../../src/decision/monitor"
import { Reading, SensorFault } from "../../src/sensor/reading"

/** A tight chamber first, then everything; `cost.ts` knows these numbers too. */
const QUIET_SAMPLES = 8192
const SAMPLES = 16384
const EMPTY_MARKS = 16
const INTERVAL_MS = 100
const LEVEL_MILLI_PA = 101325000

const reading = new Reading()
let seed = 12345
let walkMilliPa = 0
let leakedMilliPa = 0

/** Sum of four uniform numbers: near enough to a normal deviate, 0 ± 148 mPa. */
function noiseMilliPa(): number {
    let sum = 0
    for (let i = 0; i < 4; i++) {
        seed = (Math.imul(seed, 1664525) + 1013904223) | 0
        sum = sum + ((seed >> 16) & 255)
    }
    return sum - 510
}

/** The next reading: noise and a walk; later leaks for a third of the time, spikes, steps, gaps. */
function nextReading(i: number) {
    const noise = noiseMilliPa()
    walkMilliPa = walkMilliPa + ((noise + 64) >> 7)
    const phase = i < QUIET_SAMPLES ? 0 : i & 4095
    if (phase > 1400 && phase < 2800) leakedMilliPa = leakedMilliPa + 2 + (i >> 10)
    if (phase === 3600) leakedMilliPa = leakedMilliPa - 8000
    let pressure = LEVEL_MILLI_PA + noise + walkMilliPa - leakedMilliPa
    if (phase === 900) pressure = pressure + 30000
    reading.atMs = i * INTERVAL_MS
    reading.sampleAtMs = reading.atMs
    reading.pressureMilliPa = pressure
    reading.tempMicroC = 20000000 + noiseMilliPa() * 30
    reading.fault = phase > 3900 && phase < 3930 ? SensorFault.NotReady : SensorFault.None
}

async function run() {
    console.log("new")
    const monitor = new Monitor(defaultRigConfig())
    console.log("new")
    for (let i = 0; i < EMPTY_MARKS; i++) {
        console.log("-")
        console.log("+")
    }
    for (let i = 1; i <= SAMPLES; i++) {
        nextReading(i)
        // the VM stops a program that never rests
        if ((i & 3) === 0) await ds.sleep(20)
        console.log("-")
        monitor.take(reading)
        console.log("+")
    }
    console.log("end")
}
run.start()
