/**
 * Commands: what is read from bytes, what is refused, and that a refusal changes nothing.
 */
import fc from "fast-check"
import { expect, test } from "vitest"
import { defaultRigConfig, RigMode } from "../../src/config"
import { defaultRecipe } from "../../src/config_recipe"
import {
    NOTE_MAX,
    objection,
    Operation,
    readWish,
    Refusal,
    SERIAL_MAX,
    Wish,
} from "../../src/decision/command"
import { Cycle } from "../../src/decision/cycle"
import { CyclePhase } from "../../src/decision/cycle_rules"
import { Monitor } from "../../src/decision/monitor"
import { Lab } from "../../src/lab"
import { applySettings, Setup } from "../../src/settings"
import { Actions } from "../../src/output/actions"
import { RecordWriter } from "../../src/output/record"
import { SettingOutcome } from "../../src/output/setting_record"
import { Reading } from "../../src/sensor/reading"
import { parseRecord } from "../../host/records"

const bytesOf = (text: string) => Uint8Array.from(text, char => char.charCodeAt(0))
const operations = Object.values(Operation).filter(value => typeof value === "number")
const someOperation = fc.oneof(fc.constantFrom(...operations), fc.nat(0xffff))
const someBytes = fc.uint8Array({ maxLength: 236 })

test("whatever bytes come, a wish is read, with a text that fits a record as it is", () => {
    fc.assert(
        fc.property(someOperation, someBytes, (operation, bytes) => {
            const wish = readWish(operation, bytes)
            expect(wish.operation).toBe(operation)
            expect(wish.text).toMatch(/^[A-Za-z0-9 _.-]{0,24}$/)
            for (const value of [wish.a, wish.b]) expect(value).toBe(value | 0)
            const formal = [Refusal.UnknownCommand, Refusal.WrongLength, Refusal.BadCharacter]
            expect([Refusal.None, ...formal]).toContain(wish.refusal)
        }),
        { numRuns: 2000 }
    )
})

test("a serial and a note are read as they were written, up to their length", () => {
    const plain = fc.stringMatching(/^[A-Za-z0-9 _.-]{0,40}$/)
    fc.assert(
        fc.property(plain, fc.nat(255), fc.integer(), (text, kind, value) => {
            const start = readWish(Operation.Start, bytesOf(text))
            if (text.length > SERIAL_MAX) expect(start.refusal).toBe(Refusal.WrongLength)
            else expect(start).toMatchObject({ refusal: Refusal.None, text })
            const head = new Uint8Array(5)
            new DataView(head.buffer).setInt32(0, value | 0, true)
            head[4] = kind
            const bytes = Uint8Array.from([...head, ...bytesOf(text)])
            const wish = readWish(Operation.Calibrate, bytes)
            if (text.length > NOTE_MAX) expect(wish.refusal).toBe(Refusal.WrongLength)
            else expect(wish).toMatchObject({ refusal: Refusal.None, a: kind, b: value | 0, text })
        })
    )
})

test("of all 256 characters only the plain ones are taken", () => {
    for (let code = 0; code < 256; code++) {
        const isPlain = /^[A-Za-z0-9 _.-]$/.test(String.fromCharCode(code))
        const { refusal } = readWish(Operation.Start, [code])
        expect(refusal, `code ${code}`).toBe(isPlain ? Refusal.None : Refusal.BadCharacter)
    }
})

test("limits are taken exactly where 10 ≤ pass < fail < gross", () => {
    const cycle = new Cycle(defaultRecipe())
    const gross = cycle.recipe.grossMicroPaPerS
    const edges = [-1, 0, 9, 10, 11, gross - 2, gross - 1, gross, gross + 1]
    const near = fc.oneof(
        fc.integer(),
        fc.integer({ min: 1, max: gross }),
        fc.constantFrom(...edges)
    )
    fc.assert(
        fc.property(near, near, (pass, fail) => {
            const wish = new Wish(Operation.SetLimits)
            wish.a = pass
            wish.b = fail
            const refusal = objection(wish, cycle, false, true, false, 1, 0)
            const isRight = pass >= 10 && pass < fail && fail < gross
            expect(refusal === Refusal.None).toBe(isRight)
            // and a board's settings, which may set the same, come to the same
            const values = [undefined, pass, fail]
            const setup = applySettings(defaultRigConfig(), values, defaultRecipe, 1, 0)
            const used = setup.findings.every(({ outcome }) => outcome === SettingOutcome.InForce)
            expect(used).toBe(isRight)
        })
    )
})

/** A lab as the tick has it, at some phase of a test. */
function labAt(phase: CyclePhase, mode: RigMode) {
    const config = { ...defaultRigConfig(), mode }
    const actions = new Actions()
    const book = { recipe: defaultRecipe, count: 2 }
    const lab = new Lab(config, book, new Setup(defaultRecipe(), 0), new RecordWriter(), actions, 1)
    lab.cycle.phase = phase
    return { lab, actions, monitor: new Monitor(config) }
}

test("a wish that is refused changes nothing, whatever it was and whenever it came", () => {
    const phase = fc.constantFrom(0, 1, 2, 3, 4, 5)
    const mode = fc.constantFrom(RigMode.Watch, RigMode.Test)
    fc.assert(
        fc.property(someOperation, someBytes, phase, mode, (operation, bytes, at, how) => {
            const { lab, actions, monitor } = labAt(at, how)
            const before = JSON.stringify([lab.cycle, lab.serial, lab.recipeIndex])
            const wish = readWish(operation, bytes)
            lab.ask(wish)
            lab.hear(5000, monitor, false)
            expect(wish.isHeard).toBe(true)
            expect(lab.wishes.length).toBe(0)
            const after = JSON.stringify([lab.cycle, lab.serial, lab.recipeIndex])
            if (wish.refusal !== Refusal.None) expect(after).toBe(before)
            // and is logged either way, in a record that can be read; a calibration that is not
            // begun says why before it
            const records = actions.lines.slice(0, actions.lineCount).map(parseRecord)
            const whyNot = wish.refusal === Refusal.NotCalibrated ? [{ k: "l" }] : []
            const log = { k: "c", o: operation, y: wish.refusal }
            expect(records).toMatchObject([...whyNot, log])
        }),
        {
            numRuns: 2000,
            // a right form at the right time, which chance finds once in ten runs
            examples: [[Operation.Calibrate, new Uint8Array(5), CyclePhase.Idle, RigMode.Test]],
        }
    )
})

test("a second start within a tick is judged by the first, one tick later", () => {
    const { lab, monitor } = labAt(CyclePhase.Idle, RigMode.Test)
    const [first, second] = ["A", "B"].map(serial => readWish(Operation.Start, bytesOf(serial)))
    lab.ask(first)
    lab.ask(second)
    const reading = new Reading()
    for (const atMs of [5000, 5100]) {
        reading.atMs = atMs
        lab.hear(atMs, monitor, false)
        lab.take(reading, monitor)
    }
    expect([first.refusal, second.refusal]).toEqual([Refusal.None, Refusal.Running])
    expect(lab.serial).toBe("A")
    expect(lab.cycle.phase).toBe(CyclePhase.Fill)
})

test("a fifth wish within a tick is busy, and one record tells how many were", () => {
    const { lab, actions, monitor } = labAt(CyclePhase.Idle, RigMode.Test)
    // refused ones, because one that is carried out ends the hearing
    const wishes = Array.from({ length: 7 }, () => readWish(Operation.Acknowledge, []))
    for (const wish of wishes) lab.ask(wish)
    expect(wishes.map(wish => wish.isHeard)).toEqual([0, 0, 0, 0, 1, 1, 1].map(Boolean))
    lab.hear(5000, monitor, false)
    expect(actions.lineCount).toBe(5)
    const last = { k: "c", o: Operation.Acknowledge, y: Refusal.Busy, a: 3 }
    expect(parseRecord(actions.lines[4])).toMatchObject(last)
})
