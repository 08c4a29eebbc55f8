/**
 * What the user's hands can do to the rig: hole, thumb, patch, valves, warmth, faults, the button.
 *
 * Everything is an event as scenarios have them, so that the rig cannot tell a hand from a
 * scenario. What covers the hole is read back from the rig, for the same reason.
 */
import type { FaultName, ScenarioEvent } from "../../sim/scenario/scenario"
import type { Truth } from "../link/protocol"
import { holeMm } from "../model/units"
import { byId, fillChoices, onClick, setText } from "./dom"

/** Of a sharp-edged hole, as scenarios have it when they say nothing. */
const SHARP_EDGE = 0.65
const PRESS_S = 0.2
const VALVE_MM = 2
const VALVE_S = 5

/** Faults by name, and as people say it. */
const FAULTS: readonly (readonly [FaultName, string])[] = [
    ["nack", "does not answer"],
    ["bus-hang", "bus hangs"],
    ["stuck", "value frozen"],
    ["stale", "conversions never end"],
    ["spike", "wild value"],
    ["brown-out", "browns out once"],
    ["saturated", "beyond its range"],
    ["slow-clock", "clock runs slow"],
    ["wrong-chip", "another chip"],
    ["corrupt-trim", "calibration lost"],
]

/** An event without its instant, which is now. */
export type Deed = ScenarioEvent extends infer E
    ? E extends unknown
        ? Omit<E, "atS">
        : never
    : never

/** See the file's head. */
export class Hands {
    /** What is on the hole. */
    thumb = false
    patch = false
    private hasHole = false
    private readonly hole = byId<HTMLInputElement>("hole")

    constructor(private readonly send: (event: ScenarioEvent) => void) {
        fillChoices(byId<HTMLSelectElement>("fault"), FAULTS)
        this.hole.addEventListener("input", () => this.show())
        this.hole.addEventListener("change", () => {
            if (this.hasHole && !this.patch) this.drill()
        })
        onClick("drill", () => this.drill())
        onClick("thumb", () => this.putThumb())
        onClick("patch", () => this.putPatch())
        // the button says the same to those who do not point
        byId("hole-group").addEventListener("click", () => this.putThumb())
        onClick("pump", () =>
            this.does({
                do: "fill",
                supplyPa: number("supply") * 1000,
                forS: VALVE_S,
                diameterMm: VALVE_MM,
            })
        )
        onClick("vent", () => this.does({ do: "vent", forS: VALVE_S, diameterMm: VALVE_MM }))
        onClick("drift", () =>
            this.does({
                do: "outside-temperature",
                tempC: number("outside"),
                overS: number("outside-over") * 60,
            })
        )
        onClick("break", () =>
            this.does({
                do: "fault",
                fault: byId<HTMLSelectElement>("fault").value as FaultName,
                forS: number("fault-for"),
            })
        )
        onClick("power-cut", () => this.does({ do: "power-cut", forS: 3 }))
        onClick("slam", () => this.does({ do: "door-slam", peakPa: 40, decayS: 0.5 }))
        this.show()
    }

    /** A rig without a hole. */
    reset(outsideC: number) {
        this.thumb = this.patch = this.hasHole = false
        byId<HTMLInputElement>("outside").value = String(outsideC)
        this.show()
    }

    /** Sees what is on the hole now. */
    saw(truth: Truth) {
        const { holeMm, cover } = truth
        this.hasHole = holeMm > 0
        this.thumb = cover.includes("thumb")
        // tape and epoxy are patches too
        this.patch = cover !== "" && !this.thumb
        this.show()
    }

    drill() {
        const wasCovered = this.thumb
        this.does({
            do: "hole",
            diameterMm: holeMm(Number(this.hole.value)),
            dischargeCoefficient: SHARP_EDGE,
        })
        // a thumb stays where it is while the hole grows under it
        if (wasCovered) this.does({ do: "cover", with: "a thumb", leaves: 0 })
    }

    putThumb() {
        if (!this.hasHole || this.patch) return
        if (this.thumb) this.does({ do: "cover", with: "nothing: the thumb is off", leaves: 1 })
        else this.does({ do: "cover", with: "a thumb", leaves: 0 })
    }

    putPatch() {
        if (!this.hasHole) return
        if (this.patch) this.does({ do: "cover", with: "nothing: the patch is off", leaves: 1 })
        else this.does({ do: "cover", with: "a patch", leaves: 0 })
    }

    /** The button, pressed for a moment. */
    press() {
        this.does({ do: "press", forS: PRESS_S })
    }

    /** Something happens to the rig now. */
    does(deed: Deed) {
        this.send({ ...deed, atS: 0 })
    }

    private show() {
        const mm = holeMm(Number(this.hole.value))
        setText(byId("hole-mm"), `${mm} mm`)
        this.hole.setAttribute("aria-valuetext", `${mm} millimetres`)
        for (const [id, isOn] of [
            ["thumb", this.thumb],
            ["patch", this.patch],
        ] as const) {
            const button = byId<HTMLButtonElement>(id)
            button.setAttribute("aria-pressed", String(isOn))
            setText(button, `${isOn ? "Take off" : "Put"} ${id}`)
            button.disabled = !this.hasHole || (id === "thumb" && this.patch)
        }
        setText(byId("drill"), this.hasHole ? "Drill anew" : "Drill a hole")
    }
}

/** The number in a field, kept within what the field allows. */
function number(id: string): number {
    const field = byId<HTMLInputElement>(id)
    const value = Math.min(Number(field.max), Math.max(Number(field.min), field.valueAsNumber))
    const sound = Number.isNaN(value) ? Number(field.defaultValue) : value
    field.value = String(sound)
    return sound
}
