/**
 * What a scenario's host says to the tester, as packets and in words.
 */
import {
    abortCommand,
    acknowledgeCommand,
    calibrateCommand,
    dayOf,
    limitsWrite,
    recipeCommand,
    startCommand,
    todayWrite,
    type TesterPacket,
} from "../jacdac/leak_tester"
import type { TesterCommand } from "./scenario"

/** A command as the bus carries it. */
export function testerPacket(said: TesterCommand): TesterPacket {
    switch (said.command) {
        case "start":
            return startCommand(said.serial ?? "")
        case "abort":
            return abortCommand()
        case "acknowledge":
            return acknowledgeCommand()
        case "recipe":
            return recipeCommand(said.index ?? 0)
        case "limits":
            return limitsWrite(micro(said.passPaPerS), micro(said.failPaPerS))
        case "today":
            return todayWrite(dayOf(said.date ?? "") ?? 0)
        case "calibrate": {
            // litres in µL, Pa·m³/s in nPa·m³/s; an offset has nothing known
            const value = said.kind === "known-leak" ? nano(said.flowPaM3PerS) : micro(said.addedL)
            return calibrateCommand(KINDS[said.kind ?? "offset"], value, said.note ?? "")
        }
    }
}

function micro(value: number | undefined): number {
    return Math.round((value ?? 0) * 1e6)
}

function nano(value: number | undefined): number {
    return Math.round((value ?? 0) * 1e9)
}

/** Numbers of calibrations in services/leaktester.md, by what they rest on. */
const KINDS = { "known-leak": 0, "known-volume": 1, offset: 2 } as const

/** A command in words. */
export function sayCommand(said: TesterCommand): string {
    if (said.command === "start" && said.serial) return `start of part ${said.serial}`
    if (said.command === "recipe") return `recipe ${said.index}`
    if (said.command === "limits") return `limits ${said.passPaPerS} and ${said.failPaPerS} Pa/s`
    if (said.command === "today") return `today is ${said.date}`
    if (said.command === "calibrate") return sayCalibration(said)
    return said.command
}

function sayCalibration({ kind, flowPaM3PerS, addedL }: TesterCommand): string {
    if (kind === "known-leak") return `calibrate by a leak of ${flowPaM3PerS} Pa·m³/s`
    if (kind === "known-volume") return `calibrate by a volume of ${addedL} L`
    return "calibrate by a good part"
}
