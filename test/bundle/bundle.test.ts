/**
 * Complete images: made for every board from a stand-in base firmware, and read back.
 */
import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import fc from "fast-check"
import { afterAll, describe, expect, test } from "vitest"
import { loadBoard, findModule } from "../../host/boards/board"
import { BOARD_NAMES } from "../../host/boards/modules"
import { buildFirmware, PROJECT_FOLDER, type Firmware } from "../../host/build/firmware"
import { readBase } from "../../host/bundle/base"
import { FlashImage, isUf2, readUf2, writeUf2 } from "../../host/bundle/flash_image"
import { makeImage, readImage } from "../../host/bundle/image"
import { layoutOf, SECTOR_BYTES, type Layout } from "../../host/bundle/layout"
import { makeStore } from "../../host/bundle/store"
import { readStore } from "../../host/bundle/read"
import { BadInput } from "../../sim/input/bad_input"
import { VirtualClock } from "../../sim/vm/clock"
import { Flash } from "../../sim/vm/machine"
import { factory } from "../vm/virtual_bench"
import { standIn, type Oddity } from "./stand_in"

const folder = mkdtempSync(join(tmpdir(), "leaktight-bundle-"))
afterAll(() => rmSync(folder, { recursive: true }))

function layoutFor(board: string): Layout {
    return layoutOf(findModule(board).archId)
}

/** Nested objects as the runtime's flat keys; texts that are numbers become numbers. */
function flat(value: object, path = ""): Record<string, unknown> {
    return Object.fromEntries(
        Object.entries(value)
            .filter(([key]) => !key.startsWith("$"))
            .flatMap(([key, inner]) =>
                typeof inner === "object"
                    ? Object.entries(flat(inner, `${path}${key}.`))
                    : [[path + key, /^0x/.test(inner) ? Number(inner) : inner]]
            )
    )
}

describe.each(BOARD_NAMES)("the image for %s", name => {
    test("holds base, board configuration, settings and program, and boots", async () => {
        const layout = layoutFor(name)
        const base = standIn(layout)
        const firmware = firmwareFor(name)
        const image = await makeImage(firmware, base, "a base", factory)
        const { config, settings, program } = readImage(image, name, layout)

        expect(config).toEqual({ ...flat(loadBoard(name)), id: name })
        expect(settings).toEqual({
            chamberName: '"bench"',
            chamberL: "5",
            rateUnit: '"Pa/min"',
            recipeUnits: '["sccm"]',
            configHash: expect.stringMatching(/^-?\d+$/),
        })
        expect(Buffer.from(program!).equals(Buffer.from(firmware.bytecode))).toBe(true)

        expect(isUf2(image)).toBe(layout.format === "uf2")
        const codeAt = isUf2(image) ? layout.fileAddress : 0x10000
        const codeOf = (file: Uint8Array) => {
            if (!isUf2(file)) return file.slice(codeAt - layout.fileAddress).slice(0, 80 * 1024)
            return readUf2(file, "").image.read(codeAt, 80 * 1024)
        }
        expect(Buffer.from(codeOf(image)).equals(Buffer.from(codeOf(base)))).toBe(true)

        const area = layout.storeSectors * SECTOR_BYTES
        const lines = await linesOfStored(
            isUf2(image)
                ? readUf2(image, "").image.read(layout.storeAddress, area)
                : image.slice(layout.storeAddress - layout.fileAddress),
            area
        )
        expect(lines.some(line => line.includes('"k":"b"'))).toBe(true)
    })

    test("is refused when the base is for another chip", () => {
        for (const other of BOARD_NAMES) {
            if (other === name) continue
            const base = standIn(layoutFor(other))
            expect(() => readBase(base, "a base", layoutFor(name))).toThrow(BadInput)
            expect(() => readBase(base, "a base", layoutFor(name))).toThrow(
                /^a base: is (for .+; the board has|neither UF2)/
            )
        }
    })

    test.each<[string, Oddity, RegExp]>([
        ["of an older runtime", { runtime: [2, 15] }, /runtime is of version 2.15; .* needs 2.16/],
        ["of a newer runtime", { runtime: [2, 17] }, /runtime is of version 2.17/],
        ["of the next major runtime", { runtime: [3, 16] }, /runtime is of version 3.16/],
        ["for a chip nobody knows", { chipNumber: 0x2a }, /is for chip 0x2a; the board has/],
        ["that does not say its kind", { archId: undefined }, /has no board configuration at/],
    ])("is refused from a base %s", async (_, oddity, why) => {
        const base = standIn(layoutFor(name), oddity)
        const made = makeImage(firmwareFor(name), base, "a base", factory)
        await expect(made).rejects.toThrow(why)
        await expect(made).rejects.toThrow(BadInput)
    })
})

/**
 * The owner's program as if it were made for a board. Which one does not matter here, and
 * test/boards compiles them all.
 */
function firmwareFor(board: string): Firmware {
    const firmware = buildFirmware()
    return { ...firmware, owner: { ...firmware.owner, board } }
}

/** What a VM prints that boots with a store. */
async function linesOfStored(store: Uint8Array, sizeBytes: number): Promise<string[]> {
    const flash = new Flash(sizeBytes)
    flash.image = store
    const lines: string[] = []
    const clock = new VirtualClock()
    const machine = await factory.boot(clock, "1ea0717e5700b001", flash, {
        frame: () => {},
        line: text => lines.push(text),
        panic: () => {},
        exit: () => {},
    })
    clock.runUntil(4000)
    machine.stop()
    return lines
}

describe("a base firmware is refused", () => {
    const pico = layoutOf("rp2040")

    test("when the runtime is missing", () => {
        const base = standIn(pico)
        const at = Buffer.from(base).indexOf("DevS")
        base[at] = 0
        expect(() => readBase(base, "a base", pico)).toThrow("contains no DeviceScript runtime")
    })

    test("when it is only an ESP32's application, or has another partition table", () => {
        const layout = layoutOf("esp32c3")
        const whole = standIn(layout)
        expect(() => readBase(whole.slice(0, 0x7000), "a base", layout)).toThrow("is neither UF2")
        const moved = standIn(layout, { storeAddress: 0x200000 })
        expect(() => readBase(moved, "a base", layout)).toThrow("has no store for program")
    })

    test("when it is cut, or a block of it is broken, wherever that is", () => {
        const base = standIn(pico)
        fc.assert(
            fc.property(fc.integer({ min: 1, max: base.length - 1 }), cut => {
                expect(() => readBase(base.slice(0, cut), "a base", pico)).toThrow(BadInput)
            }),
            { numRuns: 20 }
        )
        const blocks = base.length / 512
        fc.assert(
            fc.property(fc.integer({ min: 0, max: blocks - 1 }), block => {
                const broken = base.slice()
                broken[block * 512 + 511] ^= 0x80
                expect(() => readBase(broken, "a base", pico)).toThrow(
                    `block ${block} lacks its marks`
                )
            }),
            { numRuns: 20 }
        )
    })

    test("whatever bytes it consists of", () => {
        fc.assert(
            fc.property(fc.uint8Array({ maxLength: 2000 }), bytes => {
                for (const archId of ["rp2040", "esp32"])
                    expect(() => readBase(bytes, "a base", layoutOf(archId))).toThrow(BadInput)
            })
        )
    })
})

describe("flash contents", () => {
    test("survive UF2 byte by byte, wherever they lie", () => {
        const piece = fc.record({
            at: fc.integer({ min: 0x10000000, max: 0x10008000 }),
            bytes: fc.uint8Array({ minLength: 1, maxLength: 6000 }),
        })
        fc.assert(
            fc.property(fc.array(piece, { minLength: 1, maxLength: 5 }), pieces => {
                const image = new FlashImage()
                for (const { at, bytes } of pieces) image.write(at, bytes)
                const { image: back, family } = readUf2(writeUf2(image, 0xe48bff56), "")
                expect(family).toBe(0xe48bff56)
                expect(back.begin).toBe(image.begin)
                const length = image.end - image.begin
                expect(back.read(image.begin, length)).toEqual(image.read(image.begin, length))
                const last = pieces.at(-1)!
                expect(back.read(last.at, last.bytes.length)).toEqual(last.bytes)
            }),
            { numRuns: 30 }
        )
    })

    test("keep a program that fills its last sector to the last byte", async () => {
        const { bytecode } = buildFirmware()
        // the runtime takes any length divisible by 32; 128 bytes of its own come first
        const length = Math.ceil((bytecode.length + 128) / SECTOR_BYTES) * SECTOR_BYTES - 128
        const long = new Uint8Array(length).fill(0x5a)
        long.set(bytecode)
        const store = await makeStore(factory, layoutOf("rp2040"), { a: "1" }, long)
        expect(readStore(store)!.program).toEqual(long)
        expect(readStore(store)!.settings).toEqual({ a: "1" })
    })
})

describe("the commands", () => {
    function run(script: string, ...args: string[]) {
        return spawnSync(process.execPath, ["--import", "tsx", `host/${script}`, ...args], {
            cwd: PROJECT_FOLDER,
            encoding: "utf8",
        })
    }

    test("bundle writes the image and says what is in it", () => {
        const base = join(folder, "base.uf2")
        const out = join(folder, "image.uf2")
        writeFileSync(base, standIn(layoutOf("rp2040")))
        const { status, stdout } = run("bundle.ts", "leak_pico", "--base", base, "--out", out)
        expect(status).toBe(0)
        expect(stdout).toContain("board configuration: Leaktight on Raspberry Pi Pico")
        expect(stdout).toContain('rateUnit "Pa/min"')
        expect(readImage(readFileSync(out), out, layoutOf("rp2040")).program).toBeDefined()
    })

    test.each([
        [["leak_nano"], /there is no board "leak_nano"; there are leak_pico, .*devkit_m\n$/],
        [["leak_pico"], /--base is missing; .* devicescript-rp2040-pico.uf2\n$/],
        [["leak_pico", "--base", "/no/such.uf2"], /\/no\/such.uf2: no such file\n$/],
        [["leak_pico", "--bass", "x"], /Unknown option '--bass'; allowed are --base, --out/],
    ])("bundle %j ends with one sentence and status 2", (args, sentence) => {
        const { status, stderr } = run("bundle.ts", ...args)
        expect(stderr).toMatch(sentence)
        expect(stderr.trim().split("\n")).toHaveLength(1)
        expect(status).toBe(2)
    })

    test("flash ends with one sentence when no board is plugged in", () => {
        const base = join(folder, "base.uf2")
        writeFileSync(base, standIn(layoutOf("rp2040")))
        const { status, stderr } = run("flash.ts", "leak_pico", "--base", base)
        expect(stderr).toMatch(/^leak_pico: no Pico in boot loader mode was found; hold BOOTSEL/)
        expect(stderr.trim().split("\n")).toHaveLength(1)
        expect(status).toBe(2)
    })

    test("flash copies onto a boot loader's drive", () => {
        const base = join(folder, "base.uf2")
        writeFileSync(base, standIn(layoutOf("rp2040")))
        const refused = run("flash.ts", "leak_pico", "--base", base, "--drive", folder)
        expect(refused.stderr).toMatch(/which is not the drive of a boot loader\n$/)
        expect(refused.status).toBe(2)
        writeFileSync(join(folder, "INFO_UF2.TXT"), "Board-ID: RPI-RP2\n")
        const { status } = run("flash.ts", "leak_pico", "--base", base, "--drive", folder)
        expect(status).toBe(0)
        expect(isUf2(readFileSync(join(folder, "leaktight.uf2")))).toBe(true)
    })
})
