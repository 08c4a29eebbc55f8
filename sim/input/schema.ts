/**
 * Checks JSON files against a JSON schema, and says in one sentence what is wrong.
 *
 * The sentence names the file, the key, what was found and what is allowed, because that is all a
 * reader needs to mend it.
 */
import { Ajv, type ErrorObject } from "ajv"
import { parse, printParseErrorCode, type ParseError } from "jsonc-parser"
import { BadInput } from "./bad_input"

/**
 * Parses JSON text.
 * @param file the name to show in errors
 * @throws BadInput with line and column when the text is not JSON
 */
export function parseJson(text: string, file: string): unknown {
    const errors: ParseError[] = []
    const value: unknown = parse(text, errors, { disallowComments: true })
    if (errors.length === 0) return value
    const { error, offset } = errors[0]
    const before = text.slice(0, offset)
    const line = before.split("\n").length
    const column = before.length - before.lastIndexOf("\n")
    // "PropertyNameExpected" -> "property name expected"
    const why = printParseErrorCode(error).replace(/(?<!^)([A-Z])/g, " $1")
    throw new BadInput(
        `${file}, line ${line}, column ${column}: not valid JSON: ${why.toLowerCase()}`
    )
}

/** A schema made ready to check values with. */
export class Schema<T> {
    private readonly validate

    /** @param schema a JSON schema, draft 7 */
    constructor(schema: object) {
        const ajv = new Ajv({ strict: true, useDefaults: true, verbose: true, allErrors: true })
        this.validate = ajv.compile<T>(schema)
    }

    /**
     * Fills in defaults and returns the value, now known to fit.
     * @param file the name to show in errors
     * @param path the key of the value within the file, "" for the whole
     * @throws BadInput on the first thing that does not fit
     */
    check(value: unknown, file: string, path = ""): T {
        if (this.validate(value)) return value
        const errors = this.validate.errors!
        // a misspelt key is also a missing one; the misspelling is what must be mended
        const first = errors.find(error => error.keyword === "additionalProperties") ?? errors[0]
        throw new BadInput(`${file}: ${sentence(first, path)}`)
    }
}

/** One branch of a `oneOf`: an object shape that a constant in one of its keys selects. */
interface Branch {
    properties: object
}

/**
 * Checks objects of several shapes, of which one key says which.
 *
 * A plain `oneOf` would answer a typing error with the complaints of every branch; picking the
 * branch first gives the one complaint that matters, and lets defaults be filled in.
 */
export class TaggedSchema<T> {
    private readonly branches = new Map<string, Schema<T>>()

    /**
     * @param tag the key that selects
     * @param oneOf the branches; each has `properties[tag].const`
     * @param definitions what their `$ref`s point at
     */
    constructor(
        private readonly tag: string,
        oneOf: readonly Branch[],
        definitions: object
    ) {
        for (const branch of oneOf) {
            const shapes = branch.properties as Record<string, { const?: string }>
            this.branches.set(shapes[tag].const!, new Schema({ ...branch, definitions }))
        }
    }

    /** As `Schema.check`. */
    check(value: unknown, file: string, path: string): T {
        const kind = (value as Record<string, unknown> | null)?.[this.tag]
        const branch = this.branches.get(kind as string)
        if (branch === undefined)
            throw new BadInput(
                `${file}: ${join(path, this.tag)} is ${shorten(JSON.stringify(kind))}; ` +
                    `allowed is one of ${[...this.branches.keys()].map(k => `"${k}"`).join(", ")}`
            )
        return branch.check(value, file, path)
    }
}

function sentence(error: ErrorObject, path: string): string {
    const key = keyOf(path, error.instancePath)
    const found = JSON.stringify(error.data)
    const params = error.params as Record<string, unknown>
    const allowed = allowedBy(error)
    switch (error.keyword) {
        case "additionalProperties": {
            const known = Object.keys((error.parentSchema as Shape).properties ?? {})
            const unknown = join(key, String(params.additionalProperty))
            const names = known.filter(name => name !== "$schema").join(", ")
            return `unknown key ${unknown}; allowed are ${names}`
        }
        case "required":
            return `${key || "the file"} lacks the key ${String(params.missingProperty)}`
        default:
            return `${key || "the file"} is ${shorten(found)}; allowed is ${allowed}`
    }
}

interface Shape {
    properties?: object
    type?: string
    minimum?: number
    exclusiveMinimum?: number
    maximum?: number
    minLength?: number
    maxLength?: number
    minItems?: number
    maxItems?: number
    pattern?: string
    enum?: unknown[]
    const?: unknown
    multipleOf?: number
    description?: string
}

function allowedBy(error: ErrorObject): string {
    const shape = error.parentSchema as Shape
    if (shape.enum) return `one of ${shape.enum.map(value => JSON.stringify(value)).join(", ")}`
    if (shape.const !== undefined) return JSON.stringify(shape.const)
    const kind =
        shape.type === "number"
            ? "a number"
            : shape.type === "integer"
              ? "a whole number"
              : shape.type
    if (shape.type === "number" || shape.type === "integer") {
        const low =
            shape.minimum !== undefined
                ? `from ${shape.minimum}`
                : shape.exclusiveMinimum !== undefined
                  ? `above ${shape.exclusiveMinimum}`
                  : ""
        const high = shape.maximum !== undefined ? `to ${shape.maximum}` : ""
        return [kind, low, high].filter(part => part !== "").join(" ")
    }
    if (shape.type === "string") {
        const length =
            shape.maxLength !== undefined
                ? ` of ${shape.minLength ?? 0} to ${shape.maxLength} characters`
                : ""
        const form = shape.pattern !== undefined ? ` matching ${shape.pattern}` : ""
        return `a text${length}${form}`
    }
    if (shape.type === "array" && shape.minItems !== undefined)
        return shape.maxItems === undefined
            ? `a list of at least ${shape.minItems}`
            : `a list of ${shape.minItems} to ${shape.maxItems}`
    return kind === undefined ? (error.message ?? "something else") : `a value of type ${kind}`
}

function keyOf(start: string, instancePath: string): string {
    return instancePath
        .split("/")
        .slice(1)
        .reduce((path, part) => (/^\d+$/.test(part) ? `${path}[${part}]` : join(path, part)), start)
}

function join(path: string, key: string): string {
    return path === "" ? key : `${path}.${key}`
}

function shorten(text: string | undefined): string {
    if (text === undefined) return "missing"
    return text.length > 60 ? `${text.slice(0, 57)}...` : text
}
