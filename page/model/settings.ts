/**
 * What a link restores, and what this browser remembers.
 *
 * A link carries what the run depends on (mode, scenario, seed, volume, speed) and the units; the
 * theme is a matter of the reader's eyes and stays in the browser. Anything malformed is ignored
 * and its default taken, because a link may come from anywhere.
 */
import { RATE_UNITS, type RateUnit } from "../../host/units"
import type { Mode } from "../link/protocol"
import { PRESSURE_UNITS, type PressureUnit } from "./units"

/** Everything the user sets for a run and for reading it. */
export interface Settings {
    mode: Mode
    scenario: string
    seed: number
    /** Litres; undefined takes the scenario's. */
    volumeL: number | undefined
    /** Simulated over real time, Infinity as fast as it goes. */
    speed: number
    pressureUnit: PressureUnit
    rateUnit: RateUnit
}

/** Speeds that the page offers. */
export const SPEEDS = [1, 3, 10, 30, 100, Infinity]
/** Range of a seed and of a volume. */
export const SEED_MAX = 0xffffffff
export const VOLUME_MIN_L = 0.001
export const VOLUME_MAX_L = 1e7

/** Modes that a link may name. */
const MODES: readonly Mode[] = ["watch", "test"]

/**
 * Reads settings from a link's fragment.
 * @param defaultsOf defaults of a mode, or of the owner's where the link names none
 * @param known names of the scenarios there are
 */
export function readSettings(
    fragment: string,
    defaultsOf: (mode: Mode | undefined) => Settings,
    known: readonly string[]
): Settings {
    const given = new URLSearchParams(fragment.replace(/^#/, ""))
    const defaults = defaultsOf(MODES.find(mode => mode === given.get("mode")))
    const number = (key: string, low: number, high: number) => {
        const text = given.get(key)
        const value = text === null || text.trim() === "" ? NaN : Number(text)
        return value >= low && value <= high ? value : undefined
    }
    const scenario = given.get("scenario") ?? ""
    const seed = number("seed", 0, SEED_MAX)
    const speed = given.get("speed") === "max" ? Infinity : number("speed", 1, 100)
    const pressureUnit = given.get("pressure") ?? ""
    const rateUnit = given.get("rate") as RateUnit
    return {
        mode: defaults.mode,
        scenario: known.includes(scenario) ? scenario : defaults.scenario,
        seed: seed !== undefined && Number.isInteger(seed) ? seed : defaults.seed,
        volumeL: number("volume", VOLUME_MIN_L, VOLUME_MAX_L) ?? defaults.volumeL,
        speed: speed !== undefined && SPEEDS.includes(speed) ? speed : defaults.speed,
        pressureUnit: Object.hasOwn(PRESSURE_UNITS, pressureUnit)
            ? (pressureUnit as PressureUnit)
            : defaults.pressureUnit,
        rateUnit: RATE_UNITS.includes(rateUnit) ? rateUnit : defaults.rateUnit,
    }
}

/** The fragment that `readSettings` reads. */
export function writeSettings(settings: Settings): string {
    const given = new URLSearchParams({
        mode: settings.mode,
        scenario: settings.scenario,
        seed: String(settings.seed),
        speed: speedText(settings.speed),
        pressure: settings.pressureUnit,
        rate: settings.rateUnit,
    })
    if (settings.volumeL !== undefined) given.set("volume", String(settings.volumeL))
    return `#${given.toString()}`
}

/** A speed as links and the page's list have it. */
export function speedText(speed: number): string {
    return speed === Infinity ? "max" : String(speed)
}
