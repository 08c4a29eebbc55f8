/**
 * House rules as tests: who may import whom, what `src/` may not call, how wide a line is.
 *
 * The rules exist because the DeviceScript VM is not V8 (see CONTRIBUTING.md): a call that is
 * harmless on Node can decide differently on the device.
 */
import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { dirname, join, normalize } from "node:path"
import ts from "typescript"
import { describe, expect, test } from "vitest"

const ROOT = join(import.meta.dirname, "..")

function listFiles(): string[] {
    // also what is not committed yet, so that a rule bites before the commit
    const list = execFileSync("git", ["ls-files", "-co", "--exclude-standard"], {
        cwd: ROOT,
        encoding: "utf8",
    })
    return list.split("\n").filter(file => file !== "")
}

const files = listFiles()
const sources = files.filter(file => /\.(ts|js)$/.test(file))

function parse(file: string): ts.SourceFile {
    const text = readFileSync(join(ROOT, file), "utf8")
    return ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
}

function walk(node: ts.Node, visit: (node: ts.Node) => void) {
    visit(node)
    node.forEachChild(child => walk(child, visit))
}

/**
 * Every module a file names, relative ones as paths from the project's root.
 * @param valuesOnly leaves out what is imported for its types
 */
function importsOf(file: string, valuesOnly = false): string[] {
    const found: string[] = []
    walk(parse(file), node => {
        const name =
            (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier
                ? (node.moduleSpecifier as ts.StringLiteral).text
                : undefined
        const isType = ts.isImportDeclaration(node) && node.importClause?.isTypeOnly === true
        if (name === undefined || (valuesOnly && isType)) return
        found.push(name.startsWith(".") ? normalize(join(dirname(file), name)) : name)
    })
    return found
}

/** The first folders of the data path that each folder may import, besides `src/config`. */
const ARROWS: Record<string, string[]> = {
    "src/sensor/": ["src/sensor/"],
    "src/detector/": ["src/detector/", "src/sensor/"],
    "src/decision/": ["src/decision/", "src/detector/", "src/sensor/"],
    "src/output/": ["src/output/", "src/decision/", "src/detector/", "src/sensor/"],
    "src/lab": [
        "src/lab",
        "src/settings",
        "src/output/",
        "src/decision/",
        "src/detector/",
        "src/sensor/",
    ],
    "src/settings": ["src/output/"],
    "src/app": [
        "src/lab",
        "src/settings",
        "src/output/",
        "src/decision/",
        "src/detector/",
        "src/sensor/",
    ],
    "src/config": ["src/sensor/"],
    "src/hw/": [
        "src/hw/",
        "src/app",
        "src/settings",
        "src/output/",
        "src/decision/",
        "src/sensor/",
        "@devicescript/",
    ],
    "src/main": ["src/", "@devicescript/"],
    "src/rig.gen": ["src/config", "src/hw/", "@devicescript/", "@dsboard/"],
}

/** What the page may import. */
const PAGE_IMPORTS = [
    "page/",
    "sim/",
    "src/config_recipe",
    "host/lab_test",
    "host/lab_words",
    "host/pressure",
    "host/record_clock",
    "host/records",
    "host/record_names",
    "host/replay",
    "host/report/",
    "host/timeline",
    "host/units",
    "host/verdict_words",
    "host/words",
    "uplot",
    "virtual:leaktight/",
]

/** Everything that files import, and what that imports, as far as it is ours; types apart. */
function reachedFrom(starts: readonly string[]): string[] {
    const reached = new Set<string>()
    const queue = [...starts]
    for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
        for (const imported of importsOf(file, true)) {
            if (reached.has(imported)) continue
            reached.add(imported)
            const ours = [`${imported}.ts`, `${imported}/index.ts`].find(f => files.includes(f))
            if (ours !== undefined) queue.push(ours)
        }
    }
    return [...reached]
}

function breaksArrow(file: string, imported: string): boolean {
    if (file.startsWith("src/")) {
        const rule = Object.keys(ARROWS).find(prefix => file.startsWith(prefix))
        if (rule === undefined) return true
        return ![...ARROWS[rule], "src/config"].some(prefix => imported.startsWith(prefix))
    }
    // physics and silicon are written from the datasheets: they and the drivers check each other
    if (/^sim\/(gas|chip|random)/.test(file)) return !/^sim\/(gas|chip|random)/.test(imported)
    if (file.startsWith("sim/")) return /^(host|bench|test)\//.test(imported)
    if (file.startsWith("host/")) return /^(bench|test|page)\//.test(imported)
    // the page runs in a browser: of the host it takes only what needs no Node
    if (file.startsWith("page/")) return !PAGE_IMPORTS.some(p => imported.startsWith(p))
    return false
}

/** Calls that decide otherwise on the VM than on V8, or bring in time and chance. */
const BANNED: [RegExp, string][] = [
    [
        /^Math\.(round|log2|log10|trunc|clz32|hypot|fround|random|min|max|idiv|imod)$/,
        "use int32 arithmetic",
    ],
    [
        /^(Date|Number|String|Boolean|BigInt|Symbol|Promise|Map|Set)$/,
        "not in DeviceScript, or not equal there",
    ],
    [
        /^(console|process|Buffer|setTimeout|setInterval|setImmediate|globalThis|window)$/,
        "only hw/ and main.ts touch the world",
    ],
]

/** The parts of `src/` that run on Node and on the VM alike. */
const shared = sources.filter(
    file => file.startsWith("src/") && !/^src\/(hw\/|main|rig\.gen\.ts)/.test(file)
)

function bannedIn(file: string): string[] {
    const source = parse(file)
    const found: string[] = []
    const say = (node: ts.Node, what: string) => {
        const { line } = source.getLineAndCharacterOfPosition(node.getStart())
        found.push(`${file}:${line + 1}: ${what}`)
    }
    walk(source, node => {
        if (ts.isIdentifier(node) || ts.isPropertyAccessExpression(node)) {
            const isMember = ts.isPropertyAccessExpression(node.parent) && node.parent.name === node
            const text = node.getText()
            const rule = BANNED.find(([pattern]) => pattern.test(text))
            const isType = ts.isTypeReferenceNode(node.parent)
            // the one static of String that both have, and that does the same
            const isKnown = node.parent.getText() === "String.fromCharCode"
            if (rule && !isMember && !isType && !isKnown) say(node, `${text}: ${rule[1]}`)
        }
        if (ts.isBinaryExpression(node)) {
            const kind = node.operatorToken.kind
            if (kind === ts.SyntaxKind.PercentToken || kind === ts.SyntaxKind.PercentEqualsToken)
                say(node, "%: wraps its operands to int32 on the VM; use a - ((a / b) | 0) * b")
        }
    })
    return found
}

describe("the tree", () => {
    test("has something to check", () => {
        expect(shared.length).toBeGreaterThan(10)
        expect(sources.length).toBeGreaterThan(30)
    })

    test("imports only along its arrows", () => {
        const broken = sources.flatMap(file =>
            importsOf(file)
                .filter(imported => breaksArrow(file, imported))
                .map(imported => `${file} imports ${imported}`)
        )
        expect(broken).toEqual([])
    })

    test("keeps Node and the schema checks out of the page", () => {
        const reached = reachedFrom(sources.filter(file => file.startsWith("page/")))
        expect(reached).toContain("sim/vm/machine")
        expect(reached.filter(name => /^node:|^ajv$|^jsonc-parser$/.test(name))).toEqual([])
    })

    test("knows a forbidden import when it sees one", () => {
        expect(breaksArrow("src/detector/a.ts", "src/decision/b")).toBe(true)
        expect(breaksArrow("src/detector/a.ts", "sim/gas/b")).toBe(true)
        expect(breaksArrow("src/app.ts", "@devicescript/core")).toBe(true)
        expect(breaksArrow("sim/chip/a.ts", "src/sensor/b")).toBe(true)
        expect(breaksArrow("src/output/a.ts", "src/decision/b")).toBe(false)
        expect(breaksArrow("page/a.ts", "host/cli")).toBe(true)
        expect(breaksArrow("host/a.ts", "page/b")).toBe(true)
    })

    test("keeps shared firmware code free of calls that the VM decides otherwise", () => {
        expect(shared.flatMap(bannedIn)).toEqual([])
    })

    test("keeps lines within 100 columns", () => {
        const long = sources.flatMap(file =>
            readFileSync(join(ROOT, file), "utf8")
                .split("\n")
                .flatMap((line, i) => (line.length > 100 ? [`${file}:${i + 1}`] : []))
        )
        expect(long).toEqual([])
    })

    test("keeps files small enough to hold in the head", () => {
        const large = sources.filter(
            file =>
                !file.startsWith("test/") &&
                readFileSync(join(ROOT, file), "utf8").split("\n").length > 300
        )
        expect(large).toEqual([])
    })
})
