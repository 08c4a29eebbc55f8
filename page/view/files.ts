/**
 * Keeping and comparing: recordings out and in, curves as CSV and PNG.
 */
import rig from "virtual:leaktight/rig"
import type { LabTest } from "../../host/lab_test"
import { readTests } from "../../host/report/read_tests"
import { testReport } from "../../host/report/test_report"
import { resultUnit } from "../../host/units"
import type { App } from "../app"
import { csvOf } from "../model/csv"
import { compareReplay, readRecording } from "../source/recorded"
import { byId, download, onClick } from "./dom"
import { clearTrouble, tellTrouble, tellVerdict } from "./trouble"

/** Largest file that is read, bytes: a day and a half of ten samples a second. */
const FILE_MAX_BYTES = 100e6

/** Binds the buttons, the file field, and dropping. */
export function bindFiles(app: App) {
    onClick("save-recording", () => void saveRecording(app))
    onClick("save-csv", () =>
        download(`${fileName(app)}.csv`, new Blob([csvOf(app.run)], { type: "text/csv" }))
    )
    onClick("save-png", () => void savePicture(app))
    onClick("save-report", () => void saveReport(app))
    const field = byId<HTMLInputElement>("open-recording")
    field.addEventListener("change", () => {
        const file = field.files?.[0]
        field.value = ""
        if (file) void openFile(app, file)
    })
    const drop = byId("drop")
    document.addEventListener("dragover", event => {
        if (event.dataTransfer?.types.includes("Files") !== true) return
        event.preventDefault()
        drop.hidden = false
    })
    document.addEventListener("dragleave", event => {
        if (event.relatedTarget === null) drop.hidden = true
    })
    document.addEventListener("drop", event => {
        drop.hidden = true
        const file = event.dataTransfer?.files[0]
        if (file === undefined) return
        event.preventDefault()
        void openFile(app, file)
    })
}

/** Does the firmware with this configuration test parts? */
function isLab(hash: number): boolean {
    return hash === rig.modes.test.hash
}

function linesOf(app: App): Promise<{ lines: string[]; isWhole: boolean }> {
    if (app.recording === undefined) return app.source.save()
    return Promise.resolve({ lines: app.recording.lines, isWhole: true })
}

/** Saves the report of a test, or of the newest one that is shown. */
export async function saveReport(app: App, test: LabTest | undefined = app.shownTest()) {
    const place = test === undefined ? -1 : app.run.tests.indexOf(test)
    const { lines } = await linesOf(app)
    const recorded = readTests(lines).at(place)
    if (test === undefined || recorded?.test.test !== test.test) {
        tellTrouble(
            test === undefined
                ? "There is no test to report on yet: start one, and wait for its verdict."
                : "The run was too long to keep whole, and this test is not in its recording."
        )
        return
    }
    const { rate, pressure, recipe, recipeUnits } = app.writing()
    const { serial } = test
    const text = testReport(recorded, {
        recipe: recipe?.name === test.recipe ? recipe : undefined,
        resultUnit: resultUnit(test.recipe, { unit: rate, recipeUnits }),
        rateUnit: rate,
        pressureUnit: pressure,
        writtenAt: new Date().toLocaleString("en-GB", { dateStyle: "long", timeStyle: "short" }),
    })
    const part = (serial === "" ? `test-${test.test}` : serial).replace(/[^A-Za-z0-9_.-]/g, "_")
    download(`leaktight-report-${part}.html`, new Blob([text], { type: "text/html" }))
}

async function saveRecording(app: App) {
    const { lines, isWhole } = await linesOf(app)
    if (!isWhole)
        tellTrouble(
            `The run was too long to keep whole: the recording holds its first ` +
                `${lines.length.toLocaleString("en")} records.`
        )
    const text = lines.map(line => `${line}\n`).join("")
    download(`${fileName(app)}.jsonl`, new Blob([text], { type: "application/jsonl" }))
}

async function savePicture(app: App) {
    const picture = await app.plots.picture(app.title())
    if (picture !== null) download(`${fileName(app)}.png`, picture)
}

async function openFile(app: App, file: File) {
    try {
        if (file.size > FILE_MAX_BYTES)
            throw new Error(
                `${file.name} has ${(file.size / 1e6).toFixed(0)} MB; ` +
                    `at most ${FILE_MAX_BYTES / 1e6} MB are read. Cut it at a boot record`
            )
        const recording = readRecording(await file.text(), file.name, isLab)
        clearTrouble()
        app.open(recording, file.name)
        if (recording.firstBad !== undefined) {
            tellTrouble(
                `${file.name} is damaged, first at ${recording.firstBad}. ` +
                    `What is whole is shown; to replay it, record it again.`
            )
            tellVerdict(undefined)
            return
        }
        const { same, sentence, lamps, tones } = compareReplay(
            recording.lines,
            Object.values(rig.modes)
        )
        app.run.takeSignals(lamps, tones)
        app.redraw()
        tellVerdict(sentence, same)
    } catch (error) {
        tellTrouble(`${(error as Error).message}.`)
    }
}

function fileName(app: App): string {
    const { scenario, seed } = app.settings
    return `leaktight-${scenario}-${seed}`
}
