import { describe, expect, it } from "vitest";
import { anomaly, diagnosis, prognosis } from "../testing.ts";
import { summarise } from "./summary.ts";

const time = "2026-11-22T06:00:00.000Z";
const LATIN_WORD = /[a-z]{4,}/;

describe("an alarm's words", () => {
  it("are the same in Chinese: title, reasons and advice, without an English word", () => {
    const summary = summarise({
      active: {
        anomaly: anomaly("alarm", { time }),
        diagnosis: diagnosis("inner-race", { time }),
        prognosis: prognosis(7200, { time }),
      },
      seen: {},
    });
    const zh = summary.translations?.zh;
    expect(summary.title).toBe("Inner race damage");
    expect(zh?.title).toBe("内圈损伤");
    expect(zh?.evidence).toHaveLength(summary.evidence.length);
    for (const sentence of [...(zh?.evidence ?? []), zh?.advice ?? ""])
      expect(sentence).not.toMatch(LATIN_WORD);
  });
});
