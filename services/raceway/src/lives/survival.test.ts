import { describe, expect, it } from "vitest";
import { survivalPicture, survivalText } from "./survival.ts";

const DAY = 86_400;
const DURATIONS = new Map([
  ["6205", { ended: [10 * DAY, 30 * DAY], running: [20 * DAY, 40 * DAY] }],
  ["6208", { ended: [], running: [5 * DAY] }],
]);

describe("how long bearings last", () => {
  it("is said by kind, with those that still run, and what is not known is said", () => {
    const text = survivalText(DURATIONS);
    expect(text).toContain("6205: 2 ended, 2 run or were replaced before their end\n");
    expect(text).toMatch(
      /10\.0 d of running: 75 % last longer \(80 %: \d+ % to \d+ %\), of 4 that/,
    );
    expect(text).toMatch(/30\.0 d of running: 38 % last longer .*, of 2 that came so far/);
    expect(text).toContain("6208: 0 ended, 1 run");
    expect(text).toContain("none has ended");
    expect(survivalText(new Map())).toBe("No bearing has run here yet.\n");
  });
  it("is drawn for the kinds of which some have ended", async () => {
    const svg = await survivalPicture(DURATIONS);
    expect(svg).toMatch(/^<svg/);
    expect(svg).toContain("6205");
    expect(svg).not.toContain("6208");
  });
});
