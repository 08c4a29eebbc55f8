/**
 * Single keys, and the table of them in the help.
 *
 * They can be switched off, because they get in the way of speech input (WCAG 2.1.4), and they do
 * nothing while something that takes text has the focus.
 */
import { byId, made } from "./dom"

/** A key and what it does. */
export interface Key {
    /** As `KeyboardEvent.key` has it, in lower case. */
    readonly key: string
    readonly shown: string
    readonly what: string
    act(): void
}

/** Keys that the focused element needs for itself. */
const NEEDS_KEYS = "input:not([type=checkbox]), select, textarea, dialog *"

/**
 * Listens for keys.
 * @param curves work only while the curves have the focus
 */
export function bindKeys(everywhere: readonly Key[], curves: readonly Key[]) {
    const on = byId<HTMLInputElement>("keys-on")
    document.addEventListener("keydown", event => {
        if (event.ctrlKey || event.metaKey || event.altKey) return
        const target = event.target as Element
        if (target.matches(NEEDS_KEYS)) return
        const pressed = event.key.toLowerCase()
        const ofCurves = target.id === "plots" ? curves : []
        const key =
            ofCurves.find(k => k.key === pressed) ??
            (on.checked ? everywhere.find(k => k.key === pressed) : undefined)
        if (key === undefined) return
        // a focused button takes the space bar for itself
        if (key.key === " " && target.matches("button, summary, label, a, input")) return
        event.preventDefault()
        if (event.repeat && ofCurves.length === 0) return
        key.act()
    })
    byId("help-keys").replaceChildren(
        ...[...everywhere, ...curves].map(({ shown, what }) => {
            const row = document.createElement("tr")
            const head = document.createElement("th")
            head.scope = "row"
            head.append(made("kbd", shown))
            row.append(head, made("td", what))
            return row
        })
    )
}
