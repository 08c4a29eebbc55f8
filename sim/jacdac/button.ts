/**
 * The rig's button: a Jacdac button that presses when it is told to.
 *
 * It speaks as DeviceScript's own button on a pin does (jacdac-c, services/button.c): an event when
 * it goes down, one every half second while it is held, one when it comes up. Numbers: Jacdac
 * service catalogue, "Button" and "_sensor".
 */
import type { Clock } from "../vm/clock"
import type { Packet } from "./frame"
import { Peer } from "./peer"

/** Class of the service. */
export const BUTTON_CLASS = 0x1473a263

const DOWN = 0x01
const UP = 0x02
const HOLD = 0x81
const HOLD_PERIOD_MS = 500

const STREAMING_SAMPLES_REGISTER = 0x03
const STREAMING_INTERVAL_REGISTER = 0x04
const PRESSURE_REGISTER = 0x101
const ANALOG_REGISTER = 0x180
const STREAMING_INTERVAL_MS = 100
/** Pressure as u0.16: all or nothing. */
const PRESSED = 0xffff

/** See the file's head. */
export class ButtonPeer extends Peer {
    private pressedAtMs: number | undefined
    private samplesLeft = 0
    private streaming = false

    /** Parameters as of `Peer`. */
    constructor(clock: Clock, put: (packet: Packet) => void, deviceId: string) {
        super(clock, put, deviceId, BUTTON_CLASS, "Leaktight simulated button")
    }

    /**
     * Presses it now and lets it go after `lengthMs`; without effect while it is already down.
     */
    press(lengthMs: number) {
        if (this.pressedAtMs !== undefined) return
        const downAtMs = this.clock.nowMs
        this.pressedAtMs = downAtMs
        this.event(DOWN, new Uint8Array(0))
        const held = () => {
            if (this.pressedAtMs !== downAtMs) return
            this.event(HOLD, u32(this.clock.nowMs - downAtMs))
            this.clock.schedule(held, HOLD_PERIOD_MS)
        }
        this.clock.schedule(() => {
            this.pressedAtMs = undefined
            this.event(UP, u32(this.clock.nowMs - downAtMs))
        }, lengthMs)
        this.clock.schedule(held, HOLD_PERIOD_MS)
    }

    protected register(code: number): Uint8Array | undefined {
        switch (code) {
            case PRESSURE_REGISTER: {
                const pressure = this.pressedAtMs === undefined ? 0 : PRESSED
                return new Uint8Array([pressure & 0xff, pressure >> 8])
            }
            case ANALOG_REGISTER:
                return new Uint8Array([0])
            case STREAMING_SAMPLES_REGISTER:
                return new Uint8Array([this.samplesLeft])
            case STREAMING_INTERVAL_REGISTER:
                return u32(STREAMING_INTERVAL_MS)
        }
        return undefined
    }

    protected write(code: number, value: Uint8Array): boolean {
        if (code !== STREAMING_SAMPLES_REGISTER || value.length < 1) return false
        this.samplesLeft = value[0]
        if (!this.streaming) this.streamOn()
        return true
    }

    protected command(): boolean {
        return false
    }

    private streamOn() {
        this.streaming = this.samplesLeft > 0
        if (!this.streaming) return
        this.samplesLeft--
        this.stream(PRESSURE_REGISTER)
        this.clock.schedule(() => this.streamOn(), STREAMING_INTERVAL_MS)
    }
}

function u32(value: number): Uint8Array {
    const bytes = new Uint8Array(4)
    new DataView(bytes.buffer).setUint32(0, value, true)
    return bytes
}
