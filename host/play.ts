/**
 * Plays a scenario on the virtual bench and judges it.
 */
import type { LampState, Tone } from "../sim/jacdac/peers"
import { Rig } from "../sim/rig/rig"
import { judge, type Judgement } from "../sim/scenario/judge"
import type { Scenario } from "../sim/scenario/scenario"
import { ScenarioWorld, type LeakStep } from "../sim/scenario/world"
import { Flash, type MachineFactory } from "../sim/vm/machine"
import type { SerialRecord } from "./records"
import { TimelineRecorder } from "./timeline"

/** What a player may want to see while it runs. */
export interface Audience {
    /** A line on the serial port; `record` when it is one. */
    line?(text: string, atMs: number, record: SerialRecord | undefined): void
    /** Something of the scenario happened. */
    event?(sentence: string, atMs: number, leak: LeakStep): void
    lamps?(state: LampState, atMs: number): void
    tone?(tone: Tone): void
    /** Called between slices of simulated time; may wait, to keep real time. */
    slice?(rig: Rig, world: ScenarioWorld): Promise<void> | void
}

/** What came of it. */
export interface Outcome {
    readonly judgements: Judgement[]
    readonly recorder: TimelineRecorder
    readonly world: ScenarioWorld
    readonly rig: Rig
    /** Panics and reboots, with their codes. */
    readonly deaths: { readonly code: number; readonly atMs: number }[]
    /** Real time it took, ms. */
    readonly tookMs: number
}

/** Simulated time between two slices, ms. */
const SLICE_MS = 100

/**
 * Plays a whole scenario.
 * @param firmware bytecode
 * @param seed decides noise and nothing else
 * @param flash what the board has kept of earlier runs
 */
export async function play(
    scenario: Scenario,
    firmware: Uint8Array,
    factory: MachineFactory,
    seed: number,
    audience: Audience = {},
    flash = new Flash()
): Promise<Outcome> {
    const world = new ScenarioWorld(scenario, seed)
    const recorder = new TimelineRecorder()
    const deaths: Outcome["deaths"] = []
    world.onEvent = (sentence, atMs, leak) => audience.event?.(sentence, atMs, leak)
    const started = performance.now()
    const rig = await Rig.create(
        factory,
        firmware,
        world,
        {
            line: (text, atMs) => {
                const record = recorder.line(text, atMs)
                audience.line?.(text, atMs, record)
            },
            lamps: (state, atMs) => {
                recorder.lamps(state, atMs)
                audience.lamps?.(state, atMs)
            },
            tone: tone => audience.tone?.(tone),
            died: (code, atMs) => {
                recorder.off(atMs)
                deaths.push({ code, atMs })
            },
        },
        flash
    )
    world.schedule(rig)
    const endMs = scenario.durationS * 1000
    const sliceMs = audience.slice ? SLICE_MS : endMs
    for (let atMs = sliceMs; rig.clock.nowMs < endMs; atMs += sliceMs) {
        await rig.runUntil(Math.min(atMs, endMs))
        await audience.slice?.(rig, world)
    }
    return {
        judgements: judge(scenario.expect, recorder.timeline),
        recorder,
        world,
        rig,
        deaths,
        tookMs: performance.now() - started,
    }
}
