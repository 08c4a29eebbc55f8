/**
 * Draws the wiring of a board as an SVG, from its file and its module's pins.
 */
import type { Board } from "./board"
import type { Module } from "./modules"
import { drawSymbol, ground, INK, line, SOFT, supply, text } from "./symbols"
import { CARD_WIDTH, layOut, type Card, type DrawnPin, type Layout } from "./wires"

const PAPER = "#ffffff"
const CARD = "#f6f7f9"
const CARD_EDGE = "#d5dae1"
const BOARD = "#24323f"
const BOARD_SILK = "#dfe6ec"
const BOARD_FREE = "#8496a6"
const PAD = "#d9b44a"
const PAD_FREE = "#5b6b7a"
/** Length of the stub from a supply pin to its symbol, px. */
const STUB = 20

/** The drawing as the text of an SVG file. */
export function drawWiring(module: Module, board: Board): string {
    const layout = layOut(module, board)
    const { width, height } = layout
    const title = `Leaktight on ${module.name}`
    return [
        `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" ` +
            `width="${width}" height="${height}" role="img" aria-label="${title}: wiring" ` +
            `font-family="system-ui, 'Segoe UI', 'DejaVu Sans', Arial, sans-serif">`,
        `<!-- made by npm run docs:wiring from boards/${module.board}.board.json -->`,
        `<rect width="${width}" height="${height}" rx="12" fill="${PAPER}"/>`,
        text(24, 46, title, { size: 22, weight: 600 }),
        ...drawBoard(module, layout),
        ...layout.pins.map(pin => drawPin(pin, layout)),
        ...layout.wires.map(({ points, colour }) => {
            const path = points.map(([x, y], at) => `${at === 0 ? "M" : "L"}${x} ${y}`).join("")
            return (
                `<path d="${path}" fill="none" stroke="${colour}" stroke-width="2.6" ` +
                `stroke-linejoin="round" stroke-linecap="round"/>`
            )
        }),
        ...layout.cards.flatMap(drawCard),
        ...drawLegend(layout),
        "</svg>",
        "",
    ].join("\n")
}

function drawBoard(module: Module, { board }: Layout): string[] {
    const { x, y, width, height } = board
    const usbY = module.usb === "top" ? y - 8 : y + height - 16
    const middle = x + width / 2
    const antennaY = module.usb === "top" ? y + height - 20 : y + 8
    return [
        `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="10" fill="${BOARD}"/>`,
        `<rect x="${middle - 23}" y="${usbY}" width="46" height="24" rx="4" fill="#b8c1c9"/>`,
        text(middle, usbY + 16, "USB", { size: 11, anchor: "middle", fill: BOARD }),
        text(middle, antennaY + 9, module.chip.name, {
            size: 11,
            anchor: "middle",
            fill: BOARD_FREE,
        }),
    ]
}

function drawPin({ pin, side, y, use }: DrawnPin, { board }: Layout): string {
    const out = side === "left" ? -1 : 1
    const edge = side === "left" ? board.x : board.x + board.width
    const isGround = pin.label === "GND"
    const isSupply = pin.label === "3V3"
    const isUsed = use !== undefined || isGround || isSupply
    const anchor = side === "left" ? "start" : "end"
    const label = text(edge - out * 14, y + 4, pin.label, {
        size: 12,
        anchor,
        fill: isUsed ? BOARD_SILK : BOARD_FREE,
        weight: use === undefined ? 400 : 700,
    })
    const number = text(edge - out * 67, y + 4, String(pin.number), {
        size: 10,
        anchor,
        fill: BOARD_FREE,
    })
    const pad =
        `<rect x="${edge - 6}" y="${y - 6}" width="12" height="12" rx="3" ` +
        `fill="${isUsed ? PAD : PAD_FREE}" stroke="${BOARD}"/>`
    let mark = ""
    const end = edge + out * STUB
    if (isGround) mark = line(edge + out * 6, y, end, y, INK) + ground(end, y, out)
    if (isSupply) mark = line(edge + out * 6, y, end, y, "#c92a2a") + supply(end, y, out)
    if (use === "pins.KEEP_AWAKE")
        mark = text(edge + out * 14, y + 4, "leave free", {
            size: 11,
            anchor: side === "left" ? "end" : "start",
            fill: SOFT,
        })
    return label + number + mark + pad
}

function drawCard(card: Card): string[] {
    const { part, side, x, y, height, terminals } = card
    // words stand away from the wires
    const words = side === "left" ? x + 14 : x + 116
    const out = side === "left" ? -1 : 1
    const inner = side === "left" ? x + CARD_WIDTH : x
    return [
        `<rect x="${x}" y="${y}" width="${CARD_WIDTH}" height="${height}" rx="8" ` +
            `fill="${CARD}" stroke="${CARD_EDGE}"/>`,
        text(words, y + height / 2 - 4, part.name, { size: 14, weight: 600 }),
        text(words, y + height / 2 + 14, part.order, { size: 12, fill: SOFT }),
        ...terminals.map((terminal, at) =>
            drawSymbol(part.symbol, inner, terminal.y, out, part.colours[0], terminal.label, at)
        ),
        ...terminals.map(
            (terminal, at) =>
                `<circle cx="${inner}" cy="${terminal.y}" r="4.5" fill="${wireColour(card, at)}" ` +
                `stroke="${PAPER}" stroke-width="1.5"/>`
        ),
    ]
}

/** Colour of a card's terminal; its part lists them in its own order. */
function wireColour({ part, terminals }: Card, at: number): string {
    return part.colours[part.terminals.findIndex(([use]) => use === terminals[at].use)]
}

function drawLegend({ width, height }: Layout): string[] {
    const y = height - 28
    return [
        line(24, y - 22, width - 24, y - 22, CARD_EDGE),
        ground(34, y, -1),
        text(48, y + 4, "all grounds belong together; any GND pin will do", { size: 12 }),
        supply(372, y, 1),
        text(416, y + 4, "3.3 V from the board", { size: 12 }),
    ]
}
