/**
 * Points already measured, in a file of JSON lines, so that a long run can be broken off and go on.
 */
import { appendFileSync, existsSync, readFileSync } from "node:fs"
import { BadInput } from "../../sim/input/bad_input"
import type { Row } from "./measure"

/** What rows must have in common. */
export interface RunKey {
    seed: number
    testsPerPoint: number
    /** Git's hash of what was measured. */
    commit: string
}

/**
 * Rows of an earlier run.
 * @param file is begun when it does not exist
 * @throws BadInput when the file is of another run, or none of this section
 */
export function keptRows(file: string, key: RunKey): Row[] {
    const head = JSON.stringify(key)
    if (!existsSync(file)) {
        appendFileSync(file, `${head}\n`)
        return []
    }
    const [first, ...lines] = readFileSync(file, "utf8").split("\n")
    if (first !== head) throw new BadInput(`${file} begins with ${first}; this run is ${head}`)
    // the last line may have been cut with the run
    return lines.slice(0, -1).map((line, i) => {
        try {
            return JSON.parse(line) as Row
        } catch {
            throw new BadInput(`${file}: line ${i + 2} is no JSON`)
        }
    })
}

/** Keeps a row. */
export function keepRow(file: string, row: Row) {
    appendFileSync(file, `${JSON.stringify(row)}\n`)
}
