/**
 * Wiring, and the one loop that samples.
 *
 * The same program runs on a board and in a simulator; only the bus differs. Everything that
 * decides is in `app.ts`, and everything that may wait is in fibers of `hw/`.
 */
import * as ds from "@devicescript/core"
// the package's index brings every driver's bus with it, 600 bytes of code
import { startTrafficLight } from "@devicescript/drivers/src/trafficlight"
import "@devicescript/gpio"
import { startBuzzer, startButton } from "@devicescript/servers"
import { App } from "./app"
import { SAMPLE_PERIOD_MS } from "./config"
import { BoardBus } from "./hw/board_bus"
import { DeviceClock, nowMs } from "./hw/clock"
import { Indicators } from "./hw/indicators"
import { LeakTesterServer } from "./hw/leaktester_server"
import { SettingsStore } from "./hw/settings_store"
import { SimBus } from "./hw/sim_bus"
import {
    identity,
    pins,
    RECIPE_AT_BOOT,
    RECIPE_COUNT,
    rig,
    rigRecipe,
    startBoardCare,
    startValves,
} from "./rig.gen"
import { Bmp390 } from "./sensor/bmp390"
import { Reading, SensorFault } from "./sensor/reading"
import { applySettings } from "./settings"

// the simulator's bus comes first, so that sim/ knows its service index without asking
const bus = ds.isSimulator() ? new SimBus() : new BoardBus()
const sensor = new Bmp390(bus, new DeviceClock(), rig.sensorI2cAddress, rig.sensorChipId)
const indicators = new Indicators(
    await startTrafficLight({
        red: pins.LAMP_RED,
        yellow: pins.LAMP_AMBER,
        green: pins.LAMP_GREEN,
    }),
    startBuzzer({ pin: pins.BUZZER, activeLow: false })
)
const valves = startValves()
// to the board's ground when pressed
const button = startButton({ pin: pins.BUTTON, activeHigh: false })
const store = new SettingsStore()
const setup = applySettings(rig, await store.load(), rigRecipe, RECIPE_COUNT, RECIPE_AT_BOOT)
const app = new App(rig, identity, setup, { recipe: rigRecipe, count: RECIPE_COUNT })
const reading = new Reading()

/** Carries out what a tick wants done; true when that includes a reboot. */
function act(): boolean {
    const actions = app.actions
    for (let i = 0; i < actions.lineCount; i++) console.log(actions.lines[i])
    indicators.wish(actions.lamps, actions.toneHz, actions.toneMs)
    // a call costs more than a look, ten times a second
    if (actions.keeper.waiting > 0) store.carry(actions.keeper)
    if (valves !== undefined) valves.wish(actions.valves)
    return actions.rebootNow
}

async function sampleForever() {
    // a fault here is one that the first sample meets again and reports
    await sensor.start()
    // the first conversion, which the start has begun, takes most of a period
    await ds.delay(SAMPLE_PERIOD_MS)
    let dueAtMs = nowMs()
    while (true) {
        reading.atMs = nowMs()
        try {
            await sensor.sample(reading)
        } catch (e: any) {
            // a bug: show it as a fault, say it, and go on
            reading.fault = SensorFault.Escaped
            console.error(e.message)
        }
        try {
            app.chipId = sensor.chipId
            app.tick(reading)
            if (act()) ds.reboot()
        } catch (e: any) {
            app.escaped(reading.atMs)
            console.error(e.message)
            act()
        }
        dueAtMs = (dueAtMs + SAMPLE_PERIOD_MS) | 0
        let waitMs = (dueAtMs - nowMs()) | 0
        // after a stall the grid starts anew: missed samples are gone
        if (waitMs < 0) dueAtMs = nowMs()
        if (waitMs < 1) waitMs = 1
        await ds.delay(waitMs)
    }
}

let pressedAtMs = 0
button.down.subscribe(() => {
    pressedAtMs = nowMs()
    app.acknowledge()
})
button.up.subscribe(() => app.pressed((nowMs() - pressedAtMs) | 0))
indicators.start()
new LeakTesterServer(app, reading).start()
if (valves !== undefined) valves.start()
sampleForever.start()
if (!ds.isSimulator()) startBoardCare()
