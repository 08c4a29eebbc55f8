import { spawn, spawnSync } from "node:child_process"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { NodeEngine, VmEngine } from "../../host/detect/engine"
import { Random } from "../../sim/random"
import { defaultRigConfig } from "../../src/config"
import { WatchState } from "../../src/decision/watch"
import { Reading, SensorFault } from "../../src/sensor/reading"

const ROOT = join(import.meta.dirname, "..", "..")
const TSX = join(ROOT, "node_modules", "tsx", "dist", "cli.mjs")

function detect(args: string[], lines: unknown[]) {
    const input = lines.map(line => `${JSON.stringify(line)}\n`).join("")
    const command = [TSX, join(ROOT, "host", "detect.ts"), ...args]
    return spawnSync(process.execPath, command, { input, encoding: "utf8" })
}

interface Sample {
    t_ms: number
    p_pa: number | null
    temp_c: number | null
}

/** Quiet air, and from `leakFromS` on a leak. */
function trace(lengthS: number, leakFromS: number, leakPaPerS: number, seed = 1): Sample[] {
    const random = new Random(seed)
    return Array.from({ length: lengthS * 10 }, (_, k) => {
        const sinceS = Math.max(0, k / 10 - leakFromS)
        const p_pa = 101325 + leakPaPerS * sinceS + 0.2 * random.gaussian()
        return { t_ms: k * 100, p_pa, temp_c: 21.5 + 0.001 * random.gaussian() }
    })
}

interface Output {
    t_ms: number
    state: string
    leak_pa_per_s: number | null
    ci_pa_per_s: number | null
    onset_ms: number | null
}

function outputs(stdout: string): Output[] {
    return stdout
        .split("\n")
        .filter(line => line !== "")
        .map(line => JSON.parse(line) as Output)
}

describe("npm run detect", () => {
    test("finds a leak, its rate and its beginning, one line for each line", () => {
        const lines = trace(240, 120, -0.1)
        const { status, stdout } = detect([], lines)
        expect(status).toBe(0)
        const all = outputs(stdout)
        expect(all.map(line => line.t_ms)).toEqual(lines.map(line => line.t_ms))
        expect(Object.keys(all[0])).toEqual([
            "t_ms",
            "state",
            "leak_pa_per_s",
            "ci_pa_per_s",
            "onset_ms",
        ])
        expect(all[0]).toMatchObject({ state: "starting", leak_pa_per_s: null, ci_pa_per_s: null })
        const before = all.filter(line => line.t_ms >= 60000 && line.t_ms < 120000)
        expect(new Set(before.map(line => line.state))).toEqual(new Set(["tight"]))
        const last = all.at(-1)!
        expect(last.state).toBe("leak")
        expect(Math.abs(last.leak_pa_per_s! + 0.1)).toBeLessThan(0.02)
        expect(Math.abs(last.onset_ms! - 120000)).toBeLessThan(10000)
    })

    test("looks only in the direction it is told", () => {
        const falling = trace(180, 90, -0.1)
        expect(outputs(detect(["--rising"], falling).stdout).at(-1)!.state).not.toBe("leak")
        expect(outputs(detect(["--falling"], falling).stdout).at(-1)!.state).toBe("leak")
    })

    test("calls missing and implausible pressures a fault, and is back within 30 s", () => {
        const lines = trace(200, 1000, 0)
        for (let k = 600; k < 800; k++) lines[k].p_pa = k < 700 ? null : 300000
        const all = outputs(detect([], lines).stdout)
        const states = (fromS: number, untilS: number) =>
            new Set(all.slice(fromS * 10, untilS * 10).map(line => line.state))
        expect(states(62, 80)).toEqual(new Set(["fault"]))
        expect(states(110, 200)).toEqual(new Set(["tight"]))
        expect(all[750]).toMatchObject({ leak_pa_per_s: null, onset_ms: null })
    })

    test("keeps what came before a bad line, and says which line it is", () => {
        const { status, stdout, stderr } = detect([], [...trace(1, 9, 0), { t_ms: "x" }])
        expect(status).toBe(2)
        expect(outputs(stdout)).toHaveLength(10)
        expect(stderr).toBe('line 11: t_ms is "x"; allowed is a number\n')
    })

    test("ends quietly when nobody reads on", async () => {
        const child = spawn(process.execPath, [TSX, join(ROOT, "host", "detect.ts")])
        let errors = ""
        child.stderr.on("data", chunk => (errors += String(chunk)))
        child.stdin.on("error", () => {})
        child.stdout.once("data", () => child.stdout.destroy())
        const ended = new Promise(resolve => child.on("exit", resolve))
        const lines = trace(100, 100, 0).map(line => `${JSON.stringify(line)}\n`)
        for (let i = 0; i < 100 && child.exitCode === null; i++) {
            child.stdin.write(lines.join(""))
            await new Promise(resolve => setTimeout(resolve, 20))
        }
        expect(await ended).toBe(141)
        expect(errors).toBe("")
    })

    test.each([
        [["--range-pa", "5"], "--range-pa is"],
        [["--range-pa", "9,5"], "--range-pa is"],
        [["--room", "toString"], '--room is "toString"; allowed is one of bath, quiet, draughty'],
        [["--falling", "--rising"], "--falling and --rising exclude each other"],
        [["--sideways"], "Unknown option '--sideways'"],
    ])("refuses %j in a sentence", (args, sentence) => {
        const { status, stdout, stderr } = detect(args, [])
        expect(status).toBe(2)
        expect(stdout).toBe("")
        expect(stderr).toContain(sentence)
        expect(stderr.trim().split("\n")).toHaveLength(1)
    })
})

describe("the two engines", () => {
    test("find the same, number for number", async () => {
        const random = new Random(7)
        const readings = trace(400, 150, -0.05, 7).map((sample, k) => {
            const reading = new Reading()
            // the firmware's clock wraps in the middle of the run
            reading.atMs = (2147483647 - 200000 + sample.t_ms) | 0
            reading.sampleAtMs = reading.atMs
            const missing = k % 997 > 970 || random.uniform() < 0.001
            reading.fault = missing ? SensorFault.NotReady : SensorFault.None
            const spike = random.uniform() < 0.002 ? 80 : 0
            reading.pressureMilliPa = missing
                ? -2147483648
                : Math.floor((sample.p_pa! + spike) * 1000)
            reading.tempMicroC = Math.floor(sample.temp_c! * 1e6)
            return reading
        })
        const config = defaultRigConfig()
        const onNode = await new NodeEngine(config).run(readings)
        const onVm = await new VmEngine(config).run(readings)
        expect(onVm).toEqual(onNode)
        // every number of the configuration gets there
        const other = { ...config, roomSlopeMicroPaPerS: 128000 }
        const otherwise = await new NodeEngine(other).run(readings)
        expect(otherwise).not.toEqual(onNode)
        expect(await new VmEngine(other).run(readings)).toEqual(otherwise)
        const states = new Set(onNode.map(finding => finding.state))
        expect(states).toContain(WatchState.Tight)
        expect(states).toContain(WatchState.Leak)
    })
})
