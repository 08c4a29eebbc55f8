/**
 * A Jacdac relay that tells when it is switched. Numbers: Jacdac service catalogue, "Relay".
 */
import type { Clock } from "../vm/clock"
import type { Packet } from "./frame"
import { Peer } from "./peer"

/** Class of the service. */
export const RELAY_CLASS = 0x183fe656

const ACTIVE_REGISTER = 0x01

/** See the file's head. */
export class RelayPeer extends Peer {
    /** Called when it opens or shuts. */
    onSwitch: (isOn: boolean) => void = () => {}

    private isOn = false

    /** Parameters as of `Peer`. */
    constructor(clock: Clock, put: (packet: Packet) => void, deviceId: string) {
        super(clock, put, deviceId, RELAY_CLASS, "Leaktight simulated relay")
    }

    /** The power of the device that holds it went: it falls off. */
    powerLost() {
        this.turn(false)
    }

    protected register(code: number): Uint8Array | undefined {
        return code === ACTIVE_REGISTER ? new Uint8Array([this.isOn ? 1 : 0]) : undefined
    }

    protected write(code: number, value: Uint8Array): boolean {
        if (code !== ACTIVE_REGISTER || value.length < 1) return false
        this.turn(value[0] !== 0)
        return true
    }

    protected command(): boolean {
        return false
    }

    private turn(isOn: boolean) {
        if (isOn === this.isOn) return
        this.isOn = isOn
        this.onSwitch(isOn)
    }
}
