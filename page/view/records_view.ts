/**
 * The serial line, its health, the events and the numbers.
 */
import { parseRecord } from "../../host/records"
import { formatRate, type RateUnit } from "../../host/units"
import type { Mark } from "../link/protocol"
import type { Limit } from "../model/limits"
import type { Run } from "../model/run"
import { formatInstant, formatPressure, grouped, type PressureUnit } from "../model/units"
import { byId, made, setText } from "./dom"
import { MARK_LETTERS } from "./plot_marks"

/** Lines of the log on the page. */
const SHOWN_LINES = 120
/** Rows of limits, of watch and test; those that the rig does not have are hidden. */
const LIMIT_ROWS = ["Rapid from", "Pass below", "Fail above"]
/** Events on the page, newest first. */
const SHOWN_EVENTS = 60

/** The serial line and how well it is. */
export class LogView {
    private readonly log = byId("log")
    private readonly health = byId("health")
    private readonly routine = byId<HTMLInputElement>("log-routine")
    private shownAtMs = 0
    private recordsThen = 0
    private perSecond = 0
    /** The newest lines are looked at; someone who scrolled up wants to read. */
    private atEnd = true

    constructor() {
        const look = () => {
            const { scrollHeight, scrollTop, clientHeight } = this.log
            this.atEnd = scrollHeight - scrollTop - clientHeight < 30
        }
        // a narrower log has more lines
        new ResizeObserver(() => this.toEnd()).observe(this.log)
        // only a user's scrolling counts, and it has happened when the next task runs
        for (const kind of ["wheel", "touchmove", "pointerup", "keyup"])
            this.log.addEventListener(kind, () => setTimeout(look, 100), { passive: true })
    }

    /** @param realMs the real clock, for records per second */
    show(run: Run, realMs: number) {
        const lines = this.routine.checked ? run.log : run.notable
        const text = lines.slice(-SHOWN_LINES).map(annotated).join("\n")
        if (this.log.textContent !== text) {
            this.log.textContent = text
            this.toEnd()
        }
        const { records, damaged, lost, boots } = run.health
        if (realMs - this.shownAtMs >= 1000) {
            const grew = Math.max(0, records - this.recordsThen)
            this.perSecond = (grew * 1000) / (realMs - this.shownAtMs)
            this.shownAtMs = realMs
            this.recordsThen = records
        }
        setText(
            this.health,
            `${grouped(String(records))} records, ${grouped(this.perSecond.toFixed(0))}/s · ` +
                `${lost} lost · ${damaged} damaged · ${boots} ${boots === 1 ? "boot" : "boots"}`
        )
        this.health.classList.toggle("bad", lost + damaged > 0)
    }

    private toEnd() {
        if (this.atEnd) this.log.scrollTop = this.log.scrollHeight
    }
}

function annotated(line: string): string {
    const record = parseRecord(line)
    if (record === undefined || !("damaged" in record)) return line
    return `${line}\n    ↑ damaged: ${record.damaged}`
}

/** What happened, newest first; a press shows the instant on the curves. */
export class EventsView {
    private readonly list = byId("events")
    private shown: Mark | undefined

    constructor(private readonly goTo: (atMs: number) => void) {}

    show(run: Run) {
        const newest = run.marks.at(-1)
        if (newest === this.shown && (newest !== undefined || this.list.childElementCount === 0))
            return
        this.shown = newest
        this.list.replaceChildren(
            ...run.marks
                .slice(-SHOWN_EVENTS)
                .reverse()
                .map(mark => this.row(mark))
        )
    }

    private row(mark: Mark): HTMLElement {
        const row = document.createElement("li")
        const button = document.createElement("button")
        button.type = "button"
        button.className = "event"
        button.dataset.kind = mark.kind
        button.append(
            made("span", MARK_LETTERS[mark.kind], "letter"),
            made("span", formatInstant(mark.atMs), "when"),
            made("span", mark.sentence, "what")
        )
        button.addEventListener("click", () => this.goTo(mark.atMs))
        row.append(button)
        return row
    }
}

/** The numbers beside the curves. */
export class NumbersView {
    private readonly list = byId("numbers")
    private readonly values = new Map<string, HTMLElement>()

    show(
        run: Run,
        atMs: number,
        units: {
            pressure: PressureUnit
            rate: RateUnit
            volumeL: number
            limits: readonly Limit[]
        }
    ) {
        const { sample, rate } = run.numbersAt(atMs)
        const write = (paPerS: number) =>
            `${formatRate(paPerS, units.rate, units.volumeL).replace("-", "−")} ${units.rate}`
        this.put("Pressure", sample && formatPressure(sample[1], units.pressure))
        this.put("Gas", sample && !Number.isNaN(sample[2]) && `${sample[2].toFixed(2)} °C`)
        this.put("Pressure change", rate && !Number.isNaN(rate[1]) && write(rate[1]))
        this.put("95 % within", rate && !Number.isNaN(rate[2]) && `± ${write(rate[2])}`)
        // a tester that rests says 0
        this.put("Noise", rate && rate[3] > 0 && `${rate[3].toFixed(2)} Pa`)
        for (const name of LIMIT_ROWS) {
            const limit = units.limits.find(({ row }) => row === name)
            this.put(name, limit && `${limit.sign}${write(Math.abs(limit.paPerS))}`)
            this.row(name).parentElement!.hidden = limit === undefined
        }
        const truth = run.truth
        // the simulation knows, a board will not
        if (truth !== undefined) this.put("True change", write(-truth.leakPaPerS))
        this.row("True change").parentElement!.hidden = truth === undefined
    }

    private put(name: string, value: string | false | undefined) {
        setText(this.row(name), value === false || value === undefined ? "—" : value)
    }

    private row(name: string): HTMLElement {
        const known = this.values.get(name)
        if (known !== undefined) return known
        const row = document.createElement("div")
        const value = made("dd", "")
        row.append(made("dt", name), value)
        this.list.append(row)
        this.values.set(name, value)
        return value
    }
}
