/**
 * The name of a board's image.
 */
import { findModule } from "../boards/board"
import { layoutOf } from "./layout"

/** Name of the file. The flasher reads the flash address of a plain image from it. */
export function imageName(board: string): string {
    const { format, fileAddress } = layoutOf(findModule(board).archId)
    const end = format === "uf2" ? ".uf2" : `-0x${fileAddress.toString(16)}.bin`
    return `leaktight-${board}${end}`
}
