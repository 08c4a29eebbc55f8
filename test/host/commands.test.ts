/**
 * Every command refuses what it does not know, before it does anything.
 */
import { execFile } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { PROJECT_FOLDER } from "../../host/build/firmware"

const { scripts } = JSON.parse(readFileSync(join(PROJECT_FOLDER, "package.json"), "utf8"))

/** Commands by name, and the file that each runs. */
const commands: [name: string, file: string][] = Object.entries<string>(scripts)
    .filter(([, line]) => line.startsWith("tsx "))
    .map(([name, line]) => [name, line.slice("tsx ".length)])

interface Ending {
    status: number
    stdout: string
    stderr: string
}

function runs(file: string, ...args: string[]): Promise<Ending> {
    const tsx = join(PROJECT_FOLDER, "node_modules", "tsx", "dist", "cli.mjs")
    return new Promise(resolve =>
        execFile(
            process.execPath,
            [tsx, file, ...args],
            { cwd: PROJECT_FOLDER },
            (error, stdout, stderr) =>
                resolve({ status: error === null ? 0 : (error.code as number), stdout, stderr })
        )
    )
}

test("there are commands to try", () => {
    expect(commands.length).toBeGreaterThanOrEqual(9)
})

test.each(commands)(
    "npm run %s refuses an unknown flag in one sentence that names what is allowed, help too",
    async (_name, file) => {
        const { status, stdout, stderr } = await runs(file, "--unheard-of")
        expect({ status, stdout }).toEqual({ status: 2, stdout: "" })
        expect(stderr).toMatch(/^[^\n]*--unheard-of[^\n]*allowed are [^\n]*--help[^\n]*\n$/)
    }
)

test("npm start explains itself", async () => {
    const { status, stdout, stderr } = await runs("host/start.ts", "--help")
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" })
    expect(stdout).toMatch(/^npm start /)
})
