/**
 * The tester on the Jacdac bus: the service of services/leaktester.md.
 *
 * It only carries: bytes become a wish whose form decision/command.ts judges, the next tick judges
 * its sense, and the answer goes back. DeviceScript's own dispatch decodes a packet before anybody
 * has looked at its length, hands several fields over as one array and starts a fiber for every
 * packet, however many wait; so packets of this service are taken before they get there, and those
 * beyond IN_FLIGHT_MAX are dropped, as a bus may. Everything here may wait (50 packets a second are
 * all that the runtime sends), so nothing here is called by the tick.
 */
import * as ds from "@devicescript/core"
import { Server, startServer } from "@devicescript/server"
import { App } from "../app"
import { INDICATOR_PERIOD_MS } from "../config"
import { Operation, readWish, Refusal } from "../decision/command"
import { CyclePhase } from "../decision/cycle_rules"
import { Reading } from "../sensor/reading"

/** Packets that are answered at a time; a fiber and its packet take some 300 bytes of heap. */
const IN_FLIGHT_MAX = 12
/** How often it is looked whether the tick has judged a wish, ms. */
const ANSWER_POLL_MS = 20

/** Bits by which the specification tells registers and events from commands. */
const REGISTER = 0x1000
const EVENT = 0x8000

/** See the file's head. */
export class LeakTesterServer extends Server {
    private inFlight = 0
    /** The runtime's own, for every other service. */
    private dispatch: (packet: ds.Packet) => Promise<void>

    /** @param reading the loop's; its pressure is that of the last sample that could be read */
    constructor(
        private app: App,
        private reading: Reading
    ) {
        super(ds.LeakTester.spec)
    }

    /** Announces the service and begins to answer; call once. */
    start() {
        startServer(this)
        const runtime: any = ds
        this.dispatch = runtime._onServerPacket
        runtime._onServerPacket = this.receive
        this.tellForever.start()
    }

    /** A packet to any service of this program. */
    private async receive(packet: ds.Packet) {
        if (packet.serviceIndex !== this.serviceIndex) {
            await this.dispatch(packet)
            return
        }
        if (!packet.isCommand || this.inFlight >= IN_FLIGHT_MAX) return
        this.inFlight += 1
        try {
            if (packet.isRegGet) await this.answer(packet)
            else await this.obey(packet)
        } catch (e: any) {
            // a bug: no host may stop the tester with it
            console.error(e.message)
        }
        this.inFlight -= 1
    }

    private async answer(packet: ds.Packet) {
        const value = this.valueOf(packet.regCode)
        // the registers of every service are the runtime's
        if (value === undefined) await this.dispatch(packet)
        else await this._send(ds.LeakTester.spec.byCode(REGISTER | packet.regCode).encode(value))
    }

    /** Value of a register of the service, undefined for none. */
    private valueOf(register: number): any {
        const app = this.app
        const lab = app.lab
        const cycle = lab.cycle
        switch (register) {
            case 0x80:
                return [cycle.recipe.passMicroPaPerS, cycle.recipe.failMicroPaPerS]
            case 0x81:
                return lab.recipeIndex
            case 0x82:
                return lab.calibration === undefined ? 0 : lab.calibration.today
            case 0x180:
                return app.monitor.watch.state
            case 0x181:
                return this.reading.pressureMilliPa
            case 0x182: {
                const evidence = app.monitor.detector.evidence
                return [evidence.rateMicroPaPerS, evidence.rateHalfWidthMicroPaPerS]
            }
            case 0x183:
                return cycle.phase
            case 0x184:
                return [cycle.verdict, cycle.reason]
            case 0x185:
                return cycle.tests
            case 0x186:
                return cycle.recipe.volumeMicroL
            case 0x187:
                return cycle.recipe.name
            case 0x188:
                return lab.book.count
            case 0x189:
                return lab.serial
            case 0x18a:
                return lab.results.count
        }
        return undefined
    }

    /** A command, or a write of a register. */
    private async obey(packet: ds.Packet) {
        const operation = packet.serviceCommand
        const spec = ds.LeakTester.spec
        const lab = this.app.lab
        const wish = readWish(operation, packet.payload)
        const reads = operation === Operation.ReadResult && wish.refusal === Refusal.None
        // a result that is there is read without troubling the tick
        if (!reads || wish.a >= lab.results.count) {
            lab.ask(wish)
            while (!wish.isHeard) await ds.delay(ANSWER_POLL_MS)
        } else {
            const report: any[] = [0]
            report.pushRange(lab.results.row(wish.a))
            report.push(lab.results.serial(wish.a))
            await this._send(spec.byCode(operation).response.encode(report))
            return
        }
        const refusal = wish.refusal
        if (refusal === Refusal.UnknownCommand) await this._send(packet.notImplemented())
        else if (!packet.isRegSet)
            await this._send(spec.byCode(operation).response.encode([refusal]))
        else if (refusal !== Refusal.None) await this.tell(0x83, [operation, refusal])
    }

    /** Sends an event; thrice, as the bus wants it. */
    private async tell(event: number, values: any) {
        await this.sendEvent(ds.LeakTester.spec.byCode(EVENT | event).encode(values))
    }

    private async tellForever() {
        const app = this.app
        const cycle = app.lab.cycle
        const watch = app.monitor.watch
        let state = watch.state
        let phase = cycle.phase
        while (true) {
            // a tick moves each of them once at most, and is longer than this
            await ds.delay(INDICATOR_PERIOD_MS)
            if (watch.state !== state) {
                state = watch.state
                await this.tell(0x80, state)
            }
            if (cycle.phase === phase) continue
            phase = cycle.phase
            await this.tell(0x81, [cycle.tests, phase])
            if (phase === CyclePhase.Vent)
                await this.tell(0x82, [cycle.tests, cycle.verdict, cycle.reason])
        }
    }
}
