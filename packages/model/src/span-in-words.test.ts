import { describe, expect, it } from "vitest";
import { spanInWords } from "./span-in-words.ts";

describe("spanInWords", () => {
  it("uses the largest unit of which there are two", () => {
    const spans = [40, 119, 120, 5400, 7200, 86_400, 300_000];
    expect(spans.map((seconds) => spanInWords(seconds))).toEqual([
      "40 s",
      "120 s",
      "2 min",
      "90 min",
      "2 h",
      "24 h",
      "3.5 d",
    ]);
    expect([40, 119, 5400, 300_000].map((seconds) => spanInWords(seconds, "zh"))).toEqual([
      "40 秒",
      "120 秒",
      "90 分钟",
      "3.5 天",
    ]);
  });
});
