/**
 * A rig in test mode on the real VM, with a host on its bus.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { buildFirmware } from "../../host/build/firmware"
import { parseRecord, type SerialRecord } from "../../host/records"
import {
    REGISTER_GET,
    registerRead,
    REGISTERS,
    type EventName,
    type RegisterName,
    type TesterPacket,
} from "../../sim/jacdac/leak_tester"
import { Rig } from "../../sim/rig/rig"
import { ScenarioWorld } from "../../sim/scenario/world"
import { factory, scenarioOf } from "./virtual_bench"

/** Longest wait for an answer: a tick, its way to the bus, and the runtime's throttle. */
const ANSWER_MS = 1000

/**
 * The program of a rig with the lab test, compiled if need be, and what it was made for.
 * @param mode of `devs.config.json`
 */
export function buildFor(mode: "test" | "watch") {
    const folder = mkdtempSync(join(tmpdir(), "leaktight-tester-"))
    const file = join(folder, "devs.config.json")
    // the file's board is another one, so that the owner's program is not compiled over
    writeFileSync(file, JSON.stringify({ board: "leak_pico_w", mode }))
    try {
        return buildFirmware(file, "leak_pico")
    } finally {
        rmSync(folder, { recursive: true })
    }
}

/** See the file's head. */
export class TesterRig {
    readonly lines: string[] = []
    readonly records: SerialRecord[] = []
    readonly words: TesterPacket[] = []
    readonly events: { name: EventName; values: (number | string)[] }[] = []
    private rig!: Rig
    private readonly world: ScenarioWorld

    private constructor(events: object[], seed: number) {
        const scenario = scenarioOf({
            durationS: 3600,
            chamber: { volumeL: 1, pressurePa: 101325, gasToWallS: 1.5, thermometerLagS: 3 },
            events,
        })
        this.world = new ScenarioWorld(scenario, seed)
    }

    /** Switches a rig on. */
    static async create(bytecode: Uint8Array, events: object[] = [], seed = 1): Promise<TesterRig> {
        const made = new TesterRig(events, seed)
        made.rig = await Rig.create(factory, bytecode, made.world, {
            line: text => made.heard(text),
            lamps: () => {},
            tone: () => {},
            died: code => {
                if (code !== 0) throw new Error(`the program died with ${code}`)
            },
        })
        made.world.schedule(made.rig)
        const { tester } = made.rig.surroundings
        tester.onWord = word => made.words.push(word)
        tester.onEvent = (name, values) => made.events.push({ name, values })
        return made
    }

    get nowS(): number {
        return this.rig.clock.nowMs / 1000
    }

    /** Lets time pass. */
    async run(forS: number) {
        await this.rig.runUntil(this.rig.clock.nowMs + forS * 1000)
    }

    /** Presses the button. */
    press(forS: number) {
        this.rig.press(forS * 1000)
    }

    /** Sends a packet and waits for nothing. */
    send(packet: TesterPacket) {
        this.rig.command(packet)
    }

    /** Sends a packet and waits for the words that it brings. */
    async ask(packet: TesterPacket): Promise<TesterPacket[]> {
        const from = this.words.length
        this.rig.command(packet)
        await this.run(ANSWER_MS / 1000)
        return this.words.slice(from)
    }

    /** Sends a command. @returns its refusal, undefined when nothing answers */
    async refusal(packet: TesterPacket): Promise<number | undefined> {
        const answer = (await this.ask(packet)).find(({ command }) => command === packet.command)
        return answer?.payload[0]
    }

    /** A register's value. */
    async read(name: RegisterName): Promise<(number | string)[]> {
        const [word] = await this.ask(registerRead(name))
        if (word?.command !== (REGISTER_GET | REGISTERS[name].code))
            throw new Error(`${name} was answered with ${JSON.stringify(word)}`)
        return this.rig.surroundings.tester.registers.get(name)!
    }

    /** Records of a kind so far. */
    kind<K extends SerialRecord["k"]>(k: K): Extract<SerialRecord, { k: K }>[] {
        return this.records.filter(record => record.k === k) as Extract<SerialRecord, { k: K }>[]
    }

    private heard(text: string) {
        this.lines.push(text)
        const record = parseRecord(text)
        if (record === undefined) return
        if ("damaged" in record) throw new Error(`${record.damaged}: ${text}`)
        this.records.push(record)
    }
}
