/**
 * Which valves a lab test wants open: the fill valve while it fills, the vent valve when nothing is
 * measured. A pumped part's fill valve leads to the pump.
 */
import { CyclePhase } from "./cycle_rules"

/** Bits of the valves. */
export const FILL_VALVE = 1
export const VENT_VALVE = 2

/**
 * Valves to open, OR of the bits; the two are never open together.
 * @param isSealed a part that neither fills nor vents
 * @param sees the last reading can be believed
 */
export function valvesOf(phase: CyclePhase, isSealed: boolean, sees: boolean): number {
    if (isSealed) return 0
    if (phase === CyclePhase.Fill) return sees ? FILL_VALVE : 0
    if (phase === CyclePhase.Stabilise || phase === CyclePhase.Test) return 0
    return VENT_VALVE
}
