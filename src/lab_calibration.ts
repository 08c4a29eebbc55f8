/**
 * Calibrations in the lab test: which are used for a test, what a calibrating run has taught, what
 * day it is.
 *
 * A volume and an offset are held, for one recipe at a time. Who keeps them over a power cut gives
 * their texts to `load` at boot and for every recipe selected, and keeps `volumeText` and
 * `offsetText` whenever `finish` has changed them.
 */
import {
    Calibration,
    CalibrationKind,
    CalibrationRefusal,
    DAY_MAX,
    mayUse,
} from "./decision/calibration"
import { Calibrator } from "./decision/calibrator"
import { Cycle } from "./decision/cycle"
import { saturate } from "./detector/fixed"
import { calibrationHash, calibrationText, readCalibration } from "./output/calibration_text"

const DAY_MS = 86400000

/** See the file's head. */
export class LabCalibration {
    readonly calibrator = new Calibrator()
    readonly volume = new Calibration()
    readonly offset = new Calibration()
    /** What to keep, "" for nothing. */
    volumeText = ""
    offsetText = ""
    /** Days since 1 January 2000, 0 until a host has told. */
    today = 0
    /** What the present test uses: day of the older one, hash, refusals as of the `o` record. */
    day = 0
    hash = 0
    why = 0
    private dayAtMs = 0

    /** Takes in what was kept; a damaged text is refused in every result. */
    load(volumeText: string, offsetText: string) {
        this.volumeText = volumeText
        this.offsetText = offsetText
        readCalibration(volumeText, this.volume)
        readCalibration(offsetText, this.offset)
    }

    /** A host tells what day it is; false for a day that is none. */
    setToday(day: number, nowMs: number): boolean {
        if ((day | 0) !== day || day < 1 || day > DAY_MAX) return false
        this.today = day
        this.dayAtMs = nowMs
        return true
    }

    /** Time goes on: once a tick. */
    tick(nowMs: number) {
        if (this.today === 0 || ((nowMs - this.dayAtMs) | 0) < DAY_MS) return
        this.today += 1
        this.dayAtMs = (this.dayAtMs + DAY_MS) | 0
    }

    /**
     * A test begins: gives the cycle what may be used.
     * @param maxAgeDays how old a calibration may be, 0 for however old
     * @param limitsAreFlows the recipe's limits stand for flows at the recipe's volume, so that
     *   another volume moves them
     */
    prepare(cycle: Cycle, maxAgeDays: number, limitsAreFlows: boolean) {
        const recipe = cycle.recipe
        const calibrator = this.calibrator
        const noVolume = mayUse(this.volume, recipe, this.today, maxAgeDays)
        const noOffset = mayUse(this.offset, recipe, this.today, maxAgeDays)
        this.why = noVolume + 100 * noOffset
        this.day = 0
        this.hash = 0
        cycle.volumeMicroL = recipe.volumeMicroL
        cycle.passMicroPaPerS = recipe.passMicroPaPerS
        cycle.failMicroPaPerS = recipe.failMicroPaPerS
        cycle.offsetMicroPaPerS = 0
        cycle.offsetDoubtMicroPaPerS = 0
        if (noVolume === CalibrationRefusal.None) {
            const volume = this.volume.value
            cycle.volumeMicroL = volume
            if (limitsAreFlows) {
                cycle.passMicroPaPerS = moved(recipe.passMicroPaPerS, recipe.volumeMicroL, volume)
                cycle.failMicroPaPerS = moved(recipe.failMicroPaPerS, recipe.volumeMicroL, volume)
            }
            this.uses(this.volume)
        }
        // an offset is learned from what was measured, and from no other offset
        const isRaw = calibrator.armed && calibrator.kind === CalibrationKind.Offset
        if (noOffset === CalibrationRefusal.None && !isRaw) {
            cycle.offsetMicroPaPerS = this.offset.value
            cycle.offsetDoubtMicroPaPerS = this.offset.doubt
            this.uses(this.offset)
        }
        calibrator.prepare(cycle)
    }

    private uses(calibration: Calibration) {
        if (this.day === 0 || calibration.day < this.day) this.day = calibration.day
        this.hash = this.hash ^ calibrationHash(calibration)
    }

    /**
     * A test has ended.
     * @returns whether it was a calibrating run; `calibrator.learned` tells what came of it
     */
    finish(cycle: Cycle, nowMs: number): boolean {
        const calibrator = this.calibrator
        if (!calibrator.armed) return false
        if (calibrator.finish(cycle, nowMs) === CalibrationRefusal.None) {
            const text = calibrationText(calibrator.learned)
            const isOffset = calibrator.learned.kind === CalibrationKind.Offset
            this.load(isOffset ? this.volumeText : text, isOffset ? text : this.offsetText)
        }
        return true
    }
}

/**
 * A limit of the same flow in another volume, µPa/s. Ledger: the ratio is 0.2 … 5, q16, and
 * 2e9 · 5 · 65536 is below 2^53.
 */
function moved(limitMicroPaPerS: number, fromMicroL: number, toMicroL: number): number {
    const ratio_q16 = Math.floor((fromMicroL * 65536) / toMicroL)
    return saturate((limitMicroPaPerS * ratio_q16) / 65536)
}
