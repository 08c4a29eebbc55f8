/**
 * Makes batches from serial lines and what else is seen of a rig, whoever the rig is.
 */
import { LabTestReader } from "../../host/lab_test"
import { calibrationInWords } from "../../host/lab_words"
import {
    alarmEventName,
    cycleReasonName,
    faultName,
    phaseName,
    reasonName,
    RecordStream,
    restartName,
    selfTestName,
    stateName,
    verdictName,
    type SerialRecord,
} from "../../host/records"
import { settingInWords } from "../../host/words"
import type { LampState, Tone } from "../../sim/jacdac/peers"
import type { StateName } from "../../sim/scenario/scenario"
import { LabTrack } from "./lab_track"
import { LINES_PER_BATCH, type Batch, type Mark, type Truth } from "./protocol"

/** An onset closer to one told already is the same, ms. */
const SAME_ONSET_MS = 3000
/** Samples and rates, which come all the time. */
const ROUTINE = /^(> )?\{"k":"[sr]"/

/** See the file's head. */
export class Gatherer {
    readonly stream = new RecordStream()
    private samples: number[] = []
    private rates: number[] = []
    private readonly track: LabTrack
    private readonly labTests = new LabTestReader()
    private tests: Batch["tests"] = []
    private marks: Mark[] = []
    private lampChanges: Batch["lamps"] = []
    private tones: Tone[] = []
    private lines: string[] = []
    private notable: string[] = []
    private onsetAtMs = -Infinity

    /**
     * @param run number that its batches carry
     * @param isLab does the configuration with this hash test parts?
     */
    constructor(
        private readonly run: number,
        isLab: (hash: number) => boolean = () => false
    ) {
        this.track = new LabTrack(isLab)
    }

    /**
     * A line from the serial port.
     * @returns why it is damaged, if it is
     */
    line(text: string, atMs: number): string | undefined {
        this.lines.push(text)
        if (!ROUTINE.test(text)) this.notable.push(text)
        if (this.lines.length > 2 * LINES_PER_BATCH) this.lines = this.lines.slice(-LINES_PER_BATCH)
        const record = this.stream.take(text)
        if (record === undefined) return undefined
        if ("damaged" in record) return record.damaged
        this.record(record, atMs)
        return undefined
    }

    mark(kind: Mark["kind"], sentence: string, atMs: number) {
        this.marks.push({ atMs, kind, sentence })
    }

    /** The program died, or the device lost its power. */
    off(atMs: number, code: number) {
        this.track.off(atMs)
        const why = code === 0 ? "the rig is without power" : `the program died with code ${code}`
        this.mark("power", why, atMs)
    }

    lamps(state: LampState, atMs: number) {
        this.lampChanges.push({ state, atMs })
    }

    tone(tone: Tone) {
        this.tones.push(tone)
    }

    /** What has come together since the last call. */
    take(nowMs: number, truth: Truth | undefined): Batch {
        const { records, damaged, lost, boots } = this.stream
        const batch: Batch = {
            is: "batch",
            run: this.run,
            nowMs,
            samples: new Float64Array(this.samples),
            rates: new Float64Array(this.rates),
            states: this.track.take(),
            marks: this.marks,
            tests: this.tests,
            lamps: this.lampChanges,
            tones: this.tones,
            lines: this.lines.slice(-LINES_PER_BATCH),
            notable: this.notable,
            health: { records, damaged, lost, boots },
            truth,
        }
        this.samples = []
        this.rates = []
        this.marks = []
        this.tests = []
        this.lampChanges = []
        this.tones = []
        this.lines = []
        this.notable = []
        return batch
    }

    private record(record: SerialRecord, atMs: number) {
        const test = this.labTests.take(record, atMs)
        if (test !== undefined) this.tests.push(test)
        switch (record.k) {
            case "b":
                this.track.boot(record.h, atMs)
                this.mark("power", `firmware ${record.v} starts`, atMs)
                break
            case "t":
                if (selfTestName(record.y) === "passed") this.track.passed(atMs)
                this.mark("power", `self-test: ${selfTestName(record.y)}`, atMs)
                break
            case "s":
                if (record.p === undefined) break
                this.samples.push(
                    atMs - record.d!,
                    record.p / 1000,
                    record.T === undefined ? NaN : record.T / 1e6
                )
                break
            case "r":
                // without an interval the rate is a remnant of what was known before
                this.rates.push(
                    atMs,
                    record.i < 0 ? NaN : record.r / 1e6,
                    record.i < 0 ? NaN : record.i / 1e6,
                    record.z / 1000
                )
                break
            case "w": {
                const state = stateName(record.w) as StateName
                const reason = reasonName(record.y)
                this.track.watch({ atMs, state, reason })
                this.mark("state", `${state}: ${reason.replaceAll("-", " ")}`, atMs)
                const onsetAtMs = atMs - (record.t - record.o)
                // 0 is no onset: what was there from the start was never seen to begin
                const isLeak = (state === "leak" || state === "rapid") && record.o !== 0
                if (isLeak && Math.abs(onsetAtMs - this.onsetAtMs) > SAME_ONSET_MS) {
                    this.onsetAtMs = onsetAtMs
                    this.mark("onset", "the leak began here, by the firmware's estimate", onsetAtMs)
                }
                break
            }
            case "a":
                this.mark("alarm", `alarm ${alarmEventName(record.a)}`, atMs)
                break
            case "f": {
                const name = faultName(record.e).replaceAll("-", " ")
                this.mark("fault", `fault ${record.x === 1 ? "begins" : "ends"}: ${name}`, atMs)
                break
            }
            case "p":
                this.track.phase(phaseName(record.p), atMs)
                this.mark("phase", `test ${record.x}: ${phaseName(record.p)}`, atMs)
                break
            case "v": {
                const verdict = verdictName(record.v)
                const reason = cycleReasonName(record.y)
                this.track.verdict(verdict, reason, atMs)
                const why = reason.replaceAll("-", " ")
                this.mark("verdict", `test ${record.x}: ${verdict}, ${why}`, atMs)
                break
            }
            case "g":
                this.mark("power", settingInWords(record), atMs)
                break
            case "l":
                this.mark("calibration", calibrationInWords(record), atMs)
                break
            case "q":
                this.mark("power", `restarts itself: ${restartName(record.y)}`, atMs)
                break
        }
    }
}
