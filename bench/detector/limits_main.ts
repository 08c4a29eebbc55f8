/**
 * `npm run bench -- limits`: the published limits, by sensor, room and time.
 */
import { integerFlag, numberFlag, parseFlags } from "../../host/cli"
import { convertRate } from "../../host/units"
import { origin, writeResults } from "../results"
import { allLimits, LIMIT_TIMES_S, type Limits } from "./limits"
import { formatNumber } from "./rows"

const HELP = `npm run bench -- limits [--quick] [--hours N] [--seed N]

The smallest leak that is found within 10 s, 1 min, 10 min, 1 h and 1 day, 19 times out of 20, for
the noise of each supported sensor and three thermal settings, in Pa/s and as flows from chambers of
0.1, 1, 10 and 100 L. Writes bench/results/limits.json, or limits-quick.json.

  --quick     half a minute; up to 1 h only, and fewer chambers
  --hours N   how long the full run may take, about, on one core (0.5)
  --seed N    seed of the first chamber (1)
  --help      this text
`

/** Volumes for which limits are given as flows, L. */
export const VOLUMES_L = [0.1, 1, 10, 100] as const
const QUICK = { chambers: 40, longestS: 3600 }
const CHAMBERS_PER_HOUR = 400
const CHAMBERS_MIN = 20
const DAY_S = 86400

/** What a result file holds beside its origin. */
export interface LimitsResults {
    timesS: readonly number[]
    limits: Limits[]
}

/** Runs the section; returns the exit status. */
export function run(args: string[]): Promise<number> {
    const flags = parseFlags(args, {
        quick: { type: "boolean", default: false },
        hours: { type: "string", default: "0.5" },
        seed: { type: "string", default: "1" },
        help: { type: "boolean", default: false },
    })
    if (flags.help) {
        process.stdout.write(HELP)
        return Promise.resolve(0)
    }
    const hours = numberFlag("hours", flags.hours, 0.01, 100)
    const seed = integerFlag("seed", flags.seed, 0, 2 ** 31)
    const chambers = Math.max(CHAMBERS_MIN, Math.round(CHAMBERS_PER_HOUR * hours))
    const effort = flags.quick ? QUICK : { chambers, longestS: DAY_S }
    const started = performance.now()
    const tookS = () => (performance.now() - started) / 1000
    const tell = (what: string) => process.stderr.write(`${tookS().toFixed(0)} s: ${what}\n`)

    const limits = allLimits(effort.chambers, effort.longestS, seed, tell)
    const results: LimitsResults = { timesS: LIMIT_TIMES_S, limits }
    const name = writeResults("limits", origin(flags.quick, tookS()), results)
    process.stdout.write(formatLimits(limits))
    process.stdout.write(
        `Each limit is a step of a ladder of factors √2, found by ${effort.chambers} chambers; ` +
            `it is uncertain by one step either way.\n`
    )
    tell(`written to ${name}`)
    return Promise.resolve(0)
}

/** A limit in the words of a table: `–` for a time that was not tried. */
export function limitText(limit: Limits, t: number, convert: (paPerS: number) => number): string {
    if (LIMIT_TIMES_S[t] > limit.longestS) return "–"
    const paPerS = limit.limitsPaPerS[t]
    return paPerS === null ? "none" : formatNumber(convert(paPerS))
}

/** A time as people say it. */
export function timeText(timeS: number): string {
    if (timeS < 60) return `${timeS} s`
    if (timeS < 3600) return `${timeS / 60} min`
    return timeS < DAY_S ? `${timeS / 3600} h` : `${timeS / DAY_S} day`
}

function formatLimits(limits: readonly Limits[]): string {
    const line = (cells: string[]) => cells.map((cell, i) => cell.padEnd(i < 3 ? 15 : 10)).join("")
    const head = line(["sensor", "room", "unit", ...LIMIT_TIMES_S.map(timeText)])
    const body = limits.flatMap(limit => {
        const row = (unit: string, convert: (paPerS: number) => number) =>
            line([
                limit.sensor,
                limit.room,
                unit,
                ...LIMIT_TIMES_S.map((_, t) => limitText(limit, t, convert)),
            ])
        return [
            row("Pa/s", paPerS => paPerS),
            ...VOLUMES_L.flatMap(volumeL => [
                row(`sccm ${volumeL} L`, paPerS => convertRate(paPerS, "sccm", volumeL)),
                row(`mbar·L/s ${volumeL}`, paPerS => convertRate(paPerS, "mbar L/s", volumeL)),
            ]),
            `  ${limit.falseAlarms} false alarms in ${limit.chambers} first hours\n`,
        ]
    })
    return `${head}\n${body.map(text => text.trimEnd()).join("\n")}\n`
}
