/**
 * `npm start`: the whole rig, simulated, on a page and live in the terminal.
 */
import type { LampState } from "../sim/jacdac/peers"
import { BadInput } from "../sim/input/bad_input"
import { MachineFactory } from "../sim/vm/machine"
import { readVmSource } from "../sim/vm/runtime_source"
import {
    buildAndTell,
    DEFAULT_SCENARIO,
    integerFlag,
    loadScenario,
    numberFlag,
    parseFlags,
    runCommand,
} from "./cli"
import { DEFAULT_PORT } from "./page/serve"
import { rateWriting } from "./build/owner_config"
import { play } from "./play"
import { Happenings } from "./happenings"
import { LabTestReader } from "./lab_test"
import { testInWords } from "./lab_words"
import { stateName } from "./records"
import { summarise } from "./summary"
import { Narrator, WORDS_INDENT } from "./words"
import { statusLine, StickyLine, styled } from "./terminal/status_line"

const HELP = `npm start [-- --scenario NAME] [--seed N] [--speed X] [--all] [--terminal]

Builds the firmware and serves a page on which it runs against a simulated chamber and sensor. The
terminal plays the same scenario and shows the serial records as they come, with lamps, buzzer, time
and speed below them; then the page stays until Ctrl-C. Where the output is no terminal, or CI is
set, no page is served and the run ends with the scenario.

  --terminal       no page
  --page           the page also where the output is no terminal
  --port N         port on 127.0.0.1, 1024 to 65535; the next free one if taken (${DEFAULT_PORT})
  --no-open        opens no browser
  --scenario NAME  a scenario (npm run sim -- --list), or a file that ends in .json
                   (${DEFAULT_SCENARIO})
  --seed N         seed of all noise, 0 to 4294967295 (1)
  --speed X        simulated over real time, 0.1 to 10000, or max
                   (30 on a terminal, max elsewhere)
  --all            shows every record; otherwise one sample and one rate in ten seconds, and all
                   that are neither
  --help           this text

Records are JSON with short keys; README.md, "Serial records", explains them.
`

const CYAN = 36
const YELLOW = 33
const DIM = 2
/** How often the status line is redrawn, real ms. */
const REDRAW_MS = 50
/** How often routine records are shown, simulated ms. */
const ROUTINE_EVERY_MS = 10000
/** Until a change of state is seen at the lamps, simulated ms. */
const LAMPS_FOLLOW_MS = 200

async function start(args: string[]): Promise<number> {
    const flags = parseFlags(args, {
        scenario: { type: "string", default: DEFAULT_SCENARIO },
        seed: { type: "string", default: "1" },
        speed: { type: "string", default: process.stdout.isTTY ? "30" : "max" },
        all: { type: "boolean", default: false },
        terminal: { type: "boolean", default: false },
        page: { type: "boolean", default: false },
        port: { type: "string", default: String(DEFAULT_PORT) },
        "no-open": { type: "boolean", default: false },
        help: { type: "boolean", default: false },
    })
    if (flags.help) {
        process.stdout.write(HELP)
        return 0
    }
    const seed = integerFlag("seed", flags.seed, 0, 0xffffffff)
    const speed = flags.speed === "max" ? Infinity : numberFlag("speed", flags.speed, 0.1, 10000)
    const scenario = loadScenario(flags.scenario)
    const port = integerFlag("port", flags.port, 1024, 65535)
    if (flags.terminal && flags.page)
        throw new BadInput("--terminal and --page exclude each other; give one of them")
    const isWatched = process.stdout.isTTY && process.env.CI === undefined
    const wantsPage = flags.page || (!flags.terminal && isWatched)

    const screen = new StickyLine(process.stdout)
    const colour = process.stdout.isTTY && process.env.NO_COLOR === undefined
    const firmware = buildAndTell(sentence => screen.print(sentence), undefined, scenario.owner)
    // the bundler takes a while to load, so only who wants a page pays for it
    const served = wantsPage
        ? await (
              await import("./page/show")
          ).showPage(firmware, flags.scenario, scenario, seed, port, {
              print: sentence => screen.print(sentence),
              opens: isWatched && !flags["no-open"],
          })
        : undefined
    screen.print(`${scenario.title}. ${scenario.about}`)

    const writing = rateWriting(firmware.owner, scenario.chamber.volumeL)
    let lamps: LampState = { red: false, amber: false, green: false }
    let state = "off"
    let soundingUntilMs = 0
    const shownAtMs = { s: -Infinity, r: -Infinity }
    let drawnAtMs = 0
    let changedAtMs = Infinity
    let started = NaN
    const happenings = new Happenings()
    const narrator = new Narrator(writing)
    const labTests = new LabTestReader()
    const tests: string[] = []
    const say = (atMs: number, mark: string, text: string) =>
        screen.print(`${(atMs / 1000).toFixed(1).padStart(8)} s ${mark} ${text}`)

    const factory = new MachineFactory(readVmSource())
    const outcome = await play(scenario, firmware.bytecode, factory, seed, {
        line: (text, atMs, record) => {
            if (record === undefined) return
            const test = labTests.take(record, atMs)
            if (test !== undefined) tests.push(testInWords(test, writing))
            const isRoutine = record.k === "s" || record.k === "r"
            if (isRoutine && !flags.all) {
                if (atMs - shownAtMs[record.k] < ROUTINE_EVERY_MS) return
                shownAtMs[record.k] = atMs
            }
            say(atMs, "<", styled(isRoutine ? DIM : CYAN, text.replace(/^> /, ""), colour))
            const words = narrator.words(record)
            if (words !== undefined) screen.print(`${WORDS_INDENT}${words}`)
            if (record.k === "b") state = "starting"
            if (record.k === "w") state = stateName(record.w)
            // without a terminal there is no line below, so a change of state shows it
            if (record.k === "w") changedAtMs = atMs
        },
        event: (sentence, atMs, leak) => {
            say(atMs, "*", styled(YELLOW, sentence, colour))
            happenings.event(sentence, atMs, leak)
        },
        lamps: next => {
            lamps = next
        },
        tone: tone => {
            soundingUntilMs = tone.atMs + tone.lengthMs
        },
        slice: async (rig, world) => {
            const nowMs = rig.clock.nowMs
            // the VM has been made by now, which is not what the speed is about
            if (Number.isNaN(started)) started = performance.now()
            happenings.look(world.chamber)
            const realMs = performance.now() - started
            const isChange = nowMs - changedAtMs >= LAMPS_FOLLOW_MS
            if (isChange || realMs - drawnAtMs >= REDRAW_MS) {
                const status = statusLine(
                    {
                        lamps,
                        state,
                        sounding: nowMs < soundingUntilMs,
                        simulatedS: nowMs / 1000,
                        speed: nowMs / realMs,
                        pressurePa: world.chamber.pressurePa,
                    },
                    colour
                )
                if (isChange && !process.stdout.isTTY) say(nowMs, "=", status)
                screen.show(status)
                drawnAtMs = realMs
                if (isChange) changedAtMs = Infinity
            }
            const aheadMs = nowMs / speed - realMs
            if (aheadMs > 1) await new Promise(resolve => setTimeout(resolve, aheadMs))
            // at full speed, too, the page is served between two slices
            else if (served) await new Promise(resolve => setImmediate(resolve))
        },
    })
    screen.close()

    screen.print("")
    for (const sentence of summarise(happenings.all(), outcome.recorder.timeline, writing))
        screen.print(sentence)
    for (const sentence of tests) screen.print(sentence)
    const held = outcome.judgements.filter(judgement => judgement.holds).length
    screen.print(`${held} of ${outcome.judgements.length} expectations of the scenario hold`)
    for (const { holds, sentence } of outcome.judgements)
        if (!holds) screen.print(`  FAILS  ${sentence}`)
    const realS = outcome.tookMs / 1000
    screen.print(
        `${scenario.durationS} s simulated in ${realS.toFixed(1)} s ` +
            `(${Math.round(scenario.durationS / realS)}x)`
    )
    if (served === undefined) return 0
    screen.print(`the page stays at ${served.url} until Ctrl-C`)
    await new Promise<void>(resolve => process.once("SIGINT", () => resolve()))
    await served.close()
    return 0
}

await runCommand(start)
