/**
 * The curves' controls: follow, how much is shown, keys, what the lines mean.
 */
import type { App } from "../app"
import { byId, made, onClick } from "./dom"
import type { Key } from "./keys"
import { MARK_LETTERS } from "./plot_marks"

/** Binds the buttons above the curves. */
export function bindCurves(app: App) {
    const follow = byId("follow")
    const span = byId<HTMLSelectElement>("span")
    const chosenS = () => (span.value === "all" ? Infinity : Number(span.value))
    app.window.follow(chosenS())
    onClick("follow", () => {
        app.window.follow(chosenS())
        app.redraw()
    })
    span.addEventListener("change", () => {
        app.window.follow(chosenS())
        app.redraw()
    })
    const sync = () => {
        follow.setAttribute("aria-pressed", String(app.window.following))
        requestAnimationFrame(sync)
    }
    sync()
    writeLegends(app)
}

/** Keys that work while the curves have the focus. */
export function curveKeys(app: App): Key[] {
    const moves = (act: () => void) => () => {
        act()
        app.redraw()
    }
    const key = (name: string, shown: string, what: string, act: () => void): Key => ({
        key: name,
        shown,
        what: `${what} (on the curves)`,
        act: moves(act),
    })
    return [
        key("arrowleft", "←", "earlier", () => app.window.pan(-0.2)),
        key("arrowright", "→", "later", () => app.window.pan(0.2)),
        key("+", "+", "closer", () => app.window.zoom(0.7)),
        key("-", "−", "farther", () => app.window.zoom(1 / 0.7)),
        key("home", "Home", "everything", () => app.window.look(0, app.run.nowMs / 1000)),
    ]
}

/** Writes the legends in the units that are set. */
export function writeLegends(app: App) {
    const { pressure, rate } = app.units()
    const line = (kind: string, text: string) => {
        const item = made("span", "", "legend-item")
        item.append(made("i", "", `swatch ${kind}`), made("span", text))
        return item
    }
    byId("legend-pressure").replaceChildren(
        line("pressure", `Pressure, ${pressure} (left)`),
        line("temp", "Gas temperature, °C (right, dashed)")
    )
    const kinds = ["event", "alarm", "fault", "onset", "power"] as const
    const ofTests = app.isTesting ? (["phase", "verdict", "calibration"] as const) : []
    const letters = [...kinds, ...ofTests].map(kind => `${MARK_LETTERS[kind]} ${kind}`)
    byId("legend-rate").replaceChildren(
        line("rate", `Pressure change, ${rate}`),
        line("band", "its 95 % interval"),
        made("span", `Marks: ${letters.join(", ")}`, "legend-item")
    )
}
