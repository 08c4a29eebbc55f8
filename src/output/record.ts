/**
 * Serial records: one line, one JSON object of short keys and integers, at most 156 characters.
 *
 * DeviceScript prints int32 exactly and doubles wrongly, and cuts a line at 158 characters with its
 * prefix; hence integers, short keys, a sequence number `n` that shows lost lines, and a checksum
 * `c` that shows damaged ones. Instants `t` are ms since boot modulo 2^32 as int32: after 24.8 days
 * they go on at -2147483648. README, "Serial records", lists every key.
 *
 * The checksum runs over the kind (as a text) and every value in the order written (checksum.ts).
 */
import { SelfTest } from "../decision/self_test"
import { RestartWish } from "../decision/uptime"
import { WatchReason, WatchState } from "../decision/watch"
import { LeakEvidence } from "../detector/evidence"
import { Reading, SensorFault, TEMP_MISSING_MICRO_C } from "../sensor/reading"
import { Rejection } from "../sensor/rejection"
import { beginSum, CHECKSUM_PRIME, CHECKSUM_START, mixInt, mixText } from "./checksum"

/** Who and what speaks; fixed for one boot. */
export interface Identity {
    /** Version of the firmware, at most 16 characters. */
    version: string
    /** Hash of the configuration that was compiled in, int32. */
    configHash: number
    /** Board, at most 24 characters. */
    board: string
    /** Name of the chamber, at most 16 characters. */
    chamber: string
}

/** What an alarm record tells. The number is its `a` field. */
export enum AlarmEvent {
    /** An alarm begins. */
    Raised = 0,
    /** Somebody has acknowledged it. */
    Acknowledged = 1,
    /** It has worsened; the tone is back. */
    Worsened = 2,
    /** It is over. */
    Cleared = 3,
}

/** Writes records and numbers them. */
export class RecordWriter {
    /** Number of the next record. */
    seq = 0

    /**
     * The boot record.
     * @param chipId identity register of the sensor, 0 when none was found
     */
    boot(atMs: number, chipId: number, periodMs: number, who: Identity): string {
        const n = this.next()
        let c = beginSum("b", n, atMs)
        c = mixText(mixInt(mixText(c, who.version), who.configHash), who.board)
        c = mixInt(mixInt(mixText(c, who.chamber), chipId), periodMs)
        const head = `{"k":"b","n":${n},"t":${atMs},"v":"${who.version}","h":${who.configHash}`
        const tail = `,"b":"${who.board}","l":"${who.chamber}","s":${chipId},"i":${periodMs}`
        return head + tail + `,"c":${c}}`
    }

    /** The sensor's identity, when it differs from the one that the boot record told. */
    sensor(atMs: number, chipId: number): string {
        const n = this.next()
        const c = mixInt(beginSum("i", n, atMs), chipId)
        return `{"k":"i","n":${n},"t":${atMs},"s":${chipId},"c":${c}}`
    }

    /**
     * The self-test's outcome.
     * @param chipId identity register of the sensor, 0 when none was found
     * @param fault what the last reading said, a `SensorFault`
     */
    selfTest(atMs: number, test: SelfTest, chipId: number, fault: SensorFault): string {
        const n = this.next()
        const y = test.result
        const a = test.samples
        const x = test.busErrors
        const z = test.noiseMilliPa
        let c = beginSum("t", n, atMs)
        c = mixInt(mixInt(mixInt(c, y), chipId), fault)
        c = mixInt(mixInt(mixInt(c, a), x), z)
        const head = `{"k":"t","n":${n},"t":${atMs},"y":${y},"s":${chipId},"e":${fault}`
        return head + `,"a":${a},"x":${x},"z":${z},"c":${c}}`
    }

    /** A reading and what the gate said to it; enough to replay the tick. */
    sample(reading: Reading, rejection: Rejection): string {
        const n = this.seq
        this.seq = (n + 1) | 0
        const t = reading.atMs
        // the hot record: the checksum is written out, because calls are what costs
        let c = Math.imul(SAMPLE_START ^ n, CHECKSUM_PRIME)
        c = Math.imul(c ^ t, CHECKSUM_PRIME)
        if (reading.fault !== SensorFault.None) {
            c = Math.imul(c ^ reading.fault, CHECKSUM_PRIME)
            return `{"k":"s","n":${n},"t":${t},"e":${reading.fault},"c":${c}}`
        }
        const d = (t - reading.sampleAtMs) | 0
        const p = reading.pressureMilliPa
        const temp = reading.tempMicroC
        c = Math.imul(c ^ d, CHECKSUM_PRIME)
        c = Math.imul(c ^ p, CHECKSUM_PRIME)
        if (temp === TEMP_MISSING_MICRO_C) {
            c = Math.imul(c ^ rejection, CHECKSUM_PRIME)
            return `{"k":"s","n":${n},"t":${t},"d":${d},"p":${p},"g":${rejection},"c":${c}}`
        }
        c = Math.imul(c ^ temp, CHECKSUM_PRIME)
        c = Math.imul(c ^ rejection, CHECKSUM_PRIME)
        return `{"k":"s","n":${n},"t":${t},"d":${d},"p":${p},"T":${temp},"g":${rejection},"c":${c}}`
    }

    /** A change of state. */
    state(
        atMs: number,
        from: WatchState,
        to: WatchState,
        reason: WatchReason,
        evidence: LeakEvidence
    ): string {
        const n = this.next()
        const r = evidence.rateMicroPaPerS
        const i = evidence.rateHalfWidthMicroPaPerS
        const o = evidence.onsetAtMs
        let c = beginSum("w", n, atMs)
        c = mixInt(mixInt(mixInt(c, from), to), reason)
        c = mixInt(mixInt(mixInt(c, r), i), o)
        const head = `{"k":"w","n":${n},"t":${atMs},"f":${from},"w":${to},"y":${reason}`
        return head + `,"r":${r},"i":${i},"o":${o},"c":${c}}`
    }

    /** An alarm begins, is acknowledged, worsens or is over. */
    alarm(atMs: number, event: AlarmEvent, state: WatchState): string {
        const n = this.next()
        const c = beginSum("a", n, atMs)
        const sum = mixInt(mixInt(c, event), state)
        return `{"k":"a","n":${n},"t":${atMs},"a":${event},"w":${state},"c":${sum}}`
    }

    /**
     * A fault begins or ends.
     * @param code a `FaultCode`
     * @param begins 1 when it begins, 0 when it ends
     * @param lastedMs how long it lasted, 0 at its beginning
     */
    fault(atMs: number, code: number, begins: number, lastedMs: number): string {
        const n = this.next()
        const c = beginSum("f", n, atMs)
        const sum = mixInt(mixInt(mixInt(c, code), begins), lastedMs)
        return `{"k":"f","n":${n},"t":${atMs},"e":${code},"x":${begins},"m":${lastedMs},"c":${sum}}`
    }

    /** The leak rate now and then. */
    rate(atMs: number, state: WatchState, evidence: LeakEvidence): string {
        const n = this.next()
        const r = evidence.rateMicroPaPerS
        const i = evidence.rateHalfWidthMicroPaPerS
        const o = evidence.onsetAtMs
        const j = evidence.onsetHalfWidthMs
        const z = evidence.noiseMilliPa
        let c = beginSum("r", n, atMs)
        c = mixInt(mixInt(mixInt(c, state), r), i)
        c = mixInt(mixInt(mixInt(c, o), j), z)
        const head = `{"k":"r","n":${n},"t":${atMs},"w":${state},"r":${r},"i":${i}`
        return head + `,"o":${o},"j":${j},"z":${z},"c":${c}}`
    }

    /** The firmware is about to restart itself; `reason` is a `RestartWish`. */
    reboot(atMs: number, reason: RestartWish): string {
        const n = this.next()
        const c = mixInt(beginSum("q", n, atMs), reason)
        return `{"k":"q","n":${n},"t":${atMs},"y":${reason},"c":${c}}`
    }

    /** The number of a record that is written elsewhere. */
    next(): number {
        const n = this.seq
        this.seq = (n + 1) | 0
        return n
    }
}

/** Checksum state after the kind of a sample record. */
const SAMPLE_START = mixText(CHECKSUM_START, "s")
