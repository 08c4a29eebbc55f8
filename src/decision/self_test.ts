/**
 * The self-test at power-up: two seconds of samples say whether the sensor can be trusted at all.
 *
 * The driver has already asked who answers and whether its trim is plausible; here the stream itself
 * is judged: enough samples, few bus errors, and noise like that of a living part. A failed test is a
 * named fault, and the next two seconds are another try, for ever.
 *
 * Ledger: changes are clipped to 10^7 mPa; up to 40 of them sum to 4·10^8, times 58 < 2^31 only after
 * the division by their number, 10^7 · 58 = 5.8·10^8.
 */
import {
    SELF_TEST_BUS_ERRORS_MAX,
    SELF_TEST_MS,
    SELF_TEST_NOISE_MAX_MILLI_PA,
    SELF_TEST_NOISE_MIN_MILLI_PA,
    SELF_TEST_SAMPLES_MIN,
} from "../config"
import { Reading, SensorFault } from "../sensor/reading"

/** Outcome of the self-test. The number is the `y` field of self-test records. */
export enum SelfTestResult {
    /** Not decided yet. */
    Running = 0,
    /** The sensor lives and can be read. */
    Passed = 1,
    /** Too few samples were accepted. */
    TooFewSamples = 2,
    /** Too many transfers failed. */
    BusErrors = 3,
    /** The pressure hardly changes: no living part is that quiet. */
    TooQuiet = 4,
    /** The pressure jumps about: a broken part, or a chamber that is being worked on. */
    TooNoisy = 5,
}

/** Largest change between two samples that counts, mPa. */
const CHANGE_MAX_MILLI_PA = 10000000
/** √π/2, from the mean absolute difference of two normal deviates to σ, q6: 0.8862 · 64 = 56.7. */
const SIGMA_PER_MEAN_CHANGE_Q6 = 57

/** One self-test after another, until one is passed. */
export class SelfTest {
    result: SelfTestResult = SelfTestResult.Running
    /** The last attempt's figures: accepted samples, failed transfers, noise of one sample in mPa. */
    samples = 0
    busErrors = 0
    noiseMilliPa = 0
    private startedAtMs = 0
    private started = false
    private lastMilliPa = 0
    private sumMilliPa = 0
    private changes = 0
    private accepted = 0
    private errors = 0

    /**
     * One reading.
     * @param accepted what the gate said
     * @returns true when an attempt has just been decided
     */
    take(reading: Reading, accepted: boolean): boolean {
        const nowMs = reading.atMs
        if (!this.started) this.begin(nowMs)
        const fault = reading.fault
        if (fault === SensorFault.BusNack || fault === SensorFault.BusTimeout) this.errors += 1
        if (accepted) {
            const pressure = reading.pressureMilliPa
            if (this.accepted > 0) {
                let change = pressure - this.lastMilliPa
                if (change < 0) change = -change
                this.sumMilliPa += change > CHANGE_MAX_MILLI_PA ? CHANGE_MAX_MILLI_PA : change
                this.changes += 1
            }
            this.accepted += 1
            this.lastMilliPa = pressure
        }
        if (((nowMs - this.startedAtMs) | 0) < SELF_TEST_MS) return false
        this.decide()
        this.begin(nowMs)
        return true
    }

    private begin(nowMs: number) {
        this.started = true
        this.startedAtMs = nowMs
        this.accepted = 0
        this.errors = 0
        this.changes = 0
        this.sumMilliPa = 0
    }

    private decide() {
        const mean = this.changes > 0 ? (this.sumMilliPa / this.changes) | 0 : 0
        this.noiseMilliPa = (mean * SIGMA_PER_MEAN_CHANGE_Q6) >> 6
        this.samples = this.accepted
        this.busErrors = this.errors
        let result = SelfTestResult.Passed
        if (this.noiseMilliPa > SELF_TEST_NOISE_MAX_MILLI_PA) result = SelfTestResult.TooNoisy
        if (this.noiseMilliPa < SELF_TEST_NOISE_MIN_MILLI_PA) result = SelfTestResult.TooQuiet
        if (this.samples < SELF_TEST_SAMPLES_MIN) result = SelfTestResult.TooFewSamples
        if (this.busErrors > SELF_TEST_BUS_ERRORS_MAX) result = SelfTestResult.BusErrors
        this.result = result
    }
}
