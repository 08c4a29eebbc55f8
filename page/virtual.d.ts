/**
 * Modules that the build makes (host/page/modules.ts), and style sheets, which it takes.
 */
declare module "virtual:leaktight/vm" {
    import type { VmDefinition } from "../sim/vm/machine"
    const define: VmDefinition
    export default define
}

declare module "virtual:leaktight/firmware" {
    import type { Mode } from "./link/protocol"
    const firmware: {
        /** Bytecode for each mode, base64. */
        readonly bytecode: Record<Mode, string>
        /** Name of the recipe that the lab test goes by. */
        readonly recipe: string
    }
    export default firmware
}

declare module "virtual:leaktight/worker" {
    /** Text of the worker's script. */
    const script: string
    export default script
}

declare module "virtual:leaktight/rig" {
    import type { HashedConfig } from "../host/replay"
    import type { RateUnit } from "../host/units"
    import type { Recipe } from "../src/config_recipe"
    import type { Scenario } from "../sim/scenario/scenario"
    import type { Mode } from "./link/protocol"
    /** What the firmware in this page was built from. */
    const rig: {
        /** The configuration for each mode. */
        readonly modes: Record<Mode, HashedConfig>
        /** The owner's mode. */
        readonly mode: Mode
        readonly recipes: readonly Recipe[]
        readonly version: string
        readonly board: string
        readonly rateUnit: RateUnit
        /** The scenario that each mode begins with. */
        readonly defaultScenarios: Record<Mode, string>
        readonly scenarios: Record<string, Scenario>
        readonly licences: string
    }
    export default rig
}

declare module "*.css"
