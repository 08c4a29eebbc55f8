/**
 * Pressures, times and instants as people write them.
 *
 * Rates are host/units.ts's. Digits are chosen so that a pascal shows in every unit of pressure,
 * because a leak is a matter of pascals.
 */

/** Units of pressure: Pa per unit, and digits that show 0.1 Pa. */
export const PRESSURE_UNITS = {
    Pa: { pa: 1, digits: 1 },
    kPa: { pa: 1000, digits: 4 },
    mbar: { pa: 100, digits: 3 },
    mmHg: { pa: 133.322, digits: 3 },
    psi: { pa: 6894.757, digits: 5 },
} as const

/** One of them. */
export type PressureUnit = keyof typeof PRESSURE_UNITS

/** A pressure with its unit. */
export function formatPressure(pa: number, unit: PressureUnit): string {
    const { pa: size, digits } = PRESSURE_UNITS[unit]
    return `${grouped((pa / size).toFixed(digits))} ${unit}`
}

/** `120000.5` as `120,000.5`. */
export function grouped(text: string): string {
    const [whole, part] = text.split(".")
    const groups = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",")
    return part === undefined ? groups : `${groups}.${part}`
}

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
