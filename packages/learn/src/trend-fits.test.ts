import { describe, expect, it } from "vitest";
import { backtestWeight, fitTrend, TREND_MODELS, type TrendModel, thinned } from "./trend-fits.ts";

/** ln of a level given as a function of age. */
function series(level: (age: number) => number, from = 1000, to = 2000, step = 25) {
  return Array.from({ length: (to - from) / step + 1 }, (_, i) => {
    const age = from + i * step;
    return { age, value: Math.log(level(age)) };
  });
}

const SHAPES: Readonly<Record<TrendModel, (age: number) => number>> = {
  linear: (age) => 1 + 0.001 * (age - 1000),
  exponential: (age) => Math.exp(0.001 * (age - 1000)),
  power: (age) => (0.1 + (age - 1000) / 1000) ** 1.5,
  "theil-sen": (age) => Math.exp(0.001 * (age - 1000)),
};

describe.each(TREND_MODELS)("fitTrend %s", (model) => {
  const level = SHAPES[model];
  it("recovers its own shape and the growth rate now", () => {
    const trend = fitTrend(model, series(level));
    const slope = (Math.log(level(2001)) - Math.log(level(1999))) / 2;
    expect(trend?.rate).toBeCloseTo(slope, 6);
    expect(trend?.at(2200)).toBeCloseTo(level(2200), 4);
  });
  it("has a negative rate when the level falls", () => {
    expect(
      fitTrend(
        model,
        series((age) => 3 - 0.001 * age),
      )?.rate,
    ).toBeLessThan(0);
  });
  it("does not exist for fewer than three moments or no time between them", () => {
    expect(fitTrend(model, series(level).slice(0, 2))).toBeUndefined();
    const still = [1, 2, 3].map((value) => ({ age: 5, value }));
    expect(fitTrend(model, still)).toBeUndefined();
  });
});

describe("fitTrend theil-sen", () => {
  it("is not bent by single bursts", () => {
    const burst = series(SHAPES.exponential).map((m, i) =>
      i % 9 === 4 ? { ...m, value: m.value + 3 } : m,
    );
    expect(fitTrend("theil-sen", burst)?.rate).toBeCloseTo(0.001, 3);
  });
});

describe("backtestWeight", () => {
  it("prefers the model that would have foretold the newest part", () => {
    const growth = series((age) => Math.exp(0.003 * (age - 1000)));
    expect(backtestWeight("exponential", growth)).toBeGreaterThan(
      3 * backtestWeight("linear", growth),
    );
  });
});

describe("thinned", () => {
  it("keeps first and last and at most the count asked for", () => {
    const moments = series(SHAPES.linear);
    const few = thinned(moments, 7);
    expect(few.length).toBe(7);
    expect(few[0]).toEqual(moments[0]);
    expect(few.at(-1)).toEqual(moments.at(-1));
  });
});
