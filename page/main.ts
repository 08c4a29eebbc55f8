/**
 * The page's entry: says what is missing, or starts.
 */
import "./style/base.css"
import "./style/board.css"
import "./style/parts.css"
import "./style/lab.css"
import { App } from "./app"
import { byId } from "./view/dom"
import { tellTrouble } from "./view/trouble"

/** What the page cannot do without, in words; undefined when all is there. */
function missing(): string | undefined {
    if (typeof WebAssembly === "undefined")
        return (
            "This browser has no WebAssembly, which the firmware runs in. Open the page in a " +
            "current Firefox, Chrome, Edge or Safari; a browser's lockdown mode switches it off."
        )
    if (typeof Worker === "undefined")
        return "This browser has no workers, in which the firmware runs. Open a current one."
    return undefined
}

/** Starts; what cannot work is not shown. */
function start() {
    const isDark = matchMedia("(prefers-color-scheme: dark)").matches
    document.documentElement.dataset.theme = isDark ? "dark" : "light"
    const main = byId("main")
    const lack = missing()
    if (lack !== undefined) {
        tellTrouble(lack)
        return
    }
    main.hidden = false
    try {
        new App().start()
    } catch (error) {
        main.hidden = true
        tellTrouble(`The page did not start: ${(error as Error).message}. Load it again.`)
    }
}

start()
