import { LIFE_CURVE_POINTS } from "@raceway/model/recorded-life";
import { describe, expect, it } from "vitest";
import { quantileRatio } from "./remaining-density.ts";
import { CURVE_SHARES, createSimilarity, curveOf, sinceRise } from "./similar-lives.ts";

const steady = { weight: 1, curve: CURVE_SHARES.map((share) => 2 * share) };
const sudden = {
  weight: 1,
  curve: CURVE_SHARES.map((share) => (share === 0 ? 0 : share < 1 ? 0.7 : 2)),
};

/** The first part of a life, in so many moments. */
const lived = (curve: readonly number[], passed: number, scale = 1000) =>
  Array.from({ length: 101 }, (_, i) => {
    const share = (i / 100) * passed;
    const next = CURVE_SHARES.findIndex((known) => known >= share);
    const [x = 0, y = 0] = [CURVE_SHARES[next - 1], CURVE_SHARES[next]];
    const [a = 0, b = 0] = [curve[Math.max(0, next - 1)], curve[next]];
    return {
      age: 5000 + share * scale,
      value: y === x ? b : a + ((b - a) * (share - x)) / (y - x),
    };
  });

describe("createSimilarity", () => {
  it("recognises how far a life has come", () => {
    const density = createSimilarity([steady]).remaining(lived(steady.curve, 0.6));
    expect(quantileRatio(density, 0.5)).toBeCloseTo(0.4 / 0.6, 0);
    expect(quantileRatio(density, 0.9) / quantileRatio(density, 0.1)).toBeLessThan(4);
  });
  it("cannot tell on a plateau, and says so by its width", () => {
    const density = createSimilarity([steady, sudden]).remaining(lived(sudden.curve, 0.6));
    expect(quantileRatio(density, 0.9) / quantileRatio(density, 0.1)).toBeGreaterThan(10);
  });
  it("has the same answer on any scale of time", () => {
    const { remaining } = createSimilarity([steady, sudden]);
    const fast = quantileRatio(remaining(lived(steady.curve, 0.5, 10)), 0.5);
    const slow = quantileRatio(remaining(lived(steady.curve, 0.5, 1e7)), 0.5);
    expect(slow / fast).toBeCloseTo(1, 6);
  });
  it("falls back on the past duration where no life is like this one", () => {
    const past = lived(steady.curve, 0.5).map((m) => ({ ...m, value: m.value + 30 }));
    expect(quantileRatio(createSimilarity([steady]).remaining(past), 0.5)).toBeCloseTo(1, 0);
  });
  it("foretells the levels to come", () => {
    const past = lived(steady.curve, 0.5);
    const [soon, never] = createSimilarity([steady]).foretell(past, [5600, 50_000]);
    expect(soon).toBeCloseTo(1.2, 1);
    expect(never).toBeUndefined();
  });
});

describe("a life's curve", () => {
  it("begins at the rise and ends at the end, without its scale of time", () => {
    const moments = Array.from({ length: 200 }, (_, i) => ({
      age: 60 * i,
      value: i < 100 ? 0 : (i - 100) / 50,
    }));
    const curve = curveOf(sinceRise(moments));
    expect(curve).toHaveLength(LIFE_CURVE_POINTS);
    expect(curve[0]).toBeLessThan(0.2);
    expect(curve.at(-1)).toBeGreaterThan(1.9);
    expect(JSON.stringify(curve).length).toBeLessThan(200);
  });
});
