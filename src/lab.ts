/**
 * The lab test in the tick: what people and hosts wish is judged, the cycle goes on, and both
 * become records. Wishes wait in a short queue for the next tick, so that a recording holds each
 * with the sample it met. Where the rig only watches, wishes are judged all the same.
 */
import { LONG_PRESS_MS, RigConfig, RigMode } from "./config"
import { Recipe } from "./config_recipe"
import { objection, Operation, Refusal, Wish } from "./decision/command"
import { Cycle } from "./decision/cycle"
import { CyclePhase, CycleReason, Verdict } from "./decision/cycle_rules"
import { Monitor } from "./decision/monitor"
import { LabCalibration } from "./lab_calibration"
import { Actions } from "./output/actions"
import { calibrationRecord } from "./output/calibration_record"
import { testsKey } from "./output/kept"
import { RecordWriter } from "./output/record"
import {
    basisRecord,
    commandRecord,
    partRecord,
    phaseRecord,
    verdictRecord,
} from "./output/test_record"
import { TestResults } from "./output/test_result"
import { Setup } from "./settings"
import { Reading, TEMP_MISSING_MICRO_C } from "./sensor/reading"

/** Wishes that may wait for one tick. */
const WISHES_MAX = 4

/** The recipes a rig has: a fresh one by its index from 0, and how many there are. */
export interface RecipeBook {
    recipe: (index: number) => Recipe
    count: number
}

/** See the file's head. */
export class Lab {
    readonly cycle: Cycle
    readonly results = new TestResults()
    /** Index of the recipe. */
    recipeIndex = 0
    /** Serial of the part that is tested, or was last. */
    serial = ""
    /** What waits for the next tick. */
    readonly wishes: Wish[] = []
    /** Stands for all that could not wait since the last tick; `a` counts them. */
    private readonly overrun = new Wish(0)
    /** Temperature of the last reading that counted, µ°C. */
    private tempMicroC = TEMP_MISSING_MICRO_C
    /** In test mode only: a rig that watches has no heap to spare for it. */
    readonly calibration!: LabCalibration
    private hasMoved = false
    private movedAtMs = 0

    constructor(
        private config: RigConfig,
        readonly book: RecipeBook,
        setup: Setup,
        private records: RecordWriter,
        private actions: Actions,
        private configHash: number
    ) {
        this.cycle = new Cycle(setup.recipe)
        this.recipeIndex = setup.recipeIndex
        this.overrun.refusal = Refusal.Busy
        if (config.mode !== RigMode.Test) return
        this.calibration = new LabCalibration(records, actions)
        for (let i = 0; i < setup.kept.length; i++) this.calibration.load(i, setup.kept[i])
    }

    /** Somebody wishes something; the next tick judges it, or it is refused at once as too much. */
    ask(wish: Wish) {
        if (this.wishes.length < WISHES_MAX) {
            this.wishes.push(wish)
            return
        }
        this.refuseBusy(wish.operation, 1)
        wish.refusal = Refusal.Busy
        wish.isHeard = true
    }

    /** Wishes came too fast; one record tells how many, and the operation of the last. */
    refuseBusy(operation: number, count: number) {
        this.overrun.operation = operation
        this.overrun.a = this.overrun.a + count
    }

    /**
     * The button, let go after `heldMs`: a short press starts or acknowledges, a long one ends.
     * @param taken the press has already done something else, and starts nothing
     */
    pressed(heldMs: number, taken: boolean) {
        if (this.config.mode !== RigMode.Test) return
        const wish = new Wish(Operation.Press)
        wish.a = heldMs
        wish.b = taken ? 1 : 0
        this.ask(wish)
    }

    /**
     * Judges what was wished since the last tick, and carries out what is not refused.
     * @param alarmed a leak's tone sounds
     * @returns true when the alarm is to be acknowledged
     */
    hear(nowMs: number, monitor: Monitor, alarmed: boolean): boolean {
        let acknowledged = false
        while (this.wishes.length > 0) {
            const wish = this.wishes.shift()
            if (wish === undefined) break
            if (wish.refusal === Refusal.None)
                wish.refusal = objection(
                    wish,
                    this.cycle,
                    this.config.mode !== RigMode.Test,
                    !monitor.silent && !monitor.distrusted,
                    alarmed,
                    this.book.count,
                    this.results.count
                )
            if (wish.refusal === Refusal.None) {
                this.carryOut(wish, nowMs)
                if (wish.operation === Operation.Acknowledge) acknowledged = alarmed
            }
            this.tell(wish, nowMs)
            wish.isHeard = true
            // the next is judged by what this one has made of the test
            if (wish.refusal === Refusal.None && wish.operation <= Operation.Acknowledge) break
        }
        if (this.overrun.a > 0) {
            this.tell(this.overrun, nowMs)
            this.overrun.a = 0
        }
        return acknowledged
    }

    private tell(wish: Wish, nowMs: number) {
        this.actions.say(commandRecord(this.records.next(), nowMs, wish))
    }

    /** Does what is wished; what only the doer can judge is refused here. */
    private carryOut(wish: Wish, nowMs: number) {
        const cycle = this.cycle
        const calibration = this.calibration
        switch (wish.operation) {
            case Operation.Press:
                this.press(wish.a, wish.b !== 0)
                return
            case Operation.Start:
                this.serial = wish.text
                cycle.start()
                return
            case Operation.Abort:
                cycle.abort()
                return
            case Operation.Acknowledge:
                cycle.acknowledge()
                return
            case Operation.SetLimits:
                cycle.recipe.passMicroPaPerS = wish.a
                cycle.recipe.failMicroPaPerS = wish.b
                return
            case Operation.SetToday:
                if (!calibration.setToday(wish.a, nowMs)) wish.refusal = Refusal.OutOfRange
                return
            case Operation.Calibrate:
                if (calibration.begin(wish, cycle, nowMs)) return
                wish.refusal = Refusal.NotCalibrated
                calibration.tell(nowMs, calibration.calibrator.learned)
                return
            case Operation.SelectRecipe:
            case Operation.SetRecipe:
                // a calibration is for one recipe
                calibration.calibrator.armed = false
                this.recipeIndex = wish.a
                cycle.recipe = this.book.recipe(wish.a)
        }
    }

    private press(heldMs: number, taken: boolean) {
        const phase = this.cycle.phase
        if (heldMs >= LONG_PRESS_MS) {
            this.cycle.abort()
            if (phase === CyclePhase.Idle) this.calibration.calibrator.armed = false
        } else if (phase === CyclePhase.Result) this.cycle.acknowledge()
        else if (phase === CyclePhase.Idle && !taken) {
            // nobody has said whose part this is
            this.serial = ""
            this.cycle.start()
        }
    }

    /**
     * Goes on counting where the last boot ended, and reports a test that the end of it cut off.
     * @param tests tests begun before this boot
     */
    resume(atMs: number, tests: number, interrupted: boolean) {
        const cycle = this.cycle
        cycle.tests = tests
        const calibration = this.calibration
        if (calibration !== undefined) calibration.tellKept(atMs)
        if (!interrupted) return
        cycle.verdict = Verdict.Invalid
        cycle.reason = CycleReason.Interrupted
        const row = this.results.keep(cycle, this.recipeIndex, "", TEMP_MISSING_MICRO_C)
        this.actions.say(verdictRecord(this.records.next(), atMs, row))
        this.remember(0)
    }

    /** @param running 1 while a test is running, else 0 */
    private remember(running: number) {
        const state = this.cycle.tests * 2 - running
        this.actions.keeper.keep(testsKey(state), `${state}`)
    }

    /** A test is under way. */
    isRunning(): boolean {
        const phase = this.cycle.phase
        return phase !== CyclePhase.Idle && phase !== CyclePhase.Result
    }

    /**
     * Whether the pressure moves on purpose, so that the watch must rest: from the fill until the
     * part has been vented for the stabilising time, when the gas has settled and the thermometer,
     * which lags behind it, too; and always where a valve vents the chamber between tests. Asked in
     * test mode only.
     */
    movesPressure(nowMs: number): boolean {
        if (this.config.hasValves) return true
        // hands may be late: what still has gas in it will move
        if (this.isRunning() || (this.hasMoved && !this.cycle.isVented)) {
            this.hasMoved = true
            this.movedAtMs = nowMs
        } else if (((nowMs - this.movedAtMs) | 0) >= this.cycle.recipe.stabiliseMs)
            this.hasMoved = false
        return this.hasMoved
    }

    /** Valves to open, OR of `…_VALVE`. Asked in test mode only. */
    valves(sees: boolean): number {
        return this.config.hasValves ? this.cycle.valves(sees) : 0
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
        if (ok) this.tempMicroC = reading.tempMicroC
        const calibration = this.calibration
        const calibrator = calibration.calibrator
        calibration.tick(nowMs)
        if (ok) calibrator.take(nowMs, cycle, p, reading.tempMicroC)
        if (!cycle.take(nowMs, trusted, ok, at, p, reading.tempMicroC)) return
        const records = this.records
        const actions = this.actions
        const to = cycle.phase
        actions.say(phaseRecord(records.next(), nowMs, cycle.tests, from, to))
        if (to === CyclePhase.Fill) {
            // before the window and after it, never in it: a write may hold the VM up
            this.remember(1)
            calibration.prepare(cycle)
        }
        if (to === CyclePhase.Test) calibrator.testAtMs = nowMs
        if (to !== CyclePhase.Vent) return
        this.remember(0)
        const row = this.results.keep(cycle, this.recipeIndex, this.serial, this.tempMicroC)
        actions.say(verdictRecord(records.next(), nowMs, row))
        actions.say(basisRecord(records.next(), nowMs, row, cycle.recipe.name))
        actions.say(partRecord(records.next(), nowMs, row, this.serial, this.configHash))
        const { day, hash, why } = calibration
        actions.say(calibrationRecord(records.next(), nowMs, cycle.tests, cycle, day, hash, why))
        calibration.finish(cycle, nowMs)
    }
}
