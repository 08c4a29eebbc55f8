/**
 * The lab test in the tick: what people wish becomes the cycle's wishes, what the cycle does
 * becomes records. Idle, and silent, where the rig only watches.
 */
import { LONG_PRESS_MS, RigConfig, RigMode } from "./config"
import { Recipe } from "./config_recipe"
import { Cycle } from "./decision/cycle"
import { CyclePhase, CycleReason, Verdict } from "./decision/cycle_rules"
import { Monitor } from "./decision/monitor"
import { Actions } from "./output/actions"
import { testsKey } from "./output/kept"
import { RecordWriter } from "./output/record"
import { basisRecord, phaseRecord, verdictRecord } from "./output/test_record"
import { Reading } from "./sensor/reading"

/** See the file's head. */
export class Lab {
    readonly cycle: Cycle

    constructor(
        private config: RigConfig,
        recipe: Recipe,
        private records: RecordWriter,
        private actions: Actions
    ) {
        this.cycle = new Cycle(recipe)
    }

    /**
     * The button, let go after `heldMs`: a short press starts or acknowledges, a long one ends.
     * @param taken the press has already done something else, and starts nothing
     */
    pressed(heldMs: number, taken: boolean) {
        const phase = this.cycle.phase
        if (this.config.mode !== RigMode.Test) return
        if (heldMs >= LONG_PRESS_MS) this.cycle.abort()
        else if (phase === CyclePhase.Result) this.cycle.acknowledge()
        else if (phase === CyclePhase.Idle && !taken) this.cycle.start()
    }

    /**
     * Goes on counting where the last boot ended, and reports a test that the end of it cut off.
     * @param tests tests begun before this boot
     */
    resume(atMs: number, tests: number, interrupted: boolean) {
        const cycle = this.cycle
        cycle.tests = tests
        if (!interrupted) return
        cycle.verdict = Verdict.Invalid
        cycle.reason = CycleReason.Interrupted
        this.actions.say(verdictRecord(this.records.next(), atMs, tests, cycle))
        this.remember(0)
    }

    /** @param running 1 while a test is running, else 0 */
    private remember(running: number) {
        const state = this.cycle.tests * 2 - running
        this.actions.keeper.keep(testsKey(state), `${state}`)
    }

    /** Goes on with the test, and tells what became of it. */
    take(reading: Reading, monitor: Monitor) {
        if (this.config.mode !== RigMode.Test) return
        const cycle = this.cycle
        const nowMs = reading.atMs
        const from = cycle.phase
        const trusted = !monitor.silent && !monitor.distrusted
        const p = reading.pressureMilliPa
        const at = reading.sampleAtMs
        const ok = monitor.accepted
        if (!cycle.take(nowMs, trusted, ok, at, p, reading.tempMicroC)) return
        const records = this.records
        const actions = this.actions
        const to = cycle.phase
        actions.say(phaseRecord(records.next(), nowMs, cycle.tests, from, to))
        // before the window and after it, never in it: a write may hold the VM up
        if (to === CyclePhase.Fill) this.remember(1)
        if (to !== CyclePhase.Vent) return
        this.remember(0)
        actions.say(verdictRecord(records.next(), nowMs, cycle.tests, cycle))
        actions.say(basisRecord(records.next(), nowMs, cycle.tests, cycle))
    }
}
