/**
 * The devices beside the firmware, heard on a virtual bus.
 */
import { describe, expect, test } from "vitest"
import { ButtonPeer, BUTTON_CLASS } from "../../sim/jacdac/button"
import { crc16, packFrame, unpackFrame, type Packet } from "../../sim/jacdac/frame"
import { BuzzerPeer, type Tone } from "../../sim/jacdac/peers"
import { VirtualClock } from "../../sim/vm/clock"

const ID = "0102030405060708"
const DOWN = 0x01
const UP = 0x02
const HOLD = 0x81

interface Heard extends Packet {
    atMs: number
}

function onABus<P>(make: (clock: VirtualClock, put: (packet: Packet) => void) => P) {
    const clock = new VirtualClock()
    const heard: Heard[] = []
    const peer = make(clock, packet => heard.push({ ...packet, atMs: clock.nowMs }))
    return { clock, heard, peer }
}

function command(serviceIndex: number, code: number, payload: number[] = []): Packet {
    return {
        deviceId: ID,
        isCommand: true,
        serviceIndex,
        command: code,
        payload: Uint8Array.from(payload),
    }
}

function u32(packet: Packet): number {
    return new DataView(packet.payload.buffer, packet.payload.byteOffset).getUint32(0, true)
}

describe("the button", () => {
    const button = () => onABus((clock, put) => new ButtonPeer(clock, put, ID))
    const eventsOf = (heard: Heard[]) => heard.filter(packet => (packet.command & 0x8000) !== 0)
    const codesOf = (heard: Heard[]) => {
        const byCounter = new Map(eventsOf(heard).map(packet => [packet.command >> 8, packet]))
        return [...byCounter.values()].map(packet => packet.command & 0xff)
    }

    test("announces its service every half second", () => {
        const { clock, heard } = button()
        clock.runUntil(1000)
        expect(heard.map(({ atMs }) => atMs)).toEqual([0, 500, 1000])
        const words = new DataView(heard[0].payload.buffer)
        expect(words.getUint32(4, true)).toBe(BUTTON_CLASS)
    })

    test("tells down, and up with its length, each three times under one number", () => {
        const { clock, heard, peer } = button()
        peer.press(150)
        clock.runUntil(400)
        const events = eventsOf(heard)
        expect(codesOf(heard)).toEqual([DOWN, UP])
        expect(events.map(({ atMs }) => atMs)).toEqual([0, 20, 70, 150, 170, 220])
        expect(u32(events.at(-1)!)).toBe(150)
    })

    test("tells every half second that it is held, and nothing after it came up", () => {
        const { clock, heard, peer } = button()
        peer.press(1200)
        clock.runUntil(5000)
        expect(codesOf(heard)).toEqual([DOWN, HOLD, HOLD, UP])
    })

    test("is not pressed twice at once", () => {
        const { clock, heard, peer } = button()
        peer.press(200)
        clock.runUntil(100)
        peer.press(200)
        clock.runUntil(1000)
        expect(codesOf(heard)).toEqual([DOWN, UP])
    })

    test("streams its pressure as often as asked", () => {
        const { clock, heard, peer } = button()
        peer.packet(command(1, 0x2003, [3]))
        peer.press(250)
        clock.runUntil(2000)
        const readings = heard.filter(packet => packet.command === 0x1101)
        expect(readings.map(({ atMs }) => atMs)).toEqual([0, 100, 200])
        expect([...readings[0].payload]).toEqual([0, 0])
        expect([...readings[2].payload]).toEqual([0xff, 0xff])
    })

    test("says of what it does not know that it does not", () => {
        const { heard, peer } = button()
        peer.packet(command(1, 0x1155))
        expect(heard.at(-1)).toMatchObject({ isCommand: false, serviceIndex: 1, command: 0x03 })
        expect([...heard.at(-1)!.payload.subarray(0, 2)]).toEqual([0x55, 0x11])
    })

    test("acknowledges a frame that wants it, by the frame's checksum", () => {
        const { heard, peer } = button()
        const frame = packFrame(command(1, 0x2003, [1]), true)
        for (const packet of unpackFrame(frame)) peer.packet(packet)
        const answers = heard.filter(packet => packet.serviceIndex === 0x3f)
        expect(answers.map(packet => packet.command)).toEqual([crc16(frame)])
    })

    test("is silent and deaf when it is not connected", () => {
        const { clock, heard, peer } = button()
        peer.connected = false
        heard.length = 0
        peer.press(100)
        peer.packet(command(1, 0x1101))
        clock.runUntil(2000)
        expect(heard).toEqual([])
    })
})

describe("the buzzer", () => {
    test("plays a tone by its period, and keeps its volume", () => {
        const { heard, peer } = onABus((clock, put) => new BuzzerPeer(clock, put, ID))
        const tones: Tone[] = []
        peer.onTone = tone => tones.push(tone)
        peer.packet(command(1, 0x80, [500 & 0xff, 500 >> 8, 0, 0, 250, 0]))
        expect(tones).toEqual([{ atMs: 0, frequencyHz: 2000, lengthMs: 250 }])

        peer.packet(command(1, 0x2001, [0x40]))
        peer.packet(command(1, 0x1001))
        expect([...heard.at(-1)!.payload]).toEqual([0x40])
    })
})
