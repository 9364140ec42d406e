import { describe, expect, it } from "vitest";
import { repeatableNoise, SYNTHETIC_POINT, vibration } from "../synthetic-life.ts";
import { createDetection } from "./detection.ts";

/** A point that measures so seldom, seconds: what is needed before its learnt model speaks, and from which observation on it does. */
function learning(every: number) {
  const noise = repeatableNoise(3);
  const detection = createDetection(SYNTHETIC_POINT);
  let [first, limit, need] = [0, 0, 0];
  for (let i = 1; i <= 60; i++) {
    const detected = detection.process(vibration({ seconds: i * every }, noise));
    const rms = detected.residuals.find(({ judged }) => judged.name === "rms");
    need = detected.learned.need;
    if (rms === undefined || first > 0) continue;
    first = i;
    limit = rms.limit / rms.expected;
  }
  return { first, limit, need };
}

describe("a baseline of a sensor that measures seldom", () => {
  it("speaks after fewer observations, with wider limits", () => {
    const [often, seldom] = [learning(60), learning(600)];
    expect(seldom.need).toBeLessThan(often.need);
    expect(often.first).toBe(often.need + 1);
    expect(seldom.first).toBe(seldom.need + 1);
    expect(seldom.limit).toBeGreaterThan(often.limit);
  });
});
