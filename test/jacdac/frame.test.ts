import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { crc16, hex, packFrame, unpackFrame, unpackTwin } from "../../sim/jacdac/frame"
import { packAnswer, unpackTransaction } from "../../sim/jacdac/sim_bus"

describe("a Jacdac frame", () => {
    test("carries the CRC that a real device puts on the same bytes", () => {
        // the 20-byte frames with which a host switches on a Pico's serial text and packets,
        // captured from the RP2040 firmware (USB escapes removed)
        for (const captured of [
            "d30804454a1af618aaaaaaaa003d8300",
            "b16e04454a1af618aaaaaaaa003d8100",
        ]) {
            const frame = Uint8Array.from(captured.match(/../g)!, byte => parseInt(byte, 16))
            expect(crc16(frame)).toBe(frame[0] | (frame[1] << 8))
        }
    })

    test("has the CCITT check value", () => {
        const text = Uint8Array.from("??123456789", c => c.charCodeAt(0))
        expect(crc16(text)).toBe(0x29b1)
    })

    test("unpacks to what was packed", () => {
        const packet = fc.record({
            deviceId: fc.uint8Array({ minLength: 8, maxLength: 8 }).map(hex),
            isCommand: fc.boolean(),
            serviceIndex: fc.nat(0x3f),
            command: fc.nat(0xffff),
            payload: fc.uint8Array({ maxLength: 230 }),
        })
        fc.assert(
            fc.property(packet, packet => {
                const frame = packFrame(packet)
                expect(frame.length % 4).toBe(0)
                expect(crc16(frame)).toBe(frame[0] | (frame[1] << 8))
                expect(unpackFrame(frame)).toEqual([packet])
            })
        )
    })

    test("refuses a payload that no frame holds", () => {
        const packet = { deviceId: "00".repeat(8), isCommand: true, serviceIndex: 1, command: 0 }
        expect(() => packFrame({ ...packet, payload: new Uint8Array(237) })).toThrow(
            "payload of 237 bytes; a frame carries 236"
        )
    })

    test("never reads past its end, whatever the bytes are", () => {
        fc.assert(
            fc.property(fc.uint8Array({ minLength: 12, maxLength: 60 }), frame => {
                for (const packet of unpackFrame(frame))
                    expect(packet.payload.length).toBeLessThanOrEqual(frame.length - 16)
            })
        )
    })
})

describe("an I2C transaction on the bus", () => {
    const twin = (...data: number[]) => {
        const topic = [..."i2c"].map(c => c.charCodeAt(0))
        const id = [1, 2, 3, 4, 5, 6, 7, 8]
        return Uint8Array.from([0, 0, 0xff, 0, 0, 0, 0, 0, ...id, ...topic, 0, ...data])
    }

    test("is read from the firmware's twin message", () => {
        const message = unpackTwin(twin(0x34, 0x12, 0x77, 8, 1, 0x02, 0))!
        expect(message).toMatchObject({ deviceId: "0102030405060708", topic: "i2c" })
        expect(unpackTransaction(message)).toEqual({
            seq: 0x1234,
            address: 0x77,
            readCount: 8,
            write: Uint8Array.of(0x02),
        })
    })

    test("is nothing when it is cut short or of another topic", () => {
        const cut = unpackTwin(twin(0, 0, 0x77, 0, 2, 0x1b))!
        expect(unpackTransaction(cut)).toBeUndefined()
        const other = unpackTwin(twin(0, 0, 0x77, 8, 1, 2))!
        expect(unpackTransaction({ ...other, topic: "gpio" })).toBeUndefined()
    })

    test("is answered with its number and status, and a hang with silence", () => {
        const answer = (what: Uint8Array | "nack" | "hang") => packAnswer(0x1234, what, "ab", 1)
        expect(answer(Uint8Array.of(7, 8))!.payload).toEqual(Uint8Array.of(0x34, 0x12, 0, 7, 8))
        expect(answer("nack")!.payload).toEqual(Uint8Array.of(0x34, 0x12, 1))
        expect(answer("hang")).toBeUndefined()
    })
})
