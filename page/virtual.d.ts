/**
 * Modules that the build makes (host/page/modules.ts), and style sheets, which it takes.
 */
declare module "virtual:leaktight/vm" {
    const define: import("../sim/vm/machine").VmDefinition
    export default define
}

declare module "virtual:leaktight/firmware" {
    const firmware: {
        /** Bytecode for each mode, base64. */
        readonly bytecode: Record<import("./link/protocol").Mode, string>
    }
    export default firmware
}

declare module "virtual:leaktight/worker" {
    /** Text of the worker's script. */
    const script: string
    export default script
}

declare module "virtual:leaktight/rig" {
    /** What the firmware in this page was built from. */
    const rig: {
        /** The configuration for each mode. */
        readonly modes: Record<
            import("./link/protocol").Mode,
            import("../host/replay").HashedConfig
        >
        /** The owner's mode. */
        readonly mode: import("./link/protocol").Mode
        readonly version: string
        readonly board: string
        readonly rateUnit: import("../host/units").RateUnit
        readonly recipeUnits: import("../host/units").RateWriting["recipeUnits"]
        /** The scenario that each mode begins with. */
        readonly defaultScenarios: Record<import("./link/protocol").Mode, string>
        readonly scenarios: Record<string, import("../sim/scenario/scenario").Scenario>
        readonly licences: string
    }
    export default rig
}

declare module "*.css"
