/**
 * Uptime, and when to restart because of it.
 *
 * DeviceScript's timers end after 2^32 ms; the clock of the samples wraps and cannot tell the 43rd
 * day from the first, so days are counted from differences. Ledger: seconds up to 4,294,967, and a
 * remainder below 1000 plus one difference between ticks.
 */
import { REBOOT_AT_LAST_S, REBOOT_FROM_S, REBOOT_QUIET_FOR_S, REBOOT_QUIET_FROM_S } from "../config"
import { WatchState } from "./watch"

/** What the uptime asks for. */
export enum RestartWish {
    No = 0,
    /** A quiet moment in the days before the end. */
    Quiet = 1,
    /** No quiet moment, but no leak. */
    Due = 2,
    /** The end is near, whatever the state. */
    LastChance = 3,
}

/** Counts seconds since boot. */
export class Uptime {
    /** Whole seconds since the first tick. */
    seconds = 0
    private restMs = 0
    private lastAtMs = 0
    private started = false
    private tightSinceS = 0

    /** One tick. */
    update(nowMs: number, state: WatchState) {
        if (this.started) {
            let restMs = this.restMs + ((nowMs - this.lastAtMs) | 0)
            if (restMs >= 1000) {
                const seconds = (restMs / 1000) | 0
                this.seconds += seconds
                restMs -= seconds * 1000
            }
            this.restMs = restMs
        }
        this.started = true
        this.lastAtMs = nowMs
        if (state !== WatchState.Tight) this.tightSinceS = this.seconds
    }

    /** Whether now is the moment to restart. */
    wish(state: WatchState): RestartWish {
        const seconds = this.seconds
        if (seconds < REBOOT_QUIET_FROM_S) return RestartWish.No
        if (seconds >= REBOOT_AT_LAST_S) return RestartWish.LastChance
        const calm =
            state !== WatchState.Leak &&
            state !== WatchState.Rapid &&
            state !== WatchState.Suspected
        if (seconds >= REBOOT_FROM_S && calm) return RestartWish.Due
        if (seconds - this.tightSinceS >= REBOOT_QUIET_FOR_S) return RestartWish.Quiet
        return RestartWish.No
    }
}
