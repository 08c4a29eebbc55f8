import { readBytecode } from "./build/firmware"
import { play } from "./play"
import { MachineFactory } from "../sim/vm/machine"
import { readVmSource } from "../sim/vm/runtime_source"
import { parseScenario } from "../sim/scenario/scenario"
import { readFileSync } from "node:fs"
const name = process.argv[2]
const s = parseScenario(readFileSync(`sim/scenarios/${name}.json`, "utf8"), name)
const f = new MachineFactory(readVmSource())
const verbose = process.argv[3]
const o = await play(s, readBytecode(), f, 1, {
  line(t, at, r) { if (!r ? verbose : (r.k !== "s" && (r.k!=="r" || verbose))) console.log(at.toFixed(1), t) },
  event(t, at) { console.log(at, "EVENT", t) }, lamps(l, at) { if (verbose) console.log(at, "LAMPS", JSON.stringify(l)) }, tone(t) { if (verbose) console.log("TONE", JSON.stringify(t)) } })
for (const j of o.judgements) console.log(j.holds ? "ok  " : "FAIL", j.sentence)
console.log(o.tookMs.toFixed(0), "ms", (s.durationS*1000/o.tookMs).toFixed(0)+"x", o.recorder.stream.records, "records, damaged", o.recorder.stream.damaged, "lost", o.recorder.stream.lost, "violations", o.world.violations.length, o.world.violations[0] ?? "", "deaths", JSON.stringify(o.deaths), o.recorder.damaged)
