import { describe, expect, it } from "vitest";
import type { PartView } from "./stand-types.ts";
import { yieldOf } from "./yield.ts";

const part = (serial: string, gate: PartView["gate"], more: Partial<PartView> = {}): PartView => ({
  time: "2026-11-30T06:00:00Z",
  serial,
  gate,
  judged: true,
  faults: [],
  ...more,
});

describe("what became of a stand's parts", () => {
  it("counts each part once, by its latest result, and rework that succeeds as no first pass", () => {
    const parts = [
      part("1", "accept"),
      part("2", "rework", { faults: ["dirt"] }),
      part("3", "reject", { faults: ["dent-outer", "dirt"] }),
      part("2", "accept", { retest: true }),
    ];
    expect(yieldOf(parts)).toEqual({
      parts: 3,
      firstPass: 1,
      accept: 2,
      rework: 0,
      reject: 1,
      notJudged: 0,
      causes: [{ cause: "dent-outer", parts: 1 }],
    });
  });

  it("names why parts were not judged among the causes, most frequent first", () => {
    const parts = [
      part("1", "reject", { faults: ["waviness-outer"] }),
      part("2", "rework", { judged: false, notJudged: "no-stop" }),
      part("3", "rework", { judged: false, notJudged: "no-stop" }),
    ];
    expect(yieldOf(parts)).toMatchObject({
      notJudged: 2,
      rework: 0,
      causes: [
        { cause: "no-stop", parts: 2 },
        { cause: "waviness-outer", parts: 1 },
      ],
    });
  });

  it("passes over trials of gauge studies", () => {
    const trial = part("1", "rework", { judged: false, notJudged: "gauge-study" });
    expect(yieldOf([part("1", "accept"), trial, trial])).toMatchObject({ parts: 1, accept: 1 });
  });

  it("keeps the result of a part whose serial came twice by mistake", () => {
    const again = part("1", "rework", { judged: false, notJudged: "duplicate-serial" });
    expect(yieldOf([part("1", "accept"), again])).toMatchObject({ parts: 1, accept: 1 });
  });
});
