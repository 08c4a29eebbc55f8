/**
 * The files that document the wiring: a drawing for each board, and the tables on its page. The
 * rest of a page is written by hand.
 */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { format } from "prettier"
import { PROJECT_FOLDER } from "../build/firmware"
import { loadBoard, usesOf, type Board } from "./board"
import { drawWiring } from "./drawing"
import { headerPins, MODULES, type HeaderPin, type Module } from "./modules"
import { PARTS } from "./parts"

const BEGIN = "<!-- made by npm run docs:wiring -->"
const END = "<!-- end of what is made -->"

/** Every file's path in the project, and its text. */
export async function wiringFiles(): Promise<Map<string, string>> {
    const files = new Map<string, string>()
    for (const module of MODULES) {
        const board = loadBoard(module.board)
        files.set(`docs/boards/${module.board}.svg`, drawWiring(module, board))
        const name = `docs/boards/${module.board}.md`
        const page = readFileSync(join(PROJECT_FOLDER, name), "utf8")
        const tables = [BEGIN, wiringTables(module, board), END].join("\n\n")
        const [before, rest] = page.split(BEGIN)
        const text = before + tables + rest.split(END)[1]
        // as `npm run format` leaves it
        files.set(name, await format(text, { parser: "markdown", tabWidth: 4, printWidth: 100 }))
    }
    return files
}

/** Parts and wires of a board, in Markdown. */
function wiringTables(module: Module, board: Board): string {
    const uses = usesOf(board)
    const wired = PARTS.filter(part => uses.some(use => use.what === part.terminals[0][0]))
    const parts = wired.map(part => [part.name, part.order, part.note])
    const wires = wired.flatMap(part =>
        part.terminals.map(([use, terminal]) => {
            const gpio = uses.find(one => one.what === use)!.gpio
            const pin = headerPins(module).find(one => one.gpio === gpio)!
            const to = terminal === "" ? part.name : `${part.name}, ${terminal}`
            return [signalName(use), pin.label, place(module, pin), to]
        })
    )
    return [
        "## Parts",
        table(["part", "order number", "note"], [[module.name, module.order, ""], ...parts]),
        `## Wires`,
        `Seen with the parts up and the USB connector at the ${module.usb}.`,
        table(
            ["signal", "board pin", "where", "part"],
            [
                ...wires,
                ["3.3 V", "3V3", places(module, "3V3"), "Sensor BMP390, VIN"],
                ["ground", "GND", places(module, "GND"), "every part"],
            ]
        ),
    ].join("\n\n")
}

function table(head: string[], rows: string[][]): string {
    const row = (cells: string[]) => `| ${cells.join(" | ")} |`
    return [row(head), row(head.map(() => "---")), ...rows.map(row)].join("\n")
}

function signalName(use: string): string {
    return use.replace("pins.", "").replace("i2c.pin", "").replace("log.pinTX", "text log")
}

function place(module: Module, pin: HeaderPin): string {
    return `${module.left.includes(pin) ? "left" : "right"}, pin ${pin.number}`
}

function places(module: Module, label: string): string {
    const pins = headerPins(module).filter(pin => pin.label === label)
    return pins.map(pin => place(module, pin)).join("; or ")
}
