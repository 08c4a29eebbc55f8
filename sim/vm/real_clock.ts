/**
 * The wall's clock in the shape of the virtual one, for a rig on a bus that runs in real time.
 */
import type { Clock, TimerId } from "./clock"

/** Milliseconds since it was made. */
export class RealClock implements Clock {
    private readonly startedMs = performance.now()
    private readonly pending = new Map<TimerId, ReturnType<typeof setTimeout>>()
    private nextId = 1

    get nowMs(): number {
        return performance.now() - this.startedMs
    }

    schedule(run: () => void, delayMs: number): TimerId {
        const id = this.nextId++
        const dueMs = this.nowMs + delayMs
        const wait = () => {
            // Node may fire a millisecond early, and cannot wait for more than 2^31 ms at once
            const leftMs = Math.min(dueMs - this.nowMs, 0x7fffffff)
            this.pending.set(id, setTimeout(leftMs > 0 ? wait : fire, Math.max(leftMs, 0)))
        }
        const fire = () => {
            this.pending.delete(id)
            run()
        }
        wait()
        return id
    }

    cancel(id: TimerId | undefined) {
        if (id === undefined) return
        clearTimeout(this.pending.get(id))
        this.pending.delete(id)
    }

    /** Forgets everything that is pending, so that the process may end. */
    stop() {
        for (const timer of this.pending.values()) clearTimeout(timer)
        this.pending.clear()
    }
}
