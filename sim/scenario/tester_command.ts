/**
 * What a scenario's host says to the tester, as packets and in words.
 */
import {
    abortCommand,
    acknowledgeCommand,
    limitsWrite,
    recipeCommand,
    startCommand,
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
            return limitsWrite(microPa(said.passPaPerS), microPa(said.failPaPerS))
    }
}

function microPa(paPerS: number | undefined): number {
    return Math.round((paPerS ?? 0) * 1e6)
}

/** A command in words. */
export function sayCommand(said: TesterCommand): string {
    if (said.command === "start" && said.serial) return `start of part ${said.serial}`
    if (said.command === "recipe") return `recipe ${said.index}`
    if (said.command === "limits") return `limits ${said.passPaPerS} and ${said.failPaPerS} Pa/s`
    return said.command
}
