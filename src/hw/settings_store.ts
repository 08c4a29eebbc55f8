/**
 * The board's settings: read once before sampling begins, written by a fiber of its own.
 *
 * The runtime's settings service answers only after it is bound, a second after boot, then 20 ms a
 * packet, and where it is missing a call waits for ever. So reading has an end, and writing never
 * holds up the loop that samples.
 */
import * as ds from "@devicescript/core"
import { settings, writeSetting } from "@devicescript/settings"
import { Keeper, testsKey, TESTS_SLOTS } from "../output/kept"
import { SETTING_ROWS, settingRow } from "../settings"
import { SETTINGS_WAIT_MS } from "../config"

/** Between two looks whether reading has ended, ms. */
const LOOK_MS = 20

/** Reads and writes settings. */
export class SettingsStore {
    private values: any[] = []
    private read = false
    private writing = false

    /**
     * Everything that is set, as `applySettings` takes it; undefined when the settings did not
     * answer in time.
     */
    async load(): Promise<any[]> {
        this.readAll.start()
        for (let ms = 0; ms < SETTINGS_WAIT_MS && !this.read; ms += LOOK_MS) await ds.delay(LOOK_MS)
        return this.read ? this.values : undefined
    }

    /** Begins to write what waits, unless that is under way. Returns at once. */
    carry(keeper: Keeper) {
        if (this.writing) return
        this.writing = true
        this.write.start(keeper)
    }

    /** One setting's value: undefined when there is none, NaN when it is not JSON. */
    async get(key: string): Promise<any> {
        const pkt = await ds.actionReport(
            settings,
            "get",
            async () => await settings.get(key),
            p => p.decode()[0] === key
        )
        const bytes: Buffer = pkt.decode()[1]
        if (!bytes || bytes.length === 0) return undefined
        try {
            return JSON.parse(bytes.toString())
        } catch (e: any) {
            return NaN
        }
    }

    private async readAll() {
        for (let i = 0; i < SETTING_ROWS; i++) this.values.push(await this.get(settingRow(i).key))
        for (let slot = 0; slot < TESTS_SLOTS; slot++)
            this.values.push(await this.get(testsKey(slot)))
        this.read = true
    }

    private async write(keeper: Keeper) {
        while (keeper.waiting > 0) {
            const key = keeper.firstKey()
            await writeSetting(key, keeper.takeFirst())
        }
        this.writing = false
    }
}
