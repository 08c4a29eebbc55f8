/**
 * Wheel, shift-drag and touch on a plot; a plain drag is uPlot's own, and zooms.
 */
import type uPlot from "uplot"
import type { TimeWindow } from "./window"

/** Binds them. */
export function bindPointer(plot: uPlot, window: TimeWindow, moved: () => void) {
    const over = plot.over
    over.addEventListener(
        "wheel",
        event => {
            // a plain wheel over the page scrolls it; over a curve it zooms only when asked to
            if (!event.ctrlKey && !event.shiftKey && !event.altKey) return
            event.preventDefault()
            const delta = event.deltaY !== 0 ? event.deltaY : event.deltaX
            if (event.shiftKey) window.pan(Math.sign(delta) * 0.1)
            else window.zoom(delta > 0 ? 1.25 : 0.8, event.offsetX / over.clientWidth)
            moved()
        },
        { passive: false }
    )
    over.addEventListener(
        "mousedown",
        event => {
            if (!event.shiftKey || event.button !== 0) return
            event.stopImmediatePropagation()
            event.preventDefault()
            drag(event.clientX, "mousemove", "mouseup", e => (e as MouseEvent).clientX)
        },
        { capture: true }
    )
    over.addEventListener(
        "touchstart",
        event => {
            if (event.touches.length !== 1) return
            drag(
                event.touches[0].clientX,
                "touchmove",
                "touchend",
                e => (e as TouchEvent).touches[0].clientX
            )
        },
        { passive: true }
    )

    function drag(
        startX: number,
        move: "mousemove" | "touchmove",
        end: "mouseup" | "touchend",
        at: (event: Event) => number
    ) {
        let lastX = startX
        const onMove = (event: Event) => {
            const x = at(event)
            // a tap that trembles is no drag
            if (Math.abs(x - lastX) < 3) return
            window.pan((lastX - x) / over.clientWidth)
            lastX = x
            moved()
        }
        const onEnd = () => {
            document.removeEventListener(move, onMove)
            document.removeEventListener(end, onEnd)
        }
        document.addEventListener(move, onMove)
        document.addEventListener(end, onEnd)
    }
}
