/**
 * Calibrations in the lab test: which are used for a test, what a calibrating run has taught, what
 * day it is.
 *
 * A volume and an offset are held, for one recipe at a time, and kept over power cuts: each in two
 * slots in turn, so that a write which is cut off leaves the one before it.
 */
import {
    Calibration,
    CalibrationKind,
    CalibrationRefusal,
    DAY_MAX,
    mayUse,
} from "./decision/calibration"
import { Calibrator } from "./decision/calibrator"
import { Wish } from "./decision/command"
import { Cycle } from "./decision/cycle"
import { saturate } from "./detector/fixed"
import { Actions } from "./output/actions"
import { learnedRecord } from "./output/calibration_record"
import { calibrationHash, calibrationText, readCalibration } from "./output/calibration_text"
import { calibrationKey, openKept, sealKept } from "./output/kept"
import { RecordWriter } from "./output/record"

const DAY_MS = 86400000
/** The first of an offset's two slots; those of a volume come before. */
const OFFSET_SLOT = 2

/** See the file's head. */
export class LabCalibration {
    readonly calibrator = new Calibrator()
    volume = new Calibration()
    offset = new Calibration()
    /** Days since 1 January 2000, 0 until a host has told. */
    today = 0
    /** What the present test uses: day of the older one, hash, refusals as of the `o` record. */
    day = 0
    hash = 0
    why = 0
    private dayAtMs = 0

    /** @param actions takes the records, and keeps what is learned */
    constructor(
        private records: RecordWriter,
        private actions: Actions
    ) {}

    /**
     * Takes in what was kept; the newer whole one of two counts, and damage only where there is
     * none.
     * @param slot as of `calibrationKey`
     * @param kept whatever was read there, undefined for nothing
     */
    load(slot: number, kept: unknown) {
        if (kept === undefined) return
        const isOffset = slot >= OFFSET_SLOT
        const held = isOffset ? this.offset : this.volume
        const read = readCalibration(openKept(calibrationKey(slot), kept), isOffset)
        if (read.refusal === CalibrationRefusal.None) {
            if (read.number <= held.number) return
        } else if (held.refusal !== CalibrationRefusal.Missing) return
        if (isOffset) this.offset = read
        else this.volume = read
    }

    /** Says at boot what was kept. */
    tellKept(atMs: number) {
        if (this.volume.refusal !== CalibrationRefusal.Missing) this.tell(atMs, this.volume)
        if (this.offset.refusal !== CalibrationRefusal.Missing) this.tell(atMs, this.offset)
    }

    /** Says what a calibration is, or why it is none. */
    tell(atMs: number, calibration: Calibration) {
        this.actions.say(learnedRecord(this.records.next(), atMs, calibration))
    }

    /**
     * Somebody wishes that the next test be a calibrating run (decision/calibrator.ts).
     * @returns false when that is refused; `calibrator.learned` tells why
     */
    begin(wish: Wish, cycle: Cycle, nowMs: number): boolean {
        const { a, b, text } = wish
        const { recipe, phase } = cycle
        return (
            this.calibrator.begin(a, b, this.today, text, recipe, phase, nowMs) ===
            CalibrationRefusal.None
        )
    }

    /** A host tells what day it is; false for one that is none, 1 (2000-01-02) to DAY_MAX. */
    setToday(day: number, nowMs: number): boolean {
        if (day < 1 || day > DAY_MAX) return false
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
     * A test begins: gives the cycle what may be used. The recipe's limits stand for flows at its
     * volume, so that another volume moves them.
     */
    prepare(cycle: Cycle) {
        const recipe = cycle.recipe
        const maxAgeDays = recipe.calibrationMaxAgeDays
        const calibrator = this.calibrator
        const noVolume = mayUse(this.volume, recipe, this.today, maxAgeDays)
        const noOffset = mayUse(this.offset, recipe, this.today, maxAgeDays)
        this.why = noVolume + 100 * noOffset
        this.day = 0
        this.hash = 0
        cycle.volumeMicroL = recipe.volumeMicroL
        cycle.volumeDoubtPermille = 0
        cycle.passMicroPaPerS = recipe.passMicroPaPerS
        cycle.failMicroPaPerS = recipe.failMicroPaPerS
        cycle.offsetMicroPaPerS = 0
        cycle.offsetDoubtMicroPaPerS = 0
        // what is learned is learned from what was measured, and from nothing learned before
        const learns = calibrator.armed ? calibrator.kind : -1
        const isVolume = learns >= 0 && learns !== CalibrationKind.Offset
        if (noVolume === CalibrationRefusal.None && !isVolume) {
            const volume = this.volume.value
            cycle.volumeMicroL = volume
            cycle.volumeDoubtPermille = Math.floor((this.volume.doubt * 1000) / volume) + 1
            cycle.passMicroPaPerS = moved(recipe.passMicroPaPerS, recipe.volumeMicroL, volume)
            cycle.failMicroPaPerS = moved(recipe.failMicroPaPerS, recipe.volumeMicroL, volume)
            this.uses(this.volume)
        }
        if (noOffset === CalibrationRefusal.None && learns !== CalibrationKind.Offset) {
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
     * A test has ended: what a calibrating run has taught is said, in force and kept.
     */
    finish(cycle: Cycle, nowMs: number) {
        const calibrator = this.calibrator
        if (!calibrator.armed) return
        if (calibrator.finish(cycle, nowMs) === CalibrationRefusal.None) {
            const isOffset = calibrator.learned.kind === CalibrationKind.Offset
            const number = (isOffset ? this.offset : this.volume).number + 1
            const slot = (isOffset ? OFFSET_SLOT : 0) + (number & 1)
            const text = calibrationText(calibrator.learned, number)
            this.actions.keeper.keep(calibrationKey(slot), text)
            // the same way as at a boot
            this.load(slot, sealKept(calibrationKey(slot), text))
        }
        this.tell(nowMs, calibrator.learned)
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
