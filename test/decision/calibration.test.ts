/**
 * Calibrations: what is learned is the truth within its doubt, and what must be refused is.
 */
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { defaultRecipe, TestKind } from "../../src/config_recipe"
import {
    Calibration,
    CalibrationKind,
    CalibrationRefusal,
    isInRange,
    MASTER_LOSS_MAX_PERCENT,
    mayUse,
    offsetFromRuns,
    volumeFromExpansion,
    volumeFromLeak,
} from "../../src/decision/calibration"
import { PressureMean } from "../../src/decision/pressure_mean"
import { flowNanoPaM3PerS } from "../../src/output/test_result"
import { noiseSource } from "../detector/noise"

const { KnownLeak, KnownVolume, Offset } = CalibrationKind
const recipe = defaultRecipe()
const PASS = recipe.passMicroPaPerS

/** A settled mean over 5 s of white noise. */
function meanOf(pa: number, noisePa: number, seed: number, kelvin = 0): PressureMean {
    const mean = new PressureMean()
    const noise = noiseSource(seed)
    for (let i = 0; i < 50; i++)
        mean.add(Math.round((pa + noisePa * noise()) * 1000), 20_000_000 + Math.round(kelvin * 1e6))
    expect(mean.settle()).toBe(true)
    return mean
}

describe("a mean of pressure", () => {
    test("holds the truth within its half-width, 95 times in 100 and more", () => {
        let held = 0
        for (let seed = 0; seed < 400; seed++) {
            const { milliPa, halfWidthMilliPa } = meanOf(115_000, 2, seed)
            if (Math.abs(milliPa - 115_000_000) <= halfWidthMilliPa) held++
            // 2 σ / sqrt(50), and half of what noise looks like drift, of which 4 σ
            expect(halfWidthMilliPa).toBeLessThan(((2 + 4 * 1.8) * 2000) / Math.sqrt(50))
        }
        expect(held).toBeGreaterThanOrEqual(380)
    })

    test("counts half of a drift as doubt: 20 Pa in 5 s is 10 Pa", () => {
        const mean = new PressureMean()
        for (let i = 0; i < 50; i++) mean.add(115_000_000 - i * 400, 20_000_000)
        expect(mean.settle()).toBe(true)
        expect(mean.halfWidthMilliPa).toBeGreaterThan(9_500)
        expect(mean.milliPa).toBe(115_000_000 - 24.5 * 400)
    })

    test("is none of too few samples, nor of a chamber that was opened", () => {
        const few = new PressureMean()
        for (let i = 0; i < 19; i++) few.add(115_000_000, 0)
        expect(few.settle()).toBe(false)
        const opened = new PressureMean()
        for (let i = 0; i < 50; i++) opened.add(i < 25 ? 115_000_000 : 114_000_000, 0)
        expect(opened.settle()).toBe(false)
    })
})

describe("a volume from a known leak", () => {
    test("is what the flow of a result is computed with, the other way round", () => {
        const volumes = fc.integer({ min: 1_000, max: 2_000_000_000 })
        const losses = fc.integer({ min: 1_000, max: 1_000_000_000 })
        fc.assert(
            fc.property(volumes, losses, (volume, loss) => {
                const flow = flowNanoPaM3PerS(loss, volume)
                fc.pre(flow >= 10_000 && flow < 2_000_000_000)
                const learned = new Calibration()
                const doubt = Math.floor(loss / 1000)
                expect(volumeFromLeak(flow, loss, doubt, learned)).toBe(CalibrationRefusal.None)
                // the flow was rounded to one part in 10,000 or better
                expect(Math.abs(learned.value - volume)).toBeLessThanOrEqual(volume / 9_000 + 1)
                expect(learned.doubt).toBeLessThanOrEqual(learned.value * 0.0021)
            })
        )
    })

    test.each([
        [0, 10],
        [-5_000, 10],
        [100_000, -1],
        [100_000, 6_000],
    ])("is refused for a loss of %d ± %d µPa/s", (loss, halfWidth) => {
        const said = volumeFromLeak(1_000_000, loss, halfWidth, new Calibration())
        expect(said).toBe(CalibrationRefusal.TooDoubtful)
    })
})

describe("a volume from an added volume", () => {
    /** What Boyle says the pressure is after `added` at `room` joins `volume` at `full`. */
    const joinedPa = (volume: number, full: number, added: number, room: number) =>
        (full * volume + room * added) / (volume + added)

    test("is Boyle's, above the room's pressure and below it, within its doubt", () => {
        const shares = fc.integer({ min: 100, max: 3_000 })
        const fulls = fc.constantFrom(115_000, 150_000, 60_000, 30_000)
        fc.assert(
            fc.property(shares, fulls, fc.integer({ min: 0, max: 1e6 }), (share, full, seed) => {
                const volume = 1_000_000
                const added = share * 1000
                const joined = joinedPa(volume, full, added, 101_325)
                const learned = new Calibration()
                const said = volumeFromExpansion(
                    added,
                    meanOf(101_325, 0.2, seed),
                    meanOf(full, 0.2, seed + 1),
                    meanOf(joined, 0.2, seed + 2),
                    500_000,
                    learned
                )
                expect(said).toBe(CalibrationRefusal.None)
                expect(Math.abs(learned.value - volume)).toBeLessThanOrEqual(learned.doubt * 1.5)
                expect(learned.doubt).toBeLessThan(volume * 0.02)
            })
        )
    })

    test("takes the warming of the gas off, and refuses more of it than the recipe carries", () => {
        const joined = joinedPa(1e6, 115_000, 1e6, 101_325)
        const with_ = (kelvin: number, into: Calibration) =>
            volumeFromExpansion(
                1_000_000,
                meanOf(101_325, 0.2, 1),
                meanOf(115_000, 0.2, 2),
                meanOf(joined * (1 + kelvin / 293.15), 0.2, 3, kelvin),
                500_000,
                into
            )
        const learned = new Calibration()
        expect(with_(0.4, learned)).toBe(CalibrationRefusal.None)
        expect(learned.value / 1e6).toBeCloseTo(1, 2)
        expect(with_(0.6, learned)).toBe(CalibrationRefusal.NotSettled)
    })

    test("knows that a fill has warmed the chamber, and not the flask in the room", () => {
        // p V / T is conserved; 0.3 K is what the walls of a filled part show
        const [full, room, fullK, roomK] = [115_000, 101_325, 293.45, 293.15]
        const joined = ((full / fullK) * 2e6 + (room / roomK) * 1e6) / (3e6 / fullK)
        const with_ = (kelvin: number, into: Calibration) =>
            volumeFromExpansion(
                1_000_000,
                meanOf(room, 0.2, 1),
                meanOf(full, 0.2, 2, kelvin),
                meanOf(joined, 0.2, 3, kelvin),
                500_000,
                into
            )
        const learned = new Calibration()
        expect(with_(0.3, learned)).toBe(CalibrationRefusal.None)
        expect(Math.abs(learned.value - 2e6)).toBeLessThan(learned.doubt)
        // the flask's temperature is not that of a part from the oven
        expect(with_(0.6, learned)).toBe(CalibrationRefusal.NotSettled)
    })

    test("is refused when nobody has joined anything", () => {
        const said = volumeFromExpansion(
            1_000_000,
            meanOf(101_325, 0.2, 1),
            meanOf(115_000, 0.2, 2),
            meanOf(115_000, 0.2, 3),
            500_000,
            new Calibration()
        )
        expect(said).toBe(CalibrationRefusal.TooDoubtful)
    })
})

describe("an offset", () => {
    test("is the mean of two runs that agree, and its doubt holds both", () => {
        const rates = fc.integer({ min: -PASS / 5, max: PASS / 5 })
        const widths = fc.integer({ min: 0, max: PASS / 20 })
        fc.assert(
            fc.property(rates, widths, rates, widths, (r1, h1, r2, h2) => {
                const learned = new Calibration()
                const said = offsetFromRuns(r1, h1, r2, h2, PASS, learned)
                const most = (PASS * MASTER_LOSS_MAX_PERCENT) / 100
                if (Math.abs(r1) + h1 > most || Math.abs(r2) + h2 > most)
                    expect(said).toBe(CalibrationRefusal.MasterLeaks)
                else if (Math.abs(r1 - r2) > h1 + h2)
                    expect(said).toBe(CalibrationRefusal.RunsDisagree)
                else {
                    expect(said).toBe(CalibrationRefusal.None)
                    for (const rate of [r1, r2])
                        expect(Math.abs(rate - learned.value)).toBeLessThanOrEqual(learned.doubt)
                    expect(learned.doubt).toBeGreaterThanOrEqual(Math.max(h1, h2))
                    // whatever was tested, an offset hides no more than this share of the limit
                    expect(Math.abs(learned.value)).toBeLessThanOrEqual(most)
                }
            })
        )
    })
})

describe("what is known", () => {
    test.each<[CalibrationKind, number, boolean]>([
        [KnownLeak, 1, true],
        [KnownLeak, 2_000_000_000, true],
        [KnownLeak, 0, false],
        [KnownLeak, -1, false],
        [KnownLeak, 2_000_000_001, false],
        [KnownVolume, 99, false],
        [KnownVolume, 100, true],
        [KnownVolume, 10_000_000, true],
        [KnownVolume, 10_000_001, false],
        [Offset, 0, true],
        [Offset, 1, false],
        [Offset, -1, false],
    ])("of kind %d may be %d: %s", (kind, value, may) => {
        expect(isInRange(kind, value)).toBe(may)
    })
})

describe("using a calibration", () => {
    function made(kind: CalibrationKind, value: number): Calibration {
        const calibration = new Calibration()
        Object.assign(calibration, { kind, recipe: recipe.name, day: 9800, value })
        calibration.refusal = CalibrationRefusal.None
        return calibration
    }
    const volume = made(KnownLeak, recipe.volumeMicroL)

    test.each<[string, Calibration, number, number, CalibrationRefusal]>([
        ["none", new Calibration(), 9800, 0, CalibrationRefusal.Missing],
        ["a fresh one", volume, 9800, 365, CalibrationRefusal.None],
        ["one on its last day", volume, 9800 + 365, 365, CalibrationRefusal.None],
        ["one that is a day too old", volume, 9800 + 366, 365, CalibrationRefusal.OutOfDate],
        ["one of tomorrow", volume, 9799, 365, CalibrationRefusal.BadDay],
        ["one on an unknown day", volume, 0, 365, CalibrationRefusal.DayUnknown],
        ["one that may be of any age", volume, 0, 0, CalibrationRefusal.None],
        ["5 times the volume", made(KnownLeak, 5_000_000), 9800, 0, CalibrationRefusal.None],
        [
            "a little more",
            made(KnownLeak, 5_000_001),
            9800,
            0,
            CalibrationRefusal.VolumeImplausible,
        ],
        ["a fifth of it", made(KnownVolume, 200_000), 9800, 0, CalibrationRefusal.None],
        ["less", made(KnownVolume, 199_999), 9800, 0, CalibrationRefusal.VolumeImplausible],
        ["half the pass limit", made(Offset, -PASS / 2), 9800, 0, CalibrationRefusal.None],
        ["more", made(Offset, PASS / 2 + 1), 9800, 0, CalibrationRefusal.OffsetImplausible],
    ])("%s", (_what, calibration, today, maxAgeDays, refusal) => {
        expect(mayUse(calibration, recipe, today, maxAgeDays)).toBe(refusal)
    })

    test("is refused for another recipe, whatever its kind", () => {
        const other = { ...recipe, name: "other", kind: TestKind.Rise }
        expect(mayUse(volume, other, 9800, 0)).toBe(CalibrationRefusal.OtherRecipe)
    })
})
