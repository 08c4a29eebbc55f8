/**
 * Fill and vent valve behind two relays: they follow a wish in a fiber of their own.
 *
 * As with the lamps, the sampling fiber only leaves its wish. When it stops leaving wishes, both
 * valves shut: nothing is filled that nobody watches. A relay is off until it is told otherwise, so
 * power-up and a restart shut them too.
 */
import * as ds from "@devicescript/core"
import { INDICATOR_PERIOD_MS, SILENT_AFTER_MS } from "../config"
import { FILL_VALVE, VENT_VALVE } from "../decision/valves"
import { nowMs } from "./clock"

/** Drives two relays. */
export class Valves {
    private wished = 0
    private wishedAtMs = 0
    private readonly fill: ds.Relay
    private readonly vent: ds.Relay

    constructor(fill: ds.Relay, vent: ds.Relay) {
        this.fill = fill
        this.vent = vent
    }

    /** Starts the fiber; call once. */
    start() {
        this.follow.start()
    }

    /** The wish of one tick: OR of `…_VALVE` bits to open, the others to shut. */
    wish(open: number) {
        this.wished = open
        this.wishedAtMs = nowMs()
    }

    private async follow() {
        let shown = -1
        while (true) {
            const silentMs = (nowMs() - this.wishedAtMs) | 0
            const open = silentMs > SILENT_AFTER_MS ? 0 : this.wished
            const changed = shown < 0 ? FILL_VALVE | VENT_VALVE : shown ^ open
            // first what shuts: the two are never open together
            if ((changed & FILL_VALVE & ~open) !== 0) await this.fill.enabled.write(false)
            if ((changed & VENT_VALVE) !== 0)
                await this.vent.enabled.write((open & VENT_VALVE) !== 0)
            if ((changed & FILL_VALVE & open) !== 0) await this.fill.enabled.write(true)
            shown = open
            await ds.delay(INDICATOR_PERIOD_MS)
        }
    }
}
