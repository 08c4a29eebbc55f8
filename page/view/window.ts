/**
 * The stretch of time that the curves show: it follows the newest data until somebody looks
 * elsewhere, and new data never move it then.
 */

/** Least and most that can be shown, s. */
const SPAN_MIN_S = 1
const SPAN_MAX_S = 4e6

/** See the file's head. Times in s. */
export class TimeWindow {
    following = true
    /** Length while following; Infinity shows everything. */
    spanS = 300
    private fromS = 0
    private toS = 300

    /** The bounds to show when `nowS` is the newest instant. */
    bounds(nowS: number): readonly [number, number] {
        if (this.following) {
            this.toS = Math.max(nowS, 10)
            this.fromS = this.spanS === Infinity ? 0 : Math.max(0, this.toS - this.spanS)
            // an axis that grows from nothing would crawl; it begins with a minute
            if (this.fromS === 0) this.toS = Math.max(this.toS, Math.min(this.spanS, 60))
        }
        return [this.fromS, this.toS]
    }

    follow(spanS = this.spanS) {
        this.spanS = spanS
        this.following = true
    }

    /** Shows exactly this from now on. */
    look(fromS: number, toS: number) {
        const spanS = Math.min(SPAN_MAX_S, Math.max(SPAN_MIN_S, toS - fromS))
        const middleS = (fromS + toS) / 2
        this.fromS = Math.max(0, middleS - spanS / 2)
        this.toS = this.fromS + spanS
        this.following = false
    }

    /** Moves by a share of what is shown. */
    pan(share: number) {
        const byS = (this.toS - this.fromS) * share
        this.look(Math.max(0, this.fromS + byS), Math.max(this.toS - this.fromS, this.toS + byS))
    }

    /** Shows `factor` times as much, keeping the instant at `share` of the width in place. */
    zoom(factor: number, share = 0.5) {
        const spanS = this.toS - this.fromS
        const atS = this.fromS + spanS * share
        const newS = Math.min(SPAN_MAX_S, Math.max(SPAN_MIN_S, spanS * factor))
        this.look(atS - newS * share, atS + newS * (1 - share))
    }
}
