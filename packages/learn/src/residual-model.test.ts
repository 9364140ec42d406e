import { describe, expect, it } from "vitest";
import { createBaselineMemory } from "./baseline-memory.ts";
import { between, expectedOf, fitResidualModel, type ResidualModel } from "./residual-model.ts";

/** ln rms = 2 ln(speed) + 0.5 load, with a small known ripple. */
function learnt(speeds: readonly number[]): ResidualModel {
  const memory = createBaselineMemory();
  for (let age = 0; age < 90; age++) {
    const speed = Math.log(speeds[age % speeds.length] ?? 1);
    const load = (age % 7) / 7;
    const value = 2 * speed + 0.5 * load + 0.01 * Math.sin(age);
    memory.add(String(age % speeds.length), { age, state: [speed, load], values: [value] });
  }
  const model = fitResidualModel(memory.bins(), 1, 1e9);
  if (model === undefined) throw new Error("90 rows must be enough");
  return model;
}

describe("fitResidualModel", () => {
  it("finds how an indicator depends on speed and load", () => {
    const model = learnt([1000, 1200, 1500, 1800, 2400]);
    expect(expectedOf(model, 0, "new", [Math.log(2000), 0.5])).toBeCloseTo(
      2 * Math.log(2000) + 0.25,
      1,
    );
    expect(model.sigma[0]).toBeLessThan(0.02);
  });
  it("takes the median when the state never changes", () => {
    const memory = createBaselineMemory();
    for (const [age, value] of [1, 2, 3, 4, 100].entries())
      memory.add("a", { age, state: [0, 0], values: [value] });
    const model = fitResidualModel(memory.bins(), 1, 1e9);
    expect(model && expectedOf(model, 0, "a", [0, 0])).toBeCloseTo(3, 6);
  });
  it("ignores rows that are too young to be trusted", () => {
    const memory = createBaselineMemory();
    for (let age = 0; age < 20; age++)
      memory.add("a", { age, state: [0], values: [age < 15 ? 1 : 50] });
    const model = fitResidualModel(memory.bins(), 1, 14);
    expect(model && expectedOf(model, 0, "a", [0])).toBe(1);
  });
  it("takes a state variable that is not known for as it usually is", () => {
    const memory = createBaselineMemory();
    for (let age = 0; age < 60; age++) {
      const warmth = age % 10 === 0 ? Number.NaN : (age % 7) / 6;
      memory.add("a", {
        age,
        state: [warmth],
        values: [Number.isNaN(warmth) ? 2.5 : 1 + 3 * warmth],
      });
    }
    const model = fitResidualModel(memory.bins(), 1, 1e9);
    expect(model && expectedOf(model, 0, "a", [1])).toBeCloseTo(4, 1);
    expect(model && expectedOf(model, 0, "a", [Number.NaN])).toBeCloseTo(2.5, 1);
  });
  it("believes a slope no further beyond the range it was learnt on than that range is wide", () => {
    const model = learnt([1000, 1200, 1500, 1800, 2400]);
    const at = (load: number) => expectedOf(model, 0, "new", [Math.log(1500), load]);
    expect(at(1.5) - at(0)).toBeCloseTo(0.75, 1);
    expect(at(100)).toBeCloseTo(at(12 / 7), 6);
  });
  it("is undefined for fewer than three rows", () => {
    expect(fitResidualModel(createBaselineMemory().bins(), 1, 1e9)).toBeUndefined();
  });
  it("knows an indicator that was never seen by NaN", () => {
    const memory = createBaselineMemory();
    for (let age = 0; age < 5; age++) memory.add("a", { age, state: [0], values: [1, Number.NaN] });
    const model = fitResidualModel(memory.bins(), 2, 1e9);
    expect(model && expectedOf(model, 1, "a", [0])).toBeNaN();
  });
});

describe("between", () => {
  it("bridges states inside the learnt range of at least four states, none outside", () => {
    const model = learnt([1000, 1200, 1500, 1800, 2400]);
    expect(between(model, [Math.log(1650), 0.4])).toBe(true);
    expect(between(model, [Math.log(3000), 0.4])).toBe(false);
    expect(between(learnt([1000, 1200]), [Math.log(1100), 0.4])).toBe(false);
  });
});
