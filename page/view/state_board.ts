/**
 * The word that is read from three metres, the lamps and the buzzer.
 *
 * Every state has a word, a glyph and a pattern besides its colour. Lamps are shown as they are at
 * real time; faster, a blinking lamp blinks calmly, because a light that flashes thirty times a
 * second tells nothing and can harm.
 *
 * Test cycles will add their verdicts to `LOOKS`; nothing else here knows which words there are.
 */
import { convertRate, formatRate, type RateUnit } from "../../host/units"
import type { StateSpan } from "../link/protocol"
import { formatInstant } from "../model/units"
import type { Run } from "../model/run"
import { byId, setText } from "./dom"

interface Look {
    word: string
    glyph: string
    hint: string
}

/** How each state looks, and what to do about it. */
export const LOOKS: Record<StateSpan["state"], Look> = {
    off: { word: "OFF", glyph: "○", hint: "The rig is without power." },
    starting: { word: "STARTING", glyph: "…", hint: "Gathering the first samples." },
    settling: {
        word: "SETTLING",
        glyph: "≈",
        hint: "The gas is finding its temperature. Wait.",
    },
    tight: { word: "TIGHT", glyph: "✓", hint: "No leak is seen." },
    suspected: { word: "SUSPECTED", glyph: "?", hint: "Perhaps a leak. More samples will tell." },
    leak: { word: "LEAK", glyph: "▼", hint: "The chamber leaks. Find the hole and cover it." },
    rapid: {
        word: "RAPID LOSS",
        glyph: "▼▼",
        hint: "The chamber leaks fast. Cover the hole now.",
    },
    fault: {
        word: "FAULT",
        glyph: "✕",
        hint: "The reading cannot be trusted. Look at sensor and cable.",
    },
}

const LAMPS = ["red", "amber", "green"] as const

/** How the board writes. */
export interface Writing {
    readonly rateUnit: RateUnit
    readonly volumeL: number
}

/** See the file's head. */
export class StateBoard {
    private readonly section = byId("state")
    private readonly word = byId("state-word")
    private readonly glyph = byId("state-glyph")
    private readonly hint = byId("state-hint")
    private readonly buzzer = byId("buzzer-word")

    /**
     * @param atMs the instant that is shown
     * @param calm lamps blink calmly instead of as they are
     */
    show(run: Run, atMs: number, calm: boolean, sounding: boolean, writing: Writing) {
        const span = run.stateAt(atMs)
        const look = LOOKS[span.state]
        this.section.dataset.state = span.state
        setText(this.word, look.word)
        setText(this.glyph, look.glyph)
        setText(this.hint, this.sentence(run, span, atMs, writing))
        const lamps = run.lampsAt(atMs)
        for (const lamp of LAMPS) {
            const blinks = lamps.blinks[lamp]
            const light = byId(`lamp-${lamp}`)
            light.classList.toggle("lit", calm && blinks ? false : lamps.state[lamp])
            light.classList.toggle("blinks", calm && blinks)
            setText(
                byId(`lamp-${lamp}-word`),
                blinks ? "blinking" : lamps.state[lamp] ? "on" : "off"
            )
        }
        setText(this.buzzer, sounding ? "♪ sounding" : "silent")
    }

    private sentence(run: Run, span: StateSpan, atMs: number, writing: Writing): string {
        const look = LOOKS[span.state]
        const since = `Since ${formatInstant(span.atMs, false)}.`
        const rate = run.numbersAt(atMs).rate
        const leaks = ["leak", "rapid", "suspected"].includes(span.state)
        if (!leaks || rate === undefined) return `${look.hint} ${since}`
        const { rateUnit, volumeL } = writing
        const size = formatRate(rate[1], rateUnit, volumeL)
        const half = Number.isNaN(rate[2]) ? "" : ` ± ${formatRate(rate[2], rateUnit, volumeL)}`
        const way = convertRate(rate[1], rateUnit, volumeL) > 0 ? "+" : ""
        return `${look.hint} ${way}${size.replace("-", "−")}${half} ${rateUnit}. ${since}`
    }
}
