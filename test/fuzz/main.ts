import { readFileSync, writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import type { FuzzResult } from "./fuzz-worker.ts";
import { keepRegression } from "./regression.ts";
import { fuzz, tasksOf } from "./run-fuzz.ts";
import { TARGETS, targetNamed } from "./targets.ts";

/**
 * `npm run fuzz`: the nightly run over every decoder; ends with 1 when one failed. What failed is kept as a case in test/fuzz/regressions. With
 * `--page docs/fuzz.md` the totals are written there; with `--beside docs/fuzz.md` they are added to those of a larger run, as one of later code. `--parts 10` shares the inputs out among so many runs, one after another, each with a seed of its own (the next
 * whole number) and totals at its end: a run that is stopped has told what it had done.
 */

const { values } = parseArgs({
  options: {
    count: { type: "string", default: "1000000" },
    seed: { type: "string", default: String(Date.now() % 2 ** 31) },
    target: { type: "string", multiple: true },
    keep: { type: "boolean", default: true },
    page: { type: "string" },
    beside: { type: "string" },
    parts: { type: "string", default: "1" },
  },
  allowNegative: true,
});

/** Under it stand the runs of later code. */
const LATER = "## Later runs\n";

const targets = values.target?.map(targetNamed) ?? TARGETS;
const count = Number(values.count);
const seed = Number(values.seed);
const parts = Number(values.parts);
if (![count, parts].every((number) => Number.isInteger(number) && number >= 1)) usage();
if (!Number.isInteger(seed)) usage();
console.log(`${count} inputs for ${targets.length} decoders, seed ${seed}`);
/** Of all parts so far, by decoder. */
const totals = new Map<string, FuzzResult>();
const started = performance.now();
let done = 0;
for (; done < parts; done++) {
  await runPart(seed + done);
  if (values.page !== undefined) writeFileSync(values.page, page(done + 1));
  console.log(`${sum(inputsOf)} inputs in ${seconds()} s: ${sum(defectsOf) || "no"} defects`);
}
if (values.beside !== undefined) writeFileSync(values.beside, pageWithLaterRun(values.beside));
process.exit(sum(defectsOf) === 0 ? 0 : 1);

async function runPart(own: number): Promise<void> {
  let begun = performance.now();
  for await (const result of fuzz(tasksOf(Math.ceil(count / parts), own, targets))) {
    const { target, inputs, outcomes, defects, grownBytes } = result;
    totals.set(target, together(totals.get(target), result));
    const took = ((performance.now() - begun) / 1000).toFixed(1);
    begun = performance.now();
    console.log(
      `${target}: ${inputs} inputs, ${outcomes} outcomes, ${took} s, ${Math.round(grownBytes / 1024)} KiB grown, ${defects.length} defects`,
    );
    for (const defect of defects) {
      console.log(`  ${defect.kind}: ${defect.message.slice(0, 300)}`);
      if (values.keep && defect.input.length > 0)
        console.log(`  kept as ${keepRegression(defect)}`);
    }
  }
}

function usage(): never {
  console.error("--count and --parts are numbers of inputs and of runs, --seed a whole number");
  process.exit(2);
}

/** What two parts say of a decoder: the inputs and defects of both, of the rest the more. */
function together(before: FuzzResult | undefined, now: FuzzResult): FuzzResult {
  if (before === undefined) return now;
  return {
    target: now.target,
    inputs: before.inputs + now.inputs,
    outcomes: Math.max(before.outcomes, now.outcomes),
    grownBytes: Math.max(before.grownBytes, now.grownBytes),
    defects: [...before.defects, ...now.defects],
  };
}

function sum(of: (result: FuzzResult) => number): number {
  return [...totals.values()].reduce((total, result) => total + of(result), 0);
}

function inputsOf({ inputs }: FuzzResult): number {
  return inputs;
}

function defectsOf({ defects }: FuzzResult): number {
  return defects.length;
}

function seconds(): number {
  return Math.round((performance.now() - started) / 1000);
}

function runsInWords(ended: number): string {
  return ended === 1
    ? `One run of ${sum(inputsOf)} inputs (seed ${seed})`
    : `${ended} runs of ${sum(inputsOf)} inputs together (seeds ${seed} to ${seed + ended - 1})`;
}

function loadInWords(): string {
  return `load average at its end ${loadavg()[0]?.toFixed(1)}`;
}

/** Each defect in a line of its own. */
function defectLines(): string {
  const lines = [...totals.values()].flatMap(({ target, defects }) =>
    defects.map(
      ({ kind, message }) =>
        `- ${target}, ${kind}: ${message.slice(0, 200).replaceAll(/\s+/g, " ")}`,
    ),
  );
  return lines.length === 0 ? "" : `\n${lines.join("\n")}\n`;
}

/** The page with this run, of later code, under those that are there. */
function pageWithLaterRun(path: string): string {
  const [before = "", later = ""] = readFileSync(path, "utf8").split(LATER);
  const added = [...totals.values()].filter(({ target }) => !before.includes(`| ${target} |`));
  const others =
    added.length === 0
      ? ""
      : ` The table does not have ${added.map(({ target, inputs }) => `${target} (${inputs})`).join(", ")}.`;
  const words = `${runsInWords(parts)} over ${totals.size} decoders took ${seconds()} s (${loadInWords()}): ${sum(defectsOf) || "no"} defects.${others}\n${defectLines()}`;
  return `${before.trimEnd()}\n\n${LATER}\n${`${later.trim()}\n\n${words}`.trim()}\n`;
}

function page(ended: number): string {
  const rows = [...totals.values()].map(
    ({ target, inputs, outcomes, grownBytes, defects }) =>
      `| ${target} | ${inputs} | ${outcomes} | ${Math.round(grownBytes / 1024)} | ${defects.length} |`,
  );
  return `<!-- Written by test/fuzz/main.ts (npm run fuzz -- --page docs/fuzz.md). -->
# Fuzz

Every decoder that meets bytes from outside is given well-formed inputs that were mutated: bytes changed, parts left out, repeated, swapped with those of others, words of the format put in. Those
that read messages are given as many that keep a message's form and harm in one place of it (test/fuzz/structured.ts): depth, bignums, tags, lengths that lie or never end, very many fields, values
or parts, up to 1 MiB, whole and cut off. An input must be taken or refused in the decoder's own words: no other error, no more than 50 ms of work (longer by as much as the machine is slower than those on which that was set) and 64 MB of memory, none kept, no prototype changed. Inputs that a decoder once failed on are cases in
[test/fuzz/regressions](../test/fuzz/regressions); 20 000 inputs with a fixed seed run with every \`npm test\`.

${runsInWords(ended)} took ${seconds()} s, on a machine shared with other work (${loadInWords()}).

| decoder | inputs | ways to come out | KiB kept | defects |
|---|---|---|---|---|
${rows.join("\n")}
| **all** | ${sum(inputsOf)} | | | ${sum(defectsOf)} |

- *ways to come out*: accepted, or refused with reasons of different form, the most of a run; the corpus grows by inputs that come out in a new way.
- *KiB kept*: memory that stayed between the middle and the end of a run, the most of one, caches and compiled code included.
- Work is counted as processor time of the decoder's own thread, and what is slow only once (a collection of garbage) is tried up to seven times more: others who share the machine make no defect, and hide none.
${defectLines()}`;
}
