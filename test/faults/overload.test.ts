import { expect, it } from "vitest";
import { runLoad } from "./overload.ts";

/** Resident memory that an ingest with DuckDB (which may take 512 MiB itself) stays under, MiB. */
const CEILING_MIB = 1024;

it("of more waveforms than can be analysed one in k is, every one is counted, and the heap does not grow", async () => {
  const result = await runLoad({
    seconds: 25,
    sensors: 16,
    rate: 4000,
    args: ["--inbox-mb", "8", "--thin-after", "3"],
  });
  const { measured, acknowledged, analysed, thinned, stored, mostEvery, memory } = result;
  console.log(
    `${measured} measured, ${acknowledged} acknowledged, ${analysed} analysed, ${thinned} thinned out (one in ${mostEvery}), ${stored} stored; at most ${Math.max(...memory).toFixed(0)} MiB`,
  );
  // How far acknowledgement falls behind depends on the machine: thinning may keep up with it all.
  expect(acknowledged).toBeLessThanOrEqual(measured);
  expect(mostEvery).toBeGreaterThan(1);
  expect(analysed + thinned).toBeGreaterThanOrEqual(acknowledged);
  expect(stored).toBe(analysed);
  expect(Math.max(...memory)).toBeLessThan(CEILING_MIB);
});
