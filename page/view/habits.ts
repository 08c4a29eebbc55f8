/**
 * Theme, sound, help and keys.
 */
import rig from "virtual:leaktight/rig"
import type { App } from "../app"
import { curveKeys } from "./curve_controls"
import { byId, onClick, setText } from "./dom"
import { bindKeys } from "./keys"

const THEMES = ["auto", "light", "dark"] as const
const THEME_KEY = "leaktight-theme"

/** Binds them. */
export function bindHabits(app: App) {
    bindTheme(app)
    // a button that was pressed with the pointer must not take the space bar from then on
    document.addEventListener("click", event => {
        const button = (event.target as Element).closest("button")
        if (event.detail > 0 && button !== null) button.blur()
    })
    // where there is room, nothing needs to be folded away
    if (innerWidth > 1180)
        for (const details of document.querySelectorAll<HTMLDetailsElement>("#hands details"))
            details.open = true
    const toggleSound = () => {
        const button = byId("sound")
        const isOn = app.sound.toggle()
        button.setAttribute("aria-pressed", String(isOn))
        setText(button.querySelector("[data-label]")!, isOn ? "Sound on" : "Sound off")
    }
    onClick("sound", toggleSound)
    onClick("acknowledge", () => app.acknowledge())
    const help = byId<HTMLDialogElement>("help")
    const openHelp = () => {
        byId("licences").textContent = rig.licences
        help.showModal()
    }
    onClick("help-open", openHelp)
    const key = (name: string, shown: string, what: string, act: () => void) => ({
        key: name,
        shown,
        what,
        act,
    })
    bindKeys(
        [
            key(" ", "Space", "pause and run", () => app.time.toggle()),
            key(".", ".", "one step of 0.1 s", () => app.time.step()),
            key("h", "H", "drill a hole", () => app.hands.drill()),
            key("t", "T", "thumb on and off", () => app.hands.putThumb()),
            key("p", "P", "patch on and off", () => app.hands.putPatch()),
            key("a", "A", "acknowledge the alarm or the result", () => app.acknowledge()),
            key(
                "s",
                "S",
                "start a test (testing parts)",
                ofTests(app, () => app.lab.start())
            ),
            key(
                "g",
                "G",
                "pump to the target (testing parts)",
                ofTests(app, () => app.lab.pump())
            ),
            key(
                "v",
                "V",
                "vent the part (testing parts)",
                ofTests(app, () => app.lab.vent())
            ),
            key(
                "x",
                "X",
                "abort the test (testing parts)",
                ofTests(app, () => app.lab.abort())
            ),
            key("f", "F", "follow the newest data", () => byId("follow").click()),
            key("m", "M", "sound on and off", toggleSound),
            key("?", "?", "this help", openHelp),
        ],
        curveKeys(app)
    )
}

/** What only a rig that tests parts does. */
function ofTests(app: App, act: () => void): () => void {
    return () => {
        if (app.settings.mode === "test") act()
    }
}

function bindTheme(app: App) {
    const button = byId("theme")
    const prefersDark = matchMedia("(prefers-color-scheme: dark)")
    let theme: (typeof THEMES)[number] = remembered()
    const show = () => {
        const dark = theme === "dark" || (theme === "auto" && prefersDark.matches)
        document.documentElement.dataset.theme = dark ? "dark" : "light"
        setText(button, `Theme: ${theme}`)
        app.plots.rebuild()
        app.redraw()
    }
    button.addEventListener("click", () => {
        theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length]
        try {
            localStorage.setItem(THEME_KEY, theme)
        } catch {
            // a file's page may have no storage; the theme then lasts as long as the page
        }
        show()
    })
    prefersDark.addEventListener("change", show)
    show()
}

function remembered(): (typeof THEMES)[number] {
    try {
        const theme = localStorage.getItem(THEME_KEY)
        return THEMES.find(known => known === theme) ?? "auto"
    } catch {
        return "auto"
    }
}
