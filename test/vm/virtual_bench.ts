/**
 * What tests on the real VM share: the compiled firmware, worlds in a few words, and whole runs.
 */
import { expect } from "vitest"
import { buildFirmware, readBytecode } from "../../host/build/firmware"
import { play, type Audience, type Outcome } from "../../host/play"
import { MachineFactory } from "../../sim/vm/machine"
import { readVmSource } from "../../sim/vm/runtime_source"
import { parseScenario, type Scenario } from "../../sim/scenario/scenario"

/** The program, as `build_firmware.ts` has left it. */
export const firmware = readBytecode()

/** Compiles the VM once for all runs of a test file. */
export const factory = new MachineFactory(readVmSource())

/** A scenario from its parts, with the schema's defaults; without expectations of its own. */
export function scenarioOf(parts: {
    durationS: number
    chamber?: Partial<Scenario["chamber"]>
    sensor?: Partial<Scenario["sensor"]>
    events?: object[]
    valves?: object
    owner?: object
}): Scenario {
    const nothing = { that: "green-dark", fromS: 0, untilS: 0 }
    const text = JSON.stringify({ title: "a test", ...parts, expect: [nothing] })
    return { ...parseScenario(text, "a test"), expect: [] }
}

/** A whole run and every line of its serial port. */
export interface Run extends Outcome {
    readonly lines: string[]
}

/** The program for a scenario: the owner's, or one for the rig that it asks for. */
export function programOf({ owner }: Scenario): Uint8Array {
    return owner === undefined ? firmware : buildFirmware(undefined, undefined, owner).bytecode
}

/** Plays a scenario and keeps the lines. */
export async function run(scenario: Scenario, seed: number, audience: Audience = {}): Promise<Run> {
    const lines: string[] = []
    const outcome = await play(scenario, programOf(scenario), factory, seed, {
        ...audience,
        line: (text, atMs, record) => {
            lines.push(text)
            audience.line?.(text, atMs, record)
        },
    })
    return { ...outcome, lines }
}

/**
 * What must hold of every run: whole records in an unbroken row, a bus used as silicon wants it,
 * and no death but the ones that were arranged.
 * @param powerCuts how often the power was cut
 */
export function expectSound({ recorder, world, deaths }: Outcome, powerCuts: number, what: string) {
    const { damaged, lost, boots } = recorder.stream
    expect(
        {
            damaged: recorder.damaged,
            damagedLines: damaged,
            lost,
            boots,
            violations: world.violations,
            panics: deaths.filter(death => death.code !== 0),
            halts: deaths.length,
        },
        what
    ).toEqual({
        damaged: [],
        damagedLines: 0,
        lost: 0,
        boots: 1 + powerCuts,
        violations: [],
        panics: [],
        halts: powerCuts,
    })
}
