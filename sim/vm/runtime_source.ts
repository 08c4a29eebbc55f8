/**
 * The DeviceScript VM's JavaScript, cut out of the pinned command-line package.
 *
 * `@devicescript/cli` carries the WASM VM but exports only its command line, so the one module
 * definition we need is taken from between the bundler's own comments. Node only.
 */
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"

/** The version whose bundle layout this file knows. */
export const DEVICESCRIPT_VERSION = "2.16.4"

const BEGIN = "// runtime/devicescript-vm/built/devicescript-vm.js\n"
const END = "// dap/built/devicescript-dap.cjs\n"

/** Folder of the installed `@devicescript/cli` package. */
export function devicescriptCliFolder(): string {
    return dirname(createRequire(import.meta.url).resolve("@devicescript/cli/package.json"))
}

/**
 * Source text of a statement `var require_devicescript_vm = __commonJS({…})`.
 * @throws Error that names the version found and the one expected, when the bundle is another one
 */
export function readVmSource(): string {
    const folder = devicescriptCliFolder()
    const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))
    const bundle = readFileSync(join(folder, "built", "devicescript-cli.cjs"), "utf8")
    return cutVmSource(bundle, manifest.version)
}

/**
 * The part of `readVmSource` that needs no file.
 * @param bundle text of `devicescript-cli.cjs`
 * @param version the version its package states
 * @throws Error as `readVmSource`
 */
export function cutVmSource(bundle: string, version: string): string {
    const begin = bundle.indexOf(BEGIN)
    const end = bundle.indexOf(END, begin)
    if (begin < 0 || end < 0 || !bundle.slice(begin, end).includes("require_devicescript_vm"))
        throw new Error(
            `@devicescript/cli ${version} does not contain the VM where version ` +
                `${DEVICESCRIPT_VERSION} has it; install exactly ${DEVICESCRIPT_VERSION} ` +
                `(npm ci does, from package-lock.json)`
        )
    return bundle.slice(begin + BEGIN.length, end)
}
