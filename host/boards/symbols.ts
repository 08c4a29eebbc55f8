/**
 * Drawing vocabulary of the wiring: texts, lines, and the usual circuit symbols (IEC 60617 in
 * spirit), each from a part's terminal towards its ground.
 */
import type { Part } from "./parts"

export const INK = "#27313b"
export const SOFT = "#66727e"
const SUPPLY = "#c92a2a"

/** How a text looks; sizes in px. */
export interface TextStyle {
    size: number
    weight?: number
    anchor?: "start" | "middle" | "end"
    fill?: string
}

/** A text; `y` is its base line. */
export function text(x: number, y: number, words: string, style: TextStyle): string {
    const { size, weight = 400, anchor = "start", fill = INK } = style
    const safe = words.replaceAll("&", "&amp;").replaceAll("<", "&lt;")
    return (
        `<text x="${x}" y="${y}" font-size="${size}" font-weight="${weight}" ` +
        `text-anchor="${anchor}" fill="${fill}">${safe}</text>`
    )
}

/** A straight line. */
export function line(x1: number, y1: number, x2: number, y2: number, colour: string): string {
    return (
        `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${colour}" ` +
        `stroke-width="1.8" stroke-linecap="round"/>`
    )
}

/** Ground, lying on its side: three bars from `x` outwards. */
export function ground(x: number, y: number, out: number): string {
    return [8, 5, 2]
        .map((half, at) => line(x + out * at * 4, y - half, x + out * at * 4, y + half, INK))
        .join("")
}

/** A flag that names the supply. */
export function supply(x: number, y: number, out: number): string {
    const far = x + out * 34
    const bend = x + out * 7
    const points = `${x},${y} ${bend},${y - 9} ${far},${y - 9} ${far},${y + 9} ${bend},${y + 9}`
    return (
        `<polygon points="${points}" fill="#fdecec" stroke="${SUPPLY}" stroke-width="1.4"/>` +
        text(x + out * 20, y + 4, "3V3", {
            size: 11,
            weight: 600,
            anchor: "middle",
            fill: SUPPLY,
        })
    )
}

function resistor(x: number, y: number, out: number, label: string): string {
    const left = Math.min(x, x + out * 30)
    return (
        `<rect x="${left}" y="${y - 6}" width="30" height="12" fill="#ffffff" ` +
        `stroke="${INK}" stroke-width="1.6"/>` +
        text(left + 15, y - 11, label, { size: 10, anchor: "middle", fill: SOFT })
    )
}

/**
 * A part's symbol between a terminal and its ground.
 * @param x of the terminal, at the card's edge
 * @param out direction away from the board, -1 or 1
 * @param label of the terminal, or the resistor's value
 * @param at which of the part's terminals this is, from the top
 */
export function drawSymbol(
    symbol: Part["symbol"],
    x: number,
    y: number,
    out: number,
    colour: string,
    label: string,
    at: number
): string {
    const to = (step: number) => x + out * step
    const anchor = out < 0 ? "end" : "start"
    switch (symbol) {
        case "sensor": {
            const name = text(to(12), y + 4, label, { size: 12, weight: 600, anchor })
            if (at > 0) return name
            // the supply's terminals stand beside the bus, above and below
            const above = y - 30
            const below = y + 36 + 30
            return (
                name +
                text(to(12), above + 4, "VIN", { size: 12, anchor }) +
                supply(to(44), above, out) +
                text(to(12), below + 4, "GND", { size: 12, anchor }) +
                line(to(44), below, to(54), below, INK) +
                ground(to(54), below, out)
            )
        }
        case "led": {
            const tip = to(66)
            const triangle = `${to(50)},${y - 8} ${to(50)},${y + 8} ${tip},${y}`
            const ray = (from: number) =>
                line(to(from), y - 10, to(from + 5), y - 17, colour) +
                line(to(from + 5), y - 17, to(from + 1.5), y - 15.5, colour)
            return (
                line(x, y, to(10), y, INK) +
                resistor(to(10), y, out, label) +
                line(to(40), y, to(50), y, INK) +
                `<polygon points="${triangle}" fill="${colour}"/>` +
                line(tip, y - 8, tip, y + 8, INK) +
                ray(56) +
                ray(63) +
                line(tip, y, to(80), y, INK) +
                ground(to(80), y, out)
            )
        }
        case "piezo":
            return (
                line(x, y, to(10), y, INK) +
                resistor(to(10), y, out, label) +
                line(to(40), y, to(47), y, INK) +
                `<circle cx="${to(57)}" cy="${y}" r="10" fill="#ffffff" stroke="${colour}" ` +
                `stroke-width="2"/>` +
                line(to(54), y - 5, to(54), y + 5, colour) +
                line(to(60), y - 5, to(60), y + 5, colour) +
                line(to(67), y, to(80), y, INK) +
                ground(to(80), y, out)
            )
        case "button":
            return (
                line(x, y, to(30), y, INK) +
                `<circle cx="${to(32)}" cy="${y}" r="2.6" fill="${INK}"/>` +
                `<circle cx="${to(56)}" cy="${y}" r="2.6" fill="${INK}"/>` +
                line(to(30), y - 8, to(58), y - 8, colour) +
                line(to(44), y - 8, to(44), y - 16, colour) +
                line(to(58), y, to(80), y, INK) +
                ground(to(80), y, out)
            )
        case "adapter":
            return text(to(12), y + 4, label, { size: 12, weight: 600, anchor })
    }
}
