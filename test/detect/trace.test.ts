import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { PRESSURE_MISSING, TraceReader } from "../../host/detect/trace"
import { Reading, SensorFault, TEMP_MISSING_MICRO_C } from "../../src/sensor/reading"

function readAll(lines: object[]): { reading: Reading; toInput: (atMs: number) => number }[] {
    const trace = new TraceReader()
    return lines.map(line => {
        const reading = new Reading()
        trace.read(JSON.stringify(line), reading)
        return { reading, toInput: trace.clock() }
    })
}

describe("a trace", () => {
    test("is quantised to mPa and µ°C", () => {
        const [{ reading }] = readAll([{ t_ms: 5, p_pa: 101325.1234, temp_c: -21.5 }])
        expect(reading).toMatchObject({
            fault: SensorFault.None,
            pressureMilliPa: 101325123,
            tempMicroC: -21500000,
        })
    })

    test("may lack pressure or temperature, by null or by silence", () => {
        const [a, b, c] = readAll([
            { t_ms: 0, p_pa: null, temp_c: 20 },
            { t_ms: 1, temp_c: null },
            { t_ms: 2, p_pa: 1e5 },
        ]).map(({ reading }) => reading)
        expect(a).toMatchObject({ fault: SensorFault.NotReady, pressureMilliPa: PRESSURE_MISSING })
        expect(b).toMatchObject({ fault: SensorFault.NotReady, tempMicroC: TEMP_MISSING_MICRO_C })
        expect(c).toMatchObject({ fault: SensorFault.None, tempMicroC: TEMP_MISSING_MICRO_C })
    })

    test("keeps what no int32 holds out of range instead of wrapping it", () => {
        const [{ reading }] = readAll([{ t_ms: 0, p_pa: 1e300, temp_c: -1e9 }])
        expect(reading).toMatchObject({ pressureMilliPa: 2147483647, tempMicroC: -2147483647 })
    })

    test.each([2 ** 31, 2 ** 32])("goes on when its clock wraps at %d", modulus => {
        fc.assert(
            fc.property(
                fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 50 }),
                fc.integer({ min: 1, max: 100000 }),
                (steps, beforeWrapMs) => {
                    let t = modulus - beforeWrapMs
                    const times = [t, ...steps.map(step => (t = (t + step) % modulus))]
                    const read = readAll(times.map(t_ms => ({ t_ms })))
                    steps.forEach((step, i) => {
                        const [a, b] = [read[i].reading.atMs, read[i + 1].reading.atMs]
                        expect((b - a) | 0).toBe(step)
                    })
                    // every instant is told back on the input's own clock
                    const last = read.at(-1)!
                    read.forEach(({ reading }, i) =>
                        expect(last.toInput(reading.atMs)).toBe(times[i])
                    )
                }
            )
        )
    })

    test("may step back a little: that is for the gate to judge", () => {
        const [a, b] = readAll([{ t_ms: 1000 }, { t_ms: 900 }])
        expect((b.reading.atMs - a.reading.atMs) | 0).toBe(-100)
    })

    test.each([
        ["", "line 2: not JSON: an empty line"],
        ['{"t_ms": 1', 'line 2: not JSON: {"t_ms": 1'],
        ["[1]", "line 2: not an object: [1]"],
        ["null", "line 2: not an object: null"],
        ["{}", "line 2: t_ms is missing"],
        ['{"t_ms":null}', "line 2: t_ms is null; allowed is a number"],
        ['{"t_ms":-1}', "line 2: t_ms is -1; allowed is 0 to 4294967295"],
        ['{"t_ms":4294967296}', "line 2: t_ms is 4294967296; allowed is 0 to 4294967295"],
        ['{"t_ms":1,"p_pa":"101325"}', 'line 2: p_pa is "101325"; allowed is a number'],
        ['{"t_ms":1,"temp_c":true}', "line 2: temp_c is true; allowed is a number"],
        ['{"t_ms":1,"p":1}', "line 2: unknown key p; allowed are t_ms, p_pa, temp_c"],
    ])("line %j is refused by its number", (line, sentence) => {
        const trace = new TraceReader()
        trace.read('{"t_ms":0}', new Reading())
        expect(() => trace.read(line, new Reading())).toThrow(sentence)
    })
})
