/**
 * Names beside the right ends of lines: near their own end, in its order, none over another.
 */

/** Height of a line of text of 13 px, px. */
export const LINE_PX = 16

/**
 * Heights of names.
 * @param ends heights of the lines' right ends, px from the top
 * @param top least height, `bottom` largest, px; they must have room for all names
 * @returns heights in the order of `ends`, `LINE_PX` apart at least
 */
export function placeLabels(ends: readonly number[], top: number, bottom: number): number[] {
    // clusters of names that touch lie about the mean of where their lines end
    const clusters: { of: number[]; first: number }[] = []
    const order = ends.map((_, i) => i).sort((a, b) => ends[a] - ends[b])
    const last = (cluster: { of: number[]; first: number }) =>
        cluster.first + (cluster.of.length - 1) * LINE_PX
    const centred = (of: number[]) => {
        const height = (of.length - 1) * LINE_PX
        const middle = of.reduce((sum, i) => sum + ends[i], 0) / of.length
        return Math.min(Math.max(middle - height / 2, top), bottom - height)
    }
    for (const i of order) {
        let cluster = { of: [i], first: centred([i]) }
        for (
            let above = clusters.at(-1);
            above !== undefined && last(above) + LINE_PX > cluster.first;
            above = clusters.at(-1)
        ) {
            clusters.pop()
            const of = [...above.of, ...cluster.of]
            cluster = { of, first: centred(of) }
        }
        clusters.push(cluster)
    }
    const heights = new Array<number>(ends.length)
    for (const { of, first } of clusters)
        of.forEach((i, n) => {
            heights[i] = first + n * LINE_PX
        })
    return heights
}
