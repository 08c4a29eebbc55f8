/**
 * Generated parts of Markdown files, between `<!-- NAME -->` and `<!-- /NAME -->`.
 */

/** The text with its part anew, or undefined when the markers are not there, once, in order. */
export function replacePart(text: string, name: string, part: string): string | undefined {
    const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
    const from = text.indexOf(begin)
    const to = text.indexOf(end)
    if (from < 0 || to < from) return undefined
    return `${text.slice(0, from + begin.length)}\n\n${part.trim()}\n\n${text.slice(to)}`
}

/** A Markdown table, laid out as prettier does; `right` tells which columns are numbers. */
export function markdownTable(
    head: readonly string[],
    rows: readonly (readonly string[])[],
    right: (column: number) => boolean
): string {
    const cells = [head, ...rows].map(row => row.map(cell => cell.replaceAll("|", "\\|")))
    const widths = head.map((_, c) => Math.max(3, ...cells.map(row => row[c].length)))
    const line = (row: readonly string[]) =>
        `| ${row
            .map((cell, c) => (right(c) ? cell.padStart(widths[c]) : cell.padEnd(widths[c])))
            .join(" | ")} |`
    const rule = widths.map((width, c) =>
        right(c) ? `${"-".repeat(width - 1)}:` : "-".repeat(width)
    )
    return [line(cells[0]), line(rule), ...cells.slice(1).map(line)].join("\n")
}
