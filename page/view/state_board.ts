/**
 * The word that is read from three metres, the lamps and the buzzer.
 *
 * Every state has a word, a glyph and a pattern besides its colour. Lamps are shown as they are at
 * real time; faster, a blinking lamp blinks calmly, because a light that flashes thirty times a
 * second tells nothing and can harm.
 */
import type { StateSpan } from "../link/protocol"
import type { Run } from "../model/run"
import { byId, made, setText } from "./dom"
import { LOOKS } from "./looks"
import { stateWords, type Writing } from "./state_words"

const LAMPS = ["red", "amber", "green"] as const

/** See the file's head. */
export class StateBoard {
    private readonly section = byId("state")
    private readonly word = byId("state-word")
    private readonly glyph = byId("state-glyph")
    private readonly figure = byId("state-figure")
    private readonly act = byId("state-act")
    private readonly hint = byId("state-hint")
    private readonly told = byId("state-told")
    private toldFor = ""
    private readonly lights = LAMPS.map(lamp => {
        const light = made("i", "", `lamp ${lamp}`)
        byId("tower").append(light)
        return { lamp, light, word: signalRow(lamp) }
    })
    private readonly buzzer = signalRow("buzzer")

    /**
     * @param atMs the instant that is shown
     * @param calm lamps blink calmly instead of as they are
     */
    show(run: Run, atMs: number, calm: boolean, writing: Writing) {
        const span = run.stateAt(atMs)
        const look = LOOKS[span.state]
        const { figure, act, sentence } = stateWords(run, span, atMs, writing)
        this.section.dataset.state = span.state
        setText(this.word, look.word)
        setText(this.glyph, look.glyph)
        setText(this.figure, figure)
        setText(this.act, act)
        setText(this.hint, sentence)
        this.tell(span, `${look.word}. ${figure} ${act} ${sentence}`)
        const { state, blinks } = run.lampsAt(atMs)
        for (const { lamp, light, word } of this.lights) {
            const isCalm = calm && blinks[lamp]
            light.classList.toggle("lit", !isCalm && state[lamp])
            light.classList.toggle("blinks", isCalm)
            setText(word, blinks[lamp] ? "blinking" : state[lamp] ? "on" : "off")
        }
        setText(this.buzzer, run.soundsAt(atMs) ? "♪ sounding" : "silent")
    }

    /** Tells a screen reader once a state; figures that run would never let it finish. */
    private tell({ atMs, state }: StateSpan, words: string) {
        const key = `${atMs} ${state}`
        if (key === this.toldFor) return
        this.toldFor = key
        setText(this.told, words)
    }
}

/** A line of the words beside the lamps; returns where its value goes. */
function signalRow(name: string): HTMLElement {
    const row = document.createElement("div")
    const value = made("dd", "")
    value.id = `${name}-word`
    row.append(made("dt", name), value)
    byId("signal-words").append(row)
    return value
}
