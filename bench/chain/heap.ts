/**
 * Reads the heap of a DeviceScript VM from outside, block by block, as its sweep does.
 *
 * The layout is that of the 2.16 runtime (gc_alloc.c, 32-bit words): a heap points to chunks, a
 * chunk is a row of blocks, and the first word of a block holds its size in words (24 bits) and its
 * tag (8 bits).
 */

/** Bytes of the heap. */
export interface HeapUse {
    /** In blocks that are not free, garbage among them until it is collected. */
    readonly usedBytes: number
    /** In all blocks. */
    readonly totalBytes: number
}

const WORD_BYTES = 4
/** Where a heap points to its first chunk. */
const FIRST_CHUNK_AT = 4
/** Bytes of a chunk before its first block: the next chunk, and its own end. */
const CHUNK_HEAD_BYTES = 8
const TAG_FREE = 0x01
/** The last word of a chunk. */
const TAG_FINAL = 0x4f

/**
 * Walks the heap.
 * @param memory of the VM
 * @param heap its address, from the probe `HEAP`; only between two steps of the VM
 * @throws Error when what is there is no heap
 */
export function heapUse(memory: WebAssembly.Memory, heap: number): HeapUse {
    const words = new DataView(memory.buffer)
    const wordAt = (address: number) => words.getUint32(address, true)
    let usedBytes = 0
    let totalBytes = 0
    for (let chunk = wordAt(heap + FIRST_CHUNK_AT); chunk !== 0; chunk = wordAt(chunk)) {
        let block = chunk + CHUNK_HEAD_BYTES
        while (wordAt(block) >>> 24 !== TAG_FINAL) {
            const bytes = (wordAt(block) & 0xffffff) * WORD_BYTES
            if (bytes === 0) throw new Error(`no heap of DeviceScript 2.16 at ${heap}`)
            totalBytes += bytes
            if (wordAt(block) >>> 24 !== TAG_FREE) usedBytes += bytes
            block += bytes
        }
    }
    return { usedBytes, totalBytes }
}
