import { describe, expect, it } from "vitest";
import { basicRatingHours, basicRatingLife, modifiedRatingLife } from "./life.ts";

const load = { dynamicRating: 14, equivalentLoad: 1.4, element: "ball" } as const;

describe("rating life of ISO 281", () => {
  it("is a thousand million revolutions for a ball bearing at a tenth of its rating", () => {
    expect(basicRatingLife(load)).toBeCloseTo(1000, 9);
    expect(basicRatingLife({ ...load, element: "roller" })).toBeCloseTo(10 ** (10 / 3), 6);
  });

  it("is 11 111 h of that at 1500 r/min, and endless at standstill", () => {
    expect(basicRatingHours(load, 1500)).toBeCloseTo(1e9 / (60 * 1500), 6);
    expect(basicRatingHours(load, 0)).toBe(Number.POSITIVE_INFINITY);
  });

  it("falls to a quarter when 99 of 100 shall reach it", () => {
    expect(modifiedRatingLife(load, 99)).toBeCloseTo(250, 9);
    expect(modifiedRatingLife(load, 90, 0.5)).toBeCloseTo(500, 9);
  });

  it("refuses loads, speeds and factors that cannot be", () => {
    expect(() => basicRatingLife({ ...load, equivalentLoad: 0 })).toThrow("must be above 0");
    expect(() => basicRatingHours(load, -1)).toThrow("speed -1");
    expect(() => modifiedRatingLife(load, 90, 0)).toThrow("system factor 0");
  });
});
