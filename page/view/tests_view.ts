/**
 * The parts that have been tested, newest first, each with its report.
 */
import type { LabTest } from "../../host/lab_test"
import { calibrationSentence } from "../../host/lab_words"
import { lossOf } from "../../src/config_recipe"
import { formatRateWithin, inBothUnits, resultUnit } from "../../host/units"
import { offsetWords, reasonWords, volumeWords } from "../../host/verdict_words"
import type { App } from "../app"
import { byId, made } from "./dom"
import { saveReport } from "./files"
import { LOOKS } from "./looks"
import type { StateSpan } from "../link/protocol"

/** Rows on the page. */
const SHOWN_TESTS = 20

/** See the file's head. */
export class TestsView {
    private shown = ""

    constructor(private readonly app: App) {}

    show(tests: readonly LabTest[]) {
        const { rate, volumeL } = this.app.units()
        const newest = tests.at(-1)
        // the run's clock tells two tests of the same number apart
        const key = `${tests.length} ${newest?.endedAtMs} ${rate} ${volumeL}`
        if (key === this.shown) return
        this.shown = key
        byId("tests-none").hidden = tests.length > 0
        byId("tests").hidden = tests.length === 0
        byId("tests-rows").replaceChildren(
            ...tests
                .slice(-SHOWN_TESTS)
                .reverse()
                .flatMap(test => this.rows(test))
        )
    }

    private rows(test: LabTest): HTMLElement[] {
        const { rate, volumeL: ofRecipeL, recipe, recipeUnits } = this.app.writing()
        const own = resultUnit(test.recipe, { unit: rate, recipeUnits })
        const { serial, basis } = test
        const volumeL = basis?.volumeL ?? ofRecipeL
        const loss =
            recipe?.name === test.recipe ? lossOf(test.ratePaPerS, recipe.kind) : test.ratePaPerS
        const word = LOOKS[test.verdict as StateSpan["state"]]
        const row = document.createElement("tr")
        row.dataset.verdict = test.verdict
        const head = made("th", serial === "" ? String(test.test) : `${test.test} · ${serial}`)
        ;(head as HTMLTableCellElement).scope = "row"
        const within = Number.isNaN(test.halfPaPerS)
            ? reasonWords(test.reason)
            : inBothUnits(
                  own,
                  rate,
                  unit => `${formatRateWithin(loss, test.halfPaPerS, unit, volumeL)} ${unit}`
              )
        const measured = test.learned ? calibrationSentence(test.learned) : within
        const button = made("button", "Report")
        button.setAttribute("aria-label", `Save report of test ${test.test}`)
        button.addEventListener("click", () => void saveReport(this.app, test))
        const last = document.createElement("td")
        last.append(button)
        row.append(
            head,
            made("td", `${word.glyph} ${word.word}`, "word"),
            made("td", measured),
            last
        )
        if (basis === undefined) return [row]
        const sign = loss === test.ratePaPerS ? 1 : -1
        const cell = made(
            "td",
            `Volume: ${volumeWords(basis)}. Offset: ${offsetWords(basis, sign, own)}.`
        )
        ;(cell as HTMLTableCellElement).colSpan = 4
        const below = made("tr", "", "basis")
        below.append(cell)
        row.className = "has-basis"
        return [row, below]
    }
}
