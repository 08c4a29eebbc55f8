/**
 * Runs once before all tests: compiles the firmware that tests on the VM read from the build
 * folder.
 */
import { buildFirmware } from "../host/build/firmware"

export default function setup() {
    buildFirmware()
}
