/**
 * Lamps and buzzer: they follow a desired state in fibers of their own.
 *
 * A role call waits without bound while its service is not on the bus, and every packet may wait
 * 20 ms in the runtime's throttle, so the sampling fiber only ever leaves its wish here. If that
 * fiber stops leaving wishes, the lamps say so by themselves: they are never green on stale data.
 */
import * as ds from "@devicescript/core"
import { LAMP_AMBER, LAMP_GREEN, LAMP_RED, lampsWhenSilent } from "../output/alarm"
import { INDICATOR_PERIOD_MS, SILENT_AFTER_MS } from "../config"
import { nowMs } from "./clock"

/** Drives a traffic light and a buzzer. */
export class Indicators {
    private wishedLamps = 0
    private wishedAtMs = 0
    private toneHz = 0
    private toneMs = 0
    private readonly lights: ds.TrafficLight
    private readonly buzzer: ds.Buzzer

    constructor(lights: ds.TrafficLight, buzzer: ds.Buzzer) {
        this.lights = lights
        this.buzzer = buzzer
    }

    /** Starts the fibers; call once. */
    start() {
        // silence is counted from here: reading the settings took its time
        this.wishedAtMs = nowMs()
        this.followLamps.start()
        this.followTone.start()
    }

    /**
     * The wish of one tick.
     * @param lamps OR of `LAMP_…` bits
     * @param toneHz pitch of a tone to begin now, 0 for none
     * @param toneMs its length
     */
    wish(lamps: number, toneHz: number, toneMs: number) {
        this.wishedLamps = lamps
        this.wishedAtMs = nowMs()
        if (toneHz !== 0) {
            this.toneHz = toneHz
            this.toneMs = toneMs
        }
    }

    private async followLamps() {
        let shown = -1
        while (true) {
            const silentMs = (nowMs() - this.wishedAtMs) | 0
            const lamps = silentMs > SILENT_AFTER_MS ? lampsWhenSilent(silentMs) : this.wishedLamps
            const changed = shown ^ lamps
            // first what goes out: green must be dark before any warning lights
            if (shown < 0 || (changed & LAMP_GREEN & ~lamps) !== 0)
                await this.lights.green.write(false)
            if (shown < 0 || (changed & LAMP_RED) !== 0)
                await this.lights.red.write((lamps & LAMP_RED) !== 0)
            if (shown < 0 || (changed & LAMP_AMBER) !== 0)
                await this.lights.yellow.write((lamps & LAMP_AMBER) !== 0)
            if ((changed & LAMP_GREEN & lamps) !== 0) await this.lights.green.write(true)
            shown = lamps
            await ds.delay(INDICATOR_PERIOD_MS)
        }
    }

    private async followTone() {
        while (true) {
            if (this.toneHz !== 0) {
                const toneHz = this.toneHz
                this.toneHz = 0
                await this.buzzer.playNote(toneHz, 1, this.toneMs)
            }
            await ds.delay(INDICATOR_PERIOD_MS)
        }
    }
}
