import { describe, expect, it } from "vitest";
import { normalCdf, upperQuantile } from "./normal.ts";

describe("the normal distribution", () => {
  it("has the values of its tables", () => {
    for (const [z, p] of [
      [0, 0.5],
      [1, 0.841345],
      [-1.281552, 0.1],
      [3, 0.99865],
      [-8, 0],
    ] as const)
      expect(normalCdf(z)).toBeCloseTo(p, 5);
    expect(upperQuantile(0.1)).toBeCloseTo(1.2816, 3);
    expect(upperQuantile(0.00135)).toBeCloseTo(3, 2);
  });
});
