/**
 * Makes the store of settings and program with the runtime's own code: a VM writes it, on a clock
 * that we own, into the flash that we lend it.
 */
import { packFrame, unpackFrame } from "../../sim/jacdac/frame"
import { VirtualClock } from "../../sim/vm/clock"
import { Flash, MachineFactory } from "../../sim/vm/machine"
import { SECTOR_BYTES, type Layout } from "./layout"
import { readStore } from "./read"

const DEVICE_ID = "1ea0717e5700b001"
const SETTINGS_CLASS = 0x1107dc4a
const SETTINGS_SET = 0x81
const ANNOUNCE_MS = 1000
const ERASED = 0xff

/**
 * The store's contents, whole sectors.
 * @param settings values by key, as texts; a key has at most 13 characters
 * @throws Error when the VM did not keep what it was given, which would be a bug
 */
export async function makeStore(
    factory: MachineFactory,
    layout: Layout,
    settings: Record<string, string>,
    program: Uint8Array
): Promise<Uint8Array> {
    const clock = new VirtualClock()
    const flash = new Flash(layout.storeSectors * SECTOR_BYTES)
    let index: number | undefined
    const machine = await factory.boot(clock, DEVICE_ID, flash, {
        frame: frame => {
            for (const packet of unpackFrame(frame))
                if (packet.deviceId === DEVICE_ID && packet.serviceIndex === 0)
                    index ??= settingsIndex(packet.payload)
        },
        line: () => {},
        panic: () => {},
        exit: () => {},
    })
    clock.runUntil(ANNOUNCE_MS)
    if (index === undefined) throw new Error("the VM announced no settings service")
    for (const [key, value] of Object.entries(settings)) {
        machine.receive(
            packFrame({
                deviceId: DEVICE_ID,
                isCommand: true,
                serviceIndex: index,
                command: SETTINGS_SET,
                payload: Buffer.from(`${key}\0${value}`),
            })
        )
        clock.runUntil(clock.nowMs + 20)
    }
    machine.deploy(program)
    machine.stop()

    const saved = flash.image ?? new Uint8Array(0)
    const sectors = Math.ceil(saved.length / SECTOR_BYTES)
    const store = new Uint8Array(sectors * SECTOR_BYTES).fill(ERASED)
    store.set(saved)
    const kept = readStore(store)
    const isKept =
        kept?.program !== undefined &&
        Buffer.compare(kept.program, program) === 0 &&
        Object.entries(settings).every(([key, value]) => kept.settings[key] === value)
    if (!isKept) throw new Error("the VM did not keep settings and program as given")
    return store
}

/** Index of the settings service in an announcement: service classes follow four bytes of flags. */
function settingsIndex(announcement: Uint8Array): number | undefined {
    const view = new DataView(announcement.buffer, announcement.byteOffset, announcement.length)
    for (let at = 4; at + 4 <= announcement.length; at += 4)
        if (view.getUint32(at, true) === SETTINGS_CLASS) return at / 4
    return undefined
}
