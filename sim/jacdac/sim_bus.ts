/**
 * The host's end of the firmware's I2C bus (src/hw/sim_bus.ts, services/simbus.md).
 *
 * A transaction comes in as a twin message and is answered by a command of the Sim Bus service,
 * which the firmware hosts on its device for user services.
 */
import { MAX_PAYLOAD_BYTES, type Packet, type TwinMessage } from "./frame"

const ANSWER = 0x80
/** Class of the service, services/simbus.md. */
export const SIM_BUS_CLASS = 0x1a7e1d37

/** An I2C transaction: bytes written, then after a repeated start bytes read. */
export interface I2cTransaction {
    readonly seq: number
    /** 7-bit address. */
    readonly address: number
    readonly write: Uint8Array
    readonly readCount: number
}

/** What the other side did: bytes, not acknowledged, or nothing at all (the bus hangs). */
export type I2cAnswer = Uint8Array | "nack" | "hang"

/** Reads a transaction from a twin message of topic `i2c`; undefined when it is another message. */
export function unpackTransaction(twin: TwinMessage): I2cTransaction | undefined {
    if (twin.topic !== "i2c" || twin.data.length < 5) return undefined
    const [seqLow, seqHigh, address, readCount, writeCount] = twin.data as unknown as number[]
    const write = twin.data.subarray(5, 5 + writeCount!)
    if (write.length !== writeCount) return undefined
    return { seq: seqLow! | (seqHigh! << 8), address: address!, readCount: readCount!, write }
}

/**
 * The packet that answers a transaction; undefined for a hang, which is answered by silence.
 * @param serverId device id and index under which the firmware hosts its Sim Bus service
 * @throws RangeError when the answer is longer than a frame carries
 */
export function packAnswer(
    seq: number,
    answer: I2cAnswer,
    serverId: string,
    serviceIndex: number
): Packet | undefined {
    if (answer === "hang") return undefined
    const bytes = answer === "nack" ? new Uint8Array(0) : answer
    if (bytes.length + 3 > MAX_PAYLOAD_BYTES)
        throw new RangeError(`an answer of ${bytes.length} bytes does not fit a frame`)
    const payload = new Uint8Array(3 + bytes.length)
    payload[0] = seq & 0xff
    payload[1] = seq >> 8
    payload[2] = answer === "nack" ? 1 : 0
    payload.set(bytes, 3)
    return { deviceId: serverId, isCommand: true, serviceIndex, command: ANSWER, payload }
}
