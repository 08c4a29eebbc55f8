/**
 * The tick: a reading in, lamps, tone and lines out.
 *
 * Pure and synchronous, the same on Node and on the device: all it knows of the world is the
 * reading, all it knows of time is the reading's instant. Its outputs live in one object that is
 * reused, so that a tick leaves nothing on the heap but the lines it prints.
 */
import {
    CHIRP_HZ,
    CHIRP_MS,
    LAMP_TEST_MS,
    REBOOT_NOTICE_MS,
    RigConfig,
    RigMode,
    SAMPLE_PERIOD_MS,
} from "./config"
import { Monitor } from "./decision/monitor"
import { SelfTest, SelfTestResult } from "./decision/self_test"
import { RestartWish, Uptime } from "./decision/uptime"
import { WatchState } from "./decision/watch"
import { Lab, RecipeBook } from "./lab"
import { Actions } from "./output/actions"
import { Alarm, LAMP_AMBER, LAMP_GREEN, LAMP_RED } from "./output/alarm"
import { faultCode, FAULT_CODE_SELF_TEST } from "./output/fault_code"
import { AlarmEvent, Identity, RecordWriter } from "./output/record"
import { settingRecord } from "./output/setting_record"
import { testSignal } from "./output/test_signal"
import { Reading } from "./sensor/reading"
import { Rejection } from "./sensor/rejection"
import { Setup } from "./settings"

const ALL_LAMPS = LAMP_RED | LAMP_AMBER | LAMP_GREEN

/** The whole tester behind one function. */
export class App {
    /** What the last tick wants done. */
    actions = new Actions()
    /** Identity register of the sensor, 0 while none is known; the caller keeps it up to date. */
    chipId = 0
    /** The lab test; idle until somebody starts it. */
    readonly lab: Lab
    /** What the watch says, and what it rests on. */
    readonly monitor: Monitor

    private alarm: Alarm
    private selfTest = new SelfTest()
    private uptime = new Uptime()
    private records = new RecordWriter()

    /** Lab tests are possible; a rig that only watches is not asked about them every tick. */
    private testsParts: boolean
    private booted = false
    private bootedAtMs = 0
    private testingLamps = true
    private acknowledgePressed = false
    /** The present press has an alarm to silence. */
    private pressSilences = false
    private toldChipId = 0
    /** Whose signal is shown. */
    private shown: WatchState = WatchState.Starting
    /** Code of the fault that is being shown, 0 for none. */
    private faultShown = 0
    private faultSinceMs = 0
    private samplesToRecord = 0
    private nextReportAtMs = 0
    private rebooting = false
    private rebootAtMs = 0

    constructor(
        private config: RigConfig,
        private who: Identity,
        private setup: Setup,
        book: RecipeBook
    ) {
        this.testsParts = config.mode === RigMode.Test
        this.monitor = new Monitor(config)
        this.alarm = new Alarm(config.leakDirection)
        this.lab = new Lab(config, book, setup, this.records, this.actions, who.configHash)
    }

    /** One reading, good or bad. Its outcome is in `actions` until the next tick. */
    tick(reading: Reading) {
        const nowMs = reading.atMs
        this.actions.lineCount = 0
        if (!this.booted) this.boot(nowMs)
        if (this.chipId !== this.toldChipId) this.tellSensor(nowMs)

        if (this.acknowledgePressed) this.silence(nowMs)

        if (this.testsParts) this.monitor.resting = this.lab.movesPressure(nowMs)
        const changed = this.monitor.take(reading)
        if (this.lab.wishes.length > 0 && this.lab.hear(nowMs, this.monitor, this.isAlarmed()))
            this.silence(nowMs)
        this.recordSample(reading)
        this.lab.take(reading, this.monitor)
        const chirps = this.selfTest.result !== SelfTestResult.Passed && this.testSelf(reading)
        this.react(changed, nowMs)
        if (chirps && this.actions.toneHz === 0) {
            this.actions.toneHz = CHIRP_HZ
            this.actions.toneMs = CHIRP_MS
        }
    }

    /** Silences a leak's tone until it worsens, from the next tick on. */
    acknowledge() {
        this.pressSilences = this.isAlarmed()
        this.acknowledgePressed = true
    }

    /** A leak's tone sounds. */
    private isAlarmed(): boolean {
        const state = this.monitor.watch.state
        const alarmed =
            this.signal() === state && (state === WatchState.Leak || state === WatchState.Rapid)
        return alarmed && !this.alarm.acknowledged
    }

    /** The button, let go after `heldMs`. A press that silences an alarm does nothing else. */
    pressed(heldMs: number) {
        this.lab.pressed(heldMs, this.pressSilences)
    }

    private silence(nowMs: number) {
        this.acknowledgePressed = false
        const monitor = this.monitor
        // a failed part's tone is the lab test's to end
        if (this.signal() !== monitor.watch.state) return
        if (this.alarm.acknowledge(monitor.detector.evidence))
            this.actions.say(
                this.records.alarm(nowMs, AlarmEvent.Acknowledged, monitor.watch.state)
            )
    }

    /** Goes on with the self-test; true when it has just been passed. */
    private testSelf(reading: Reading): boolean {
        const test = this.selfTest
        if (!test.take(reading, this.monitor.accepted)) return false
        this.actions.say(this.records.selfTest(reading.atMs, test, this.chipId, reading.fault))
        const passed = test.result === SelfTestResult.Passed
        this.monitor.distrusted = !passed
        return passed
    }

    /**
     * A tick itself has thrown: a bug. It is shown and reported as a fault, and work goes on; the
     * outcome is in `actions`.
     */
    escaped(nowMs: number) {
        this.actions.lineCount = 0
        this.react(this.monitor.escaped(nowMs), nowMs)
    }

    /** What follows from the monitor's word. */
    private react(changed: boolean, nowMs: number) {
        if (changed) this.stateChanged(nowMs)
        // another cause for the same fault is worth a line; its last moments are not
        const monitor = this.monitor
        const lasts = monitor.distrusted || !monitor.accepted
        if (this.faultShown !== 0 && lasts && this.fault() !== this.faultShown)
            this.beginFault(nowMs)
        this.finish(nowMs)
    }

    /** Code of what is wrong: the last reading that was not accepted, or the self-test. */
    private fault(): number {
        const monitor = this.monitor
        const result = this.selfTest.result
        // too few samples have a reason of their own, which the readings told
        if (monitor.distrusted && !monitor.silent && result !== SelfTestResult.TooFewSamples)
            return FAULT_CODE_SELF_TEST + result
        return faultCode(monitor.lastFault, monitor.lastRejection)
    }

    private boot(nowMs: number) {
        this.booted = true
        this.bootedAtMs = nowMs
        this.nextReportAtMs = nowMs
        this.alarm.enter(this.shown, nowMs)
        this.toldChipId = this.chipId
        this.actions.say(this.records.boot(nowMs, this.chipId, SAMPLE_PERIOD_MS, this.who))
        const setup = this.setup
        for (let i = 0; i < setup.findings.length; i++)
            this.actions.say(settingRecord(this.records.next(), nowMs, setup.findings[i]))
        this.lab.resume(nowMs, setup.tests, setup.interrupted)
    }

    private tellSensor(nowMs: number) {
        this.toldChipId = this.chipId
        this.actions.say(this.records.sensor(nowMs, this.chipId))
    }

    private recordSample(reading: Reading) {
        this.samplesToRecord -= 1
        if (this.samplesToRecord > 0) return
        this.samplesToRecord = this.config.sampleRecordEvery
        this.actions.say(this.records.sample(reading, this.monitor.rejection))
    }

    private stateChanged(nowMs: number) {
        const monitor = this.monitor
        const from = monitor.stateBefore
        const to = monitor.watch.state
        const records = this.records
        const reason = monitor.watch.reason
        this.actions.say(records.state(nowMs, from, to, reason, monitor.detector.evidence))
        if (from === WatchState.Fault) {
            const lastedMs = (nowMs - this.faultSinceMs) | 0
            this.actions.say(records.fault(nowMs, this.faultShown, 0, lastedMs))
            this.faultShown = 0
        }
        const wasAlarm = from === WatchState.Leak || from === WatchState.Rapid
        const isAlarm = to === WatchState.Leak || to === WatchState.Rapid
        if (isAlarm && !wasAlarm) this.actions.say(records.alarm(nowMs, AlarmEvent.Raised, to))
        if (isAlarm && wasAlarm && to === WatchState.Rapid)
            this.actions.say(records.alarm(nowMs, AlarmEvent.Worsened, to))
        // after a fault nobody knows whether it was over, and it is not said
        if (wasAlarm && !isAlarm && to !== WatchState.Fault)
            this.actions.say(records.alarm(nowMs, AlarmEvent.Cleared, to))
        if (to === WatchState.Fault) {
            this.faultSinceMs = nowMs
            this.beginFault(nowMs)
        }
    }

    private beginFault(nowMs: number) {
        this.faultShown = this.fault()
        this.actions.say(this.records.fault(nowMs, this.faultShown, 1, 0))
    }

    /** The signal to show: a lab test's, or the watch's. */
    private signal(): WatchState {
        const cycle = this.lab.cycle
        const state = this.monitor.watch.state
        return testSignal(cycle.phase, cycle.verdict, state, this.monitor.resting)
    }

    /** What every tick ends with: report, restart, lamps and tone. */
    private finish(nowMs: number) {
        const actions = this.actions
        const alarm = this.alarm
        const state = this.monitor.watch.state
        const evidence = this.monitor.detector.evidence
        const signal = this.testsParts ? this.signal() : state
        if (signal !== this.shown) {
            this.shown = signal
            alarm.enter(signal, nowMs)
        }
        if (((nowMs - this.nextReportAtMs) | 0) >= 0) {
            this.nextReportAtMs = (this.nextReportAtMs + this.config.rateReportPeriodMs) | 0
            // after a pause the reports do not hurry to catch up
            if (((nowMs - this.nextReportAtMs) | 0) >= 0)
                this.nextReportAtMs = (nowMs + this.config.rateReportPeriodMs) | 0
            this.actions.say(this.records.rate(nowMs, state, evidence))
        }
        if (alarm.acknowledged && alarm.worsened(evidence))
            this.actions.say(this.records.alarm(nowMs, AlarmEvent.Worsened, state))
        this.uptime.update(nowMs, state)
        if (!this.rebooting) {
            // a test is not cut short for it while there is time
            let busy = state
            if (this.testsParts && this.lab.isRunning()) busy = WatchState.Suspected
            const wish = this.uptime.wish(busy)
            if (wish !== RestartWish.No) {
                this.rebooting = true
                this.rebootAtMs = (nowMs + REBOOT_NOTICE_MS) | 0
                this.actions.say(this.records.reboot(nowMs, wish))
            }
        }
        actions.rebootNow = this.rebooting && ((nowMs - this.rebootAtMs) | 0) >= 0
        alarm.show(nowMs)
        if (this.testingLamps) this.testingLamps = ((nowMs - this.bootedAtMs) | 0) < LAMP_TEST_MS
        const monitor = this.monitor
        // the onset of a fill is a spike to the gate, and a valve must not chatter for it
        const sees = monitor.accepted || monitor.rejection === Rejection.Spike
        if (this.testsParts) actions.valves = this.lab.valves(sees)
        actions.lamps = this.testingLamps ? ALL_LAMPS : alarm.lamps
        actions.toneHz = alarm.toneHz
        actions.toneMs = alarm.toneMs
    }
}
