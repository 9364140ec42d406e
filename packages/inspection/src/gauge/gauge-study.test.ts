import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gaugeStudy, type Trial } from "./gauge-study.ts";

/** AIAG, Measurement Systems Analysis, ch. III B: ten parts, three appraisers, three trials each. */
const AIAG: Readonly<Record<string, readonly (readonly number[])[]>> = {
  A: [
    [0.29, -0.56, 1.34, 0.47, -0.8, 0.02, 0.59, -0.31, 2.26, -1.36],
    [0.41, -0.68, 1.17, 0.5, -0.92, -0.11, 0.75, -0.2, 1.99, -1.25],
    [0.64, -0.58, 1.27, 0.64, -0.84, -0.21, 0.66, -0.17, 2.01, -1.31],
  ],
  B: [
    [0.08, -0.47, 1.19, 0.01, -0.56, -0.2, 0.47, -0.63, 1.8, -1.68],
    [0.25, -1.22, 0.94, 1.03, -1.2, 0.22, 0.55, 0.08, 2.12, -1.62],
    [0.07, -0.68, 1.34, 0.2, -1.28, 0.06, 0.83, -0.34, 2.19, -1.5],
  ],
  C: [
    [0.04, -1.38, 0.88, 0.14, -1.46, -0.29, 0.02, -0.46, 1.77, -1.49],
    [-0.11, -1.13, 1.09, 0.2, -1.07, -0.67, 0.01, -0.56, 1.45, -1.77],
    [-0.15, -0.96, 0.67, 0.11, -1.45, -0.49, 0.21, -0.49, 1.87, -2.16],
  ],
};
const trials = Object.entries(AIAG).flatMap(([operator, rounds]) =>
  rounds.flatMap((values) =>
    values.map((value, part): Trial => ({ part: `${part + 1}`, operator, value })),
  ),
);

describe("a gauge study", () => {
  it("of AIAG's example has the manual's results by analysis of variance", () => {
    const study = gaugeStudy(trials);
    expect(study).toMatchObject({ parts: 10, operators: 3, trials: 3, interaction: 0 });
    // The manual: EV 0.199933, AV 0.226838, GRR 0.302373, PV 1.042327, TV 1.085, GRR 27.9 % of TV, ndc 4.
    expect(study.repeatability).toBeCloseTo(0.199933, 4);
    expect(study.reproducibility).toBeCloseTo(0.226838, 4);
    expect(study.gauge).toBeCloseTo(0.302373, 4);
    expect(study.partVariation).toBeCloseTo(1.042327, 4);
    expect(study.share).toBeCloseTo(0.279, 3);
    expect(study.categories).toBe(4);
    // F = 0.434 with 18 and 60 degrees of freedom.
    expect(study.interactionChance).toBeGreaterThan(0.95);
  });

  it("with a trial missing is refused, and says whose of which part", () => {
    const missing = trials.filter((_, k) => k !== 31);
    expect(() => gaugeStudy(missing)).toThrow(
      "part 2 was measured 2 times by B; 3 times are right",
    );
    const gone = trials.filter(({ part, operator }) => !(part === "4" && operator === "C"));
    expect(() => gaugeStudy(gone)).toThrow("part 4 was measured 0 times by C; 3 times are right");
  });

  it("of one operator, of one part, or of single trials is refused", () => {
    const one = trials.filter(({ operator }) => operator === "A");
    expect(() => gaugeStudy(one)).toThrow("10 parts and 1 operators");
    expect(() => gaugeStudy(trials.filter(({ part }) => part === "1"))).toThrow("1 parts and 3");
    expect(() => gaugeStudy(trials.slice(0, 10).concat(trials.slice(30, 40)))).toThrow(
      "2 times are right",
    );
    expect(() => gaugeStudy([])).toThrow("0 parts");
  });

  it("finds operators who measure some parts otherwise", () => {
    const odd = trials.map((trial) =>
      trial.operator === "B" && Number(trial.part) > 5
        ? { ...trial, value: trial.value + 2 }
        : trial,
    );
    const study = gaugeStudy(odd);
    expect(study.interactionChance).toBeLessThan(0.001);
    expect(study.interaction).toBeGreaterThan(0.5);
  });

  it("does not hang on the order of trials, and its shares on the unit", () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray(trials, { minLength: trials.length }),
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        (shuffled, unit) => {
          const scaled = shuffled.map((trial) => ({ ...trial, value: unit * trial.value }));
          const [one, two] = [gaugeStudy(trials), gaugeStudy(scaled)];
          expect(two.share).toBeCloseTo(one.share, 6);
          expect(two.gauge / unit).toBeCloseTo(one.gauge, 6);
        },
      ),
      { numRuns: 20 },
    );
  });
});
