/**
 * The virtual bench: the compiled firmware in its VM, wired to a world of gas and chips.
 *
 * Everything hangs on one virtual clock, so the same firmware, world and seed give the same bytes.
 * Between the gas and the serial line nothing is mocked: I2C goes to register models, lamps and
 * buzzer are told over Jacdac, and lines come out of the VM's own log.
 */
import { packFrame, type Packet } from "../jacdac/frame"
import type { TesterPacket } from "../jacdac/leak_tester"
import { VirtualClock } from "../vm/clock"
import { Flash, type Machine, type MachineFactory } from "../vm/machine"
import { Surroundings, type PoweredRig, type SurroundingsEvents, type World } from "./surroundings"

export type { World } from "./surroundings"

/** What can be seen and heard at the rig; every instant is milliseconds of simulated time. */
export interface RigEvents extends SurroundingsEvents {
    /** A line on the serial port, with DeviceScript's prefix. */
    line(text: string, atMs: number): void
    /** The program died with a panic code, or the device lost power or rebooted (code 0). */
    died(code: number, atMs: number): void
}

const DEVICE_ID = "1ea0717e5700c0de"
/** I2C at 400 kHz: nine clocks a byte. */
const BUS_MS_PER_BYTE = 9 / 400
/** From reset to the runtime's first step on a Pico; the runtime then waits 1.16 s by itself. */
const BOOT_MS = 30

/** A rig that is plugged in from the start. */
export class Rig implements PoweredRig {
    readonly clock: VirtualClock
    readonly surroundings: Surroundings

    private machine: Machine | undefined
    /** Machines booted so far; a frame for an older one is lost with it. */
    private generation = 0

    private constructor(
        private readonly factory: MachineFactory,
        private readonly firmware: Uint8Array,
        private readonly world: World,
        private readonly events: RigEvents,
        readonly flash: Flash
    ) {
        this.clock = new VirtualClock()
        const put = (packet: Packet) => this.put(packet)
        this.surroundings = new Surroundings(this.clock, world, put, BUS_MS_PER_BYTE, events)
    }

    /**
     * Assembles a rig and switches it on at 0 ms.
     * @param firmware bytecode of `src/main.ts`
     * @param flash what the board has kept; one that holds a program starts that
     */
    static async create(
        factory: MachineFactory,
        firmware: Uint8Array,
        world: World,
        events: RigEvents,
        flash = new Flash()
    ): Promise<Rig> {
        const rig = new Rig(factory, firmware, world, events, flash)
        await rig.boot()
        return rig
    }

    /** Lets simulated time pass up to `untilMs`. */
    async runUntil(untilMs: number) {
        while (this.clock.nowMs < untilMs) {
            this.clock.runUntil(untilMs)
            if (this.bootIsDue) await this.boot()
        }
    }

    /** The power fails now and is back after `forMs`; flash and time survive, nothing else does. */
    cutPower(forMs: number) {
        this.halt()
        this.events.died(0, this.clock.nowMs)
        this.clock.schedule(() => this.world.powerCycled(this.clock.nowMs), forMs)
        this.bootAfter(forMs)
    }

    press(lengthMs: number) {
        this.surroundings.button.press(lengthMs)
    }

    command(packet: TesterPacket) {
        this.surroundings.tester.send(packet)
    }

    /** Booting a VM takes real time, so the clock stops for it. */
    private bootIsDue = false

    private bootAfter(offMs: number) {
        this.clock.schedule(() => {
            this.bootIsDue = true
            this.clock.interrupt()
        }, offMs + BOOT_MS)
    }

    private async boot() {
        this.bootIsDue = false
        const generation = ++this.generation
        const alive = () => generation === this.generation
        const isBlank = this.flash.image === undefined
        this.machine = await this.factory.boot(this.clock, DEVICE_ID, this.flash, {
            frame: frame => {
                if (alive()) this.surroundings.frame(frame)
            },
            line: text => {
                if (alive()) this.events.line(text, this.clock.nowMs)
            },
            panic: code => {
                // the VM announces a clean start with code 0
                if (alive() && code !== 0) this.events.died(code, this.clock.nowMs)
            },
            exit: () => {
                if (!alive()) return
                this.events.died(0, this.clock.nowMs)
                this.halt()
                this.bootAfter(0)
            },
        })
        if (isBlank) this.machine.deploy(this.firmware)
    }

    private halt() {
        this.generation++
        this.machine?.stop()
        this.machine = undefined
        this.surroundings.powerLost()
    }

    /** Puts a packet on the Jacdac bus, to be received after the current event. */
    private put(packet: Packet) {
        const generation = this.generation
        this.clock.schedule(() => {
            if (generation === this.generation) this.machine?.receive(packFrame(packet))
        }, 0)
    }
}
