/**
 * Traces: lines of pressure and temperature in, readings for the firmware's monitor out.
 *
 * A trace's clock may wrap at 2^31 or at 2^32 ms; the firmware's wraps at 2^32. The input's clock
 * is followed by its differences, and instants are told back on the input's own clock.
 */
import { BadInput } from "../../sim/input/bad_input"
import { SensorFault, TEMP_MISSING_MICRO_C, type Reading } from "../../src/sensor/reading"

/** A pressure that is not there, as a reading's `pressureMilliPa` on the way to the VM. */
export const PRESSURE_MISSING = -2147483648

const KEYS = ["t_ms", "p_pa", "temp_c"]
const HALF = 2 ** 31
const WHOLE = 2 ** 32

/** Follows one trace, line by line. */
export class TraceReader {
    private lineNumber = 0
    private lastTMs: number | undefined
    /** The firmware's clock. */
    private nowMs = 0
    /** The input's clock at the line last read, ms. */
    tMs = 0
    /** Where the input's clock wraps. */
    private modulus = WHOLE

    /**
     * Reads a line into a reading.
     * @throws BadInput with the line's number and what is wrong
     */
    read(line: string, reading: Reading) {
        this.lineNumber++
        const { t_ms, p_pa, temp_c } = this.parse(line)
        this.follow(t_ms)
        reading.atMs = this.nowMs
        reading.sampleAtMs = this.nowMs
        const hasPressure = p_pa !== undefined && p_pa !== null
        reading.fault = hasPressure ? SensorFault.None : SensorFault.NotReady
        reading.pressureMilliPa = hasPressure ? toInt32(p_pa * 1000) : PRESSURE_MISSING
        reading.tempMicroC =
            temp_c === undefined || temp_c === null ? TEMP_MISSING_MICRO_C : toInt32(temp_c * 1e6)
    }

    /** Tells instants of the firmware's clock, at or before the line last read, on the input's. */
    clock(): (atMs: number) => number {
        const { nowMs, tMs, modulus } = this
        return atMs => {
            const t = tMs - ((nowMs - atMs) | 0)
            return t < 0 ? t + modulus : t
        }
    }

    private parse(line: string) {
        let value: unknown
        try {
            value = JSON.parse(line)
        } catch {
            throw this.wrong(`not JSON: ${shorten(line)}`)
        }
        if (typeof value !== "object" || value === null || Array.isArray(value))
            throw this.wrong(`not an object: ${shorten(line)}`)
        for (const [key, item] of Object.entries(value)) {
            if (!KEYS.includes(key))
                throw this.wrong(`unknown key ${key}; allowed are ${KEYS.join(", ")}`)
            const mayLack = key !== "t_ms" && item === null
            if (!mayLack && typeof item !== "number")
                throw this.wrong(`${key} is ${JSON.stringify(item)}; allowed is a number`)
        }
        const sample = value as { t_ms?: number; p_pa?: number | null; temp_c?: number | null }
        const t_ms = sample.t_ms
        if (t_ms === undefined) throw this.wrong("t_ms is missing")
        if (!(t_ms >= 0 && t_ms < WHOLE))
            throw this.wrong(`t_ms is ${t_ms}; allowed is 0 to ${WHOLE - 1}`)
        return { ...sample, t_ms }
    }

    private follow(tMs: number) {
        const t = Math.floor(tMs)
        let stepMs = t - (this.lastTMs ?? t)
        // a fall by more than half the range is a wrap, by what the clock had reached
        if (stepMs < -HALF / 2) {
            this.modulus = (this.lastTMs ?? 0) >= HALF ? WHOLE : HALF
            stepMs += this.modulus
        }
        this.lastTMs = t
        this.tMs = tMs
        this.nowMs = (this.nowMs + stepMs) | 0
    }

    private wrong(what: string): BadInput {
        return new BadInput(`line ${this.lineNumber}: ${what}`)
    }
}

/** Quantised as the firmware's driver does it; beyond int32 it is out of every range anyway. */
function toInt32(value: number): number {
    const rounded = Math.floor(value + 0.5)
    return rounded > 2147483647 ? 2147483647 : rounded < -2147483647 ? -2147483647 : rounded
}

function shorten(text: string): string {
    const shown = text.length > 60 ? `${text.slice(0, 57)}...` : text
    return shown === "" ? "an empty line" : shown
}
