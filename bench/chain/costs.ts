/**
 * What the whole firmware costs the VM per sample: driver, gate, detector, watch, records, lamps
 * and buzzer, at 10 samples/s and one rate record a second.
 *
 * From one sample record to the next, so that the work of every fiber counts, and printing too. The
 * counts are exact, and the same on every machine.
 */
import { Rig } from "../../sim/rig/rig"
import type { Scenario } from "../../sim/scenario/scenario"
import { ScenarioWorld } from "../../sim/scenario/world"
import { MachineFactory, type Machine } from "../../sim/vm/machine"
import { readVmSource } from "../../sim/vm/runtime_source"
import { parseRecord } from "../../host/records"
import { defaultRigConfig } from "../../src/config"
import { LeakDetector } from "../../src/detector/leak_detector"
import { ALLOCATIONS, COLLECTIONS, HEAP, OPERATIONS, withProbes } from "../wasm_probes"
import { heapUse } from "./heap"

/** Counts over some samples. */
export interface Costs {
    readonly samples: number
    /** Bytecode operations per sample. */
    readonly operationsMean: number
    readonly operationsMost: number
    /** Heap blocks taken per sample. */
    readonly blocksMean: number
    readonly blocksMost: number
    /** Garbage collections in all of it. */
    readonly collections: number
    /**
     * Heap in use right after a collection, bytes: the least of the first quarter of the samples,
     * and of the last. Equal: nothing outlives its tick.
     */
    readonly liveBytesBefore: number
    readonly liveBytesAfter: number
    /** The whole heap, bytes. */
    readonly heapBytes: number
}

/** From when on it is counted: the self-test is over and the detector warm. Ms from power-up. */
const COUNTED_FROM_MS = 60_000
const SEED = 1

/**
 * Plays a scenario and counts.
 * @throws Error when the program dies, or does not sample
 */
export async function measureCosts(bytecode: Uint8Array, scenario: Scenario): Promise<Costs> {
    const probes = [OPERATIONS, ALLOCATIONS, COLLECTIONS, HEAP]
    const factory = new CountingFactory(readVmSource(), wasm => withProbes(wasm, probes))
    const operations: number[] = []
    const blocks: number[] = []
    const used: number[] = []
    let collectionsBefore = 0
    let collections = 0
    let heapBytes = 0
    const world = new ScenarioWorld(scenario, SEED)
    const rig = await Rig.create(factory, bytecode, world, {
        line: (text, atMs) => {
            const record = parseRecord(text)
            if (atMs < COUNTED_FROM_MS) return
            if (record === undefined || "damaged" in record || record.k !== "s") return
            if (operations.length === 0) collectionsBefore = factory.count(COLLECTIONS.counter)
            operations.push(factory.count(OPERATIONS.counter))
            blocks.push(factory.count(ALLOCATIONS.counter))
            collections = factory.count(COLLECTIONS.counter) - collectionsBefore
            const use = factory.heapUse()
            used.push(use.usedBytes)
            heapBytes = use.totalBytes
        },
        died: code => {
            throw new Error(`the program died with code ${code}`)
        },
        lamps: () => {},
        tone: () => {},
    })
    world.schedule(rig)
    await rig.runUntil(scenario.durationS * 1000)
    const samples = operations.length - 1
    if (samples < 4) throw new Error(`no samples came from ${COUNTED_FROM_MS} ms on`)
    const quarter = Math.floor(used.length / 4)
    return {
        samples,
        operationsMean: mean(operations),
        operationsMost: most(operations),
        blocksMean: mean(blocks),
        blocksMost: most(blocks),
        collections,
        liveBytesBefore: Math.min(...used.slice(0, quarter)),
        liveBytesAfter: Math.min(...used.slice(-quarter)),
        heapBytes,
    }
}

/** A value on the VM, bytes. */
const VALUE_BYTES = 8

/**
 * What the detector keeps between samples: bytes of its values on the VM, eight for each field of
 * its objects and each element of its arrays; without the heads of the blocks that hold them.
 */
export function detectorStateBytes(): number {
    const seen = new Set<object>()
    const countValues = (value: unknown): number => {
        if (typeof value !== "object" || value === null) return 1
        if (seen.has(value)) return 1
        seen.add(value)
        const inner = Object.values(value).reduce((sum: number, v) => sum + countValues(v), 0)
        return inner + 1
    }
    const detector = new LeakDetector(defaultRigConfig())
    return (countValues(detector) - 1) * VALUE_BYTES
}

/** Boots machines with counters, and reads them from the one that runs. */
class CountingFactory extends MachineFactory {
    private running: Machine | undefined

    override async boot(...how: Parameters<MachineFactory["boot"]>): Promise<Machine> {
        this.running = await super.boot(...how)
        return this.running
    }

    count(counter: string): number {
        return (this.exported(counter) as WebAssembly.Global).value
    }

    heapUse() {
        return heapUse(this.exported("memory") as WebAssembly.Memory, this.count(HEAP.counter))
    }

    private exported(name: string) {
        if (this.running === undefined) throw new Error("no machine has been booted")
        return this.running.exported[name]
    }
}

/** Mean of the steps between running totals. */
function mean(totals: number[]): number {
    return (totals[totals.length - 1] - totals[0]) / (totals.length - 1)
}

/** Largest step between running totals. */
function most(totals: number[]): number {
    return Math.max(...totals.slice(1).map((total, i) => total - totals[i]))
}
