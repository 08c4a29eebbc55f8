/**
 * Replay with the configuration of the firmware under test.
 */
import { join } from "node:path"
import { PROJECT_FOLDER } from "../../host/build/firmware"
import { hashedConfig, loadOwnerConfig } from "../../host/build/owner_config"
import { replay as replayWith } from "../../host/replay"

export { firstDifference } from "../../host/replay"

/** Config of the firmware under test. */
export const rig = hashedConfig(loadOwnerConfig(join(PROJECT_FOLDER, "devs.config.json")))

/** As `replay` of host/replay.ts. */
export function replay(recording: readonly string[]): string[] {
    return replayWith(recording, rig)
}

/** The records among lines, without prefix. */
export function recordsOf(lines: readonly string[]): string[] {
    return lines.filter(line => line.startsWith('> {"k":')).map(line => line.slice(2))
}
