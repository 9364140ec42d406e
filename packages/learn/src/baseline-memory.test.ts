import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BINS, createBaselineMemory, ROWS } from "./baseline-memory.ts";

const row = (age: number) => ({ age, state: [0], values: [age] });

describe("createBaselineMemory", () => {
  it("never holds more than its stated rows and states", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 1500 }), (keys) => {
        const memory = createBaselineMemory();
        for (const [age, key] of keys.entries()) memory.add(String(key), row(age));
        const bins = memory.bins();
        expect(bins.length).toBeLessThanOrEqual(BINS);
        expect(bins.reduce((sum, bin) => sum + bin.rows.length, 0)).toBeLessThanOrEqual(ROWS);
      }),
    );
  });
  it("spreads what it keeps evenly over the whole running time", () => {
    const memory = createBaselineMemory();
    for (let age = 0; age < 100_000; age++) memory.add("a", row(age));
    const ages = memory.bins()[0]?.rows.map((r) => r.age) ?? [];
    expect(ages.length).toBeGreaterThanOrEqual(ROWS / 2);
    const steps = ages.slice(1).map((age, i) => age - (ages[i] ?? 0));
    expect(Math.max(...steps)).toBe(Math.min(...steps));
    expect(ages.at(-1)).toBeGreaterThan(97_000);
  });
  it("keeps a rare state beside a common one", () => {
    const memory = createBaselineMemory();
    for (let age = 0; age < 10_000; age++)
      memory.add(age % 200 === 0 ? "rare" : "common", row(age));
    expect(memory.bin("rare")?.rows.length).toBeGreaterThanOrEqual(20);
  });
  it("goes on after a restore as if never cut", () => {
    const whole = createBaselineMemory();
    const first = createBaselineMemory();
    for (let age = 0; age < 300; age++) {
      whole.add(String(age % 3), row(age));
      first.add(String(age % 3), row(age));
    }
    const second = createBaselineMemory();
    second.restore(structuredClone(first.snapshot()));
    for (let age = 300; age < 700; age++) {
      whole.add(String(age % 3), row(age));
      second.add(String(age % 3), row(age));
    }
    expect(second.snapshot()).toEqual(whole.snapshot());
  });
  it("counts what was seen near a state, also what it has forgotten since", () => {
    const memory = createBaselineMemory();
    for (let age = 0; age < 1000; age++)
      memory.add("a", { age, state: [age % 2, Number.NaN], values: [0] });
    const near = memory.near([0, 7], [0.5, 1]);
    expect(near + memory.near([1, 7], [0.5, 1])).toBe(memory.near([0, 7], [1, 1]));
    expect(memory.near([0, 7], [1, 1])).toBeGreaterThan(900);
    expect(memory.near([3, 7], [0.5, Number.POSITIVE_INFINITY])).toBe(0);
  });
  it("remembers that an indicator was absent", () => {
    const memory = createBaselineMemory();
    memory.add("a", { age: 0, state: [Number.NaN], values: [Number.NaN, 1] });
    const copy = createBaselineMemory();
    copy.restore(structuredClone(memory.snapshot()));
    expect(copy.bins()).toEqual(
      memory.bins().map(({ key, seen, rows }) => ({ key, seen, rows, stride: 1 })),
    );
  });
});
