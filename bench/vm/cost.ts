/**
 * Bytecode operations, heap blocks and bytes of the firmware's deciding part, counted on the VM.
 */
import { execFileSync } from "node:child_process"
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { PROJECT_FOLDER } from "../../host/build/firmware"
import { VirtualClock } from "../../sim/vm/clock"
import { Flash, MachineFactory } from "../../sim/vm/machine"
import { devicescriptCliFolder, readVmSource } from "../../sim/vm/runtime_source"
import { ALLOCATED_BYTES, ALLOCATIONS, OPERATIONS, withProbes } from "../wasm_probes"

/** As `main_cost.ts` has them: marks without a sample, then a tight chamber, then events. */
const EMPTY_MARKS = 16
export const QUIET_SAMPLES = 8192

/** What was counted. */
export interface Cost {
    /** Bytecode operations per sample, by sample in order. */
    operations: number[]
    /** Heap blocks that all samples together allocated. */
    allocations: number
    /** Heap bytes that making the monitor allocated: its state, and what growing arrays left. */
    constructionBytes: number
}

const PROGRAM = "bench/vm/main_cost.ts"
const FOLDERS = ["src", "boards", "services", "bench/vm"]
const PROBES = [OPERATIONS, ALLOCATIONS, ALLOCATED_BYTES]
/** Simulated time after which a program that has not ended is stuck, ms. */
const LONGEST_MS = 600_000
const STEP_MS = 1000

/** Compiles the measuring program in a folder of copies, which keeps the owner's build alone. */
function compile(): Uint8Array {
    const folder = mkdtempSync(join(tmpdir(), "leaktight-bench-"))
    try {
        for (const part of FOLDERS)
            cpSync(join(PROJECT_FOLDER, part), join(folder, part), { recursive: true })
        writeFileSync(join(folder, "devsconfig.json"), "{}")
        const cli = join(devicescriptCliFolder(), "devicescript")
        execFileSync(process.execPath, [cli, "build", "--quiet", PROGRAM], {
            cwd: folder,
            stdio: "pipe",
        })
        return readFileSync(join(folder, ".devicescript", "bin", "bytecode.devs"))
    } catch (error) {
        const { stdout, stderr } = error as { stdout?: Buffer; stderr?: Buffer }
        throw new Error(`the compiler refused ${PROGRAM}:\n${stdout}${stderr}`, { cause: error })
    } finally {
        rmSync(folder, { recursive: true })
    }
}

/** Runs the measuring program; see `main_cost.ts`. */
export async function measureCost(): Promise<Cost> {
    const clock = new VirtualClock()
    const factory = new MachineFactory(readVmSource(), wasm => withProbes(wasm, PROBES))
    const marks: { text: string; counts: number[] }[] = []
    let ended = false
    let deathCode = 0
    const machine = await factory.boot(clock, "1ea0717e5700c0de", new Flash(), {
        frame: () => {},
        line: line => {
            const text = line.replace(/^> /, "")
            if (text === "end") ended = true
            if (text === "new" || text === "-" || text === "+")
                marks.push({ text, counts: counters() })
        },
        panic: code => {
            deathCode = code
        },
        exit: () => {},
    })
    const counters = () =>
        PROBES.map(({ counter }) => (machine.exported[counter] as WebAssembly.Global).value >>> 0)
    machine.deploy(compile())
    while (!ended && deathCode === 0 && clock.nowMs < LONGEST_MS)
        clock.runUntil(clock.nowMs + STEP_MS)
    machine.stop()
    if (!ended) throw new Error(`the measuring program did not end; panic code ${deathCode}`)
    return costFromMarks(marks)
}

/** Costs from marks in the order of the program. */
export function costFromMarks(marks: readonly { text: string; counts: number[] }[]): Cost {
    const news = marks.filter(({ text }) => text === "new")
    const before = marks.filter(({ text }) => text === "-")
    const after = marks.filter(({ text }) => text === "+")
    if (news.length !== 2 || before.length !== after.length || before.length <= EMPTY_MARKS)
        throw new Error("marks of the measuring program are missing")
    // counters wrap at 2^32
    const spent = (from: number[], to: number[], c: number) => (to[c] - from[c]) >>> 0
    const [operations, allocations] = [0, 1].map(c =>
        before.map(({ counts }, i) => spent(counts, after[i].counts, c))
    )
    // a mark allocates and costs the same each time
    const emptyOperations = Math.min(...operations.slice(0, EMPTY_MARKS))
    const emptyAllocations = Math.min(...allocations.slice(0, EMPTY_MARKS))
    const bytesOfMark = spent(before[0].counts, after[0].counts, 2)
    return {
        operations: operations.slice(EMPTY_MARKS).map(count => count - emptyOperations),
        allocations: allocations
            .slice(EMPTY_MARKS)
            .reduce((sum, count) => sum + count - emptyAllocations, 0),
        constructionBytes: spent(news[0].counts, news[1].counts, 2) - bytesOfMark,
    }
}
