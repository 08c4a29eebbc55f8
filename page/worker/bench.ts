/**
 * The simulated rig as the page drives it: one scenario, one seed, and hands that meddle.
 *
 * Runs in the page's worker and in tests on Node alike. Memory is bounded: lines are kept for a
 * recording up to a limit, and what is judged ends with the scenario.
 */
import { TimelineRecorder } from "../../host/timeline"
import { Rig } from "../../sim/rig/rig"
import { judge } from "../../sim/scenario/judge"
import type { Scenario, ScenarioEvent } from "../../sim/scenario/scenario"
import { ScenarioWorld } from "../../sim/scenario/world"
import type { MachineFactory } from "../../sim/vm/machine"
import { Gatherer } from "../link/gather"
import { operationName, parseRecord, phaseName, refusalName } from "../../host/records"
import type { Answer, Ask } from "../link/ask"
import type { Batch, Judged, Truth } from "../link/protocol"
import { ServiceTester } from "./tester"

/** Lines kept for a recording: half a day at ten samples a second, about 40 MB. */
export const RECORDED_LINES_MAX = 500_000

const ZERO_CELSIUS_K = 273.15

/** What a bench is made for. */
export interface BenchPlan {
    readonly scenario: Scenario
    readonly seed: number
    /** Number that its batches carry. */
    readonly run: number
    /** The firmware tests parts. */
    readonly isLab?: boolean
    /** Gets what came of `ask`. */
    answer?(answer: Answer): void
}

/** See the file's head. */
export class Bench {
    /** The lines of the serial port so far, without prefix. */
    readonly recorded: string[] = []
    /** False when there were more than `RECORDED_LINES_MAX`; the first are kept. */
    recordedAll = true
    /** Somebody did something that the scenario does not say. */
    byHand = false

    private readonly gatherer: Gatherer
    private readonly recorder = new TimelineRecorder()
    private readonly world: ScenarioWorld
    private rig!: Rig
    private readonly tester: ServiceTester
    /** Where the lab test is, as the records tell. */
    private phase = "idle"
    /** What was last put onto a hole; "" when it was taken off. */
    private cover = ""

    private readonly scenario: Scenario

    private constructor(plan: BenchPlan) {
        const { scenario, seed, run, isLab } = plan
        this.scenario = scenario
        this.gatherer = new Gatherer(run, () => isLab === true)
        this.world = new ScenarioWorld(scenario, seed)
        this.world.onEvent = (sentence, atMs) => this.gatherer.mark("event", sentence, atMs)
        this.tester = new ServiceTester(
            {
                say: command => this.act({ atS: 0, do: "command", ...command }),
                phase: () => this.phase,
                later: (act, afterMs) => this.rig.clock.schedule(act, afterMs),
            },
            answer => plan.answer?.(answer)
        )
    }

    /** Assembles a rig and switches it on at 0 ms. */
    static async create(
        factory: MachineFactory,
        firmware: Uint8Array,
        plan: BenchPlan
    ): Promise<Bench> {
        const bench = new Bench(plan)
        const { gatherer, recorder } = bench
        bench.rig = await Rig.create(factory, firmware, bench.world, {
            line: (text, atMs) => {
                bench.keep(text)
                gatherer.line(text, atMs)
                if (!bench.isOver) recorder.line(text, atMs)
            },
            lamps: (state, atMs) => {
                gatherer.lamps(state, atMs)
                if (!bench.isOver) recorder.lamps(state, atMs)
            },
            tone: tone => gatherer.tone(tone),
            died: (code, atMs) => {
                gatherer.off(atMs, code)
                recorder.off(atMs)
            },
        })
        bench.world.schedule(bench.rig)
        for (const event of plan.scenario.events)
            bench.rig.clock.schedule(() => bench.note(event), event.atS * 1000)
        return bench
    }

    get nowMs(): number {
        return this.rig?.clock.nowMs ?? 0
    }

    /** The scenario has nothing more to say; the rig runs on. */
    get isOver(): boolean {
        return this.nowMs >= this.scenario.durationS * 1000
    }

    async runUntil(untilMs: number) {
        await this.rig.runUntil(untilMs)
    }

    /** Something happens now, by hand. */
    act(event: ScenarioEvent) {
        if (event.do === "cover" && this.world.chamber.leaks.length === 0) return
        this.byHand = true
        this.note(event)
        this.world.carryOut(event, this.rig)
    }

    /** Somebody wants something of the lab test; the answer comes in simulated time. */
    ask(ask: Ask) {
        this.tester.take(ask)
    }

    /** Were the scenario's expectations true? */
    judged(): Judged[] {
        return judge(this.scenario.expect, this.recorder.timeline).map(({ holds, sentence }) => ({
            holds,
            sentence,
        }))
    }

    /** What has happened since the last call. */
    batch(): Batch {
        return this.gatherer.take(this.nowMs, this.truth())
    }

    private note(event: ScenarioEvent) {
        if (event.do === "hole" || event.do === "capillary") this.cover = ""
        if (event.do === "cover") this.cover = event.leaves < 1 ? event.with : ""
    }

    private keep(text: string) {
        if (!text.startsWith('> {"k":')) return
        if (/^> \{"k":"[bcp]"/.test(text)) this.follow(text)
        if (this.recorded.length < RECORDED_LINES_MAX) this.recorded.push(text.slice(2))
        else this.recordedAll = false
    }

    /** Knows where the lab test is, and what came of commands. */
    private follow(text: string) {
        const record = parseRecord(text)
        if (record === undefined || "damaged" in record) return
        if (record.k === "b") this.phase = "idle"
        if (record.k === "p") this.phase = phaseName(record.p)
        if (record.k === "c") this.tester.heard(operationName(record.o), refusalName(record.y))
    }

    private truth(): Truth {
        const chamber = this.world.chamber
        const widest = chamber.leaks.reduce(
            (most, leak) => (most && most.shape.diameterM > leak.shape.diameterM ? most : leak),
            chamber.leaks.at(0)
        )
        return {
            pressurePa: chamber.pressurePa,
            gasC: chamber.gasTempK - ZERO_CELSIUS_K,
            outsideC: chamber.ambientK - ZERO_CELSIUS_K,
            outsidePa: chamber.ambientPa,
            leakPaPerS: chamber.leakRatePaPerS(),
            holeMm: widest === undefined ? 0 : widest.shape.diameterM * 1000,
            cover: this.cover,
            filling: chamber.passages.fill !== undefined,
            venting: chamber.passages.vent !== undefined,
        }
    }
}
