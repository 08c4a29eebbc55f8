import fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
    BMP390_CONFIG_CHECK_SAMPLES,
    BMP390_DISCARD_SAMPLES,
    BMP390_MISSES_TO_RESTART,
    BUS_TIMEOUT_MS,
    SAMPLE_PERIOD_MS,
} from "../../src/config"
import { Bmp390 } from "../../src/sensor/bmp390"
import { type Bus, BusStatus, type Bytes, type Clock } from "../../src/sensor/bus"
import { Reading, SensorFault } from "../../src/sensor/reading"
import { BMP390_PART, trimDump } from "./bmp390_parts"

/** What goes wrong at one transfer. A timeout is a transfer that the part did, and nobody saw. */
type Mishap = "nack" | "timeout" | "brownout" | "corrupt"

/** A conversion with the right oversampling gives this temperature count, another one that. */
const RIGHT_T = 0x82bad1
const WRONG_T = 0x82ff00

/**
 * As much of a BMP390 as tells a sound sample from an unsound one, on a bus with mishaps: resets,
 * flags that reading clears, conversions that take their time at 1 ms per transfer.
 */
class MishapBus implements Bus, Clock {
    bytes: Bytes = []
    now = 0
    /** Transfers made so far. */
    transfers = 0
    private doneAtMs = -1
    private registers: number[] = []

    constructor(private readonly mishaps: Map<number, Mishap>) {
        this.reset()
    }

    private reset(): void {
        this.registers = new Array<number>(256).fill(0)
        this.registers[0x00] = 0x60
        this.registers[0x03] = 0x10
        this.registers[0x06] = this.registers[0x09] = 0x80
        this.registers[0x10] = 0x01
        this.registers[0x1c] = 0x02
        trimDump(BMP390_PART).forEach((value, i) => (this.registers[0x30 + i] = value))
        this.doneAtMs = -1
    }

    /** Lets the mishap of this transfer happen; what the bus says of the transfer. */
    private transfer(): BusStatus {
        const mishap = this.mishaps.get(this.transfers++)
        this.now += mishap === "timeout" ? BUS_TIMEOUT_MS : 1
        if (mishap === "brownout") this.reset()
        if (mishap === "corrupt") this.registers[0x1c] ^= 0x01
        this.convert()
        if (mishap === "nack") return BusStatus.Nack
        return mishap === "timeout" ? BusStatus.Timeout : BusStatus.Ok
    }

    private convert(): void {
        if (this.doneAtMs < 0 || this.now < this.doneAtMs) return
        this.doneAtMs = -1
        const r = this.registers
        const counts = [BMP390_PART.adcPressure_u24, r[0x1c] === 0x1d ? RIGHT_T : WRONG_T]
        counts.forEach((count, i) => {
            for (let k = 0; k < 3; k++) r[0x04 + 3 * i + k] = (count >> (8 * k)) & 255
        })
        r[0x03] |= 0x60
        r[0x1b] &= 0x03
    }

    writeRegister(_address: number, register: number, value: number): Promise<BusStatus> {
        const status = this.transfer()
        if (status === BusStatus.Nack) return Promise.resolve(status)
        if (register === 0x7e && value === 0xb6) this.reset()
        else this.registers[register] = value
        if (register === 0x1b && value === 0x13) this.doneAtMs = this.now + 82
        return Promise.resolve(status)
    }

    readRegisters(_address: number, register: number, count: number): Promise<BusStatus> {
        const status = this.transfer()
        if (status === BusStatus.Nack) return Promise.resolve(status)
        const bytes = this.registers.slice(register, register + count)
        const touches = (at: number) => at >= register && at < register + count
        if (touches(0x04)) this.registers[0x03] &= ~0x60
        if (touches(0x10)) this.registers[0x10] = 0
        this.bytes = status === BusStatus.Ok ? bytes : []
        return Promise.resolve(status)
    }

    nowMs(): number {
        return this.now | 0
    }

    sleepMs(ms: number): Promise<void> {
        this.now += ms
        this.convert()
        return Promise.resolve()
    }
}

const WORST_MISHAP = 240
const mishaps = (kinds: Mishap[]) =>
    fc
        .array(fc.tuple(fc.integer({ min: 0, max: WORST_MISHAP }), fc.constantFrom(...kinds)), {
            maxLength: 80,
        })
        .map(list => new Map(list))

/** Ticks until a value must be there once nothing goes wrong any more. */
const RECOVERY_TICKS = BMP390_MISSES_TO_RESTART + 3 + BMP390_DISCARD_SAMPLES

/** Runs the driver through the mishaps and then in peace; how often it was fooled. */
async function survive(map: Map<number, Mishap>): Promise<number> {
    const bus = new MishapBus(map)
    const part = new Bmp390(bus, bus, 0x77)
    const reading = new Reading()
    let fooled = 0
    let goodInPeace = 0
    let peace = 0
    while (peace < RECOVERY_TICKS + 2 * BMP390_CONFIG_CHECK_SAMPLES) {
        const tickMs = bus.now
        const before = bus.transfers
        reading.fault = SensorFault.Escaped
        await part.sample(reading)
        const fault = reading.fault as SensorFault
        expect(fault).not.toBe(SensorFault.Escaped)
        // At most one timeout a tick, unless the reset itself was the first.
        expect(bus.now - tickMs).toBeLessThan(SAMPLE_PERIOD_MS)
        if (fault === SensorFault.None) {
            expect(bus.now - reading.sampleAtMs).toBeLessThan(SAMPLE_PERIOD_MS * 7)
            if (reading.tempMicroC > 25800000) fooled += 1
        }
        if (before > WORST_MISHAP) {
            peace += 1
            if (peace > RECOVERY_TICKS + BMP390_CONFIG_CHECK_SAMPLES) {
                expect(fault).toBe(SensorFault.None)
                goodInPeace += 1
            }
        }
        bus.now = tickMs + SAMPLE_PERIOD_MS
        await bus.sleepMs(0)
    }
    expect(goodInPeace).toBeGreaterThan(0)
    return fooled
}

describe("the driver among mishaps", () => {
    it("never believes a part that browned out, stays in its time, and recovers", async () => {
        await fc.assert(
            fc.asyncProperty(mishaps(["nack", "timeout", "brownout"]), async map => {
                expect(await survive(map)).toBe(0)
            }),
            { numRuns: 150 }
        )
    })

    it("believes at most seven samples of a register that changed without a reset", async () => {
        for (let at = 12; at < 60; at++) {
            const fooled = await survive(new Map([[at, "corrupt"]]))
            expect(fooled).toBeLessThan(BMP390_CONFIG_CHECK_SAMPLES)
        }
    })

    it("has a counterpart here that can fool it: the wrong oversampling shows", async () => {
        let fooled = 0
        for (let at = 12; at < 60; at++) fooled += await survive(new Map([[at, "corrupt"]]))
        expect(fooled).toBeGreaterThan(0)
    })
})
