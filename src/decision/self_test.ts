/**
 * The self-test at power-up: two seconds of samples say whether the sensor can be trusted at all.
 *
 * The driver has already asked who answers and whether its trim is plausible; here the stream
 * itself is judged: enough samples, few bus errors, and noise like that of a living part. A failed
 * test is a named fault, and the next two seconds are another try, for ever.
 *
 * Noise is judged by second differences, less what they add up to: on a smooth curve, gas on its
 * way out at power-up, they all have one sign and nothing is left. That is a leak, and no broken
 * part.
 *
 * Ledger: second differences are clipped to 10^7 mPa; up to 100 of them (20 ms samples) sum to
 * 10^9; their mean times 33 is at most 3.3·10^8.
 */
import { abs } from "../detector/fixed"
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

/** Largest second difference that counts, mPa. */
const BEND_MAX_MILLI_PA = 10000000
/**
 * From the mean absolute second difference to σ, q6: the second difference of white noise has the
 * deviation √6 σ, and a normal deviate's mean absolute value is √(2/π) of its own; 64 / 1.954 =
 * 32.7.
 */
const SIGMA_PER_MEAN_BEND_Q6 = 33

/** One self-test after another, until one is passed. */
export class SelfTest {
    result: SelfTestResult = SelfTestResult.Running
    /**
     * The last attempt's figures: accepted samples, failed transfers, noise of one sample in mPa.
     */
    samples = 0
    busErrors = 0
    noiseMilliPa = 0
    private startedAtMs = 0
    private started = false
    private lastMilliPa = 0
    private firstChangeMilliPa = 0
    private lastChangeMilliPa = 0
    private sumMilliPa = 0
    private bends = 0
    private accepted = 0
    private errors = 0

    /**
     * One reading.
     * @param accepted what the gate said
     * @returns true when an attempt has just been decided
     */
    take(reading: Reading, accepted: boolean): boolean {
        const nowMs = reading.atMs
        // a sensor that has just come back is not to wait for the rest of a lost attempt
        const isBack = accepted && this.accepted === 0 && this.result !== SelfTestResult.Running
        if (!this.started || isBack) this.begin(nowMs)
        const fault = reading.fault
        if (fault === SensorFault.BusNack || fault === SensorFault.BusTimeout) this.errors += 1
        if (accepted) {
            const change = reading.pressureMilliPa - this.lastMilliPa
            if (this.accepted === 1) this.firstChangeMilliPa = change
            if (this.accepted > 1) {
                const bend = abs(change - this.lastChangeMilliPa)
                this.sumMilliPa += bend > BEND_MAX_MILLI_PA ? BEND_MAX_MILLI_PA : bend
                this.bends += 1
            }
            this.accepted += 1
            this.lastMilliPa = reading.pressureMilliPa
            this.lastChangeMilliPa = change
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
        this.bends = 0
        this.sumMilliPa = 0
    }

    private decide() {
        const smooth = abs(this.lastChangeMilliPa - this.firstChangeMilliPa)
        const rest = this.sumMilliPa > smooth ? this.sumMilliPa - smooth : 0
        const mean = this.bends > 0 ? (rest / this.bends) | 0 : 0
        this.noiseMilliPa = (mean * SIGMA_PER_MEAN_BEND_Q6) >> 6
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
