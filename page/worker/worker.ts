/**
 * The worker's end: commands in, batches out.
 */
import firmware from "virtual:leaktight/firmware"
import defineVm from "virtual:leaktight/vm"
import { MachineFactory } from "../../sim/vm/machine"
import type { Command, Message, Mode } from "../link/protocol"
import { Bench } from "./bench"
import { Pacer } from "./pacer"

/** What this file needs of a worker's global scope. */
interface Port {
    postMessage(message: Message): void
    onmessage: (event: { data: Command }) => void
}

const port = self as unknown as Port
const factory = new MachineFactory(defineVm)

function program(mode: Mode): Uint8Array {
    return Uint8Array.from(atob(firmware.bytecode[mode]), letter => letter.charCodeAt(0))
}

let run = 0
let bench: Bench | undefined
let pacer: Pacer | undefined
let speed = 0
let toldOver = false

function tell() {
    if (bench === undefined) return
    port.postMessage(bench.batch())
    if (bench.isOver && !toldOver) {
        toldOver = true
        const judged = bench.byHand ? [] : bench.judged()
        port.postMessage({ is: "over", run, judged, byHand: bench.byHand })
    }
}

function failed(error: unknown, isLoading = false) {
    const why = error instanceof Error ? error.message : String(error)
    port.postMessage({ is: "failed", run, why, isLoading })
}

async function load(command: Extract<Command, { do: "load" }>) {
    run = command.run
    if (pacer) pacer.stopped = true
    bench = undefined
    pacer = undefined
    toldOver = false
    const { scenario, seed, mode } = command
    const made = await Bench.create(factory, program(mode), {
        scenario,
        seed,
        run: command.run,
        isLab: mode === "test",
        answer: answer => {
            if (run === command.run) port.postMessage({ is: "answer", run, answer })
        },
    })
    // another load may have come while the VM booted
    if (run !== command.run) return
    bench = made
    pacer = new Pacer(made, tell, error => failed(error))
    pacer.pace(speed)
}

port.onmessage = ({ data }) => {
    switch (data.do) {
        case "load":
            load(data).catch((error: unknown) => failed(error, true))
            break
        case "pace":
            speed = data.speed
            pacer?.pace(speed)
            break
        case "step":
            pacer?.step(data.forMs)
            break
        case "act":
            try {
                bench?.act(data.event)
            } catch (error) {
                failed(error)
            }
            pacer?.wake()
            break
        case "ask":
            try {
                bench?.ask(data.ask)
            } catch (error) {
                failed(error)
            }
            pacer?.wake()
            break
        case "save":
            if (bench)
                port.postMessage({
                    is: "recording",
                    run,
                    lines: bench.recorded,
                    isWhole: bench.recordedAll,
                })
            break
        case "seen":
            pacer?.seen()
            break
    }
}
