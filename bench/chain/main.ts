/**
 * `npm run bench`: what the whole firmware costs, and how fast the virtual bench is.
 */
import { buildAndTell, loadScenario, parseFlags } from "../../host/cli"
import { BYTECODE_AIM_BYTES } from "../../host/build/firmware"
import { play } from "../../host/play"
import { MachineFactory } from "../../sim/vm/machine"
import { readVmSource } from "../../sim/vm/runtime_source"
import { detectorStateBytes, measureCosts } from "./costs"

const HELP = `npm run bench [-- chain [--quick]]

Measures the whole chain, gas to serial line, at 10 samples/s: simulated over real time, size of the
program, and its cost per sample in steady state on the DeviceScript VM. Speed is this machine's;
the other figures are exact and the same everywhere.

  --quick   ten simulated minutes instead of an hour
  --help    this text
`

const SCENARIO = "tight-hour"
const SEED = 1
/** Where the detector looks closer. */
const LEAKING_SCENARIO = "hole-thumb-patch"
const QUICK_S = 600
const SPEED_AIM = 500
const OPERATIONS_AIM = 1500
const STATE_AIM = "2.0 KB"

/** Runs the section; returns the exit status. */
export async function run(args: string[]): Promise<number> {
    const flags = parseFlags(args, {
        quick: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
    })
    if (flags.help) {
        process.stdout.write(HELP)
        return 0
    }
    const { bytecode } = buildAndTell(sentence => process.stderr.write(`${sentence}\n`))
    const whole = loadScenario(SCENARIO)
    const scenario = flags.quick ? { ...whole, durationS: QUICK_S, expect: [] } : whole
    const factory = new MachineFactory(readVmSource())
    // V8 gets to know the VM first, for a minute
    await play({ ...scenario, durationS: 60, expect: [] }, bytecode, factory, SEED)
    const { tookMs } = await play(scenario, bytecode, factory, SEED)
    const costs = await measureCosts(bytecode, scenario)
    const leaking = await measureCosts(bytecode, loadScenario(LEAKING_SCENARIO))

    const speed = (scenario.durationS * 1000) / tookMs
    const kept = costs.liveBytesAfter - costs.liveBytesBefore
    const rows: [what: string, measured: string, aim: string][] = [
        [
            `simulated over real time, ${scenario.durationS} s`,
            `${speed.toFixed(0)} x`,
            `${SPEED_AIM} x`,
        ],
        ["program", `${kilobytes(bytecode.length)} KB`, `${kilobytes(BYTECODE_AIM_BYTES)} KB`],
        [
            "bytecode operations per sample, mean",
            costs.operationsMean.toFixed(0),
            String(OPERATIONS_AIM),
        ],
        ["bytecode operations per sample, most", String(costs.operationsMost), ""],
        [`the same, ${LEAKING_SCENARIO}`, String(leaking.operationsMost), ""],
        ["heap blocks per sample, mean", costs.blocksMean.toFixed(1), ""],
        ["heap blocks per sample, most", String(costs.blocksMost), ""],
        ["heap that outlives its tick", `${kept} bytes in ${costs.samples} samples`, "0"],
        [
            "heap in use after a collection",
            `${kilobytes(costs.liveBytesAfter)} of ${kilobytes(costs.heapBytes)} KB`,
            "",
        ],
        ["state of the detector", `${kilobytes(detectorStateBytes())} KB`, STATE_AIM],
    ]
    const widths = [0, 1].map(column => Math.max(...rows.map(row => row[column].length)))
    for (const [what, measured, aim] of rows)
        process.stdout.write(
            `${what.padEnd(widths[0])}  ` +
                (aim === "" ? measured : `${measured.padEnd(widths[1])}  aim ${aim}`) +
                "\n"
        )
    return 0
}

function kilobytes(bytes: number): string {
    return (bytes / 1024).toFixed(1)
}
