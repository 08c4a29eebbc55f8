/**
 * `npm run bench`: measurements. Each section is a module with a `run`; see the help text.
 */
import { runCommand } from "../host/cli"
import { BadInput } from "../sim/input/bad_input"

/** A section of the bench. */
interface Section {
    /** One line for the help text. */
    what: string
    /** Loads the module; a section costs nothing unless it runs. */
    load: () => Promise<{ run: (args: string[]) => Promise<number> }>
}

const SECTIONS: Record<string, Section> = {
    chain: {
        what: "cost of the firmware and speed of the bench, when none is named (--quick)",
        load: () => import("./chain/main"),
    },
    detector: {
        what: "the detector against theory and today's practice (--help tells more)",
        load: () => import("./detector/main"),
    },
    page: {
        what: "the page's heap and frames while it simulates hours (--help tells more)",
        load: () => import("./page/main"),
    },
    limits: {
        what: "the smallest leak found in 10 s … 1 day, by sensor and room (--help tells more)",
        load: () => import("./detector/limits_main"),
    },
    scenarios: {
        what: "every scenario over many seeds: how often its expectations hold",
        load: () => import("./scenarios/main"),
    },
    verdict: {
        what: "the lab test's verdict: operating characteristic and time (--help tells more)",
        load: () => import("./verdict/main"),
    },
}

/** The section when none is named. */
const DEFAULT_SECTION = "chain"

function help(): string {
    const names = Object.entries(SECTIONS).map(([name, { what }]) => `  ${name.padEnd(10)}${what}`)
    return `npm run bench [-- SECTION [FLAGS]]\n\nSections:\n${names.join("\n")}\n`
}

async function bench(args: string[]): Promise<number> {
    if (args[0] === "--help") {
        process.stdout.write(help())
        return 0
    }
    const named = args[0] !== undefined && !args[0].startsWith("-")
    const name = named ? args[0] : DEFAULT_SECTION
    if (!Object.hasOwn(SECTIONS, name))
        throw new BadInput(
            `there is no section "${name}"; allowed: ${Object.keys(SECTIONS).join(", ") || "none"}`
        )
    const section = await SECTIONS[name].load()
    return section.run(named ? args.slice(1) : args)
}

await runCommand(bench)
