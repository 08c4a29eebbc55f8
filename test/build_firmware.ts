/**
 * Runs once before all tests: compiles the firmware that tests on the VM read from the build
 * folder, and its twin that tests parts, which more than one test file takes.
 */
import { buildFirmware } from "../host/build/firmware"

export default function setup() {
    const { mode } = buildFirmware().owner
    buildFirmware(undefined, undefined, { mode: mode === "test" ? "watch" : "test" })
}
