import { describe, expect, test } from "vitest"
import { convertRate, formatRate, RATE_UNITS } from "../../host/units"

describe("leak rates", () => {
    test.each([
        // the Station in 2018: 0.8 mbar/h is 0.6 mmHg/h
        [0.8 / 36, "mbar/h", 1, 0.8],
        [0.8 / 36, "mmHg/h", 1, 0.6],
        [0.8 / 36, "Pa/min", 1, 1.333],
        // 1 Pa m3/s is 10 mbar L/s
        [1, "Pa m3/s", 1000, 1],
        [1, "mbar L/s", 1000, 10],
        // 1 atm cc/s is 0.101325 Pa m3/s
        [0.101325, "atm cc/s", 1000, 1],
        // 1 sccm is 1.68875e-3 Pa m3/s of gas at 0 °C, 1.8124e-3 at 20 °C
        [1.8124e-3, "sccm", 1000, 1],
        // 1 psi is 6894.757 Pa
        [6894.757 / 3600, "psi/h", 1, 1],
    ] as const)("%d Pa/s is, in %s and %d L, %d", (paPerS, unit, volumeL, value) => {
        expect(convertRate(paPerS, unit, volumeL) / value).toBeCloseTo(1, 3)
    })

    test("scale with the volume where they are flows, and only there", () => {
        for (const unit of RATE_UNITS) {
            const isFlow = !/\/(s|min|h)$/.test(unit) || / /.test(unit)
            const ratio = convertRate(1, unit, 2) / convertRate(1, unit, 1)
            expect([unit, ratio]).toEqual([unit, isFlow ? 2 : 1])
        }
    })

    test("are written with three digits that mean something", () => {
        const write = (value: number) => formatRate(value, "Pa/s", 1)
        expect([-0.02222, -0.8172, 12.34, 1340.4, 0, 1.5e-6].map(write)).toEqual([
            "-0.0222",
            "-0.817",
            "12.3",
            "1340",
            "0",
            "1.50e-6",
        ])
    })
})
