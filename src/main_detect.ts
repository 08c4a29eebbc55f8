/**
 * The firmware's deciding part on a recorded trace: `npm run detect -- --vm`.
 *
 * Not for boards. Readings come over the simulator's bus from a made-up address, twelve bytes each,
 * and every reading is answered by a line of integers. Gate, detector and watch are the very
 * modules of the firmware, so that a host can compare this run with its own, number by number.
 */
import { defaultRigConfig } from "./config"
import { Monitor } from "./decision/monitor"
import { SimBus } from "./hw/sim_bus"
import { BusStatus, Bytes } from "./sensor/bus"
import { Reading, SensorFault } from "./sensor/reading"

/** Where host/detect_vm.ts answers: with the configuration, and with batches of readings. */
const TRACE_ADDRESS = 0x7f
const CONFIG_REGISTER = 0
const READINGS_REGISTER = 1
const CONFIG_BYTES = 16
const READING_BYTES = 12
const BATCH_READINGS = 4
/** Pressure of a reading that has none. */
const MISSING = -2147483648

const bus = new SimBus()

function int32(bytes: Bytes, at: number): number {
    return bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)
}

async function run() {
    const config = defaultRigConfig()
    await bus.readRegisters(TRACE_ADDRESS, CONFIG_REGISTER, CONFIG_BYTES)
    config.leakDirection = int32(bus.bytes, 0)
    config.pressureMinMilliPa = int32(bus.bytes, 4)
    config.pressureMaxMilliPa = int32(bus.bytes, 8)
    config.roomSlopeMicroPaPerS = int32(bus.bytes, 12)
    const monitor = new Monitor(config)
    const evidence = monitor.detector.evidence
    const reading = new Reading()
    while (true) {
        const count = READING_BYTES * BATCH_READINGS
        const status = await bus.readRegisters(TRACE_ADDRESS, READINGS_REGISTER, count)
        if (status !== BusStatus.Ok) break
        const bytes = bus.bytes
        for (let at = 0; at < bytes.length; at += READING_BYTES) {
            reading.atMs = int32(bytes, at)
            reading.sampleAtMs = reading.atMs
            reading.pressureMilliPa = int32(bytes, at + 4)
            reading.tempMicroC = int32(bytes, at + 8)
            reading.fault =
                reading.pressureMilliPa === MISSING ? SensorFault.NotReady : SensorFault.None
            monitor.take(reading)
            const rate = evidence.rateMicroPaPerS
            const halfWidth = evidence.rateHalfWidthMicroPaPerS
            const suspicion = evidence.suspicion
            const onset = evidence.onsetAtMs
            console.log(`${monitor.watch.state} ${suspicion} ${rate} ${halfWidth} ${onset}`)
        }
    }
    console.log("end")
}
run.start()
