/**
 * `npm run simulator`: the firmware in DeviceScript's simulator, with our rig around it, live.
 */
import { join } from "node:path"
import { PROJECT_FOLDER } from "./build/firmware"
import { loadOwnerConfig, rateWriting } from "./build/owner_config"
import {
    buildAndTell,
    DEFAULT_SCENARIO,
    integerFlag,
    loadScenario,
    parseFlags,
    runCommand,
} from "./cli"
import { SimulatedDevice } from "./simulator/device"
import { attach, DEFAULT_PORT, Devtools, PORT_COUNT, requireFreePorts } from "./simulator/devtools"
import { Ending } from "./simulator/ending"
import { DevtoolsError, type DevtoolsLink } from "./simulator/link"
import { SimulatorScreen } from "./simulator/screen"
import { Session } from "./simulator/session"
import { Narrator } from "./words"

const HELP = `npm run simulator [-- --scenario NAME] [--seed N] [--port N] [--attach] [--all]

Starts DeviceScript's devtools with its simulator, deploys the firmware to it, and puts a simulated
chamber, sensor, buzzer and button on its bus. Everything runs in real time.

  --scenario NAME  a scenario (npm run sim -- --list), or a file that ends in .json
                   (${DEFAULT_SCENARIO})
  --seed N         seed of all noise, 0 to 4294967295 (1)
  --port N         first of the three ports that devtools takes, 1024 to 65533 (${DEFAULT_PORT});
                   its web page works with ${DEFAULT_PORT} only
  --attach         joins a devtools that runs already (VS Code, npx devicescript devtools), and
                   leaves it to that to run the firmware
  --all            shows every record; otherwise one sample and one rate in ten seconds, and all
                   that are neither
  --help           this text

Keys: space presses the rig's button, q or Ctrl-C ends it. docs/simulator.md tells more.
`

/** VS Code starts devtools and us at once, and is the slower one. */
const ATTACH_TIMEOUT_MS = 60_000
/** How long a key presses the button. */
const PRESS_MS = 200
const EXIT_FAILED = 1

async function simulator(args: string[]): Promise<number> {
    const flags = parseFlags(args, {
        scenario: { type: "string", default: DEFAULT_SCENARIO },
        seed: { type: "string", default: "1" },
        port: { type: "string", default: String(DEFAULT_PORT) },
        attach: { type: "boolean", default: false },
        all: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
    })
    if (flags.help) {
        process.stdout.write(HELP)
        return 0
    }
    const seed = integerFlag("seed", flags.seed, 0, 0xffffffff)
    const port = integerFlag("port", flags.port, 1024, 0xffff - PORT_COUNT + 1)
    const scenario = loadScenario(flags.scenario)
    const owner = loadOwnerConfig(join(PROJECT_FOLDER, "devs.config.json"))
    const narrator = new Narrator(rateWriting(owner, scenario.chamber.volumeL))
    const screen = new SimulatorScreen(process.stdout, flags.all, record => narrator.words(record))
    const ending = new Ending()
    let program: Uint8Array | undefined
    let devtools: Devtools | undefined
    let link: DevtoolsLink | undefined
    let session: Session | undefined
    try {
        if (flags.attach) link = await attach(port, ATTACH_TIMEOUT_MS, ending.signal)
        else {
            await requireFreePorts(port)
            program = buildAndTell(sentence => screen.say(sentence)).bytecode
            devtools = await Devtools.start({ port, signal: ending.signal })
            link = devtools.link
            screen.say(`devtools answers on ws://127.0.0.1:${port}`)
            if (port === DEFAULT_PORT)
                screen.say(`dashboard, from the internet: http://127.0.0.1:${port}/`)
        }
        const device = program && new SimulatedDevice(link, program)
        session = new Session(link, scenario, seed, device, {
            begun: (begun, deviceId) => {
                screen.say(`firmware ${deviceId} asks for its sensor: the scenario begins`)
                screen.say(`${scenario.title}. ${scenario.about}`)
                screen.follow(begun)
            },
            event: (sentence, atMs) => screen.event(sentence, atMs),
            lamps: state => screen.lamps(state),
            tone: tone => screen.tone(tone),
            power: (isOn, atMs) => screen.power(isOn, atMs),
            failed: error => ending.fail(error),
        })
        link.onLine = text => screen.serial(text)
        link.onVm = text => screen.say(`VM: ${text}`)
        link.onLost = () => ending.fail(new DevtoolsError("devtools has ended"))
        ending.onSpace = () => {
            if (session === undefined || !session.hasBegun) return
            session.press(PRESS_MS)
            screen.event("the button is pressed", session.clock.nowMs)
        }
        screen.say("keys: space presses the button, q ends")
        if (device !== undefined) await ending.or(device.on())
        else screen.say("waiting for firmware on the bus; docs/simulator.md says how to start it")
        return await ending.or(new Promise<never>(() => {}))
    } catch (error) {
        if (ending.status !== undefined) return ending.status
        if (!(error instanceof DevtoolsError)) throw error
        screen.close()
        process.stderr.write(`${error.message}\n`)
        return EXIT_FAILED
    } finally {
        screen.close()
        ending.release()
        session?.stop()
        link?.close()
        await devtools?.stop()
    }
}

await runCommand(simulator)
