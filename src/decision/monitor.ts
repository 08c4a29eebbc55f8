/**
 * From a reading to a state: gate, detector and watch in a row, and the memory of faults.
 *
 * This is everything that decides, and nothing that shows; the firmware's tick and the `detect`
 * command run the very same. Time is the reading's, int32 milliseconds that wrap.
 */
import { FAULT_AFTER_MS, FAULT_AFTER_SAMPLES, RigConfig } from "../config"
import { LeakDetector } from "../detector/leak_detector"
import { Gate } from "../sensor/gate"
import { Reading, SensorFault } from "../sensor/reading"
import { Rejection } from "../sensor/rejection"
import { Watch, WatchState } from "./watch"

/** Shortest and longest interval between readings that is learned, ms. */
const INTERVAL_MAX_MS = 2000

/** Gate, detector, watch. */
export class Monitor {
    /** What the gate said to the last reading. */
    rejection: Rejection = Rejection.Fault
    /** The last reading was accepted. */
    accepted = false
    /** No accepted sample for too long. */
    silent = false
    /** Readings arrive, but whoever judges the sensor says not to trust them. */
    distrusted = false
    /**
     * Somebody moves the pressure on purpose: samples do not reach the detector, which begins
     * afresh afterwards. The gate and the sensor's faults go on.
     */
    resting = false
    /** The state before the last reading. */
    stateBefore: WatchState = WatchState.Starting
    /** Sensor fault and rejection of the last reading that was not accepted. */
    lastFault: SensorFault = SensorFault.Starting
    lastRejection: Rejection = Rejection.Fault
    readonly detector: LeakDetector
    readonly watch: Watch
    private readonly gate: Gate
    private lastAcceptedAtMs = 0
    private lastAtMs = 0
    /** Time between readings, smoothed, ms. */
    private intervalMs = 0
    private started = false
    private rested = false

    constructor(config: RigConfig) {
        this.gate = new Gate(config)
        this.detector = new LeakDetector(config)
        this.watch = new Watch(config.leakDirection, config.rapidLimitMicroPaPerS)
    }

    /**
     * One reading, good or bad.
     * @returns true when the state changed
     */
    take(reading: Reading): boolean {
        const nowMs = reading.atMs
        if (!this.started) this.start(nowMs)
        const elapsedMs = (nowMs - this.lastAtMs) | 0
        this.lastAtMs = nowMs
        if (elapsedMs > 0 && elapsedMs <= INTERVAL_MAX_MS)
            this.intervalMs += (elapsedMs - this.intervalMs) >> 3
        const rejection = this.gate.check(reading)
        this.rejection = rejection
        this.accepted = rejection === Rejection.None
        if (this.resting && !this.rested) this.detector.restart()
        this.rested = this.resting
        if (this.accepted) {
            if (!this.resting)
                this.detector.add(reading.sampleAtMs, reading.pressureMilliPa, reading.tempMicroC)
            this.lastAcceptedAtMs = nowMs
        } else {
            this.lastFault = reading.fault
            this.lastRejection = rejection
        }
        const silentMs = (nowMs - this.lastAcceptedAtMs) | 0
        // a slow stream is not silent because one sample is missing
        this.silent =
            silentMs >= FAULT_AFTER_MS && silentMs >= FAULT_AFTER_SAMPLES * this.intervalMs
        return this.move(nowMs)
    }

    /** Something in the tick itself went wrong: no trust in anything until samples are back. */
    escaped(nowMs: number): boolean {
        if (!this.started) this.start(nowMs)
        this.accepted = false
        this.silent = true
        this.lastFault = SensorFault.Escaped
        this.lastRejection = Rejection.Fault
        return this.move(nowMs)
    }

    private start(nowMs: number) {
        this.started = true
        this.lastAcceptedAtMs = nowMs
        this.lastAtMs = nowMs
        this.watch.sinceMs = nowMs
    }

    private move(nowMs: number): boolean {
        this.stateBefore = this.watch.state
        const silent = this.silent || this.distrusted
        return this.watch.update(this.detector.evidence, nowMs, silent, this.accepted && !silent)
    }
}
