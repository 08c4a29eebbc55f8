/**
 * The wiring's pages: as their boards are, drawn so that they can be read.
 */
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { loadBoard, usesOf } from "../../host/boards/board"
import { headerPins, MODULES, type Module } from "../../host/boards/modules"
import { PARTS } from "../../host/boards/parts"
import { CARD_WIDTH, layOut, type Wire } from "../../host/boards/wires"
import { wiringFiles } from "../../host/boards/wiring_files"
import { PROJECT_FOLDER } from "../../host/build/firmware"

const files = await wiringFiles()

function stored(name: string): string {
    return readFileSync(join(PROJECT_FOLDER, name), "utf8")
}

test.each([...files.keys()])("%s is what npm run docs:wiring makes", name => {
    expect(stored(name)).toBe(files.get(name))
})

describe.each(MODULES.map(module => [module.board, module] as const))("%s", (name, module) => {
    const board = loadBoard(name)
    const layout = layOut(module, board)

    test("has every use of a pin on its page, at the pin's own place", () => {
        const page = stored(`docs/boards/${name}.md`)
        for (const { what, gpio } of usesOf(board)) {
            if (what === "pins.KEEP_AWAKE") continue
            const pin = headerPins(module).find(one => one.gpio === gpio)!
            const signal = what.replace(/^pins\.|^i2c\.pin/, "").replace("log.pinTX", "text log")
            const side = module.left.includes(pin) ? "left" : "right"
            const row = page.split("\n").find(line => line.startsWith(`| ${signal} `))
            expect(row).toContain(`| ${pin.label} `)
            expect(row).toContain(`| ${side}, pin ${pin.number} `)
        }
    })

    test("has every use wired to one part, and a pin to keep free only on a Pico", () => {
        const wired = layout.wires.map(wire => wire.use).sort()
        const uses = usesOf(board).map(use => use.what)
        expect(wired).toEqual(uses.filter(use => use !== "pins.KEEP_AWAKE").sort())
        expect(stored(`docs/boards/${name}.svg`).includes("leave free")).toBe(
            uses.includes("pins.KEEP_AWAKE")
        )
    })

    test("is drawn without wires that cross or touch", () => {
        const { wires } = layout
        for (const [at, one] of wires.entries())
            for (const other of wires.slice(at + 1))
                expect(meet(one, other), `${one.use} and ${other.use}`).toBe(false)
    })

    test("is drawn without cards that overlap, within the picture", () => {
        for (const [at, one] of layout.cards.entries()) {
            expect(one.x).toBeGreaterThanOrEqual(0)
            expect(one.x + CARD_WIDTH).toBeLessThanOrEqual(layout.width)
            expect(one.y).toBeGreaterThan(0)
            expect(one.y + one.height).toBeLessThan(layout.height)
            for (const other of layout.cards.slice(at + 1)) {
                const apart =
                    one.side !== other.side ||
                    one.y + one.height < other.y ||
                    other.y + other.height < one.y
                expect(apart, `${one.part.name} and ${other.part.name}`).toBe(true)
            }
        }
    })

    test("is drawn with the words of all its pins, as well-formed text", () => {
        const svg = stored(`docs/boards/${name}.svg`)
        for (const { label } of headerPins(module)) expect(svg).toContain(`>${label}</text>`)
        const open = svg.match(/<(text|svg)[ >]/g)!.length
        expect(svg.match(/<\/(text|svg)>/g)).toHaveLength(open)
        expect(svg).not.toMatch(/NaN|undefined/)
    })
})

/** Whether any two of the wires' straight pieces have a point in common. */
function meet(one: Wire, other: Wire): boolean {
    return pieces(one).some(a =>
        pieces(other).some(b => a.x0 <= b.x1 && b.x0 <= a.x1 && a.y0 <= b.y1 && b.y0 <= a.y1)
    )
}

function pieces({ points }: Wire) {
    return points.slice(1).map(([x, y], at) => ({
        x0: Math.min(x, points[at][0]),
        x1: Math.max(x, points[at][0]),
        y0: Math.min(y, points[at][1]),
        y1: Math.max(y, points[at][1]),
    }))
}

describe("the overview", () => {
    const overview = stored("docs/wiring.md")

    test("leads to every board and names only pages that are there", () => {
        for (const { board } of MODULES) expect(overview).toContain(`(boards/${board}.md)`)
        const links = [...overview.matchAll(/\]\(([^)]+)\)/g)].map(match => match[1])
        for (const link of links) expect(existsSync(join(PROJECT_FOLDER, "docs", link))).toBe(true)
    })

    test("needs no transistor: an LED and the piezo disc stay within a pin's 4 mA", () => {
        const milliAmps = (supplyV: number, dropV: number, ohms: number) =>
            ((supplyV - dropV) / ohms) * 1000
        // RP2040 datasheet 5.5.3.4: 4 mA is the drive strength that pins have after a reset
        expect(milliAmps(3.3, 2, 330)).toBeLessThan(4)
        expect(milliAmps(3.3, 0, 1000)).toBeLessThan(4)
        const ohms = PARTS.flatMap(part => part.terminals.map(([, terminal]) => terminal))
        expect(ohms).toEqual(expect.arrayContaining(["330 Ω", "1 kΩ"]))
    })
})

test("a wrong wire is seen: another pin makes another drawing", () => {
    const [module] = MODULES as [Module]
    const board = loadBoard(module.board)
    const moved = { ...board, pins: { ...board.pins, LAMP_RED: 9 } }
    expect(layOut(module, moved).wires).not.toEqual(layOut(module, board).wires)
})
