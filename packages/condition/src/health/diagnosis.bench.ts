import { loadPffft } from "@raceway/dsp/transform/pffft";
import { test } from "vitest";
import { createManipulation } from "../manipulation/manipulation.ts";
import { createDiagnosis } from "./diagnosis.ts";
import { block, noise, ORDERS, struck, testContext } from "./test-signal.ts";

const engine = await loadPffft();
const OPTIONS = { time: 400, warmupTime: 200 };
const manipulate = createManipulation(testContext(), { engine });
/** More blocks than the average remembers, so that the verdict has settled. */
const BLOCKS = 24;
/** Blocks while a verdict settles. */
const SETTLING = 12;

const machines = {
  healthy: Array.from({ length: BLOCKS }, (_, i) => manipulate(block(noise(12_000, 3 + i), i))),
  damaged: Array.from({ length: BLOCKS }, (_, i) =>
    manipulate(block(struck(ORDERS.bpfo, 3, 10 + 7 * i), i)),
  ),
};

test("12 blocks of one second through the diagnosis from its first on, while a verdict settles", async ({
  bench,
}) => {
  const begun = Object.entries(machines).map(([name, observations]) =>
    bench(name, () => {
      const diagnosis = createDiagnosis(testContext());
      for (const observation of observations.slice(0, SETTLING)) diagnosis.process(observation);
    }),
  );
  const [healthy, damaged] = begun;
  if (healthy !== undefined && damaged !== undefined)
    await bench.compare(healthy, damaged, OPTIONS);
});

test("24 blocks of one second through the diagnosis, a settled verdict going on", async ({
  bench,
}) => {
  const started = Object.entries(machines).map(([name, observations]) => {
    const diagnosis = createDiagnosis(testContext());
    for (const observation of observations) diagnosis.process(observation);
    return bench(name, () => {
      for (const observation of observations) diagnosis.process(observation);
    });
  });
  const [healthy, damaged] = started;
  if (healthy !== undefined && damaged !== undefined)
    await bench.compare(healthy, damaged, OPTIONS);
});
