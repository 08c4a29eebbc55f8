/**
 * The virtual clock: time that moves only when told to, and runs what falls due on the way.
 *
 * A whole rig (VM, chip, peers) hangs on one clock, so a run is repeatable bit for bit and as fast
 * as the machine allows. Times are milliseconds from 0 as doubles; fractions are kept, because a
 * conversion ends at a microsecond.
 */

/** Handle of a pending timer; never 0, because the VM tests handles for truth. */
export type TimerId = number

interface Timer {
    readonly id: TimerId
    readonly dueMs: number
    readonly run: () => void
}

/** What things that happen in time hang on, be it virtual or the wall's. */
export interface Clock {
    /** The current instant, ms. */
    readonly nowMs: number
    /**
     * Runs `run` once, `delayMs` from now (0 or less: at this instant, but after the current
     * event).
     * @returns a handle for `cancel`
     */
    schedule(run: () => void, delayMs: number): TimerId
    /** Forgets a pending timer; unknown and past handles are ignored, as `clearTimeout` does. */
    cancel(id: TimerId | undefined): void
}

/**
 * A deterministic event queue: earliest first, and in order of creation where instants are equal.
 */
export class VirtualClock implements Clock {
    nowMs = 0

    private readonly heap: Timer[] = []
    private readonly cancelled = new Set<TimerId>()
    private nextId = 1
    private interrupted = false

    schedule(run: () => void, delayMs: number): TimerId {
        const id = this.nextId++
        const dueMs = this.nowMs + (delayMs > 0 ? delayMs : 0)
        this.push({ id, dueMs, run })
        return id
    }

    cancel(id: TimerId | undefined) {
        if (id !== undefined && this.heap.length > 0) this.cancelled.add(id)
    }

    /**
     * Lets time pass in which nothing runs, as when a computer sleeps; what fell due in it runs
     * late. The DeviceScript VM measures steps of up to 2^32 µs, 71 minutes, and loses what is
     * beyond.
     */
    leap(forMs: number) {
        if (forMs > 0) this.nowMs += forMs
    }

    /** Makes the present `runUntil` return after the current event, at that event's instant. */
    interrupt() {
        this.interrupted = true
    }

    /**
     * Moves time to `untilMs`, running everything due up to and at that instant, unless an event
     * interrupts it.
     */
    runUntil(untilMs: number) {
        this.interrupted = false
        while (!this.interrupted) {
            const first = this.heap[0]
            if (first === undefined || first.dueMs > untilMs) break
            this.pop()
            if (this.cancelled.delete(first.id)) continue
            // what fell due during a leap runs late
            if (first.dueMs > this.nowMs) this.nowMs = first.dueMs
            first.run()
        }
        // ids of timers that had fired before their cancellation would pile up otherwise
        if (this.heap.length === 0) this.cancelled.clear()
        if (!this.interrupted && untilMs > this.nowMs) this.nowMs = untilMs
    }

    private push(timer: Timer) {
        const heap = this.heap
        let i = heap.length
        heap.push(timer)
        while (i > 0) {
            const up = (i - 1) >> 1
            if (before(heap[up], timer)) break
            heap[i] = heap[up]
            i = up
        }
        heap[i] = timer
    }

    private pop() {
        const heap = this.heap
        const last = heap.pop()!
        const size = heap.length
        if (size === 0) return
        let i = 0
        for (;;) {
            let child = 2 * i + 1
            if (child >= size) break
            if (child + 1 < size && before(heap[child + 1], heap[child])) child++
            if (before(last, heap[child])) break
            heap[i] = heap[child]
            i = child
        }
        heap[i] = last
    }
}

function before(a: Timer, b: Timer): boolean {
    return a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.id < b.id)
}
