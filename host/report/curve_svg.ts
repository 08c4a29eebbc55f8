/**
 * A curve as inline SVG for paper: axes, grid, shaded phases, straight lines.
 *
 * Black on white with dashes and words, because reports are copied in black and white.
 */

/** A point: s and whatever the axis says. */
export type Point = readonly [x: number, y: number]

/** A drawing. */
export interface Drawing {
    readonly title: string
    readonly xName: string
    readonly yName: string
    readonly points: readonly Point[]
    /** Stretches with a name, in the order of x. */
    readonly spans?: readonly { readonly fromX: number; readonly toX: number; name: string }[]
    /** Straight lines with a name, drawn dashed. */
    readonly lines?: readonly { readonly from: Point; readonly to: Point; name: string }[]
    /** Narrowest range of y. */
    readonly leastY: number
}

const WIDTH = 720
const HEIGHT = 205
const LEFT = 74
const RIGHT = 12
const TOP = 24
const BOTTOM = 40
/** Most points that are drawn; more are thinned to their extremes. */
const POINTS_MAX = 1600

/** Escapes a text for HTML and SVG, attributes included. */
export function escaped(text: string): string {
    return text
        .replaceAll("&", "&amp;")
        .replaceAll("<", "&lt;")
        .replaceAll(">", "&gt;")
        .replaceAll('"', "&quot;")
        .replaceAll("'", "&#39;")
}

/** Ticks at round values: 1, 2 or 5 times a power of ten apart, at most `most` of them. */
export function roundTicks(low: number, high: number, most: number): number[] {
    const raw = (high - low) / most
    const power = 10 ** Math.floor(Math.log10(raw))
    const step = [1, 2, 5, 10].map(n => n * power).find(size => size >= raw * (1 - 1e-9))!
    const ticks: number[] = []
    for (let n = Math.ceil(low / step - 1e-9); n * step <= high + step * 1e-9; n++)
        ticks.push(Number((n * step).toPrecision(12)))
    return ticks
}

/** Points thinned to the least and the greatest of each of `POINTS_MAX / 2` stretches. */
export function thinned(points: readonly Point[]): readonly Point[] {
    if (points.length <= POINTS_MAX) return points
    const size = Math.ceil(points.length / (POINTS_MAX / 2))
    const kept: Point[] = []
    for (let i = 0; i < points.length; i += size) {
        const part = points.slice(i, i + size)
        const least = part.reduce((a, b) => (b[1] < a[1] ? b : a))
        const most = part.reduce((a, b) => (b[1] >= a[1] ? b : a))
        kept.push(...[least, most].sort((a, b) => a[0] - b[0]))
    }
    return kept
}

/** Draws. Without points it says so. */
export function curveSvg(drawing: Drawing): string {
    const { points } = drawing
    const head =
        `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escaped(drawing.title)}">` +
        word("name", 0, 14, drawing.title)
    const nothing = "No samples were recorded."
    if (points.length < 2) return `${head}${word("small", 0, 60, nothing)}</svg>`
    const lowX = points[0][0]
    const highX = points[points.length - 1][0]
    const [lowY, highY] = rangeOf(drawing)
    const x = (at: number) => LEFT + ((at - lowX) / (highX - lowX)) * (WIDTH - LEFT - RIGHT)
    const y = (value: number) =>
        HEIGHT - BOTTOM - ((value - lowY) / (highY - lowY)) * (HEIGHT - TOP - BOTTOM)
    const n = (value: number) => value.toFixed(1)
    const parts = [head]
    for (const { fromX, toX, name } of drawing.spans ?? []) {
        const [from, to] = [x(Math.max(lowX, fromX)), x(Math.min(highX, toX))]
        if (to <= from) continue
        const width = n(to - from)
        parts.push(
            `<rect class="span" x="${n(from)}" y="${TOP}" width="${width}" ` +
                `height="${HEIGHT - TOP - BOTTOM}"/>`
        )
        // a word that does not fit is left out: the table beside the curve has it
        if (to - from > 7 * name.length)
            parts.push(word("small", from + 4, HEIGHT - BOTTOM - 6, name))
    }
    for (const tick of roundTicks(lowY, highY, 6))
        parts.push(
            `<path class="grid" d="M${LEFT} ${n(y(tick))}H${WIDTH - RIGHT}"/>`,
            word("small end", LEFT - 5, y(tick) + 4, String(tick).replace("-", "−"))
        )
    for (const tick of roundTicks(lowX, highX, 10))
        parts.push(
            `<path class="tick" d="M${n(x(tick))} ${HEIGHT - BOTTOM}v5"/>`,
            word("small mid", x(tick), HEIGHT - BOTTOM + 17, String(tick))
        )
    const path = thinned(points).map(([at, value]) => `${n(x(at))} ${y(value).toFixed(2)}`)
    parts.push(`<path class="curve" d="M${path.join("L")}"/>`)
    for (const { from, to, name } of drawing.lines ?? []) parts.push(line(from, to, name))
    const middleY = (TOP + HEIGHT - BOTTOM) / 2
    parts.push(
        `<path class="axis" d="M${LEFT} ${TOP}V${HEIGHT - BOTTOM}H${WIDTH - RIGHT}"/>`,
        word("small mid", (LEFT + WIDTH) / 2, HEIGHT - 6, drawing.xName),
        `<text class="small mid" transform="translate(12 ${middleY}) rotate(-90)">` +
            `${escaped(drawing.yName)}</text></svg>`
    )
    return parts.join("")

    function line(from: Point, to: Point, name: string): string {
        // beyond the frame it ends where it leaves it
        const inside = (value: number) => Math.min(highY, Math.max(lowY, value))
        const slope = (to[1] - from[1]) / (to[0] - from[0])
        const end = inside(to[1])
        const endX = slope === 0 ? to[0] : from[0] + (end - from[1]) / slope
        const side = endX > (lowX + highX) / 2 ? "end" : ""
        const path = `M${n(x(from[0]))} ${n(y(from[1]))}L${n(x(endX))} ${n(y(end))}`
        const where = [x(endX) - 4, y(end) - 4] as const
        return `<path class="line" d="${path}"/>${word(`small ${side}`, ...where, name)}`
    }
}

function word(kind: string, x: number, y: number, text: string): string {
    const at = `x="${x.toFixed(1)}" y="${y.toFixed(1)}"`
    return `<text class="${kind}" ${at}>${escaped(text)}</text>`
}

function rangeOf({ points, leastY }: Drawing): [number, number] {
    let low = Infinity
    let high = -Infinity
    for (const [, value] of points) {
        low = Math.min(low, value)
        high = Math.max(high, value)
    }
    const half = Math.max(leastY, (high - low) * 1.12) / 2
    return [(low + high) / 2 - half, (low + high) / 2 + half]
}
