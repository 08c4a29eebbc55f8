/**
 * Scenarios: what happens to a chamber and what the tester must say, as data.
 *
 * The JSON schema beside this file is the reference; the types here follow it, with its defaults
 * filled in. The checks compile their schemas to code when this is loaded, which a page's content
 * security policy forbids; so what plays scenarios imports only types from here.
 */
import { BadInput } from "../input/bad_input"
import { parseJson, Schema, TaggedSchema } from "../input/schema"
import { dayOf } from "../jacdac/leak_tester"
import { ONLY_LEAK } from "./only_leak"
import schema from "./scenario.schema.json" with { type: "json" }

export { ONLY_LEAK } from "./only_leak"

/** States of watch mode by the names that records and scenarios use. */
export type StateName = "starting" | "settling" | "tight" | "suspected" | "leak" | "rapid" | "fault"

/** Phases and verdicts of a lab test by the names that records and scenarios use. */
export type PhaseName = "idle" | "fill" | "stabilise" | "test" | "vent" | "result"
export type VerdictName = "pass" | "fail" | "retest" | "invalid"

/** Sensor and bus faults that a scenario can switch on. */
export type FaultName =
    | "nack"
    | "bus-hang"
    | "stuck"
    | "stale"
    | "spike"
    | "brown-out"
    | "saturated"
    | "slow-clock"
    | "wrong-chip"
    | "corrupt-trim"

/** Something that happens at `atS`, in seconds from power-up. */
export type ScenarioEvent = { atS: number } & (
    | { do: "hole"; name?: string; diameterMm: number; dischargeCoefficient: number }
    | { do: "capillary"; name?: string; diameterMm: number; lengthMm: number }
    | { do: "cover"; name?: string; with: string; leaves: number }
    | { do: "outside-temperature"; tempC: number; overS: number }
    | { do: "outside-pressure"; pressurePa: number; overS: number }
    | { do: "fill"; forS: number; supplyPa: number; diameterMm: number }
    | { do: "vent"; forS: number; diameterMm: number }
    | { do: "join"; volumeL: number }
    | { do: "door-slam"; peakPa: number; decayS: number }
    | { do: "fault"; fault: FaultName; forS: number; value?: number }
    | { do: "power-cut"; forS: number }
    | { do: "press"; forS: number }
    | ({ do: "command" } & TesterCommand)
)

/** What a calibrating run rests on, by the names that records and scenarios use. */
export type CalibrationName = "known-leak" | "known-volume" | "offset"

/** What a host asks of the tester over the bus; each command has its own keys. */
export interface TesterCommand {
    command: "start" | "abort" | "acknowledge" | "recipe" | "limits" | "today" | "calibrate"
    /** Of `start`: the part's, at most 16 characters. */
    serial?: string
    /** Of `recipe`: from 0. */
    index?: number
    /** Of `limits`. */
    passPaPerS?: number
    failPaPerS?: number
    /** Of `today`: as in 2026-11-27. */
    date?: string
    /** Of `calibrate`: by what; its flow, or its volume; the operator's note. */
    kind?: CalibrationName
    flowPaM3PerS?: number
    addedL?: number
    note?: string
}

type CommandKey = keyof TesterCommand

/** The keys without which a command says nothing. */
const COMMAND_KEYS: Record<TesterCommand["command"], CommandKey[]> = {
    start: [],
    abort: [],
    acknowledge: [],
    recipe: ["index"],
    limits: ["passPaPerS", "failPaPerS"],
    today: ["date"],
    calibrate: ["kind"],
}

const CALIBRATION_KEYS: Record<CalibrationName, CommandKey[]> = {
    "known-leak": ["flowPaM3PerS"],
    "known-volume": ["addedL"],
    offset: [],
}

/** Something that must be true of the tester; times in seconds from power-up. */
export type Expectation =
    | { that: "reaches"; state: StateName; fromS: number; byS: number }
    | { that: "stays"; states: StateName[]; fromS: number; untilS: number }
    | { that: "faults"; fault: string; fromS: number; byS: number }
    | { that: "measures"; atS: number; ratePaPerS: number; withinPaPerS: number }
    | { that: "green-dark"; fromS: number; untilS: number }
    | { that: "says"; verdict: VerdictName; reason: string; fromS: number; byS: number }
    | {
          that: "learns"
          volumeL?: number
          offsetPaPerS?: number
          within: number
          fromS: number
          byS: number
      }
    | { that: "passes-through"; phases: PhaseName[]; fromS: number; untilS: number }

/** A whole scenario. */
export interface Scenario {
    title: string
    about: string
    durationS: number
    chamber: {
        volumeL: number
        pressurePa: number
        tempC: number
        outsidePressurePa: number
        gasToWallS: number
        wallToOutsideS: number
        thermometerLagS: number
    }
    /** Valves behind the rig's relays; without it people fill and vent. */
    valves?: { supplyPa: number; fillDiameterMm: number; ventDiameterMm: number }
    /** Keys of devs.config.json that this scenario's rig has otherwise. */
    owner?: Record<string, unknown>
    sensor: { part: "BMP390" | "BMP388"; driftPaPerRootS: number }
    events: ScenarioEvent[]
    expect: Expectation[]
}

const definitions = schema.definitions
const eventSchema = new TaggedSchema<ScenarioEvent>("do", definitions.event.oneOf, definitions)
const expectationSchema = new TaggedSchema<Expectation>(
    "that",
    definitions.expectation.oneOf,
    definitions
)
const wholeSchema = new Schema<Scenario>({
    ...schema,
    properties: {
        ...schema.properties,
        events: { type: "array", default: [] },
        expect: { type: "array", minItems: 1 },
    },
})

/**
 * Reads a scenario.
 * @param text JSON
 * @param file the name to show in errors
 * @throws BadInput that names the file, the key, what was found and what is allowed
 */
export function parseScenario(text: string, file: string): Scenario {
    const scenario = wholeSchema.check(parseJson(text, file), file)
    scenario.events.forEach((event, i) => eventSchema.check(event, file, `events[${i}]`))
    scenario.expect.forEach((that, i) => expectationSchema.check(that, file, `expect[${i}]`))
    scenario.events.sort((a, b) => a.atS - b.atS)
    checkSense(scenario, file)
    return scenario
}

/** Every command has what it needs, and a date is one. */
function checkCommand(said: TesterCommand, where: string) {
    const { command, kind, date } = said
    const keys = [...COMMAND_KEYS[command], ...(kind === undefined ? [] : CALIBRATION_KEYS[kind])]
    const lacking = keys.find(key => said[key] === undefined)
    if (lacking !== undefined) throw new BadInput(`${where} lacks the key ${lacking}`)
    if (date !== undefined && dayOf(date) === undefined)
        throw new BadInput(`${where}: date is "${date}"; allowed is a date as in 2026-11-27`)
}

/** What a schema cannot say: covers need a leak, and nothing lies beyond the end. */
function checkSense(scenario: Scenario, file: string) {
    const open = new Set<string>()
    scenario.events.forEach(event => {
        const where = `${file}: the event "${event.do}" at ${event.atS} s`
        if (event.atS > scenario.durationS)
            throw new BadInput(
                `${where} comes after the end; allowed is 0 to ${scenario.durationS}`
            )
        if (event.do === "hole" || event.do === "capillary") open.add(event.name ?? ONLY_LEAK)
        if (event.do === "command") checkCommand(event, where)
        if (event.do === "cover" && !open.has(event.name ?? ONLY_LEAK))
            throw new BadInput(
                `${where} covers "${event.name ?? ONLY_LEAK}", which is not open then; ` +
                    `open are ${open.size === 0 ? "none" : [...open].join(", ")}`
            )
    })
    scenario.expect.forEach((expectation, i) => {
        if (
            expectation.that === "learns" &&
            (expectation.volumeL === undefined) === (expectation.offsetPaPerS === undefined)
        )
            throw new BadInput(`${file}: expect[${i}] needs either volumeL or offsetPaPerS`)
        const endS =
            "untilS" in expectation
                ? expectation.untilS
                : "byS" in expectation
                  ? expectation.byS
                  : expectation.atS
        if (endS > scenario.durationS)
            throw new BadInput(
                `${file}: expect[${i}] speaks of ${endS} s; allowed is 0 to ${scenario.durationS}`
            )
    })
}
