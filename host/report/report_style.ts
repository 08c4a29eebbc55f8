/**
 * Style of the report: one A4 page, dark on white on any screen.
 */

/** The style sheet. */
export const REPORT_STYLE = `
@page { size: A4; margin: 12mm 14mm; }
* { box-sizing: border-box; }
html { color-scheme: light; background: #e6eaee; color: #14202b;
  font: 13px/1.35 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
body { margin: 0; }
main { background: #fff; max-width: 210mm; margin: 6mm auto; padding: 12mm 14mm; }
h1, p { margin: 0; }
header { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: baseline;
  gap: 0 8mm; border-bottom: 2px solid #14202b; padding-bottom: 2mm; }
h1 { font-size: 22px; }
.verdict { display: flex; flex-wrap: wrap; align-items: center; gap: 2mm 8mm; margin: 5mm 0;
  padding: 4mm 6mm; border: 3px solid #14202b; border-radius: 3mm; }
.verdict .word { font-size: 46px; font-weight: 800; line-height: 1; letter-spacing: -0.02em; }
.verdict .rate { font-size: 22px; font-weight: 700; }
.verdict.pass { border-color: #17643a; color: #17643a; }
.verdict.fail { border-color: #b3131b; color: #b3131b; border-width: 5px; }
.verdict.retest, .verdict.invalid { border-style: dashed; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(76mm, 1fr)); gap: 4mm 8mm; }
table { width: 100%; border-collapse: collapse; align-self: start; }
caption { text-align: left; font-weight: 700; padding-bottom: 1mm; }
th, td { border-top: 1px solid #c9d1d9; padding: 0.9mm 0; vertical-align: top; }
th { text-align: left; font-weight: 400; color: #4d5b68; padding-right: 4mm; white-space: nowrap; }
td { text-align: right; font-weight: 600; font-variant-numeric: tabular-nums;
  overflow-wrap: anywhere; }
svg { display: block; width: 100%; height: auto; margin-top: 4mm; }
svg text { font: 12px system-ui, "Segoe UI", Roboto, Arial, sans-serif; fill: #14202b; }
svg .name { font-weight: 700; font-size: 13px; }
svg .small { font-size: 11px; paint-order: stroke; stroke: #fff; stroke-width: 3px; }
svg .end { text-anchor: end; }
svg .mid { text-anchor: middle; }
svg .curve { fill: none; stroke: #0b5cad; stroke-width: 1.4; stroke-linejoin: round; }
svg .line { fill: none; stroke: #14202b; stroke-width: 1.2; stroke-dasharray: 7 4; }
svg .grid { stroke: #dde3e8; }
svg .axis, svg .tick { fill: none; stroke: #14202b; }
svg .span { fill: #fff; stroke: #8593a0; stroke-dasharray: 2 3; }
svg .span:nth-of-type(even) { fill: #f1f4f7; }
footer { display: grid; grid-template-columns: 2fr 1fr 2fr; gap: 8mm; margin-top: 10mm; }
footer p { border-top: 1px solid #14202b; padding-top: 1mm; font-size: 11px; }
@media print {
  html { background: #fff; }
  main { margin: 0; padding: 0; max-width: none; }
  .verdict, table, svg, footer { break-inside: avoid; }
}
`
