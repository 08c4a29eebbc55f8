/**
 * Tests: the firmware is compiled once before them, and two workers share what a small machine has.
 *
 * Tests that play scenarios on the VM are bound by the processor, so more workers than cores would
 * only make every single one later; they ask for their own time where they simulate hours.
 */
import { defineConfig } from "vitest/config"

export default defineConfig({
    test: {
        include: ["test/**/*.test.ts"],
        globalSetup: ["test/build_firmware.ts"],
        maxWorkers: 2,
        testTimeout: 90_000,
        hookTimeout: 90_000,
    },
})
