/**
 * Modules that the build makes (host/page/modules.ts), and style sheets, which it takes.
 */
declare module "virtual:leaktight/vm" {
    import type { VmDefinition } from "../sim/vm/machine"
    const define: VmDefinition
    export default define
}

declare module "virtual:leaktight/bytecode" {
    /** Bytecode of the firmware, base64. */
    const bytecode: string
    export default bytecode
}

declare module "virtual:leaktight/worker" {
    /** Text of the worker's script. */
    const script: string
    export default script
}

declare module "virtual:leaktight/rig" {
    import type { HashedConfig } from "../host/replay"
    import type { RateUnit } from "../host/units"
    import type { Scenario } from "../sim/scenario/scenario"
    /** What the firmware in this page was built from. */
    const rig: HashedConfig & {
        readonly version: string
        readonly board: string
        readonly rateUnit: RateUnit
        readonly defaultScenario: string
        readonly scenarios: Record<string, Scenario>
        readonly licences: string
    }
    export default rig
}

declare module "*.css"
