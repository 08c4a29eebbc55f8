/**
 * What gas does that was moved: filled it is hot and cools, let out it is cold and warms. Either
 * way the pressure goes back by up to 2/7 of what it moved (1 - 1 / γ: air, no heat to the wall).
 *
 * How fast is the chamber's to know: the heat goes within seconds to a minute. So it is followed
 * for three time constants at once. Three times the fastest return among them is what a slope may
 * be without a leak: constants lie between, a supply goes on filling what cools, and filters are
 * late.
 *
 * Ledger: heat in mPa of pressure, at most 2/7 of the range, 7.1e7, a few times over; times an
 * elapsed time below 6e4 in a double.
 */

import { abs, saturate } from "./fixed"

/** The time constants, ms: the range within which vessels warm or cool their gas. */
const COOLING_MS = [4000, 15000, 60000]
/** A look is due so long after the last, ms. */
export const MOVED_PERIOD_MS = 800

/** The gas of one chamber. */
export class MovedGas {
    /** What the pressure may do for that reason, µPa/s; its sign is the way it may go. */
    returnMicroPaPerS = 0
    /** What is left of the heat, by time constant, mPa; positive when hot. */
    private heat: number[] = [0, 0, 0]
    /** Instant of the last look, ms. */
    lastAtMs = 0
    private lastMilliPa = -1

    /** How fast the pressure may go back that way without a leak, µPa/s. */
    mayReturn(falling: boolean): number {
        const back = this.returnMicroPaPerS
        return falling === back < 0 ? abs(back) : 0
    }

    /** Takes a sample when a look is due: its instant, ms, its pressure and its noise, mPa. */
    look(atMs: number, pressureMilliPa: number, noiseMilliPa: number): void {
        const elapsedMs = (atMs - this.lastAtMs) >>> 0
        let moved = 0
        if (this.lastMilliPa >= 0) moved = pressureMilliPa - this.lastMilliPa
        this.lastAtMs = atMs
        this.lastMilliPa = pressureMilliPa
        // what goes back is not moved once more
        const back = (this.returnMicroPaPerS * elapsedMs) / 1000000
        if (abs(moved + moved - back) < abs(back)) moved = 0
        // noise is not, and 1 Pa/s may be a room's doing
        const still = 3 * noiseMilliPa + elapsedMs
        if (abs(moved) < still) moved = 0
        else if (moved < 0) moved = moved + still
        else moved = moved - still
        // most looks see nothing
        if (moved === 0 && back === 0) return
        let fastest = 0
        for (let i = 0; i < 3; i++) {
            const tau = COOLING_MS[i]
            let heat = 0
            if (elapsedMs < tau) heat = this.heat[i] - (this.heat[i] * elapsedMs) / tau
            heat = (heat + (moved * 2) / 7) | 0
            this.heat[i] = heat
            const size = abs(heat) - noiseMilliPa
            let rate = (size * 3000000) / tau
            if (rate <= abs(fastest)) continue
            if (heat > 0) rate = -rate
            fastest = rate
        }
        this.returnMicroPaPerS = saturate(fastest)
    }
}
