/**
 * Jacdac frames: what the firmware's bus carries, packed and unpacked.
 *
 * Only what the virtual bench needs. Layout: crc16 LE, size, flags, device id (8), then packets of
 * payload size, service index, command LE16 and payload, each padded to 4 bytes (Jacdac protocol
 * reference, "Physical layer" and "Packet format"). Multi-byte numbers are little-endian.
 */

/** Frame flag: the packets are commands to the device whose id the frame carries. */
export const FLAG_COMMAND = 0x01
/** Frame flag: the receiver is to acknowledge the frame by its checksum. */
const FLAG_ACKNOWLEDGE = 0x02

/** Most payload bytes one frame carries (JD_SERIAL_PAYLOAD_SIZE). */
export const MAX_PAYLOAD_BYTES = 236

/** Byte 2 of a twin message, the large frame with which firmware calls its simulator. */
const TWIN_MARK = 0xff

/** One packet within a frame. */
export interface Packet {
    /** Device id as 16 lower-case hex digits, first byte first. */
    readonly deviceId: string
    /** True when sent *to* that device, false when reported *by* it. */
    readonly isCommand: boolean
    /** Index of the service within the device; 0 is control. */
    readonly serviceIndex: number
    /** Command number with its register bits: 0x1000 get, 0x2000 set, 0x8000 event. */
    readonly command: number
    readonly payload: Uint8Array
    /** Checksum with which the receiver is to acknowledge; on the first packet of such a frame. */
    readonly acknowledgeCrc?: number
}

/** CRC-16/CCITT (initial 0xffff, polynomial 0x1021) over a frame from its size byte on. */
export function crc16(frame: Uint8Array): number {
    let crc = 0xffff
    for (let i = 2; i < frame.length; i++) {
        let x = (crc >> 8) ^ frame[i]
        x ^= x >> 4
        crc = ((crc << 8) ^ (x << 12) ^ (x << 5) ^ x) & 0xffff
    }
    return crc
}

/**
 * Packs one packet into a frame of its own.
 * @param wantsAcknowledgement the receiver is to answer with the frame's checksum
 * @throws RangeError when the payload is longer than a frame carries
 */
export function packFrame(packet: Packet, wantsAcknowledgement = false): Uint8Array {
    const length = packet.payload.length
    if (length > MAX_PAYLOAD_BYTES)
        throw new RangeError(`payload of ${length} bytes; a frame carries ${MAX_PAYLOAD_BYTES}`)
    const size = 4 + ((length + 3) & ~3)
    const frame = new Uint8Array(12 + size)
    frame[2] = size
    frame[3] = packet.isCommand ? FLAG_COMMAND : 0
    if (wantsAcknowledgement) frame[3] |= FLAG_ACKNOWLEDGE
    for (let i = 0; i < 8; i++) frame[4 + i] = parseInt(packet.deviceId.slice(2 * i, 2 * i + 2), 16)
    frame[12] = length
    frame[13] = packet.serviceIndex
    frame[14] = packet.command & 0xff
    frame[15] = packet.command >> 8
    frame.set(packet.payload, 16)
    const crc = crc16(frame)
    frame[0] = crc & 0xff
    frame[1] = crc >> 8
    return frame
}

/** The packets of a frame, in order; a truncated last packet is left out, as receivers do. */
export function unpackFrame(frame: Uint8Array): Packet[] {
    const packets: Packet[] = []
    const deviceId = hex(frame.subarray(4, 12))
    const isCommand = (frame[3] & FLAG_COMMAND) !== 0
    const wantsAcknowledgement = (frame[3] & FLAG_ACKNOWLEDGE) !== 0
    const crc = frame[0] | (frame[1] << 8)
    const end = Math.min(12 + frame[2], frame.length)
    for (let at = 12; at + 4 <= end;) {
        const length = frame[at]
        if (at + 4 + length > end) break
        packets.push({
            deviceId,
            isCommand,
            serviceIndex: frame[at + 1] & 0x3f,
            command: frame[at + 2] | (frame[at + 3] << 8),
            payload: frame.subarray(at + 4, at + 4 + length),
            acknowledgeCrc: wantsAcknowledgement && at === 12 ? crc : undefined,
        })
        at += 4 + ((length + 3) & ~3)
    }
    return packets
}

/** A twin message: the firmware's call to the simulator around it. */
export interface TwinMessage {
    readonly deviceId: string
    readonly topic: string
    readonly data: Uint8Array
}

/**
 * Reads a twin message (runtime/devicescript/impl_ds.c, `_twinMessage`); undefined if it is none.
 */
export function unpackTwin(frame: Uint8Array): TwinMessage | undefined {
    if (frame[2] !== TWIN_MARK) return undefined
    const end = frame.indexOf(0, 16)
    if (end < 0) return undefined
    return {
        deviceId: hex(frame.subarray(8, 16)),
        topic: String.fromCharCode(...frame.subarray(16, end)),
        data: frame.subarray(end + 1),
    }
}

/** Lower-case hex of bytes, first byte first. */
export function hex(bytes: Uint8Array): string {
    let text = ""
    for (const byte of bytes) text += (byte < 16 ? "0" : "") + byte.toString(16)
    return text
}

/**
 * Index of a service in what a device announces of itself: flags, then its services' classes.
 * @returns undefined when it has none of that class
 */
export function announcedIndex(payload: Uint8Array, serviceClass: number): number | undefined {
    const words = new DataView(payload.buffer, payload.byteOffset, payload.byteLength)
    for (let at = 4; at + 4 <= words.byteLength; at += 4)
        if (words.getUint32(at, true) === serviceClass) return at / 4
    return undefined
}
