/**
 * `npm run bench -- detector`: the detector against theory and against today's practice.
 */
import { parseFlags } from "../../host/cli"
import { formatRows, type Row } from "./rows"
import { theoryRows, type Effort } from "./theory_rows"

const HELP = `npm run bench -- detector [--quick]

Measures the firmware's detector: delays against the best that is possible (the generalised
likelihood ratio over every onset and slope), slope and interval against the Cramér-Rao bound, false
alarms.

  --quick   two minutes on one core; the ± of each row says how sure it is
  --help    this text
`

const QUICK: Effort = { leaks: 300, draws: 150, noiseSamples: 2.6e7 }
const SEED = 1

/** Runs the section; returns the exit status. */
export function run(args: string[]): Promise<number> {
    const flags = parseFlags(args, {
        quick: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
    })
    if (flags.help) {
        process.stdout.write(HELP)
        return Promise.resolve(0)
    }
    const started = performance.now()
    const tell = (what: string) =>
        process.stderr.write(`${((performance.now() - started) / 1000).toFixed(0)} s: ${what}\n`)
    const rows: Row[] = theoryRows(QUICK, SEED, tell)
    process.stdout.write(`${formatRows(rows)}\n`)
    return Promise.resolve(0)
}
