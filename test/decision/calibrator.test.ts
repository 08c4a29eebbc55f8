/**
 * Calibrating runs: lab tests that never speak a verdict on a part, and what they teach.
 */
import { describe, expect, test } from "vitest"
import { defaultRecipe, TestKind, type Recipe } from "../../src/config_recipe"
import {
    CalibrationKind,
    CalibrationRefusal,
    MASTER_APART_MS,
    VOLUME_DOUBT_MAX_PERMILLE,
} from "../../src/decision/calibration"
import { Cycle } from "../../src/decision/cycle"
import { BAD, GOOD } from "../../src/decision/cycle_facts"
import { CyclePhase, CycleReason, Verdict } from "../../src/decision/cycle_rules"
import { LabCalibration } from "../../src/lab_calibration"
import { Actions } from "../../src/output/actions"
import { calibrationKey } from "../../src/output/kept"
import { RecordWriter } from "../../src/output/record"
import { noiseSource } from "../detector/noise"

const { KnownLeak, KnownVolume, Offset } = CalibrationKind
const { None } = CalibrationRefusal
const DAY = 9827
const PASS = defaultRecipe().passMicroPaPerS
const ROOM_PA = 100_800

/** A rig whose clock goes on from run to run, and wraps. */
class Bench {
    readonly actions = new Actions()
    readonly lab = new LabCalibration(new RecordWriter(), this.actions)
    readonly cycle: Cycle
    nowMs = 0x7ffe0000
    private readonly noise = noiseSource(5)

    constructor(recipe: Partial<Recipe> = {}) {
        // however old: nobody tells this rig what day it is
        this.cycle = new Cycle({ ...defaultRecipe(), calibrationMaxAgeDays: 0, ...recipe })
    }

    begin(kind: CalibrationKind, value = 0, text = "std 7"): CalibrationRefusal {
        const { cycle, lab } = this
        return lab.calibrator.begin(kind, value, DAY, text, cycle.recipe, cycle.phase, this.nowMs)
    }

    wait(ms: number) {
        this.nowMs = (this.nowMs + ms) | 0
    }

    /** A whole run as lab.ts plays it; `pa` may be moved by `during`. */
    run(
        leakPaPerS: number,
        during: (bench: Bench, testS: number, pa: number) => number | undefined = () => undefined
    ) {
        const { cycle, lab } = this
        let pa = ROOM_PA
        let testS = 0
        const tick = () => {
            this.wait(100)
            const now = this.nowMs
            const milliPa = Math.round((pa + 0.2 * this.noise()) * 1000)
            lab.calibrator.take(now, cycle, milliPa, 20_000_000)
            if (!cycle.take(now, true, true, now, milliPa, 20_000_000)) return false
            if (cycle.phase === CyclePhase.Fill) lab.prepare(cycle)
            if (cycle.phase === CyclePhase.Test) lab.calibrator.testAtMs = now
            if (cycle.phase !== CyclePhase.Vent) return false
            const wasArmed = lab.calibrator.armed
            lab.finish(cycle, now)
            return wasArmed
        }
        for (let i = 0; i < 60; i++) tick()
        cycle.start()
        let wasRun = false
        for (let i = 0; i < 6000 && cycle.phase !== CyclePhase.Result; i++) {
            if (cycle.phase === CyclePhase.Fill) pa += (cycle.recipe.targetMilliPa / 1000 - pa) / 5
            if (cycle.phase === CyclePhase.Vent) pa += (ROOM_PA - pa) / 5
            if (cycle.phase === CyclePhase.Test) {
                testS += 0.1
                pa = during(this, testS, pa) ?? pa
            }
            if (cycle.phase !== CyclePhase.Idle) pa -= leakPaPerS * 0.1
            wasRun = tick() || wasRun
        }
        cycle.acknowledge()
        tick()
        expect(cycle.phase).toBe(CyclePhase.Idle)
        return wasRun
    }

    /** What waits to be written, by key. */
    get kept() {
        const { keeper } = this.actions
        const kept: [string, string][] = []
        while (keeper.waiting > 0) kept.push([keeper.firstKey(), keeper.takeFirst()])
        return kept
    }

    get word() {
        return `${Verdict[this.cycle.verdict]}: ${CycleReason[this.cycle.reason]}`
    }

    get taught() {
        const { refusal, value } = this.lab.calibrator.learned
        return { refusal: CalibrationRefusal[refusal], value }
    }
}

/** An offset run after another, half an hour apart. */
function offsetOf(first: number, second: number): Bench {
    const bench = new Bench()
    expect(bench.begin(Offset)).toBe(None)
    bench.run(first)
    bench.wait(MASTER_APART_MS)
    expect(bench.begin(Offset)).toBe(None)
    bench.run(second)
    return bench
}

describe("a calibrating run", () => {
    test("is as long as a test may be, and passes nothing, not even a tight part", () => {
        const bench = new Bench()
        expect(bench.begin(Offset)).toBe(None)
        expect(bench.run(0)).toBe(true)
        expect(bench.word).toBe("Retest: TimeLimit")
        // the next one is a test like any other
        expect(bench.run(0)).toBe(false)
        expect(bench.word).toBe("Pass: BelowLimit")
    })

    test("is not begun while a test runs, and a refused wish changes nothing", () => {
        const bench = new Bench()
        let said: CalibrationRefusal | undefined
        const late = (b: Bench, s: number) => {
            if (s > 1) said ??= b.begin(Offset)
            return undefined
        }
        expect(bench.run(0, late)).toBe(false)
        expect(said).toBe(CalibrationRefusal.Busy)
        expect(bench.begin(KnownLeak, 0)).toBe(CalibrationRefusal.BadValue)
        expect(bench.taught.refusal).toBe("BadValue")
        expect(bench.lab.calibrator.armed).toBe(false)
    })

    test("teaches nothing when it is aborted, and is over then", () => {
        const bench = new Bench()
        bench.begin(KnownLeak, 1_000_000)
        bench.run(1, (b, s) => {
            if (s > 5) b.cycle.abort()
            return undefined
        })
        expect(bench.taught.refusal).toBe("RunInvalid")
        expect(bench.kept).toEqual([])
        expect(bench.lab.calibrator.armed).toBe(false)
    })
})

describe("a leak standard", () => {
    // 1.2 L lose 1 Pa/s: 1,200,000 nPa·m³/s
    function calibrated(): Bench {
        const bench = new Bench()
        expect(bench.begin(KnownLeak, 1_200_000)).toBe(None)
        bench.run(1)
        return bench
    }

    test("teaches the volume, which counts from the next test on", () => {
        const bench = calibrated()
        expect(bench.taught.refusal).toBe("None")
        expect(bench.taught.value / 1_200_000).toBeCloseTo(1, 2)
        bench.run(0)
        expect(bench.cycle.volumeMicroL).toBe(bench.taught.value)
        // the same flow is a slower fall in a larger volume
        expect((bench.cycle.failMicroPaPerS * 1.2) / 1e6).toBeCloseTo(1, 2)
        expect(bench.lab.day).toBe(DAY)
        expect(bench.lab.hash).not.toBe(0)
        expect(bench.lab.why).toBe(100 * CalibrationRefusal.Missing)
    })

    test("of a volume that cannot be is refused", () => {
        const bench = new Bench()
        bench.begin(KnownLeak, 6_000_000)
        bench.run(1)
        expect(bench.taught.refusal).toBe("VolumeImplausible")
        expect(bench.kept).toEqual([])
    })

    test("that is none, for nothing leaks, is refused", () => {
        const bench = new Bench()
        bench.begin(KnownLeak, 1_000_000)
        bench.run(0)
        expect(bench.taught.refusal).toBe("TooDoubtful")
    })

    test("is kept as a text, and used after a restart for its recipe only", () => {
        const [[key, text], ...more] = calibrated().kept
        expect([key, more]).toEqual([calibrationKey(1), []])
        for (const [name, why] of [
            ["housing", 0],
            ["other", CalibrationRefusal.OtherRecipe],
        ] as const) {
            const bench = new Bench({ name })
            bench.lab.load(1, text)
            bench.run(0)
            expect(bench.lab.why).toBe(why + 100 * CalibrationRefusal.Missing)
            expect(bench.cycle.volumeMicroL === 1_000_000).toBe(why !== 0)
        }
        const damaged = new Bench()
        damaged.lab.load(1, text.replace("|9827|", "|9828|"))
        damaged.run(0)
        expect(damaged.lab.why).toBe(CalibrationRefusal.Damaged + 100 * CalibrationRefusal.Missing)
        expect(damaged.cycle.volumeMicroL).toBe(1_000_000)
    })

    test("is learned anew without the one before it, which is left in its slot", () => {
        const bench = calibrated()
        const first = bench.kept
        expect(bench.begin(KnownLeak, 1_200_000, "again")).toBe(None)
        bench.run(1)
        expect(bench.taught.refusal).toBe("None")
        expect(bench.cycle.volumeMicroL).toBe(1_000_000)
        const second = bench.kept
        expect([first, second].map(kept => kept.map(([key]) => key))).toEqual([
            [calibrationKey(1)],
            [calibrationKey(0)],
        ])
        expect(bench.lab.volume.text).toBe("again")
    })

    test("leaves a doubt in the volume, which widens the interval by a share of the rate", () => {
        const bench = calibrated()
        const { value, doubt } = bench.lab.volume
        bench.run(0.75)
        const { volumeDoubtPermille } = bench.cycle
        expect(volumeDoubtPermille).toBe(Math.floor((doubt * 1000) / value) + 1)
        expect(volumeDoubtPermille).toBeLessThanOrEqual(VOLUME_DOUBT_MAX_PERMILLE + 1)

        // two cycles that see the same, until their time is up
        const noise = noiseSource(7)
        const cycles = [0, VOLUME_DOUBT_MAX_PERMILLE].map(permille => {
            const cycle = new Cycle(defaultRecipe())
            cycle.volumeDoubtPermille = permille
            cycle.hidden = GOOD | BAD
            cycle.start()
            return cycle
        })
        for (let i = 0; i < 1900; i++) {
            const milliPa = Math.round(115_000_000 - 75 * i + 200 * noise())
            for (const cycle of cycles)
                cycle.take(i * 100, true, true, i * 100, milliPa, 20_000_000)
        }
        const [sure, unsure] = cycles.map(cycle => cycle.halfWidthMicroPaPerS)
        const rate = cycles[0].rateMicroPaPerS()
        expect(cycles[1].rateMicroPaPerS()).toBe(rate)
        expect(rate / -750_000).toBeCloseTo(1, 1)
        const share = (-rate * VOLUME_DOUBT_MAX_PERMILLE) / 1000
        expect(Math.abs(unsure - sure - share)).toBeLessThan(2)
    })
})

describe("an added volume", () => {
    const joins = (volume: number, added: number, atS: number) => {
        let joined = 0
        return (_bench: Bench, s: number, pa: number) => {
            if (s < atS) return undefined
            if (joined === 0) joined = (pa * volume + ROOM_PA * added) / (volume + added)
            return joined
        }
    }

    test("teaches the volume, whatever the weather", () => {
        const bench = new Bench()
        expect(bench.begin(KnownVolume, 500_000)).toBe(None)
        bench.run(0, joins(1.3e6, 0.5e6, 20))
        expect(bench.word).toBe("Retest: TimeLimit")
        expect(bench.taught.refusal).toBe("None")
        expect(bench.taught.value / 1.3e6).toBeCloseTo(1, 2)
    })

    test.each<[string, number, string]>([
        ["before the first mean is taken", 3, "NotSettled"],
        ["while the last is taken", 118, "NotSettled"],
        ["never", 1e9, "TooDoubtful"],
    ])("that is joined %s is refused", (_when, atS, refusal) => {
        const bench = new Bench()
        bench.begin(KnownVolume, 500_000)
        bench.run(0, joins(1.3e6, 0.5e6, atS))
        expect(bench.taught.refusal).toBe(refusal)
    })

    test("cannot be joined to a sealed part, nor within seconds", () => {
        const sealed = new Bench({ kind: TestKind.Sealed })
        expect(sealed.begin(KnownVolume, 500_000)).toBe(CalibrationRefusal.BadRecipe)
        const short = new Bench({ testMaxMs: 10_000 })
        expect(short.begin(KnownVolume, 500_000)).toBe(CalibrationRefusal.BadRecipe)
    })
})

describe("a good part", () => {
    test("teaches the offset in two runs, half an hour apart", () => {
        const bench = offsetOf(0.1, 0.1)
        expect(bench.taught.refusal).toBe("None")
        expect(bench.taught.value / -100_000).toBeCloseTo(1, 1)
        // which then is no loss of a part any more, and its doubt widens the interval
        bench.run(0.1)
        expect(Math.abs(bench.cycle.rateMicroPaPerS())).toBeLessThan(
            bench.cycle.halfWidthMicroPaPerS
        )
        expect(bench.cycle.halfWidthMicroPaPerS).toBeGreaterThan(bench.lab.offset.doubt)
    })

    test("is asked for a second time, and not too soon", () => {
        const bench = new Bench()
        bench.begin(Offset)
        bench.run(0)
        expect(bench.taught.refusal).toBe("NeedsSecondRun")
        expect(bench.kept).toEqual([])
        bench.wait(MASTER_APART_MS / 2)
        expect(bench.begin(Offset)).toBe(CalibrationRefusal.TooSoon)
        bench.wait(MASTER_APART_MS / 2)
        expect(bench.begin(Offset)).toBe(None)
    })

    test("that leaks is not learned, in whichever run it shows", () => {
        const leaks = (PASS / 1e6) * 0.4
        expect(offsetOf(leaks, leaks).taught.refusal).toBe("MasterLeaks")
        expect(offsetOf(0, leaks).taught.refusal).toBe("MasterLeaks")
    })

    test("whose two runs differ is not learned, and the next run is a first one", () => {
        const bench = offsetOf(0.1, 0)
        expect(bench.taught.refusal).toBe("RunsDisagree")
        expect(bench.begin(Offset)).toBe(None)
        bench.run(0)
        expect(bench.taught.refusal).toBe("NeedsSecondRun")
    })
})

test("the day goes on with the clock of the board, over its wrap", () => {
    const lab = new LabCalibration(new RecordWriter(), new Actions())
    expect(lab.setToday(0, 0)).toBe(false)
    expect(lab.setToday(40_000, 0)).toBe(false)
    expect(lab.today).toBe(0)
    let nowMs = 0x7ff00000
    expect(lab.setToday(DAY, nowMs)).toBe(true)
    for (let hour = 0; hour < 24 * 30; hour++) {
        nowMs = (nowMs + 3_600_000) | 0
        lab.tick(nowMs)
    }
    expect(lab.today).toBe(DAY + 30)
})
