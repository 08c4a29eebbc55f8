/**
 * The curves as a table that any spreadsheet reads: one row a sample, SI units in the heads.
 */
import type { Run } from "./run"

/** Comma separated, a head line, CR LF as RFC 4180 has it. Cells without a value are empty. */
export function csvOf(run: Run): string {
    const [times, pressures, temps] = run.samples.columns
    const [rateTimes, rates, halves] = run.rates.columns
    const rows = ["time_s,pressure_Pa,gas_temp_C,rate_Pa_per_s,rate_half_width_Pa_per_s,state"]
    let next = 0
    times.forEach((atS, i) => {
        // a rate stands beside the first sample at or after it
        let rate = ","
        while (next < rateTimes.length && rateTimes[next] <= atS) {
            rate = `${cell(rates[next])},${cell(halves[next])}`
            next++
        }
        const state = run.stateAt(atS * 1000).state
        rows.push(`${atS.toFixed(3)},${pressures[i]},${cell(temps[i])},${rate},${state}`)
    })
    return `${rows.join("\r\n")}\r\n`
}

function cell(value: number): string {
    return Number.isNaN(value) ? "" : String(value)
}
