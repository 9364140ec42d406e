import { describe, expect, it } from "vitest";
import { isSpent, isVague, lifeSaid, spanSaid } from "./life-words.ts";

const HOUR = 3600;
const DAY = 24 * HOUR;

describe("a span as people say it", () => {
  it("is rounded down, in the largest unit of which there are two", () => {
    expect([3.5, 60, 119, 125, 10_000, 100_000, 300_000, 20 * DAY].map((s) => spanSaid(s))).toEqual(
      [
        "less than a minute",
        "1 minute",
        "1 minute",
        "2 minutes",
        "2 hours",
        "27 hours",
        "3 days",
        "2 weeks",
      ],
    );
    expect([3.5, 10_000].map((s) => spanSaid(s, "zh"))).toEqual(["不到 1 分钟", "2 小时"]);
  });
});

describe("a remaining life as people say it", () => {
  it("is a number with its interval only where the interval lets one plan", () => {
    expect(lifeSaid({ seconds: 3.4 * DAY, low: 2.2 * DAY, high: 4.6 * DAY })).toBe(
      "about 3 days (2 to 5 days)",
    );
    expect(lifeSaid({ seconds: 2 * DAY, low: 5 * HOUR, high: 21 * DAY })).toBe(
      "not yet known: hours to weeks",
    );
    expect(lifeSaid({ seconds: 21, low: 17, high: 18 * 60 })).toBe(
      "none: the end of life is reached",
    );
  });

  it("is said in Chinese alike", () => {
    expect(lifeSaid({ seconds: 3.4 * DAY, low: 2.2 * DAY, high: 4.6 * DAY }, "zh")).toBe(
      "约 3 天（2 至 5 天）",
    );
    expect(lifeSaid({ seconds: 2 * DAY, low: 5 * HOUR, high: 21 * DAY }, "zh")).toBe(
      "尚不确定：数小时至数周",
    );
  });

  it("never has a fraction or a second in it, whatever the forecast", () => {
    const spans = Array.from({ length: 25 }, (_, k) => 1e-3 * 3 ** k);
    for (const low of spans)
      for (const high of spans.filter((it) => it >= low)) {
        const life = { low, seconds: Math.sqrt(low * high), high };
        const said = lifeSaid(life);
        expect(said).not.toMatch(/\.|second|NaN|Infinity/);
        if (!isSpent(life) && !isVague(life)) expect(said).toMatch(/^about /);
      }
  });
});
