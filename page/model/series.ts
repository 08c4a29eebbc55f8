/**
 * A curve that never grows beyond a bound: when it is full, its older half is thinned.
 *
 * Of every four old points the ones with the least and the greatest value stay, so that a spike
 * is still seen hours later. Rows are ordered by time.
 */

/** See the file's head. */
export class Series {
    /** Column 0 is time, s; the first value column decides what is thinned away. */
    readonly columns: number[][]

    /**
     * @param width columns, time included
     * @param limit most rows
     */
    constructor(
        width: number,
        private readonly limit = 24_000
    ) {
        this.columns = Array.from({ length: width }, () => [])
    }

    get length(): number {
        return this.columns[0].length
    }

    /** Appends a row; one that is older than the last is put at its instant. */
    push(...row: number[]) {
        const times = this.columns[0]
        const last = times.at(-1)
        if (last !== undefined && row[0] < last) row[0] = last
        row.forEach((value, i) => this.columns[i].push(value))
        if (times.length > this.limit) this.thin()
    }

    /** First row at or after `atS`. */
    indexAt(atS: number): number {
        const times = this.columns[0]
        let low = 0
        let high = times.length
        while (low < high) {
            const middle = (low + high) >> 1
            if (times[middle] < atS) low = middle + 1
            else high = middle
        }
        return low
    }

    private thin() {
        const half = this.limit >> 1
        const values = this.columns[1]
        const kept: number[] = []
        for (let i = 0; i < half; i += 4) {
            const end = Math.min(i + 4, half)
            let least = i
            let most = i
            for (let j = i + 1; j < end; j++) {
                if (values[j] < values[least]) least = j
                if (values[j] >= values[most]) most = j
            }
            kept.push(Math.min(least, most))
            if (least !== most) kept.push(Math.max(least, most))
        }
        for (const column of this.columns) {
            const old = kept.map(i => column[i])
            column.splice(0, half, ...old)
        }
    }
}
