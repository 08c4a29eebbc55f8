/**
 * One DeviceScript VM on a virtual clock.
 *
 * The VM reads time only from `Date.now()` and asks for its next step with `setTimeout`; both are
 * given to it here, so it cannot see the wall clock. It talks to the world in Jacdac frames and log
 * lines. Nothing in this file depends on Node.
 */
import type { TimerId, VirtualClock } from "./clock"

/** What the VM's own JavaScript exposes (runtime/devicescript-vm/wasmpre.ts). */
interface VmModule {
    devsSetDeviceId(id: string): void
    devsStart(): void
    devsStop(): void
    devsDeploy(bytecode: Uint8Array): number
    handlePacket(frame: Uint8Array): void
    sendPacket(frame: Uint8Array): void
    dmesg(text: string): void
    log(...words: unknown[]): void
    error(reason: unknown): void
    panicHandler(code: number): void
    flashSize?: number
    flashSave(image: Uint8Array): void
    flashLoad(): Uint8Array
}

type VmFactory = (hooks: object) => Promise<VmModule>

/** What a machine tells its surroundings. */
export interface MachineEvents {
    /** A Jacdac frame (or a twin message, byte 2 = 0xff) leaves the device. */
    frame(frame: Uint8Array): void
    /** A line of the device's log, as it would appear on the serial port. */
    line(text: string): void
    /**
     * The program stopped with a panic code (0: a requested restart); the VM restarts it itself.
     */
    panic(code: number): void
    /** The runtime itself stopped (a reboot request or an abort); the machine is dead. */
    exit(reason: unknown): void
}

/** Flash contents that outlive a machine: the program and its settings. */
export class Flash {
    /** The image as the VM last wrote it, up to its last written byte; undefined when blank. */
    image: Uint8Array | undefined

    /** @param sizeBytes of the store; 128 KiB, as on a Pico, when left out */
    constructor(readonly sizeBytes?: number) {}
}

/** What the VM gets when it looks for Node's sockets: there are none on a virtual bench. */
const NO_MODULES = new Error("the simulated device has no Node modules")

/** The first line says in which epoch the VM believes it lives; any constant will do. */
const EPOCH_MS = 1_600_000_000_000

/**
 * The VM's definition as a function that was compiled with everything else. A page takes this one:
 * its content security policy forbids turning text into code.
 * @param scope what the VM sees of the world, in the order of `VM_SCOPE`
 */
export type VmDefinition = (...scope: unknown[]) => unknown

/** The names that the VM's source looks up, in the order in which a `VmDefinition` takes them. */
export const VM_SCOPE = [
    "__commonJS",
    "window",
    "process",
    "document",
    "importScripts",
    "require",
    "setInterval",
    "Date",
    "setTimeout",
    "clearTimeout",
    "clearInterval",
    "console",
    "WebAssembly",
] as const

/** Makes machines from the VM's source; compiles the WASM once for all of them. */
export class MachineFactory {
    private compiled: Promise<WebAssembly.Module> | undefined

    /**
     * @param source what `readVmSource` returns, or the same already compiled
     * @param rewrite changes the VM's WebAssembly before it is compiled; benchmarks count with it
     */
    constructor(
        private readonly source: string | VmDefinition,
        private readonly rewrite: (wasm: Uint8Array) => Uint8Array = wasm => wasm
    ) {}

    /**
     * Boots a VM at the clock's current instant. With flash that holds a program, it starts that.
     * @param deviceId 16 hex digits
     */
    async boot(
        clock: VirtualClock,
        deviceId: string,
        flash: Flash,
        events: MachineEvents
    ): Promise<Machine> {
        let exported: WebAssembly.Exports = {}
        const make = this.evaluate(clock, instance => {
            exported = instance.exports
        })
        const vm = await make({})
        // the loader sets its own defaults while it starts, so the hooks come after it
        vm.sendPacket = frame => events.frame(frame)
        vm.dmesg = text => events.line(text)
        vm.log = () => {}
        vm.error = reason => events.exit(reason)
        vm.panicHandler = code => events.panic(code)
        vm.flashSize = flash.sizeBytes
        vm.flashSave = image => {
            flash.image = image.slice()
        }
        vm.flashLoad = () => flash.image ?? new Uint8Array(0)
        vm.devsSetDeviceId(deviceId)
        vm.devsStart()
        return new Machine(vm, exported)
    }

    private evaluate(
        clock: VirtualClock,
        seen: (instance: WebAssembly.Instance) => void
    ): VmFactory {
        const commonJs = (
            definition: Record<string, (exports: object, module: object) => void>
        ) => {
            const module = { exports: {} as unknown }
            return () => {
                for (const define of Object.values(definition)) define(module.exports!, module)
                return module.exports
            }
        }
        const setTimer = (run: () => void, delayMs: number) => clock.schedule(run, delayMs)
        const clearTimer = (id: TimerId | undefined) => clock.cancel(id)
        const scope: Record<(typeof VM_SCOPE)[number], unknown> = {
            __commonJS: commonJs,
            // the VM's loader takes this for a browser, so that it needs nothing of Node's
            window: { crypto: { getRandomValues: repeatableBytes } },
            process: undefined,
            document: undefined,
            importScripts: undefined,
            // asked for TLS at every step; thrown ready-made, because an Error costs a stack trace
            require: () => {
                throw NO_MODULES
            },
            setInterval: undefined,
            Date: { now: () => EPOCH_MS + clock.nowMs },
            setTimeout: setTimer,
            clearTimeout: clearTimer,
            clearInterval: clearTimer,
            console: { log: () => {}, debug: () => {}, warn: () => {}, error: () => {} },
            WebAssembly: this.cachingWebAssembly(seen),
        }
        const define = typeof this.source === "string" ? definitionOf(this.source) : this.source
        return define(...VM_SCOPE.map(name => scope[name])) as VmFactory
    }

    /** `WebAssembly` whose `instantiate` compiles the VM once, however many machines there are. */
    private cachingWebAssembly(seen: (instance: WebAssembly.Instance) => void): object {
        const instantiate = async (
            binary: Uint8Array<ArrayBuffer>,
            imports: WebAssembly.Imports
        ) => {
            this.compiled ??= WebAssembly.compile(new Uint8Array(this.rewrite(binary)))
            const module = await this.compiled
            const instance = await WebAssembly.instantiate(module, imports)
            seen(instance)
            return { module, instance }
        }
        return { instantiate, RuntimeError: WebAssembly.RuntimeError }
    }
}

function definitionOf(source: string): VmDefinition {
    return new Function(...VM_SCOPE, vmFunctionBody(source)) as VmDefinition
}

/**
 * How the VM hands over its flash, and how it should: it tells the place of the last written byte
 * as the length, so that every save would lose a byte, in the end of the program.
 */
const SAVES_SHORT = "HEAPU8.slice(start, start + size)"
const SAVES_WHOLE = "HEAPU8.slice(start, start + size + 1)"

/** The body of a `VmDefinition` with the parameters `VM_SCOPE`. */
export function vmFunctionBody(source: string): string {
    return `${source.replace(SAVES_SHORT, SAVES_WHOLE)}\nreturn require_devicescript_vm()`
}

/** What the VM gets for random bytes: always the same, so that a run can be repeated. */
function repeatableBytes(bytes: Uint8Array) {
    bytes.fill(0x5a)
}

/** A running VM. */
export class Machine {
    constructor(
        private readonly vm: VmModule,
        /** What the VM's WebAssembly exports, counters of a benchmark among it. */
        readonly exported: WebAssembly.Exports
    ) {}

    /**
     * Writes a program to flash and starts it.
     * @throws Error with the VM's code when it refuses the bytecode
     */
    deploy(bytecode: Uint8Array) {
        const code = this.vm.devsDeploy(bytecode)
        if (code !== 0) throw new Error(`the VM refused the program with code ${code}`)
    }

    /** Delivers a frame. Not from inside `MachineEvents.frame`: the VM would drop it silently. */
    receive(frame: Uint8Array) {
        this.vm.handlePacket(frame)
    }

    /** Cuts the power: no further step is run. */
    stop() {
        this.vm.devsStop()
    }
}
