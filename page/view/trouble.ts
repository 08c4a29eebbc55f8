/**
 * One sentence about what went wrong and what to do, where it cannot be missed.
 */
import type { Judged } from "../link/protocol"
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

/** A scenario is over; `byHand`: somebody meddled, and nothing is judged. */
export function tellOver(judged: readonly Judged[], byHand: boolean) {
    if (byHand) {
        tellVerdict("The scenario is over and the rig runs on. You had a hand in it: not judged.")
        return
    }
    const bad = judged.filter(({ holds }) => !holds)
    const held = `${judged.length - bad.length} of ${judged.length}`
    tellVerdict(
        `The scenario is over: ${held} expectations hold` +
            `${bad.length > 0 ? `; not: ${bad[0].sentence}` : ""}. The rig runs on.`,
        bad.length === 0
    )
}
