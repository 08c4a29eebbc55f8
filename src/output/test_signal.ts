/**
 * What a lab test looks and sounds like: it borrows the signals of watch mode, so that each signal
 * goes on to mean one thing.
 *
 * Whoever sees green may open the clamp, so the word is shown when the part is vented and not
 * before. A fault of the sensor is above everything, also here.
 */
import { CyclePhase, Verdict } from "../decision/cycle_rules"
import { WatchState } from "../decision/watch"

/** Signals of a result by `Verdict`; without a verdict no word is claimed. */
const RESULT_SIGNALS: WatchState[] = [
    WatchState.Settling,
    // pass: green
    WatchState.Tight,
    // fail: red fast blink, pulsed until acknowledged, which leaves the result
    WatchState.Leak,
    // retest: amber, a chirp now and then
    WatchState.Suspected,
    // invalid: red and amber in turn, double beep
    WatchState.Fault,
]

/**
 * The signal to show, by the watch state whose it is.
 * @param watched what watch mode says
 * @param resting the watch rests, so that its word is not worth showing
 */
export function testSignal(
    phase: CyclePhase,
    verdict: Verdict,
    watched: WatchState,
    resting: boolean
): WatchState {
    if (watched === WatchState.Fault) return watched
    if (phase === CyclePhase.Result) return RESULT_SIGNALS[verdict]
    // amber slow blink: nothing is known yet
    return resting ? WatchState.Settling : watched
}
