/**
 * The modules of the page that are made at build time: the VM, the firmware, what it was built
 * from, the scenarios.
 *
 * Scenarios are checked here, so that the page needs no schema checker; the VM becomes an ordinary
 * function, so that the page needs no `eval`.
 */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import type { Plugin } from "vite"
import type { Scenario } from "../../sim/scenario/scenario"
import { VM_SCOPE, vmFunctionBody } from "../../sim/vm/machine"
import { DEVICESCRIPT_VERSION, readVmSource } from "../../sim/vm/runtime_source"
import { PROJECT_FOLDER, type Firmware } from "../build/firmware"
import { hashedConfig, type OwnerConfig } from "../build/owner_config"
import { unitsByName } from "../build/recipes"
import { DEFAULT_SCENARIO, LAB_SCENARIO, loadScenario, scenarioNames } from "../cli"

const PREFIX = "virtual:leaktight/"

/** The firmware in both modes. */
export type Firmwares = Record<OwnerConfig["mode"], Firmware>

/** What the worker's script is made with. */
export function workerModules(firmwares: Firmwares): Plugin {
    const base64 = ({ bytecode }: Firmware) => Buffer.from(bytecode).toString("base64")
    return modules({
        vm: () =>
            `export default function (${VM_SCOPE.join(", ")}) {\n` +
            `${vmFunctionBody(readVmSource())}\n}`,
        firmware: () =>
            exported({
                bytecode: { watch: base64(firmwares.watch), test: base64(firmwares.test) },
            }),
    })
}

/** A scenario and the name it goes by. */
export interface FirstScenario {
    readonly name: string
    readonly scenario: Scenario
}

/**
 * What the page's script is made with.
 * @param mode the one that the page begins in
 * @param worker text of the worker's script
 * @param first the scenario that the page begins with
 */
export function pageModules(
    firmwares: Firmwares,
    mode: OwnerConfig["mode"],
    worker: string,
    first?: FirstScenario
): Plugin {
    const { owner } = firmwares[mode]
    const { version } = JSON.parse(readFileSync(join(PROJECT_FOLDER, "package.json"), "utf8"))
    return modules({
        worker: () => exported(worker),
        rig: () =>
            exported({
                modes: {
                    watch: hashedConfig(firmwares.watch.owner),
                    test: hashedConfig(firmwares.test.owner),
                },
                mode,
                version,
                board: owner.board,
                rateUnit: owner.rateUnit,
                recipeUnits: unitsByName(firmwares.test.owner.recipes),
                defaultScenarios: {
                    watch: DEFAULT_SCENARIO,
                    test: LAB_SCENARIO,
                    ...(first && { [mode]: first.name }),
                },
                scenarios: {
                    ...Object.fromEntries(watchScenarios()),
                    ...(first && { [first.name]: first.scenario }),
                },
                licences: licences(),
            }),
    })
}

/** Notices of what others wrote and the page carries. */
export function licences(): string {
    const uplot = readFileSync(join(PROJECT_FOLDER, "node_modules", "uplot", "LICENSE"), "utf8")
    const mit = uplot.slice(uplot.indexOf("Permission is hereby"))
    const ours = readFileSync(join(PROJECT_FOLDER, "LICENSE"), "utf8")
    return [
        `Leaktight\n\n${ours}`,
        `DeviceScript runtime ${DEVICESCRIPT_VERSION} with jacdac-c\n\n` +
            `The MIT License (MIT)\n\nCopyright (c) Microsoft Corporation.\n\n${mit}`,
        `Emscripten's loader, within the DeviceScript runtime\n\n` +
            `The MIT License (MIT)\n\nCopyright (c) 2010-2014 Emscripten authors.\n\n${mit}`,
        `uPlot\n\n${uplot}`,
    ]
        .map(text => text.trim())
        .join("\n\n----\n\n")
}

function exported(value: unknown): string {
    return `export default ${JSON.stringify(value)}`
}

function modules(texts: Record<string, () => string>): Plugin {
    return {
        name: "leaktight",
        resolveId: id =>
            id.startsWith(PREFIX) && id.slice(PREFIX.length) in texts ? `\0${id}` : undefined,
        load: id => {
            const name = id.startsWith(`\0${PREFIX}`) ? id.slice(PREFIX.length + 1) : undefined
            return name === undefined ? undefined : texts[name]()
        },
    }
}

/** The scenarios that the page's one firmware can play: those that ask for no other. */
function watchScenarios(): [string, Scenario][] {
    return scenarioNames()
        .map((name): [string, Scenario] => [name, loadScenario(name)])
        .filter(([, scenario]) => scenario.owner === undefined)
}
