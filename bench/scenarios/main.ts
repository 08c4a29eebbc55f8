/**
 * `npm run bench -- scenarios`: how often each scenario's expectations hold, over many seeds. The
 * tests judge most of them at one seed, and a bug can hide behind a lucky one.
 */
import { buildFirmware } from "../../host/build/firmware"
import { integerFlag, loadScenario, parseFlags, scenarioNames } from "../../host/cli"
import { play } from "../../host/play"
import { MachineFactory } from "../../sim/vm/machine"
import { readVmSource } from "../../sim/vm/runtime_source"

const HELP = `npm run bench -- scenarios [--only NAME,NAME] [--seeds N] [--from SEED]

Plays scenarios on the VM with one seed after another and counts the runs in which every expectation
holds. What was seen instead is shown for every run that broke one.

  --only NAMES  these scenarios, separated by commas (all; a seed of all takes a minute and more)
  --seeds N     so many seeds, 1 to 1000 (30)
  --from SEED   the first one, 0 to 1000000 (1)
  --help        this text
`
const SEEDS_MAX = 1000
const SEED_MAX = 1000000

/** Runs the section; returns the exit status. */
export async function run(args: string[]): Promise<number> {
    const flags = parseFlags(args, {
        only: { type: "string" },
        seeds: { type: "string", default: "30" },
        from: { type: "string", default: "1" },
        help: { type: "boolean", default: false },
    })
    if (flags.help) {
        process.stdout.write(HELP)
        return 0
    }
    const seeds = integerFlag("seeds", flags.seeds, 1, SEEDS_MAX)
    const from = integerFlag("from", flags.from, 0, SEED_MAX)
    const names = flags.only === undefined ? scenarioNames() : flags.only.split(",")
    const scenarios = names.map(name => ({ name, scenario: loadScenario(name) }))
    const factory = new MachineFactory(readVmSource())
    const width = Math.max(...names.map(name => name.length))
    for (const { name, scenario } of scenarios) {
        // the owner's program, or that of the rig which the scenario asks for
        const { bytecode } = buildFirmware(undefined, undefined, scenario.owner)
        const broken: string[] = []
        let sound = 0
        for (let seed = from; seed < from + seeds; seed++) {
            const { judgements } = await play(scenario, bytecode, factory, seed)
            const fails = judgements.filter(judgement => !judgement.holds)
            if (fails.length === 0) sound++
            for (const { sentence } of fails) broken.push(`seed ${seed}: ${sentence}`)
        }
        process.stdout.write(`${name.padEnd(width)}  ${sound} of ${seeds}\n`)
        for (const sentence of broken) process.stdout.write(`  ${sentence}\n`)
    }
    return 0
}
