/**
 * Result files of the bench: what was measured, where, when, and of which commit.
 */
import { execFileSync } from "node:child_process"
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { cpus } from "node:os"
import { join } from "node:path"
import { PROJECT_FOLDER } from "../host/build/firmware"

const RESULTS_FOLDER = join(PROJECT_FOLDER, "bench", "results")

/** What every result file begins with. */
export interface Origin {
    machine: { cpu: string; cores: number; node: string }
    /** ISO 8601. */
    date: string
    /** Git's hash; ends in `+` when files of the project had been changed. */
    commit: string
    quick: boolean
    /** How long it took, s. */
    tookS: number
}

/** Where and of what this run is. */
export function origin(quick: boolean, tookS: number): Origin {
    const git = (...args: string[]) =>
        execFileSync("git", args, { cwd: PROJECT_FOLDER, encoding: "utf8" }).trim()
    let commit = "unknown"
    try {
        // results do not measure themselves
        const changed = git("status", "--porcelain", "--untracked-files=no", ":!bench/results")
        commit = `${git("rev-parse", "--short=12", "HEAD")}${changed === "" ? "" : "+"}`
    } catch {
        // a copy without its history can be measured too
    }
    const all = cpus()
    return {
        machine: { cpu: all[0].model, cores: all.length, node: process.version },
        date: new Date().toISOString(),
        commit,
        quick,
        tookS: Math.round(tookS),
    }
}

/** File of a section's results, relative to the project. */
export function resultsName(section: string, quick: boolean): string {
    return `bench/results/${section}${quick ? "-quick" : ""}.json`
}

/** Writes a section's results; numbers that JSON has no word for become null. */
export function writeResults(section: string, from: Origin, results: object): string {
    mkdirSync(RESULTS_FOLDER, { recursive: true })
    const name = resultsName(section, from.quick)
    writeFileSync(
        join(PROJECT_FOLDER, name),
        `${JSON.stringify({ ...from, ...results }, shortNumber, 4)}\n`
    )
    return name
}

/** Six significant digits are more than any measurement here has. */
function shortNumber(_key: string, value: unknown): unknown {
    if (typeof value !== "number" || Number.isInteger(value)) return value
    return Number(value.toPrecision(6))
}

/** A section's results: of the full run, else of the quick one, else undefined. */
export function readResults<T>(section: string): (Origin & T) | undefined {
    for (const quick of [false, true]) {
        const file = join(PROJECT_FOLDER, resultsName(section, quick))
        if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8")) as Origin & T
    }
    return undefined
}
