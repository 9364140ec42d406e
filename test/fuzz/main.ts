import { parseArgs } from "node:util";
import { keepRegression } from "./regression.ts";
import { fuzz, tasksOf } from "./run-fuzz.ts";
import { TARGETS, targetNamed } from "./targets.ts";

/** `npm run fuzz`: the nightly run over every decoder; ends with 1 when one failed. What failed is kept as a case in test/fuzz/regressions. */

const { values } = parseArgs({
  options: {
    count: { type: "string", default: "1000000" },
    seed: { type: "string", default: String(Date.now() % 2 ** 31) },
    target: { type: "string", multiple: true },
    keep: { type: "boolean", default: true },
  },
  allowNegative: true,
});

const targets = values.target?.map(targetNamed) ?? TARGETS;
const count = Number(values.count);
const seed = Number(values.seed);
if (!Number.isInteger(count) || count < 1 || !Number.isInteger(seed)) {
  console.error("--count is a number of inputs, --seed a whole number");
  process.exit(2);
}
console.log(`${count} inputs for ${targets.length} decoders, seed ${seed}`);
let failed = 0;
let total = 0;
const started = performance.now();
let begun = started;
for await (const result of fuzz(tasksOf(count, seed, targets))) {
  const { target, inputs, outcomes, defects, grownBytes } = result;
  total += inputs;
  const took = ((performance.now() - begun) / 1000).toFixed(1);
  begun = performance.now();
  console.log(
    `${target}: ${inputs} inputs, ${outcomes} outcomes, ${took} s, ${Math.round(grownBytes / 1024)} KiB grown, ${defects.length} defects`,
  );
  for (const defect of defects) {
    failed += 1;
    console.log(`  ${defect.kind}: ${defect.message.slice(0, 300)}`);
    if (values.keep && defect.input.length > 0) console.log(`  kept as ${keepRegression(defect)}`);
  }
}
const seconds = Math.round((performance.now() - started) / 1000);
console.log(`${total} inputs in ${seconds} s: ${failed === 0 ? "no defect" : `${failed} defects`}`);
process.exit(failed === 0 ? 0 : 1);
