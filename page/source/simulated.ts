/**
 * The simulated rig as a source: the firmware's VM, gas and chip, in a worker of this page.
 */
import script from "virtual:leaktight/worker"
import type { Scenario, ScenarioEvent } from "../../sim/scenario/scenario"
import type { Ask } from "../link/ask"
import type { Command, Message, Mode } from "../link/protocol"
import type { Audience, Source } from "./source"

/** See the file's head. */
export class SimulatedRig implements Source {
    private readonly worker: Worker
    private readonly address: string
    private run = 0
    private saving: ((recording: { lines: string[]; isWhole: boolean }) => void)[] = []

    /** @throws Error when the browser has no workers */
    constructor(private readonly audience: Audience) {
        this.address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }))
        this.worker = new Worker(this.address)
        this.worker.onmessage = event => this.heard(event.data as Message)
        this.worker.onerror = event => {
            audience.failed(event.message || "the browser did not start the page's worker", true)
        }
    }

    /** Builds the rig anew. */
    load(scenario: Scenario, seed: number, mode: Mode) {
        this.run++
        this.say({ do: "load", run: this.run, scenario, seed, mode })
    }

    /** Simulated over real time; 0 pauses. */
    pace(speed: number) {
        this.say({ do: "pace", speed })
    }

    /** So much simulated time, at once. */
    step(forMs: number) {
        this.say({ do: "step", forMs })
    }

    /** Something happens to the rig now. */
    act(event: ScenarioEvent) {
        this.say({ do: "act", event })
    }

    /** Somebody wants something of the lab test. */
    ask(ask: Ask) {
        this.say({ do: "ask", ask })
    }

    save(): Promise<{ lines: string[]; isWhole: boolean }> {
        this.say({ do: "save" })
        return new Promise(resolve => this.saving.push(resolve))
    }

    close() {
        this.worker.terminate()
        URL.revokeObjectURL(this.address)
    }

    private say(command: Command) {
        this.worker.postMessage(command)
    }

    private heard(message: Message) {
        if (message.is === "batch") this.say({ do: "seen" })
        // what an older run still had to say is of no interest
        if (message.run !== this.run) return
        switch (message.is) {
            case "batch":
                this.audience.batch(message)
                break
            case "over":
                this.audience.over(message.judged, message.byHand)
                break
            case "failed":
                this.audience.failed(message.why, message.isLoading)
                break
            case "answer":
                this.audience.answered(message.answer)
                break
            case "recording":
                for (const resolve of this.saving) resolve(message)
                this.saving = []
                break
        }
    }
}
