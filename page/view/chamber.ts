/**
 * The chamber as a drawing that lives: gas, hole, jet, thumb, patch, temperature.
 *
 * The number of particles follows the pressure and their speed the temperature; what flies out of
 * the hole follows the leak. Who prefers reduced motion gets the same drawing at rest. Motion is
 * decoration: every quantity is written beside it.
 */
import type { Truth } from "../link/protocol"
import { byId, setText } from "./dom"
import { CHAMBER_SVG, HOLE, TANK } from "./chamber_svg"

const SVG = "http://www.w3.org/2000/svg"
/** Particles at 200 kPa; fewer below in proportion. */
const PARTICLES_MAX = 96
const PARTICLES_FULL_PA = 200_000
const JET_MAX = 26
/** Speed of a particle at 20 °C, units of the drawing per second. */
const SPEED = 34
/** Reach of the thermometer, °C. */
const THERMO_LOW_C = -20
const THERMO_HIGH_C = 60

interface Particle {
    circle: SVGCircleElement
    x: number
    y: number
    vx: number
    vy: number
}

/** What covers the hole, besides what the truth says. */
export interface Covers {
    readonly thumb: boolean
    readonly patch: boolean
}

/** See the file's head. */
export class ChamberDrawing {
    private readonly particles: Particle[] = []
    private readonly jet: Particle[] = []
    private readonly calm = matchMedia("(prefers-reduced-motion: reduce)")
    private lastMs = 0
    private shownParticles = -1
    private shownJet = ""

    constructor() {
        byId("chamber").innerHTML = CHAMBER_SVG
        for (let i = 0; i < PARTICLES_MAX; i++) {
            // steps of the plastic number's powers spread them evenly in a plane without chance
            const a = (i * 0.754878) % 1
            const b = (i * 0.56984) % 1
            const angle = 2 * Math.PI * ((i * 0.618034) % 1)
            this.particles.push({
                circle: this.circle("particles", 2.6),
                x: TANK.x + 6 + a * (TANK.width - 12),
                y: TANK.y + 6 + b * (TANK.height - 12),
                vx: Math.cos(angle),
                vy: Math.sin(angle),
            })
        }
        for (let i = 0; i < JET_MAX; i++)
            this.jet.push({
                circle: this.circle("jet", 2.2),
                x: HOLE.x + 8 + ((i * 0.618034) % 1) * 96,
                y: 0,
                vx: 1 + ((i * 0.37) % 1) * 0.6,
                vy: ((i * 0.754878) % 1) - 0.5,
            })
    }

    /**
     * Shows the chamber.
     * @param truth undefined when only records are known
     * @param runs time goes on, so that things move
     * @param texts what stands beside the parts
     */
    show(
        truth: Truth | undefined,
        covers: Covers,
        runs: boolean,
        texts: { pressure: string; temp: string; flow: string }
    ) {
        const dtS = Math.min((performance.now() - this.lastMs) / 1000, 0.1)
        this.lastMs = performance.now()
        setText(byId("gas-pressure"), texts.pressure)
        setText(byId("gas-temp"), texts.temp)
        byId("hole-group").style.display = truth === undefined ? "none" : ""
        byId("outside-temp").textContent =
            truth === undefined ? "" : `outside ${truth.outsideC.toFixed(1)} °C`
        const pa = truth?.pressurePa ?? 100_000
        const gasC = truth?.gasC ?? 20
        this.thermometer(gasC)
        this.drawGas(pa, gasC, runs ? dtS : 0)
        if (truth === undefined) return
        this.drawHole(truth, covers, runs ? dtS : 0, texts.flow)
        this.describe(truth, covers, texts)
        for (const [name, open] of [
            ["pump", truth.filling],
            ["vent", truth.venting],
        ] as const) {
            byId(`${name}-arrow`).classList.toggle("on", open)
            byId(`${name}-valve`).classList.toggle("open", open)
        }
    }

    private circle(group: string, radius: number): SVGCircleElement {
        const circle = document.createElementNS(SVG, "circle")
        circle.setAttribute("r", String(radius))
        byId(group).append(circle)
        return circle
    }

    private thermometer(gasC: number) {
        const share = (gasC - THERMO_LOW_C) / (THERMO_HIGH_C - THERMO_LOW_C)
        const height = 10 + 78 * Math.min(1, Math.max(0, share))
        const mercury = byId("mercury")
        mercury.setAttribute("height", height.toFixed(1))
        mercury.setAttribute("y", (188 - height).toFixed(1))
    }

    private drawGas(pa: number, gasC: number, dtS: number) {
        const share = Math.min(1, pa / PARTICLES_FULL_PA)
        byId("gas").style.opacity = (0.25 + 0.75 * share).toFixed(2)
        const shown = Math.round(PARTICLES_MAX * share)
        const step = this.calm.matches ? 0 : SPEED * Math.sqrt((gasC + 273) / 293) * dtS
        // a drawing at rest costs nothing
        if (step === 0 && shown === this.shownParticles) return
        this.shownParticles = shown
        this.particles.forEach((p, i) => {
            p.x += p.vx * step
            p.y += p.vy * step
            if (p.x < TANK.x + 4 || p.x > TANK.x + TANK.width - 4) p.vx = -p.vx
            if (p.y < TANK.y + 4 || p.y > TANK.y + TANK.height - 4) p.vy = -p.vy
            p.x = Math.min(TANK.x + TANK.width - 4, Math.max(TANK.x + 4, p.x))
            p.y = Math.min(TANK.y + TANK.height - 4, Math.max(TANK.y + 4, p.y))
            place(p.circle, p.x, p.y, i < shown)
        })
    }

    private drawHole(truth: Truth, covers: Covers, dtS: number, flow: string) {
        const hasHole = truth.holeMm > 0
        byId("hole-bore").setAttribute("visibility", hasHole ? "visible" : "hidden")
        // 0.01 mm is drawn 2 high, 10 mm 26
        const size = hasHole ? Math.max(2, 18 + 8 * Math.log10(truth.holeMm)) : 0
        const bore = byId("hole-bore").firstElementChild!
        bore.setAttribute("y", String(HOLE.y - size / 2))
        bore.setAttribute("height", String(size))
        byId("thumb-shape").setAttribute("visibility", covers.thumb ? "visible" : "hidden")
        byId("patch-shape").setAttribute("visibility", covers.patch ? "visible" : "hidden")
        setText(byId("hole-label"), hasHole ? `${truth.holeMm.toPrecision(2)} mm` : "no hole")
        setText(byId("hole-flow"), hasHole ? flow : "")
        const loss = Math.abs(truth.leakPaPerS)
        const shown = loss === 0 ? 0 : Math.round(4 + 6 * Math.max(0, 2 + Math.log10(loss)))
        const inward = truth.leakPaPerS < 0
        const step = this.calm.matches ? 0 : dtS * 70
        const look = `${shown} ${inward} ${size}`
        if (step === 0 && look === this.shownJet) return
        this.shownJet = look
        this.jet.forEach((p, i) => {
            p.x += p.vx * step
            if (p.x > HOLE.x + 106) p.x = HOLE.x + 8
            const far = p.x - HOLE.x - 8
            const x = inward ? HOLE.x + 106 - far : p.x
            place(p.circle, x, HOLE.y + p.vy * (size + (x - HOLE.x) * 0.7), i < shown)
        })
    }

    private describe(
        truth: Truth,
        covers: Covers,
        texts: { pressure: string; temp: string; flow: string }
    ) {
        const cover = covers.patch ? ", patched" : covers.thumb ? ", a thumb on it" : ""
        const hole =
            truth.holeMm === 0
                ? "no hole"
                : `a hole of ${truth.holeMm.toPrecision(2)} mm${cover}, ${texts.flow}`
        setText(byId("chamber-desc"), `Gas at ${texts.pressure} and ${texts.temp}; ${hole}.`)
    }
}

function place(circle: SVGCircleElement, x: number, y: number, shown: boolean) {
    circle.setAttribute("cx", x.toFixed(1))
    circle.setAttribute("cy", y.toFixed(1))
    circle.setAttribute("visibility", shown ? "visible" : "hidden")
}
