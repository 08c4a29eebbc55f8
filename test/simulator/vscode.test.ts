/**
 * VS Code's entries start what is there; nothing else would notice a moved file.
 */
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { PROJECT_FOLDER } from "../../host/build/firmware"

interface Launch {
    configurations: { name: string; type: string; program: string }[]
    compounds: { configurations: string[] }[]
}

test("VS Code's launch entries name programs and entries that exist", () => {
    const file = join(PROJECT_FOLDER, ".vscode", "launch.json")
    const { configurations, compounds } = JSON.parse(readFileSync(file, "utf8")) as Launch
    expect(configurations.map(({ type }) => type)).toEqual(["devicescript", "node"])
    for (const { program } of configurations)
        expect(existsSync(program.replace("${workspaceFolder}", PROJECT_FOLDER)), program).toBe(
            true
        )
    const names = configurations.map(({ name }) => name)
    for (const compound of compounds)
        expect(names).toEqual(expect.arrayContaining(compound.configurations))
})
