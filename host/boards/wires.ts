/**
 * Lays out a wiring drawing: where board and parts stand, and how the wires run.
 *
 * Parts stand on the side of their first pin, in the order of the pins, so that wires need not
 * cross. Each wire is a line out of its pin, one vertical piece in a channel of its own, and a line
 * into its part. Of wires that go down, the upper takes the outer channel; of those that go up, the
 * lower: then no vertical piece meets another's horizontal ones.
 */
import { usesOf, type Board } from "./board"
import type { HeaderPin, Module } from "./modules"
import { PARTS, type Part } from "./parts"

export type Side = "left" | "right"

/** A board's pin in the drawing. */
export interface DrawnPin {
    readonly pin: HeaderPin
    readonly side: Side
    readonly y: number
    /** What it is used for; undefined when free or a supply. */
    readonly use: string | undefined
}

/** A wire from a pin to a terminal. */
export interface Wire {
    readonly use: string
    readonly colour: string
    /** Corners from the pin on. */
    readonly points: readonly (readonly [x: number, y: number])[]
}

/** A part in the drawing. */
export interface Card {
    readonly part: Part
    readonly side: Side
    readonly x: number
    readonly y: number
    readonly height: number
    /** Terminals and the y of their wires. */
    readonly terminals: readonly { label: string; use: string; y: number }[]
}

/** Everything in its place; pixels. */
export interface Layout {
    readonly width: number
    readonly height: number
    readonly board: { x: number; y: number; width: number; height: number }
    readonly pins: readonly DrawnPin[]
    readonly cards: readonly Card[]
    readonly wires: readonly Wire[]
}

/** Pixels of the drawing. */
export const CARD_WIDTH = 264
const MARGIN = 24
const TITLE_HEIGHT = 64
const LEGEND_HEIGHT = 44
const BOARD_WIDTH = 180
const PIN_STEP = 25
const BOARD_END = 34
const CARD_GAP = 12
const ONE_PIN_CARD = 60
const TWO_PIN_CARD = 132
const TERMINAL_STEP = 36
const CHANNEL_FIRST = 64
const CHANNEL_STEP = 11
const LANE = CHANNEL_FIRST + 8 * CHANNEL_STEP
/** A wire that would step aside by less than this runs straight: its part moves instead. */
const STRAIGHT = 6
/** Room beside a side without parts, for flags of supplies. */
const BARE_SIDE = 128

/** Lays out the wiring of a checked board. */
export function layOut(module: Module, board: Board): Layout {
    const uses = usesOf(board)
    const useOf = (pin: HeaderPin) =>
        pin.gpio === undefined ? undefined : uses.find(use => use.gpio === pin.gpio)?.what
    const rows = Math.max(module.left.length, module.right.length)
    const boardHeight = rows * PIN_STEP + 2 * BOARD_END

    const sideOf = (part: Part) =>
        module.left.some(pin => useOf(pin) === part.terminals[0][0]) ? "left" : "right"
    const rowOf = (side: Side, use: string) => module[side].findIndex(pin => useOf(pin) === use)
    const wired = PARTS.filter(part => uses.some(use => use.what === part.terminals[0][0]))
    const partsOn = (side: Side) =>
        wired
            .filter(part => sideOf(part) === side)
            .sort((a, b) => rowOf(side, a.terminals[0][0]) - rowOf(side, b.terminals[0][0]))
    const heightOf = (part: Part) => (part.terminals.length > 1 ? TWO_PIN_CARD : ONE_PIN_CARD)
    const columnHeight = (parts: Part[]) =>
        parts.reduce((sum, part) => sum + heightOf(part) + CARD_GAP, -CARD_GAP)

    const sides = { left: partsOn("left"), right: partsOn("right") }
    const roomOf = (side: Side) => (sides[side].length > 0 ? CARD_WIDTH + LANE : BARE_SIDE)
    const body = Math.max(boardHeight, columnHeight(sides.left), columnHeight(sides.right))
    const frame = {
        x: MARGIN + roomOf("left"),
        y: MARGIN + TITLE_HEIGHT + (body - boardHeight) / 2,
        width: BOARD_WIDTH,
        height: boardHeight,
    }

    const pins: DrawnPin[] = []
    const cards: Card[] = []
    const wires: Wire[] = []
    for (const side of ["left", "right"] as const) {
        const out = side === "left" ? -1 : 1
        const edge = side === "left" ? frame.x : frame.x + frame.width
        const column = module[side].map((pin, row) => {
            const y = frame.y + BOARD_END + (row + 0.5) * PIN_STEP
            return { pin, side, y, use: useOf(pin) }
        })
        pins.push(...column)

        let y = MARGIN + TITLE_HEIGHT + (body - columnHeight(sides[side])) / 2
        const runs = []
        for (const part of sides[side]) {
            const height = heightOf(part)
            // terminals in the order of their pins
            const ordered = part.terminals
                .map(([use, label], at) => ({ use, label, colour: part.colours[at] }))
                .sort((a, b) => rowOf(side, a.use) - rowOf(side, b.use))
            const middle = y + height / 2
            const aside = pinY(column, ordered[0].use) - middle
            const shift = ordered.length === 1 && Math.abs(aside) < STRAIGHT ? aside : 0
            const first = middle + shift - ((ordered.length - 1) * TERMINAL_STEP) / 2
            const terminals = ordered.map((one, at) => ({ ...one, y: first + at * TERMINAL_STEP }))
            const x = side === "left" ? edge - LANE - CARD_WIDTH : edge + LANE
            cards.push({ part, side, x, y: y + shift, height, terminals })
            for (const { use, colour, y: to } of terminals)
                runs.push({ use, colour, from: pinY(column, use), to })
            y += height + CARD_GAP
        }
        const channels = channelsOf(runs)
        runs.forEach(({ use, colour, from, to }, at) => {
            const channel = edge + out * (CHANNEL_FIRST + channels[at] * CHANNEL_STEP)
            const points: [number, number][] = [
                [edge, from],
                [channel, from],
                [channel, to],
                [edge + out * LANE, to],
            ]
            wires.push({ use, colour, points })
        })
    }
    return {
        width: 2 * MARGIN + roomOf("left") + BOARD_WIDTH + roomOf("right"),
        height: 2 * MARGIN + TITLE_HEIGHT + body + LEGEND_HEIGHT,
        board: frame,
        pins,
        cards,
        wires,
    }
}

function pinY(column: readonly DrawnPin[], use: string): number {
    return column.find(pin => pin.use === use)!.y
}

/** Channel of each run, 0 nearest the board. Runs come in the order of their pins. */
function channelsOf(runs: readonly { from: number; to: number }[]): number[] {
    const channels: number[] = []
    for (let at = 0; at < runs.length;) {
        const down = runs[at].to > runs[at].from
        let end = at
        while (end < runs.length && runs[end].to > runs[end].from === down) end++
        for (let i = at; i < end; i++) channels[i] = down ? end - 1 - i : i - at
        at = end
    }
    return channels
}
