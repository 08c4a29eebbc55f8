/**
 * `npm run sim`: plays a scenario as fast as it goes and judges it.
 */
import { closeSync, openSync, writeSync } from "node:fs"
import { BadInput } from "../sim/input/bad_input"
import { MachineFactory } from "../sim/vm/machine"
import { readVmSource } from "../sim/vm/runtime_source"
import {
    buildAndTell,
    DEFAULT_SCENARIO,
    integerFlag,
    loadScenario,
    parseFlags,
    runCommand,
    scenarioNames,
} from "./cli"
import { rateWriting } from "./build/owner_config"
import { LabTestReader } from "./lab_test"
import { testInWords } from "./lab_words"
import { play, type Outcome } from "./play"

const HELP = `npm run sim -- [--scenario NAME] [--seed N] [--json] [--record FILE]

Plays a scenario on the virtual bench, as fast as it goes, and judges its expectations.
Exit status 0: all held. 1: some did not. 2: something given was not what it should be.

  --scenario NAME  a scenario of --list, or a file that ends in .json (${DEFAULT_SCENARIO})
  --seed N         seed of all noise, 0 to 4294967295 (1)
  --json           the outcome as one JSON object instead of text
  --record FILE    writes the serial records, one a line
  --list           names the scenarios
  --help           this text
`

async function simulate(args: string[]): Promise<number> {
    const flags = parseFlags(args, {
        scenario: { type: "string", default: DEFAULT_SCENARIO },
        seed: { type: "string", default: "1" },
        json: { type: "boolean", default: false },
        record: { type: "string" },
        list: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
    })
    if (flags.help) {
        process.stdout.write(HELP)
        return 0
    }
    if (flags.list) {
        for (const name of scenarioNames())
            process.stdout.write(`${name.padEnd(22)} ${loadScenario(name).title}\n`)
        return 0
    }
    const seed = integerFlag("seed", flags.seed, 0, 0xffffffff)
    const scenario = loadScenario(flags.scenario)
    const tell = (sentence: string) => {
        if (!flags.json) process.stdout.write(`${sentence}\n`)
    }
    const firmware = buildAndTell(tell, undefined, scenario.owner)
    const writing = rateWriting(firmware.owner, scenario.chamber.volumeL)
    const recording = flags.record === undefined ? undefined : openForWriting(flags.record)
    const factory = new MachineFactory(readVmSource())
    const labTests = new LabTestReader()
    const tests: string[] = []
    let outcome
    try {
        outcome = await play(scenario, firmware.bytecode, factory, seed, {
            line: (text, atMs, record) => {
                if (record === undefined) return
                const test = labTests.take(record, atMs)
                if (test !== undefined) tests.push(testInWords(test, writing))
                if (recording !== undefined) writeSync(recording, `${text.replace(/^> /, "")}\n`)
            },
        })
    } finally {
        if (recording !== undefined) closeSync(recording)
    }
    const report = {
        scenario: flags.scenario,
        seed,
        ...summaryOf(outcome, scenario.durationS),
        tests,
    }
    if (flags.json) process.stdout.write(`${JSON.stringify(report)}\n`)
    else {
        tell(`${scenario.title} (seed ${seed})`)
        for (const sentence of report.tests) tell(`  ${sentence}`)
        for (const { holds, that } of report.expectations)
            tell(`  ${holds ? "holds" : "FAILS"}  ${that}`)
        tell(
            `${report.simulatedS} s simulated in ${(report.tookMs / 1000).toFixed(2)} s ` +
                `(${report.speed}x), ${report.records} records, ${report.damaged} damaged, ` +
                `${report.lost} lost, ${report.violations.length} bus violations`
        )
    }
    return report.passed ? 0 : 1
}

function summaryOf(outcome: Outcome, durationS: number) {
    const { stream, timeline } = outcome.recorder
    const violations = outcome.world.violations
    const sound = stream.damaged === 0 && stream.lost === 0 && violations.length === 0
    return {
        passed: sound && outcome.judgements.every(judgement => judgement.holds),
        expectations: outcome.judgements.map(({ holds, sentence }) => ({ holds, that: sentence })),
        states: timeline.states,
        faults: timeline.faults,
        records: stream.records,
        damaged: stream.damaged,
        lost: stream.lost,
        violations,
        simulatedS: durationS,
        tookMs: Math.round(outcome.tookMs),
        speed: Math.round((durationS * 1000) / outcome.tookMs),
    }
}

function openForWriting(file: string): number {
    try {
        // a recording that exists is not overwritten
        return openSync(file, "wx")
    } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException
        if (code === "EEXIST")
            throw new BadInput(`--record ${file}: the file exists; give a new name or remove it`)
        throw new BadInput(`--record ${file}: cannot be written: ${message}`)
    }
}

await runCommand(simulate)
