import { beforeAll, describe, expect, test } from "vitest"
import { startCommand, abortCommand } from "../../sim/jacdac/leak_tester"
import { buildFor, TesterRig } from "./tester_rig"

let bytecode: Uint8Array
beforeAll(() => {
    bytecode = buildFor("test").bytecode
}, 120_000)

test("first", async () => {
    const rig = await TesterRig.create(bytecode)
    await rig.run(10)
    for (const name of [
        "limits",
        "recipe",
        "state",
        "pressure",
        "leakRate",
        "phase",
        "verdict",
        "testNumber",
        "volume",
        "recipeName",
        "recipeCount",
        "serial",
        "resultCount",
    ] as const)
        console.log(name, await rig.read(name))
    console.log(await rig.refusal(abortCommand()))
    console.log(await rig.refusal(startCommand("AB-12")))
    await rig.run(1)
    console.log(await rig.refusal(startCommand("AB-12")))
    console.log(await rig.ask({ command: 0x99, payload: new Uint8Array([1]) }))
    console.log(await rig.read("serial"))
    console.log(rig.events, rig.kind("c"), rig.lines.filter(l => !l.startsWith("> {")).slice(-10))
}, 60_000)
