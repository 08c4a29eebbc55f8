/**
 * One sentence about what went wrong and what to do, where it cannot be missed.
 */
import { byId } from "./dom"

/** Shows it until `clearTrouble`. */
export function tellTrouble(sentence: string) {
    const line = byId("trouble")
    line.textContent = sentence
    line.hidden = false
}

/** All is well again. */
export function clearTrouble() {
    byId("trouble").hidden = true
}

/** A line about a verdict: a scenario judged, a replay compared. */
export function tellVerdict(sentence: string | undefined, good = true) {
    const line = byId("verdict")
    line.hidden = sentence === undefined
    line.textContent = sentence === undefined ? "" : `${good ? "✓" : "✕"} ${sentence}`
    line.classList.toggle("bad", !good)
}
