/**
 * `npm run -s detect`: the firmware's own gate, detector and decision on a recorded trace.
 */
import { BadInput } from "../sim/input/bad_input"
import { defaultRigConfig, LeakDirection, type RigConfig } from "../src/config"
import { WatchState } from "../src/decision/watch"
import { NO_INTERVAL, Suspicion } from "../src/detector/evidence"
import { Reading } from "../src/sensor/reading"
import { ROOM_SLOPES_MICRO_PA_PER_S, type RoomName } from "./build/owner_config"
import { parseFlags, runCommand } from "./cli"
import { NodeEngine, VmEngine, type Finding } from "./detect/engine"
import { TraceReader } from "./detect/trace"
import { stateName } from "./records"

const HELP = `npm run -s detect [-- --falling|--rising --room ROOM --range-pa LO,HI --vm] < TRACE

Reads JSON Lines {"t_ms": 1234, "p_pa": 101325.12, "temp_c": 21.5} (p_pa and temp_c may be null or
missing; t_ms may wrap at 2^31 or 2^32) and writes one line for each:
{"t_ms", "state", "leak_pa_per_s", "ci_pa_per_s", "onset_ms"}. state is starting, tight, suspected,
leak, rapid or fault; leak_pa_per_s the slope, negative when falling; ci_pa_per_s the half-width of
its 95 % interval; onset_ms when the leak began. What is not known is null.

  --falling        only a falling pressure is a leak
  --rising         only a rising pressure is a leak
  --room ROOM      what the room does to the gas until the detector has seen it: bath, quiet or
                   draughty (quiet)
  --range-pa LO,HI pressures outside are a fault (1000,250000)
  --vm             the same through the bytecode on the DeviceScript VM
  --help           this text

Exit status 2: a line is not what it should be; what came before stays written.
`

/** Lines that are worked on at a time. */
const BATCH_LINES = 4096
/** Largest pressure that fits the firmware's millipascals. */
const RANGE_MAX_PA = 2e6

async function detect(args: string[]): Promise<number> {
    const flags = parseFlags(args, {
        falling: { type: "boolean", default: false },
        rising: { type: "boolean", default: false },
        room: { type: "string", default: "quiet" },
        "range-pa": { type: "string", default: "1000,250000" },
        vm: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
    })
    if (flags.help) {
        process.stdout.write(HELP)
        return 0
    }
    if (flags.falling && flags.rising)
        throw new BadInput("--falling and --rising exclude each other; without them both count")
    const config: RigConfig = { ...defaultRigConfig(), ...range(flags["range-pa"]) }
    config.roomSlopeMicroPaPerS = roomSlope(flags.room)
    if (flags.falling) config.leakDirection = LeakDirection.Falling
    if (flags.rising) config.leakDirection = LeakDirection.Rising

    const engine = flags.vm ? new VmEngine(config) : new NodeEngine(config)
    const trace = new TraceReader()
    for await (const lines of batches(process.stdin)) {
        const readings: Reading[] = []
        const times: number[] = []
        const clocks: ((atMs: number) => number)[] = []
        let wrong: unknown
        for (const line of lines) {
            const reading = new Reading()
            try {
                trace.read(line, reading)
            } catch (error) {
                wrong = error
                break
            }
            readings.push(reading)
            times.push(trace.tMs)
            clocks.push(trace.clock())
        }
        const findings = await engine.run(readings)
        const text = findings.map((finding, i) => format(times[i], clocks[i], finding)).join("")
        await write(text)
        if (wrong !== undefined) throw wrong
    }
    return 0
}

function roomSlope(name: string): number {
    if (Object.hasOwn(ROOM_SLOPES_MICRO_PA_PER_S, name))
        return ROOM_SLOPES_MICRO_PA_PER_S[name as RoomName]
    const names = Object.keys(ROOM_SLOPES_MICRO_PA_PER_S).join(", ")
    throw new BadInput(`--room is "${name}"; allowed is one of ${names}`)
}

function range(text: string): Pick<RigConfig, "pressureMinMilliPa" | "pressureMaxMilliPa"> {
    const [low, high, ...more] = text.split(",").map(part => (part.trim() === "" ? NaN : +part))
    if (more.length > 0 || !(low >= 0 && low < high && high <= RANGE_MAX_PA))
        throw new BadInput(
            `--range-pa is "${text}"; allowed is LO,HI in pascals, 0 <= LO < HI <= ${RANGE_MAX_PA}`
        )
    return {
        pressureMinMilliPa: Math.round(low * 1000),
        pressureMaxMilliPa: Math.round(high * 1000),
    }
}

/** Input as batches of whole lines; a last line without its end counts. */
async function* batches(input: NodeJS.ReadStream): AsyncGenerator<string[]> {
    input.setEncoding("utf8")
    let rest = ""
    for await (const chunk of input) {
        const lines = (rest + (chunk as string)).split("\n")
        rest = lines.pop() ?? ""
        for (let at = 0; at < lines.length; at += BATCH_LINES)
            yield lines.slice(at, at + BATCH_LINES)
    }
    if (rest !== "") yield [rest]
}

function format(tMs: number, toInputMs: (atMs: number) => number, finding: Finding): string {
    const { state, suspicion } = finding
    // settling is a state of the rig's lamps; a trace only starts
    const name = state === WatchState.Settling ? "starting" : stateName(state)
    const known = state !== WatchState.Fault && finding.rateHalfWidthMicroPaPerS !== NO_INTERVAL
    const began = known && suspicion === Suspicion.Leak
    return `${JSON.stringify({
        t_ms: tMs,
        state: name,
        leak_pa_per_s: known ? finding.rateMicroPaPerS / 1e6 : null,
        ci_pa_per_s: known ? finding.rateHalfWidthMicroPaPerS / 1e6 : null,
        onset_ms: began ? toInputMs(finding.onsetAtMs) : null,
    })}\n`
}

async function write(text: string) {
    if (text === "" || process.stdout.write(text)) return
    await new Promise(resolve => process.stdout.once("drain", resolve))
}

await runCommand(detect)
