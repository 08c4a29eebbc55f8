import * as ds from "@devicescript/core"
import { startTrafficLight } from "@devicescript/drivers"
import { startBuzzer } from "@devicescript/servers"
import { pins, boardName } from "./rig.gen"

const lamps = await startTrafficLight({ red: pins.LAMP_RED, yellow: pins.LAMP_AMBER, green: pins.LAMP_GREEN })
const buzzer = startBuzzer({ pin: pins.BUZZER, activeLow: false })
console.log("start " + boardName + ds.isSimulator())
async function l() {
    while (true) {
        await lamps.green.write(true)
        console.log("g " + ds.millis())
        await ds.delay(300)
        await lamps.green.write(false)
        await ds.delay(300)
    }
}
async function b() {
    while (true) {
        await buzzer.playNote(1000, 1, 100)
        console.log("b " + ds.millis())
        await ds.delay(300)
    }
}
l.start()
b.start()
