/**
 * The firmware compiled for each of the five boards, and each of the programs on the real VM.
 */
import { beforeAll, describe, expect, test } from "vitest"
import { buildFirmware, type Firmware } from "../../host/build/firmware"
import { toRigConfig } from "../../host/build/owner_config"
import { BOARD_NAMES } from "../../host/boards/modules"
import { findModule } from "../../host/boards/board"
import { play } from "../../host/play"
import { expectSound, factory, scenarioOf } from "../vm/virtual_bench"

const programs = new Map<string, Firmware>()

beforeAll(() => {
    for (const name of BOARD_NAMES) programs.set(name, buildFirmware(undefined, name))
})

/** Names and texts are stored in a program as they are. */
function mentions(program: Firmware, text: string): boolean {
    return Buffer.from(program.bytecode).includes(text)
}

describe.each(BOARD_NAMES)("the program for %s", name => {
    test("is compiled for that board, with the owner's values", () => {
        const program = programs.get(name)!
        expect(program.owner.board).toBe(name)
        expect(mentions(program, name)).toBe(true)
        expect(mentions(program, toRigConfig(program.owner).chamberName)).toBe(true)
    })

    test("keeps the core awake on an RP2040, and knows no SPI elsewhere", () => {
        const isPico = findModule(name).archId.startsWith("rp2040")
        expect(mentions(programs.get(name)!, "keepAwake")).toBe(isPico)
        expect(mentions(programs.get(name)!, "KEEP_AWAKE")).toBe(isPico)
    })

    test("runs in the simulator, where nothing keeps it awake", async () => {
        const lines: string[] = []
        const outcome = await play(
            scenarioOf({ durationS: 8 }),
            programs.get(name)!.bytecode,
            factory,
            1,
            { line: text => lines.push(text) }
        )
        expectSound(outcome, 0, name)
        expect(lines.find(line => line.includes('"k":"b"'))).toContain(`"b":"${name}"`)
        expect(lines.filter(line => line.includes('"k":"s"')).length).toBeGreaterThan(50)
        expect(lines.filter(line => line.startsWith("! "))).toEqual([])
    })
})
