/**
 * Instants and holes as people write them; pressures and rates are the host's.
 */
export { formatPressure, grouped, PRESSURE_UNITS, type PressureUnit } from "../../host/pressure"

/** An instant of the run, `0:02:03.4`; without the tenth when `tenths` is false. */
export function formatInstant(ms: number, tenths = true): string {
    const all = Math.max(0, Math.floor(ms / 100))
    const s = Math.floor(all / 10)
    const pad = (n: number) => String(n).padStart(2, "0")
    const text = `${Math.floor(s / 3600)}:${pad(Math.floor(s / 60) % 60)}:${pad(s % 60)}`
    return tenths ? `${text}.${all % 10}` : text
}

/** A hole's diameter from the position of a slider: log10 of millimetres. */
export function holeMm(position: number): number {
    return Number((10 ** position).toPrecision(2))
}
