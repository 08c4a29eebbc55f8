/**
 * Tests: the firmware is compiled once before them, and two workers share what a small machine has.
 *
 * Tests that play scenarios on the VM are bound by the processor, so more workers than cores would
 * only make every single one later; they ask for their own time where they simulate hours. What
 * runs under devtools runs in real time and misses what a busy machine is late for, so it runs
 * after them, alone.
 */
import { defineConfig } from "vitest/config"

const REAL_TIME = "test/simulator/**/*.test.ts"
const PATIENCE = { testTimeout: 90_000, hookTimeout: 90_000 }

export default defineConfig({
    test: {
        globalSetup: ["test/build_firmware.ts"],
        projects: [
            {
                test: {
                    ...PATIENCE,
                    name: "simulated time",
                    include: ["test/**/*.test.ts"],
                    exclude: [REAL_TIME],
                    maxWorkers: 2,
                    sequence: { groupOrder: 0 },
                },
            },
            {
                test: {
                    ...PATIENCE,
                    name: "real time",
                    include: [REAL_TIME],
                    maxWorkers: 1,
                    sequence: { groupOrder: 1 },
                },
            },
        ],
    },
})
