/**
 * Lamps and buzzer: what a state looks and sounds like.
 *
 * Leak and fault never share a signal, and green is lit in one state only. The patterns are data;
 * what is shown follows from the state, the time in it, and whether somebody has acknowledged.
 * Time is int32 milliseconds that wrap.
 */
import { LeakDirection } from "../config"
import { lossMicroPaPerS } from "../decision/facts"
import { WatchState } from "../decision/watch"
import { LeakEvidence, NO_INTERVAL } from "../detector/evidence"

/** Bits of the lamps. */
export const LAMP_RED = 1
export const LAMP_AMBER = 2
export const LAMP_GREEN = 4

/** How a state looks and sounds. */
export interface Signal {
    /** Lamps in the first half of a period and in the second. */
    lampsA: number
    lampsB: number
    /** Length of each half, ms. */
    halfMs: number
    /** Pitch, Hz; 0 is silence. */
    toneHz: number
    /** Length of a tone, ms. */
    toneMs: number
    /** From one tone, or pair of tones, to the next, ms. */
    everyMs: number
    /** From the first tone of a pair to the second, ms; 0 for single tones. */
    pairMs: number
    /** Acknowledging silences it. */
    silencable: boolean
}

function signal(
    lampsA: number,
    lampsB: number,
    halfMs: number,
    toneHz: number,
    toneMs: number,
    everyMs: number,
    pairMs: number,
    silencable: boolean
): Signal {
    return {
        lampsA: lampsA,
        lampsB: lampsB,
        halfMs: halfMs,
        toneHz: toneHz,
        toneMs: toneMs,
        everyMs: everyMs,
        pairMs: pairMs,
        silencable: silencable,
    }
}

/** Signals by `WatchState`. 2700 Hz is where small piezo buzzers are loudest. */
export const SIGNALS: Signal[] = [
    // starting, settling: slow amber blink, silent
    signal(LAMP_AMBER, 0, 1000, 0, 0, 0, 0, false),
    signal(LAMP_AMBER, 0, 1000, 0, 0, 0, 0, false),
    // tight: green
    signal(LAMP_GREEN, LAMP_GREEN, 1000, 0, 0, 0, 0, false),
    // suspected: amber, a short chirp now and then
    signal(LAMP_AMBER, LAMP_AMBER, 1000, 1800, 60, 30000, 0, false),
    // leak: fast red blink, pulsed and loud
    signal(LAMP_RED, 0, 250, 2700, 250, 500, 0, true),
    // rapid: red, continuous (the tones overlap)
    signal(LAMP_RED, LAMP_RED, 1000, 2700, 1100, 1000, 0, true),
    // fault: red and amber in turn, a low double beep now and then
    signal(LAMP_RED, LAMP_AMBER, 500, 900, 100, 30000, 200, false),
]

/**
 * The lamps when the sampling loop has stopped asking: a fault, in the rhythm of one.
 * @param silentMs time since it last did, ms
 */
export function lampsWhenSilent(silentMs: number): number {
    const fault = SIGNALS[WatchState.Fault]
    return (((silentMs & 0x7fffffff) / fault.halfMs) & 1) === 0 ? fault.lampsA : fault.lampsB
}

/** Lamps and buzzer of one rig, from tick to tick. */
export class Alarm {
    /** Lamps to show now, OR of `LAMP_…`. */
    lamps = 0
    /** Pitch of a tone to begin at this tick, Hz; 0 for none. */
    toneHz = 0
    /** Length of that tone, ms. */
    toneMs = 0
    /** Somebody has acknowledged the present alarm. */
    acknowledged = false
    private state: WatchState = WatchState.Starting
    private sinceMs = 0
    private nextToneAtMs = 0
    private secondTone = false
    /** Loss at the moment of acknowledgement, µPa/s. */
    private acknowledgedLoss = 0

    constructor(private direction: LeakDirection) {}

    /** The state has changed. */
    enter(state: WatchState, nowMs: number) {
        const wasAlarm = this.state === WatchState.Leak || this.state === WatchState.Rapid
        // a loss that slows from rapid stays acknowledged; whatever else is new, is new
        if (!(wasAlarm && state === WatchState.Leak)) this.acknowledged = false
        this.state = state
        this.sinceMs = nowMs
        this.nextToneAtMs = nowMs
        this.secondTone = false
    }

    /**
     * Silences a leak's tone until it worsens; in other states it does nothing.
     * @returns true when there was something to silence
     */
    acknowledge(evidence: LeakEvidence): boolean {
        if (!SIGNALS[this.state].silencable || this.acknowledged) return false
        this.acknowledged = true
        this.acknowledgedLoss = lossMicroPaPerS(evidence.rateMicroPaPerS, this.direction)
        return true
    }

    /**
     * Whether an acknowledged leak has worsened: the whole interval of its rate lies beyond twice
     * what it was. The tone is back then.
     */
    worsened(evidence: LeakEvidence): boolean {
        if (!this.acknowledged) return false
        const halfWidth = evidence.rateHalfWidthMicroPaPerS
        if (halfWidth === NO_INTERVAL) return false
        const loss = lossMicroPaPerS(evidence.rateMicroPaPerS, this.direction)
        // loss - halfWidth > 2 * acknowledgedLoss, without leaving int32
        if ((loss >> 1) - (halfWidth >> 1) <= this.acknowledgedLoss) return false
        this.acknowledged = false
        return true
    }

    /** Computes `lamps`, `toneHz` and `toneMs` for the instant of a tick. */
    show(nowMs: number) {
        const now = SIGNALS[this.state]
        const inStateMs = ((nowMs - this.sinceMs) | 0) & 0x7fffffff
        this.lamps = ((inStateMs / now.halfMs) & 1) === 0 ? now.lampsA : now.lampsB
        this.toneHz = 0
        if (now.toneHz === 0 || this.acknowledged) return
        if (((nowMs - this.nextToneAtMs) | 0) < 0) return
        this.toneHz = now.toneHz
        this.toneMs = now.toneMs
        const isFirst = now.pairMs !== 0 && !this.secondTone
        const waitMs = isFirst ? now.pairMs : now.everyMs - (this.secondTone ? now.pairMs : 0)
        this.secondTone = isFirst
        this.nextToneAtMs = (nowMs + waitMs) | 0
    }
}
