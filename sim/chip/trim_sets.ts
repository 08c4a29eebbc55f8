/**
 * Trim values, registers 0x31 … 0x45, of real parts as published, and one that is made up.
 */

/** One part's trim values. */
export interface TrimSet {
    name: string
    part: "BMP390" | "BMP388"
    /** Where the values come from. */
    source: string
    bytes: Uint8Array
}

function set(name: string, part: TrimSet["part"], source: string, hex: string): TrimSet {
    const bytes = Uint8Array.from(hex.match(/../g) ?? [], pair => parseInt(pair, 16))
    return { name, part, source, bytes }
}

/** All known sets; the first is what a chip gets when nothing is said. */
export const TRIM_SETS: readonly TrimSet[] = [
    set(
        "bmp390-a",
        "BMP390",
        "github.com/asasine/bmp390, src/bmp390/test_utils.rs",
        "986ca94af9e31c61160601514ade5d03faf90e06f5"
    ),
    set(
        "bmp390-b",
        "BMP390",
        "printed by a part in a public Arduino flight controller's sketch (T1 27648, T2 19342, …)",
        "006c8e4bf97e1b8a140601a14bc35f03fab10f07f5"
    ),
    set(
        "bmp388-a",
        "BMP388",
        "github.com/elixir-sensors/bmp3xx, test/bmp3xx/bmp388/calibration_test.exs",
        "236b5849f65cffcef42300ea636e79f3f6aa4312c4"
    ),
    set(
        "bmp390-c",
        "BMP390",
        "made up: between bmp390-a and bmp390-b, a little beyond in T1 and P1",
        "c06cf04af9401d10160601804a705e03fa200f06f5"
    ),
]

/** A set by its name; throws `RangeError` when there is none. */
export function trimSet(name: string): TrimSet {
    const found = TRIM_SETS.find(s => s.name === name)
    if (found === undefined) {
        const names = TRIM_SETS.map(s => s.name).join(", ")
        throw new RangeError(`there are no trim values "${name}"; there are ${names}`)
    }
    return found
}
