/**
 * Scenario, seed, volume, units, and the link that restores them.
 */
import rig from "virtual:leaktight/rig"
import { RATE_UNITS, type RateUnit } from "../../host/units"
import type { App } from "../app"
import { writeSettings } from "../model/settings"
import { PRESSURE_UNITS, type PressureUnit } from "../model/units"
import { writeLegends } from "./curve_controls"
import { byId, fillChoices, onClick, setText } from "./dom"
import { tellTrouble } from "./trouble"

/** Binds the form and the lists of units. */
export function bindSetup(app: App) {
    const scenario = byId<HTMLSelectElement>("scenario")
    const seed = byId<HTMLInputElement>("seed")
    const volume = byId<HTMLInputElement>("volume")
    const rateUnit = byId<HTMLSelectElement>("rate-unit")
    const pressureUnit = byId<HTMLSelectElement>("pressure-unit")
    fillChoices(
        scenario,
        Object.keys(rig.scenarios).map(name => [name, rig.scenarios[name].title] as const)
    )
    fillChoices(
        rateUnit,
        RATE_UNITS.map(unit => [unit, unit.replace("m3", "m³")] as const)
    )
    fillChoices(
        pressureUnit,
        Object.keys(PRESSURE_UNITS).map(unit => [unit, unit] as const)
    )
    rateUnit.value = app.settings.rateUnit
    pressureUnit.value = app.settings.pressureUnit
    showSetup(app)

    scenario.addEventListener("change", () => {
        volume.value = String(rig.scenarios[scenario.value].chamber.volumeL)
        setText(byId("about"), rig.scenarios[scenario.value].about)
    })
    for (const mode of ["watch", "test"] as const)
        onClick(`mode-${mode}`, () => {
            if (app.settings.mode === mode && app.recording === undefined) return
            app.choose(mode)
            remember(app)
        })
    byId("setup-form").addEventListener("submit", event => {
        event.preventDefault()
        const own = rig.scenarios[scenario.value].chamber.volumeL
        app.settings.scenario = scenario.value
        app.settings.seed = seed.valueAsNumber
        app.settings.volumeL = volume.valueAsNumber === own ? undefined : volume.valueAsNumber
        remember(app)
        app.restart()
    })
    rateUnit.addEventListener("change", () => {
        app.settings.rateUnit = rateUnit.value as RateUnit
        unitsChanged()
    })
    pressureUnit.addEventListener("change", () => {
        app.settings.pressureUnit = pressureUnit.value as PressureUnit
        unitsChanged()
    })
    byId("speed").addEventListener("change", () => remember(app))
    onClick("link", () => void copyLink(app))

    function unitsChanged() {
        remember(app)
        writeLegends(app)
        app.lab.writeLimits()
        app.redraw()
    }
}

/** Shows what is set up. */
export function showSetup(app: App) {
    const { settings } = app
    byId<HTMLSelectElement>("scenario").value = settings.scenario
    byId<HTMLInputElement>("seed").value = String(settings.seed)
    byId<HTMLInputElement>("volume").value = String(app.scenario.chamber.volumeL)
    setText(byId("about"), rig.scenarios[settings.scenario].about)
    for (const mode of ["watch", "test"] as const)
        byId(`mode-${mode}`).setAttribute("aria-pressed", String(settings.mode === mode))
    writeLegends(app)
}

/** Puts the settings into the address, so that reloading and bookmarks keep them. */
function remember(app: App): string {
    const fragment = writeSettings(app.settings)
    const address = location.href.replace(/#.*$/, "") + fragment
    history.replaceState(null, "", address)
    return address
}

async function copyLink(app: App) {
    const address = remember(app)
    const button = byId("link")
    try {
        await navigator.clipboard.writeText(address)
        setText(button, "Copied")
        setTimeout(() => setText(button, "Copy link"), 2000)
    } catch {
        tellTrouble("The browser did not let the page copy; the link is in the address line.")
    }
}
