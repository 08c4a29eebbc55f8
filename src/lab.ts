/**
 * The lab test in the tick: what people wish becomes the cycle's wishes, what the cycle does
 * becomes records. Idle, and silent, where the rig only watches.
 */
import { LONG_PRESS_MS, RigConfig, RigMode } from "./config"
import { Recipe } from "./config_recipe"
import { CalibrationKind, CalibrationRefusal } from "./decision/calibration"
import { Cycle } from "./decision/cycle"
import { CyclePhase } from "./decision/cycle_rules"
import { Monitor } from "./decision/monitor"
import { LabCalibration } from "./lab_calibration"
import { Actions } from "./output/actions"
import { calibrationRecord, learnedRecord } from "./output/calibration_record"
import { RecordWriter } from "./output/record"
import { basisRecord, phaseRecord, verdictRecord } from "./output/test_record"
import { Reading } from "./sensor/reading"

/**
 * The watch rests after a test for so many times the stabilising time: the gas has settled then,
 * and the thermometer, which lags behind it, too.
 */
const REST_FACTOR = 1
/** How old a calibration may be, days; 0 is however old. */
const CALIBRATION_AGE_MAX_DAYS = 0
/** The recipes' limits stand for flows. */
const LIMITS_ARE_FLOWS = true

/** See the file's head. */
export class Lab {
    readonly cycle: Cycle
    /** In test mode only: a rig that watches has no heap to spare for it. */
    readonly calibration!: LabCalibration
    private hasMoved = false
    private movedAtMs = 0

    constructor(
        private config: RigConfig,
        recipe: Recipe,
        private records: RecordWriter,
        private actions: Actions
    ) {
        this.cycle = new Cycle(recipe)
        if (config.mode === RigMode.Test) this.calibration = new LabCalibration()
    }

    /**
     * The button, let go after `heldMs`: a short press starts or acknowledges, a long one ends.
     * @param taken the press has already done something else, and starts nothing
     */
    pressed(heldMs: number, taken: boolean) {
        const phase = this.cycle.phase
        if (this.config.mode !== RigMode.Test) return
        if (heldMs >= LONG_PRESS_MS) {
            this.cycle.abort()
            if (phase === CyclePhase.Idle) this.calibration.calibrator.cancel()
        } else if (phase === CyclePhase.Result) this.cycle.acknowledge()
        else if (phase === CyclePhase.Idle && !taken) this.cycle.start()
    }

    /** A test is under way. */
    isRunning(): boolean {
        const phase = this.cycle.phase
        return phase !== CyclePhase.Idle && phase !== CyclePhase.Result
    }

    /**
     * Whether the pressure moves on purpose, so that the watch must rest: from the fill until the
     * part has been vented for as long as it takes to settle, and always where a valve vents the
     * chamber between tests.
     */
    movesPressure(nowMs: number): boolean {
        if (this.config.mode !== RigMode.Test) return false
        if (this.config.hasValves) return true
        if (this.isRunning()) {
            this.hasMoved = true
            this.movedAtMs = nowMs
        } else if (((nowMs - this.movedAtMs) | 0) >= this.cycle.recipe.stabiliseMs * REST_FACTOR)
            this.hasMoved = false
        return this.hasMoved
    }

    /**
     * Wishes that the next test be a calibrating run (decision/calibrator.ts); in watch mode there
     * are no tests.
     * @returns why not, or `None`
     */
    calibrate(
        kind: CalibrationKind,
        value: number,
        day: number,
        text: string,
        nowMs: number
    ): CalibrationRefusal {
        if (this.config.mode !== RigMode.Test) return CalibrationRefusal.BadRecipe
        const { calibrator } = this.calibration
        const cycle = this.cycle
        const refusal = calibrator.begin(kind, value, day, text, cycle.recipe, cycle.phase, nowMs)
        if (refusal === CalibrationRefusal.None) this.calibration.setToday(day, nowMs)
        return refusal
    }

    /** Valves to open, OR of `…_VALVE`; none but in test mode. */
    valves(sees: boolean): number {
        if (!this.config.hasValves || this.config.mode !== RigMode.Test) return 0
        return this.cycle.valves(sees)
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
        const calibration = this.calibration
        const calibrator = calibration.calibrator
        calibration.tick(nowMs)
        if (ok) calibrator.take(nowMs, cycle, p, reading.tempMicroC)
        if (!cycle.take(nowMs, trusted, ok, at, p, reading.tempMicroC)) return
        const records = this.records
        const actions = this.actions
        const to = cycle.phase
        actions.say(phaseRecord(records.next(), nowMs, cycle.tests, from, to))
        if (to === CyclePhase.Fill)
            calibration.prepare(cycle, CALIBRATION_AGE_MAX_DAYS, LIMITS_ARE_FLOWS)
        if (to === CyclePhase.Test) calibrator.testBegins(nowMs)
        if (to !== CyclePhase.Vent) return
        actions.say(verdictRecord(records.next(), nowMs, cycle.tests, cycle))
        actions.say(basisRecord(records.next(), nowMs, cycle.tests, cycle))
        const { day, hash, why } = calibration
        actions.say(calibrationRecord(records.next(), nowMs, cycle.tests, cycle, day, hash, why))
        if (calibration.finish(cycle, nowMs))
            actions.say(learnedRecord(records.next(), nowMs, calibrator.learned))
    }
}
