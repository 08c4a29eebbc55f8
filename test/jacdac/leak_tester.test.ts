/**
 * Three places name the service's numbers: the specification, the firmware and the bench. They are
 * compared here.
 */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { PROJECT_FOLDER } from "../../host/build/firmware"
import {
    COMMANDS,
    EVENTS,
    LEAK_TESTER_CLASS,
    REGISTERS,
    RESULT_FIELDS,
} from "../../sim/jacdac/leak_tester"
import { LeakTesterClient } from "../../sim/jacdac/leak_tester_client"
import type { Packet } from "../../sim/jacdac/frame"
import { Operation, Refusal } from "../../src/decision/command"
import { CyclePhase, CycleReason, Verdict } from "../../src/decision/cycle_rules"
import { WatchState } from "../../src/decision/watch"

interface Spec {
    shortId: string
    classIdentifier: number
    enums: Record<string, { members: Record<string, number> }>
    packets: {
        kind: string
        name: string
        identifier: number
        derived?: string
        fields: { name: string; type: string }[]
    }[]
}

/** As the compiler has read services/leaktester.md. */
const specs = JSON.parse(
    readFileSync(join(PROJECT_FOLDER, ".devicescript", "services.json"), "utf8")
) as Spec[]
const spec = specs.find(({ shortId }) => shortId === "leaktester")!

const camel = (name: string) => name.replace(/_(.)/g, (_, next: string) => next.toUpperCase())
const packetsOf = (...kinds: string[]) =>
    spec.packets.filter(packet => kinds.includes(packet.kind) && packet.derived === undefined)
const numbersOf = (enumeration: object) =>
    Object.fromEntries(Object.entries(enumeration).filter(([, value]) => typeof value === "number"))
/** A field's format on the bench: enumerations are bytes. */
const format = (type: string) => (type === "string" ? "text" : /^[ui]\d+$/.test(type) ? type : "u8")

describe("the specification of the service", () => {
    test("has the class that the bench looks for", () => {
        expect(spec.classIdentifier).toBe(LEAK_TESTER_CLASS)
    })

    test.each([
        ["State", WatchState],
        ["Phase", CyclePhase],
        ["Verdict", Verdict],
        ["Reason", CycleReason],
        ["Refusal", Refusal],
    ])("has the numbers of the firmware: %s", (name, enumeration) => {
        expect(spec.enums[name].members).toEqual(numbersOf(enumeration))
    })

    test("has the registers and events of the bench, field by field", () => {
        for (const [kinds, known] of [
            [["rw", "ro", "const"], REGISTERS],
            [["event"], EVENTS],
        ] as const) {
            const told = packetsOf(...kinds).map(({ name, identifier, fields }) => [
                camel(name),
                { code: identifier, layout: fields.map(({ type }) => format(type)) },
            ])
            expect(Object.fromEntries(told)).toEqual(known)
        }
    })

    test("has the commands of the bench, and the firmware's operations are those", () => {
        const told = packetsOf("command").map(({ name, identifier }) => [camel(name), identifier])
        expect(Object.fromEntries(told)).toEqual(COMMANDS)
        const writes = packetsOf("rw").map(({ identifier }) => 0x2000 | identifier)
        const operations = Object.values(numbersOf(Operation)).filter(
            operation => operation !== Operation.Press
        )
        const all = [...Object.values(COMMANDS), ...writes]
        expect([...operations].sort()).toEqual([...all].sort())
    })

    test("has the fields of a result, in their order", () => {
        const report = packetsOf("report").find(({ name }) => name === "result")!
        const told = report.fields.map(({ name, type }) => [camel(name), format(type)])
        const known = [["refusal", "u8"], ...Object.entries(RESULT_FIELDS), ["serial", "text"]]
        expect(told).toEqual(known)
    })
})

describe("a host on the bus", () => {
    const DEVICE = "0011223344556677"
    const announcement: Packet = {
        deviceId: DEVICE,
        isCommand: false,
        serviceIndex: 0,
        command: 0,
        payload: Uint8Array.from([1, 1, 0, 0, 9, 9, 9, 9, 0xb6, 0xc7, 0x21, 0x10]),
    }
    const event = (counter: number, state: number): Packet => ({
        deviceId: DEVICE,
        isCommand: false,
        serviceIndex: 2,
        command: 0x8000 | (counter << 8) | EVENTS.stateChanged.code,
        payload: Uint8Array.from([state]),
    })

    test("waits with what it has to say until the tester is there", () => {
        const sent: Packet[] = []
        const client = new LeakTesterClient(packet => sent.push(packet))
        client.send({ command: COMMANDS.abort, payload: new Uint8Array(0) })
        expect(sent).toEqual([])
        client.packet(announcement)
        expect(sent).toMatchObject([{ deviceId: DEVICE, serviceIndex: 2, isCommand: true }])
    })

    test("hears an event once, though each comes three times in between others", () => {
        const client = new LeakTesterClient(() => {})
        const heard: unknown[] = []
        client.onEvent = (name, values) => heard.push([name, ...values])
        client.packet(announcement)
        const order = [126, 127, 126, 0, 127, 126, 1, 0, 127, 1, 0, 1]
        for (const counter of order) client.packet(event(counter, counter & 3))
        expect(heard).toEqual([2, 3, 0, 1].map(state => ["stateChanged", state]))
    })
})
