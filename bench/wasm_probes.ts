/**
 * Counters inside the DeviceScript VM: how many bytecode operations and heap blocks a program
 * costs.
 *
 * The VM keeps no such numbers, and a stopwatch would measure this machine, not the program. So the
 * VM's WebAssembly gets a few instructions more: a counter at a function's entry, or at the head of
 * its loop. Function names come from the binary's own name section. Counts are exact and
 * repeatable.
 */

/** Where to count. */
export interface Probe {
    /** Keeps the first argument of the last call, instead of counting; `at` is `entry` then. */
    readonly keepsArgument?: true
    /** Name of the exported counter. */
    readonly counter: string
    /** C function of the runtime. */
    readonly functionName: string
    /** `entry` counts calls, `loop` turns of the function's first loop. */
    readonly at: "entry" | "loop"
    /** Adds up this argument (0 for the first) instead of counting by one. */
    readonly argument?: number
}

/** One turn of the interpreter's loop is one bytecode operation (runtime, vm_main.c). */
export const OPERATIONS: Probe = {
    counter: "probeOperations",
    functionName: "devs_vm_exec_opcodes",
    at: "loop",
}
/** Every block of the garbage-collected heap comes from here (runtime, gc_alloc.c). */
export const ALLOCATIONS: Probe = {
    counter: "probeAllocations",
    functionName: "jd_gc_any_try_alloc",
    at: "entry",
}
/** Bytes that were asked of it: `jd_gc_any_try_alloc(gc, tag, size)`. */
export const ALLOCATED_BYTES: Probe = {
    counter: "probeAllocatedBytes",
    functionName: "jd_gc_any_try_alloc",
    at: "entry",
    argument: 2,
}
/** Collections of that heap. */
export const COLLECTIONS: Probe = {
    counter: "probeCollections",
    functionName: "devs_gc",
    at: "entry",
}
/** Address of that heap's description in the VM's memory (chain/heap.ts). */
export const HEAP: Probe = {
    keepsArgument: true,
    counter: "probeHeap",
    functionName: "jd_gc_any_try_alloc",
    at: "entry",
}

const IMPORT = 2
const GLOBAL = 6
const EXPORT = 7
const CODE = 10
const CUSTOM = 0

interface Section {
    id: number
    body: Uint8Array
}

/**
 * A copy of a WebAssembly binary that counts.
 * @throws Error when a probed function, or a loop in it, is not there
 */
export function withProbes(wasm: Uint8Array, probes: readonly Probe[]): Uint8Array {
    const sections = readSections(wasm)
    const body = (id: number) => sections.find(section => section.id === id)!.body
    const names = functionNames(sections)
    const imported = countImportedFunctions(body(IMPORT))
    const firstGlobal = new Cursor(body(GLOBAL)).number()
    const sites = probes.map((probe, i) => {
        const index = names.get(probe.functionName)
        if (index === undefined) throw new Error(`the VM has no function ${probe.functionName}`)
        return { probe, code: index - imported, global: firstGlobal + i }
    })
    const rewritten = sections.map(({ id, body }): Section => {
        // (global (mut i32) (i32.const 0))
        if (id === GLOBAL)
            return {
                id,
                body: append(
                    body,
                    sites.map(() => [0x7f, 1, 0x41, 0, 0x0b])
                ),
            }
        if (id === EXPORT) {
            const entries = sites.map(({ probe, global }) => [
                ...leb(probe.counter.length),
                ...new TextEncoder().encode(probe.counter),
                GLOBAL_KIND,
                ...leb(global),
            ])
            return { id, body: append(body, entries) }
        }
        if (id === CODE) return { id, body: insertCounters(body, sites) }
        return { id, body }
    })
    return join([
        wasm.subarray(0, 8),
        ...rewritten.flatMap(({ id, body }) => [[id], leb(body.length), body]),
    ])
}

/** Export kind of a global. */
const GLOBAL_KIND = 3

interface Site {
    probe: Probe
    /** Index within the code section. */
    code: number
    /** Index of its counter. */
    global: number
}

function insertCounters(code: Uint8Array, sites: Site[]): Uint8Array {
    const cursor = new Cursor(code)
    const count = cursor.number()
    const parts: (Uint8Array | number[])[] = [leb(count)]
    for (let i = 0; i < count; i++) {
        const size = cursor.number()
        let body = code.subarray(cursor.at, cursor.at + size)
        cursor.at += size
        for (const site of sites) if (site.code === i) body = insertCounter(body, site)
        parts.push(leb(body.length), body)
    }
    return join(parts)
}

function insertCounter(body: Uint8Array, { probe, global }: Site): Uint8Array {
    const cursor = new Cursor(body)
    const localGroups = cursor.number()
    for (let i = 0; i < localGroups; i++) {
        cursor.number()
        cursor.at++
    }
    let at = cursor.at
    if (probe.keepsArgument) {
        // local.get 0, global.set
        const keep = [0x20, 0, 0x24, ...leb(global)]
        return join([body.subarray(0, at), keep, body.subarray(at)])
    }
    if (probe.at === "loop") {
        // `loop` with an empty block type
        while (at < body.length && !(body[at] === 0x03 && body[at + 1] === 0x40)) at++
        if (at >= body.length) throw new Error(`${probe.functionName} has no loop`)
        at += 2
    }
    // global.get, i32.const 1 or local.get, i32.add, global.set: leaves the stack as it was
    const by = probe.argument === undefined ? [0x41, 1] : [0x20, ...leb(probe.argument)]
    const count = [0x23, ...leb(global), ...by, 0x6a, 0x24, ...leb(global)]
    return join([body.subarray(0, at), count, body.subarray(at)])
}

function readSections(wasm: Uint8Array): Section[] {
    const cursor = new Cursor(wasm, 8)
    const sections: Section[] = []
    while (cursor.at < wasm.length) {
        const id = wasm[cursor.at++]
        const size = cursor.number()
        sections.push({ id, body: wasm.subarray(cursor.at, cursor.at + size) })
        cursor.at += size
    }
    return sections
}

/** Function indices by name, from the custom section `name`. */
function functionNames(sections: Section[]): Map<string, number> {
    const names = new Map<string, number>()
    for (const { id, body } of sections) {
        if (id !== CUSTOM) continue
        const cursor = new Cursor(body)
        if (cursor.text() !== "name") continue
        while (cursor.at < body.length) {
            const kind = body[cursor.at++]
            const end = cursor.number() + cursor.at
            // subsection 1 holds the function names
            if (kind === 1)
                for (let left = cursor.number(); left > 0; left--) {
                    const index = cursor.number()
                    names.set(cursor.text(), index)
                }
            cursor.at = end
        }
    }
    return names
}

function countImportedFunctions(imports: Uint8Array): number {
    const cursor = new Cursor(imports)
    let functions = 0
    for (let left = cursor.number(); left > 0; left--) {
        cursor.text()
        cursor.text()
        const kind = imports[cursor.at++]
        if (kind !== 0) throw new Error(`an import of kind ${kind}, which this VM did not have`)
        functions++
        cursor.number()
    }
    return functions
}

/** Appends entries to a section that begins with their number. */
function append(body: Uint8Array, entries: number[][]): Uint8Array {
    const cursor = new Cursor(body)
    const count = cursor.number()
    return join([leb(count + entries.length), body.subarray(cursor.at), ...entries])
}

class Cursor {
    constructor(
        private readonly bytes: Uint8Array,
        public at = 0
    ) {}

    /** Unsigned LEB128. */
    number(): number {
        let value = 0
        for (let shift = 0; ; shift += 7) {
            const byte = this.bytes[this.at++]
            value += (byte & 0x7f) * 2 ** shift
            if (byte < 0x80) return value
        }
    }

    text(): string {
        const length = this.number()
        const from = this.at
        this.at += length
        return new TextDecoder().decode(this.bytes.subarray(from, this.at))
    }
}

function leb(value: number): number[] {
    const bytes: number[] = []
    for (; value >= 0x80; value = value >>> 7) bytes.push((value & 0x7f) | 0x80)
    bytes.push(value)
    return bytes
}

function join(parts: (Uint8Array | number[])[]): Uint8Array {
    const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
    let at = 0
    for (const part of parts) {
        whole.set(part, at)
        at += part.length
    }
    return whole
}
