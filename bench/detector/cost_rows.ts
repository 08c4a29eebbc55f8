/**
 * Rows about cost and sameness: counted on the VM, and Node against the VM.
 */
import { NodeEngine, VmEngine, type Finding } from "../../host/detect/engine"
import { Random } from "../../sim/random"
import { defaultRigConfig } from "../../src/config"
import { Monitor } from "../../src/decision/monitor"
import { Reading, SensorFault } from "../../src/sensor/reading"
import { measureCost, QUIET_SAMPLES } from "../vm/cost"
import { RoomChamber, ROOMS, SENSORS } from "./room"
import { rowMaker, type Row } from "./rows"

const STATE_BYTES_MAX = 2048
const OPERATIONS_MEAN_MAX = 600
const OPERATIONS_MAX = 6000
/** The detector's noise is learned by then. */
const LEARNED_SAMPLES = 2048
const INT32_BYTES = 4

/** State, operations and allocations of the firmware's deciding part. */
export async function costRows(seed: number): Promise<Row[]> {
    const row = rowMaker("cost on the VM", seed)
    const { operations, allocations, constructionBytes } = await measureCost()
    const tight = operations.slice(LEARNED_SAMPLES, QUIET_SAMPLES)
    const eventful = operations.slice(QUIET_SAMPLES)
    const average = (counts: number[]) => counts.reduce((sum, c) => sum + c, 0) / counts.length
    const worst = operations.reduce((most, count) => Math.max(most, count), 0)
    const state = stateIntegers(new Monitor(defaultRigConfig())) * INT32_BYTES
    const perSample = allocations / operations.length
    const made = `making it takes ${constructionBytes} bytes of the VM's heap`
    const n = operations.length
    const ops = "operations a sample"
    return [
        row.counted("state, bytes as int32", STATE_BYTES_MAX, state, "monitor", 1, made),
        row.counted(`${ops}, tight`, OPERATIONS_MEAN_MAX, average(tight), "samples", tight.length),
        row.shown(
            `${ops}, leaks, steps, gaps`,
            exact(average(eventful), eventful.length),
            "samples"
        ),
        row.counted(`${ops}, worst`, OPERATIONS_MAX, worst, "samples", n),
        row.counted("heap blocks a sample", 0, perSample, "samples", n, "a call is one block"),
    ]
}

const exact = (value: number, count: number) => ({ value, se: 0, count })

/** Numbers and booleans that an object holds, with all it owns; what two share counts once. */
export function stateIntegers(object: object, seen = new Set<object>()): number {
    if (seen.has(object)) return 0
    seen.add(object)
    let count = 0
    for (const value of Object.values(object) as unknown[])
        if (typeof value === "object" && value !== null) count += stateIntegers(value, seen)
        else if (typeof value === "number" || typeof value === "boolean") count++
    return count
}

/** Readings of a room with leaks, spikes, steps and silence; the clock wraps on the way. */
export function eventfulReadings(count: number, seed: number): Reading[] {
    const random = new Random(seed)
    const intervalMs = 100
    const chamber = new RoomChamber(ROOMS[1], SENSORS[0], intervalMs, random.fork())
    let stepPa = 0
    return Array.from({ length: count }, (_, i) => {
        const phase = i % 3000
        if (phase === 0) chamber.leakPaPerS = 0
        if (phase === 1000) chamber.leakPaPerS = 0.02 * Math.pow(300, random.uniform())
        if (phase === 2500) stepPa += random.between(-20, 20)
        chamber.next()
        const spikePa = random.uniform() < 0.001 ? random.between(-300, 300) : 0
        const reading = new Reading()
        // some ten seconds before 2^31 ms
        reading.atMs = (0x7fffffff - 10000 + i * intervalMs) | 0
        reading.sampleAtMs = reading.atMs
        reading.pressureMilliPa = Math.round((chamber.pressurePa + stepPa + spikePa) * 1000)
        reading.tempMicroC = Math.round(chamber.tempC * 1e6)
        reading.fault = SensorFault.None
        if (phase >= 2800 && phase < 2830) {
            // what `detect` makes of a missing pressure
            reading.pressureMilliPa = -2147483648
            reading.fault = SensorFault.NotReady
        }
        return reading
    })
}

/** Findings of Node that the VM does not share, over an eventful stretch. */
export async function sameBitsRows(samples: number, seed: number): Promise<Row[]> {
    const row = rowMaker("Node and VM", seed)
    const readings = eventfulReadings(samples, seed)
    const config = defaultRigConfig()
    const node = await new NodeEngine(config).run(readings)
    const vm = await new VmEngine(config).run(readings)
    const differ = node.filter((finding, i) => !same(finding, vm[i])).length
    return [row.counted("findings that differ", 0, differ, "samples", samples)]
}

function same(a: Finding, b: Finding): boolean {
    return (Object.keys(a) as (keyof Finding)[]).every(key => a[key] === b[key])
}
