/**
 * Replay with the configuration of the firmware under test, or of another rig.
 */
import { join } from "node:path"
import { expect } from "vitest"
import { PROJECT_FOLDER } from "../../host/build/firmware"
import { hashedConfig, loadOwnerConfig } from "../../host/build/owner_config"
import { firstDifference, replay as replayWith, type HashedConfig } from "../../host/replay"
import type { Scenario } from "../../sim/scenario/scenario"

export { firstDifference } from "../../host/replay"

/** Config of the firmware under test, or of the rig that a scenario asks for. */
export function rigOf({ owner }: Pick<Scenario, "owner">): HashedConfig {
    return hashedConfig(loadOwnerConfig(join(PROJECT_FOLDER, "devs.config.json"), owner))
}

/** Config of the firmware under test. */
export const rig = rigOf({})

/** As `replay` of host/replay.ts. */
export function replay(recording: readonly string[]): string[] {
    return replayWith(recording, rig)
}

/** The records among lines, without prefix. */
export function recordsOf(lines: readonly string[]): string[] {
    return lines.filter(line => line.startsWith('> {"k":')).map(line => line.slice(2))
}

/**
 * What a rig has said replays on Node to the same records, bit for bit.
 * @param what names the run where it does not
 */
export function expectSameOnNode(lines: readonly string[], config: HashedConfig, what: string) {
    const recorded = recordsOf(lines)
    expect(firstDifference(recorded, replayWith(recorded, config)), what).toBeUndefined()
}
