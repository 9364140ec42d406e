import { existsSync } from "node:fs";
import { join } from "node:path";
import { momentsOf } from "@raceway/dsp/statistics/moments";
import { describe, expect, it } from "vitest";
import { RECORDINGS } from "../recordings.ts";
import { verdictOn } from "./judge.ts";
import { blocksOf, cwru, hit } from "./recordings.ts";

const present = existsSync(join(RECORDINGS, "cwru-12k-drive-end"));
const records = present ? [...cwru()] : [];
const numberOf = (name: string) => name.split("_").at(-1) ?? "";

/** Kurtosis of the drive-end channel as Smith & Randall (2015) print it, to three figures. */
const KURTOSIS: Readonly<Record<string, number>> = {
  "106": 5.54,
  "119": 2.96,
  "131": 7.6,
  "170": 22.1,
  "186": 8.84,
  "198": 2.94,
  "210": 7.67,
  "223": 9.41,
  "235": 22.0,
};

describe.skipIf(!present)(`published values (recordings in ${RECORDINGS})`, () => {
  it("finds the kurtosis that Smith and Randall print, to their rounding and 0.3 %", () => {
    let compared = 0;
    for (const { name, samples } of records) {
      const printed = KURTOSIS[numberOf(name)];
      if (printed === undefined) continue;
      compared++;
      const rounding = printed >= 10 ? 0.05 : 0.005;
      const { kurtosis } = momentsOf(samples);
      expect(Math.abs(kurtosis - printed), name).toBeLessThan(0.003 * printed + rounding);
    }
    expect(compared).toBeGreaterThan(6);
  });

  it("names every record that Smith and Randall call diagnosable, and none wrongly", {
    timeout: 600_000,
  }, () => {
    for (const one of records) {
      const { fault } = verdictOn(one, blocksOf(one, 1));
      if (one.grade?.startsWith("Y") === true) expect(fault, one.name).toBe(one.truth);
      else expect(["unnamed", one.truth], one.name).toContain(fault);
    }
  });

  it("gives no name to any second of a healthy record", () => {
    const healthy = [...records, ...hit()].filter(({ truth }) => truth === "healthy");
    for (const one of healthy)
      for (const block of blocksOf(one, 1))
        expect(verdictOn(one, [block]).fault, one.name).toBe("unnamed");
  });
});
