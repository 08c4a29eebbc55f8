/**
 * The power goes at any byte of a write to the settings: what the next boot makes of it.
 *
 * The firmware itself writes, test after test, until the runtime's store has been full and erased;
 * then it is booted on the real VM from the flash as each cut leaves it.
 */
import { beforeAll, describe, expect, test } from "vitest"
import { play } from "../../host/play"
import { parseRecord } from "../../host/records"
import { VirtualClock } from "../../sim/vm/clock"
import {
    Flash,
    MachineFactory,
    VM_SCOPE,
    vmFunctionBody,
    type VmDefinition,
} from "../../sim/vm/machine"
import { readVmSource } from "../../sim/vm/runtime_source"
import { Random } from "../../sim/random"
import { flashWith } from "./boards_flash"
import { activeArea, cutsBetween, type Cut } from "./flash_writes"
import { factory, firmware, scenarioOf } from "./virtual_bench"

const SEED = 20261127
/** Power-ups with a test begun in each; each writes twice. The store takes 177 writes. */
const BOOTS = 92
/** Plain writes whose every byte is cut. */
const WRITES_CUT = 11
/** Of the erased bytes every so many is cut. */
const ERASE_STRIDE = 16
const SETTINGS = { mode: "1", stabiliseMs: "5000" }

/** Compiled once; a thousand boots compile it no more. */
const quick = new MachineFactory(
    new Function(...VM_SCOPE, vmFunctionBody(readVmSource())) as VmDefinition
)

/** What a boot says of its settings; "store lost" when the runtime formatted them. */
async function bootFrom(image: Uint8Array): Promise<string> {
    const clock = new VirtualClock()
    const flash = new Flash()
    flash.image = image
    let lost = false
    let sampled = false
    const told: string[] = []
    const machine = await quick.boot(clock, "1ea0717e5700c0de", flash, {
        frame: () => {},
        line: text => {
            if (text.includes("mount failure")) lost = true
            const record = parseRecord(text)
            if (record === undefined || "damaged" in record) return
            if (record.k === "g") told.push(`${record.l} ${record.y} ${record.f} ${record.v}`)
            if (record.k === "s") sampled = true
        },
        panic: code => {
            if (code !== 0) told.push(`panic ${code}`)
        },
        exit: reason => told.push(`exit ${String(reason)}`),
    })
    for (let ms = 50; ms <= 5000 && !lost && !sampled; ms += 50) clock.runUntil(ms)
    machine.stop()
    if (lost) return "store lost"
    return sampled ? told.join(", ") : "silent"
}

const images: Uint8Array[] = []

beforeAll(async () => {
    const flash = await flashWith(firmware, SETTINGS, image => images.push(image))
    const events = Array.from({ length: BOOTS }, (_, i) => [
        { atS: 5 * i + 3.6, do: "press", forS: 0.2 },
        { atS: 5 * i + 4.6, do: "power-cut", forS: 0.1 },
    ]).flat()
    const chamber = { volumeL: 1, pressurePa: 115000 }
    const durationS = 5 * BOOTS + 3
    await play(scenarioOf({ durationS, chamber, events }), firmware, factory, SEED, {}, flash)
}, 120_000)

describe("the power goes at any byte of a write", () => {
    const turnAt = () =>
        images.findIndex((image, i) => i > 0 && activeArea(image) !== activeArea(images[i - 1]))

    /** Boots from every cut on the way to image `i`; how often each outcome came, by step. */
    async function outcomes(i: number, cuts: readonly Cut[], count: Map<string, number>) {
        const before = await bootFrom(images[i - 1])
        const after = await bootFrom(images[i])
        for (const { step, byte, image } of cuts) {
            const seen = await bootFrom(image)
            const outcome = seen === before ? "previous" : seen === after ? "new" : seen
            const where = `write ${i} of seed ${SEED}, ${step}, byte ${byte}: ${seen}`
            if (outcome !== "store lost") expect(["previous", "new"], where).toContain(outcome)
            const key = `${step}: ${outcome}`
            count.set(key, (count.get(key) ?? 0) + 1)
        }
        return { before, after }
    }

    test("the next boot finds what was before or after it, or no store at all", async () => {
        const turn = turnAt()
        expect(turn).toBeGreaterThan(100)
        const random = new Random(SEED)
        const count = new Map<string, number>()
        let cuts = 0
        for (let n = 0; n < WRITES_CUT; n++) {
            // the last one goes into the area that has just been made
            const i = n === 0 ? turn + 1 : 2 + Math.floor(random.uniform() * (turn - 3))
            const all = cutsBetween(images[i - 1], images[i])
            cuts += all.length
            const { before, after } = await outcomes(i, all, count)
            expect(before).toMatch(/^stabiliseMs 0 5000 5000, mode 0 1 1, tests 0 \d+ [01]$/)
            expect(after).not.toBe(before)
        }
        const turned = cutsBetween(images[turn - 1], images[turn]).filter(
            ({ step, byte }) => step !== "erase" || byte % ERASE_STRIDE === 0
        )
        cuts += turned.length
        await outcomes(turn, turned, count)
        console.log(`${cuts} cuts: ${[...count].map(([key, n]) => `${n} ${key}`).join("; ")}`)
        expect(cuts).toBeGreaterThanOrEqual(1000)
        // erasing and copying the store is safe; a setting's own write is not, once it has begun,
        // until the offset in its entry is whole: jd_fstor formats what it does not understand
        for (const step of ["erase", "copy", "header"]) {
            expect(count.get(`${step}: store lost`), step).toBeUndefined()
            expect(count.get(`${step}: previous`), step).toBeGreaterThan(10)
        }
        expect(count.get("data: previous")).toBe(WRITES_CUT)
        expect(count.get("data: store lost")).toBeGreaterThan(0)
        expect(count.get("entry: store lost")).toBeGreaterThan(0)
    }, 300_000)
})
