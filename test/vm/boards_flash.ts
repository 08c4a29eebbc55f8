/**
 * Boards that have been used before: a flash with program and settings on it.
 */
import { LAYOUTS } from "../../host/bundle/layout"
import { makeStore } from "../../host/bundle/store"
import { Flash } from "../../sim/vm/machine"
import { factory } from "./virtual_bench"

/**
 * A flash as `devs bundle` would make it.
 * @param settings JSON texts by key
 * @param onSave called with every image that the VM saves to it, from its first boot on
 */
export async function flashWith(
    program: Uint8Array,
    settings: Record<string, string>,
    onSave?: (image: Uint8Array) => void
): Promise<Flash> {
    const flash = new Flash()
    flash.image = await makeStore(factory, LAYOUTS[0], settings, program)
    if (onSave === undefined) return flash
    let image = flash.image
    return Object.defineProperty(flash, "image", {
        get: () => image,
        set: (saved: Uint8Array) => {
            image = saved
            onSave(saved)
        },
    })
}
