import { describe, expect, it } from "vitest";
import { healthIndex } from "./health-index.ts";

describe("healthIndex", () => {
  it("is 100 as expected, 80 at the first limit, 60 at the alarm, 0 at the end, and stays there", () => {
    expect([0, 1, 2, 5, 50].map(healthIndex)).toEqual([100, 80, 60, 0, 0]);
  });
});
