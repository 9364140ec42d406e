import { writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import type { FuzzResult } from "./fuzz-worker.ts";
import { keepRegression } from "./regression.ts";
import { fuzz, tasksOf } from "./run-fuzz.ts";
import { TARGETS, targetNamed } from "./targets.ts";

/**
 * `npm run fuzz`: the nightly run over every decoder; ends with 1 when one failed. What failed is kept as a case in test/fuzz/regressions. With
 * `--page docs/fuzz.md` the totals are written there.
 */

const { values } = parseArgs({
  options: {
    count: { type: "string", default: "1000000" },
    seed: { type: "string", default: String(Date.now() % 2 ** 31) },
    target: { type: "string", multiple: true },
    keep: { type: "boolean", default: true },
    page: { type: "string" },
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
const results: FuzzResult[] = [];
const started = performance.now();
let begun = started;
for await (const result of fuzz(tasksOf(count, seed, targets))) {
  const { target, inputs, outcomes, defects, grownBytes } = result;
  results.push(result);
  const took = ((performance.now() - begun) / 1000).toFixed(1);
  begun = performance.now();
  console.log(
    `${target}: ${inputs} inputs, ${outcomes} outcomes, ${took} s, ${Math.round(grownBytes / 1024)} KiB grown, ${defects.length} defects`,
  );
  for (const defect of defects) {
    console.log(`  ${defect.kind}: ${defect.message.slice(0, 300)}`);
    if (values.keep && defect.input.length > 0) console.log(`  kept as ${keepRegression(defect)}`);
  }
}
const seconds = Math.round((performance.now() - started) / 1000);
const total = results.reduce((sum, { inputs }) => sum + inputs, 0);
const failed = results.reduce((sum, { defects }) => sum + defects.length, 0);
if (values.page !== undefined) writeFileSync(values.page, page());
console.log(`${total} inputs in ${seconds} s: ${failed === 0 ? "no defect" : `${failed} defects`}`);
process.exit(failed === 0 ? 0 : 1);

function page(): string {
  const rows = results.map(
    ({ target, inputs, outcomes, grownBytes, defects }) =>
      `| ${target} | ${inputs} | ${outcomes} | ${Math.round(grownBytes / 1024)} | ${defects.length} |`,
  );
  return `<!-- Written by test/fuzz/main.ts (npm run fuzz -- --page docs/fuzz.md). -->
# Fuzz

Every decoder that meets bytes from outside is given well-formed inputs that were mutated: bytes changed, parts left out, repeated, swapped with those of others, words of the format put in. Those
that read messages are given as many that keep a message's form and harm in one place of it (test/fuzz/structured.ts): depth, bignums, tags, lengths that lie or never end, very many fields, values
or parts, up to 1 MiB, whole and cut off. An input must be taken or refused in the decoder's own words: no other error, no more than 50 ms of work and 64 MB of memory, none kept, no prototype changed. Inputs that a decoder once failed on are cases in
[test/fuzz/regressions](../test/fuzz/regressions); 20 000 inputs with a fixed seed run with every \`npm test\`.

One run of ${total} inputs (seed ${seed}) took ${seconds} s, on a machine shared with other work (load average at its end ${loadavg()[0]?.toFixed(1)}).

| decoder | inputs | ways to come out | KiB kept | defects |
|---|---|---|---|---|
${rows.join("\n")}
| **all** | ${total} | | | ${failed} |

- *ways to come out*: accepted, or refused with reasons of different form; the corpus grows by inputs that come out in a new way.
- *KiB kept*: memory that stayed between the middle and the end of the run, caches and compiled code included.
`;
}
