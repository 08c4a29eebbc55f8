/**
 * Keeps a bench at its pace: so much simulated time for each slice of real time.
 *
 * A slice works for at most `WORK_MS`, so that commands are heard; what a slow machine cannot do is
 * not caught up later. After each slice a batch goes out, and the next waits until the page has
 * taken it, so that nothing piles up.
 */
import type { Bench } from "./bench"

/** Longest stretch of work between two looks at the messages, real ms. */
const WORK_MS = 25
/** Between two batches while there is little to do, real ms. */
const IDLE_MS = 33
/** Simulated time between two looks at the real clock, ms. */
const STEP_MS = 100

/** See the file's head. */
export class Pacer {
    /** Simulated over real time; 0 is paused. */
    speed = 0
    /** Nothing is run any more. */
    stopped = false
    private waitingForPage = false
    private timer: ReturnType<typeof setTimeout> | undefined
    private busy = false
    private lastMs = performance.now()
    private owedMs = 0
    private wantedStepMs = 0

    /** @param tell gets the batch after every slice */
    constructor(
        private readonly bench: Bench,
        private readonly tell: () => void,
        private readonly failed: (error: unknown) => void
    ) {}

    /** Goes at another pace from now on. */
    pace(speed: number) {
        this.speed = speed
        this.owedMs = 0
        this.lastMs = performance.now()
        this.wake()
    }

    /** So much simulated time, at once. */
    step(forMs: number) {
        this.wantedStepMs += forMs
        this.wake()
    }

    /** The page has taken the last batch. */
    seen() {
        this.waitingForPage = false
        this.wake(this.speed === Infinity ? 0 : IDLE_MS)
    }

    /** Something was done to the bench that the page should see, even while it is paused. */
    wake(afterMs = 0) {
        if (this.stopped || this.busy || this.waitingForPage) return
        clearTimeout(this.timer)
        this.timer = setTimeout(() => void this.slice(), afterMs)
    }

    private async slice() {
        this.busy = true
        try {
            const startedMs = performance.now()
            const bench = this.bench
            const wasMs = bench.nowMs
            const elapsedMs = Math.min(startedMs - this.lastMs, 250)
            this.lastMs = startedMs
            this.owedMs = this.speed === 0 ? 0 : this.owedMs + elapsedMs * this.speed
            let targetMs = bench.nowMs + this.owedMs
            if (this.wantedStepMs > 0) {
                targetMs = bench.nowMs + this.wantedStepMs
                this.wantedStepMs = 0
            }
            while (bench.nowMs < targetMs && !this.stopped) {
                await bench.runUntil(Math.min(bench.nowMs + STEP_MS, targetMs))
                if (performance.now() - startedMs > WORK_MS) break
            }
            if (Number.isFinite(this.owedMs))
                this.owedMs = Math.min(
                    Math.max(0, this.owedMs - (bench.nowMs - wasMs)),
                    this.speed * 100
                )
            else this.owedMs = 0
            if (this.stopped) return
            this.waitingForPage = true
            this.tell()
        } catch (error) {
            this.stopped = true
            this.failed(error)
        } finally {
            this.busy = false
        }
    }
}
