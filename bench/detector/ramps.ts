/**
 * Coverage of the slope's 95 % interval while the temperature moves steadily, up to 2 K/h.
 *
 * A BMP390 in a chamber that follows a ramping room; an hour after the start the tight chamber's
 * interval must hold 0, and ten minutes after the onset of a leak of 2 Pa/min it must hold that.
 */
import { Random } from "../../sim/random"
import { NO_INTERVAL } from "../../src/detector/evidence"
import { RoomChamber, SENSORS, type Room } from "./room"
import { share, type Estimate } from "./statistics"
import { Tester } from "./tester"

const INTERVAL_MS = 100
const TIGHT_S = 3600
const LEAK_S = 600
const LEAK_PA_PER_S = 2 / 60
const RAMP_MAX_K_PER_H = 2

/** See the file's head. */
export function rampCoverage(
    chambers: number,
    seed: number
): { tight: Estimate; leaking: Estimate } {
    let tight = 0
    let leaking = 0
    for (let i = 0; i < chambers; i++) {
        const random = new Random(seed + i)
        const room: Room = {
            name: "ramp",
            spreadK: 0.02,
            memoryS: 1200,
            dailyK: 0,
            rampKPerH: random.between(-RAMP_MAX_K_PER_H, RAMP_MAX_K_PER_H),
            wallS: 600,
        }
        const gas = new RoomChamber(room, SENSORS[0], INTERVAL_MS, random.fork())
        const tester = new Tester(INTERVAL_MS)
        const evidence = tester.monitor.detector.evidence
        const covers = (truthPaPerS: number) =>
            evidence.rateHalfWidthMicroPaPerS !== NO_INTERVAL &&
            Math.abs(evidence.rateMicroPaPerS - truthPaPerS * 1e6) <=
                evidence.rateHalfWidthMicroPaPerS
        const run = (seconds: number) => {
            for (let ms = 0; ms < seconds * 1000; ms += INTERVAL_MS) {
                gas.next()
                tester.take(gas.pressurePa, gas.tempC)
            }
        }
        run(TIGHT_S)
        if (covers(0)) tight++
        gas.leakPaPerS = LEAK_PA_PER_S
        run(LEAK_S)
        if (covers(-LEAK_PA_PER_S)) leaking++
    }
    return { tight: share(tight, chambers), leaking: share(leaking, chambers) }
}
