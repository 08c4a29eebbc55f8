/**
 * The bus: addresses, acknowledge, register pointer.
 */
import { describe, expect, it } from "vitest"
import { Bmp3xxI2c, I2cBus } from "../../sim/chip/i2c"
import { chip } from "./rig"

function rig() {
    const c = chip()
    const bus = new I2cBus()
    bus.attach(0x77, new Bmp3xxI2c(c))
    return { c, bus }
}

describe("a bus", () => {
    it("does not acknowledge where nobody is", () => {
        const { bus } = rig()
        expect(bus.transfer(0x76, Uint8Array.of(0), 1, 0)).toMatchObject({
            status: "nack",
            phase: "write",
        })
        expect(bus.transfer(0x76, new Uint8Array(0), 1, 0).phase).toBe("read")
        bus.detach(0x77)
        expect(bus.transfer(0x77, Uint8Array.of(0), 1, 0).status).toBe("nack")
    })
    it("has 7-bit addresses, each taken once", () => {
        const { bus, c } = rig()
        expect(() => bus.attach(0x77, new Bmp3xxI2c(c))).toThrow(/0x77 is taken/)
        expect(() => bus.attach(0xee, new Bmp3xxI2c(c))).toThrow(/not a 7-bit address/)
    })
})

describe("the chip on it (5.2)", () => {
    it("reads from the written address on, and goes on where it stopped", () => {
        const { bus, c } = rig()
        const trim = bus.transfer(0x77, Uint8Array.of(0x31), 4, 0)
        expect(trim.phase).toBe("done")
        expect([...trim.bytes]).toEqual([...c.trim.bytes.slice(0, 4)])
        const more = bus.transfer(0x77, new Uint8Array(0), 2, 0)
        expect([...more.bytes]).toEqual([...c.trim.bytes.slice(4, 6)])
    })
    it("takes pairs of register and value", () => {
        const { bus, c } = rig()
        bus.transfer(0x77, Uint8Array.of(0x1c, 0x0d, 0x1d, 0x05), 0, 0)
        expect([...c.readRegisters(0x1c, 2, 0)]).toEqual([0x0d, 0x05])
        expect(c.violations).toEqual([])
    })
    it("notes a write that counts on the address counting up", () => {
        const { bus, c } = rig()
        bus.transfer(0x77, Uint8Array.of(0x1c, 0x0d, 0x05), 0, 3)
        expect([...c.readRegisters(0x1c, 2, 3)]).toEqual([0x0d, 0x00])
        expect(c.violations[0].rule).toBe("transfer")
    })
})
