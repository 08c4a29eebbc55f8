/**
 * `npm run docs:bench`: puts what the bench measured into the README and docs/detector.md.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { PROJECT_FOLDER } from "../../host/build/firmware"
import { parseFlags, runCommand } from "../../host/cli"
import { BadInput } from "../../sim/input/bad_input"
import type { LimitsResults } from "../detector/limits_main"
import type { DetectorResults } from "../detector/main"
import { readResults } from "../results"
import type { VerdictResults } from "../verdict/main"
import { replacePart } from "./markers"
import { delayPicture } from "./picture"
import { longDetector, longLimits, shortDetector, shortLimits } from "./tables"
import { verdictTables } from "./verdict"

const HELP = `npm run docs:bench

Puts what \`npm run bench -- limits\` and \`npm run bench -- detector\` measured into README.md,
docs/detector.md and the picture docs/detector-delay.svg, and what \`npm run bench -- verdict\`
measured into docs/verdict.md.

  --help  this text
`

const PICTURE = "docs/detector-delay.svg"
const DETECTOR_PART = "bench:detector"
const LIMITS_PART = "bench:limits"
const VERDICT_PART = "bench:verdict"

/** Puts parts into a file; says which of its markers are missing. */
function update(file: string, parts: Record<string, string>) {
    const path = join(PROJECT_FOLDER, file)
    if (!existsSync(path)) {
        process.stdout.write(`${file}: there is no such file yet\n`)
        return
    }
    let text = readFileSync(path, "utf8")
    for (const [name, part] of Object.entries(parts)) {
        const changed = replacePart(text, name, part)
        if (changed === undefined)
            process.stdout.write(
                `${file}: no markers <!-- ${name} --> and <!-- /${name} -->, ` +
                    `that part is left out\n`
            )
        else text = changed
    }
    writeFileSync(path, text)
    process.stdout.write(`${file}\n`)
}

await runCommand(args => {
    if (parseFlags(args, { help: { type: "boolean", default: false } }).help) {
        process.stdout.write(HELP)
        return Promise.resolve(0)
    }
    const verdict = readResults<VerdictResults>("verdict")
    if (verdict === undefined)
        process.stdout.write("there are no results of `npm run bench -- verdict` yet\n")
    else update("docs/verdict.md", { [VERDICT_PART]: verdictTables(verdict) })
    const detector = readResults<DetectorResults>("detector")
    const limits = readResults<LimitsResults>("limits")
    if (detector === undefined || limits === undefined)
        throw new BadInput(
            "there are no results yet: run `npm run bench -- limits` and then " +
                "`npm run bench -- detector`, with --quick if two minutes must do"
        )
    const { noise } = detector
    const subtitle =
        `sensor noise ${noise.sigmaPa} Pa, drift ${noise.driftPaPerRootS} Pa/√s, ` +
        `${noise.perSecond} samples/s; today's methods at one false alarm in 30 days`
    writeFileSync(join(PROJECT_FOLDER, PICTURE), delayPicture(detector.curves, subtitle))
    process.stdout.write(`${PICTURE}\n`)
    const picture = `![Time until a leak is found, by its size](${PICTURE})`
    update("README.md", {
        [DETECTOR_PART]: [picture, shortDetector(detector), shortLimits(limits)].join("\n\n"),
    })
    update("docs/detector.md", {
        [DETECTOR_PART]: longDetector(detector),
        [LIMITS_PART]: longLimits(limits),
    })
    return Promise.resolve(0)
})
