import { describe, expect, it } from "vitest";
import { repeatableNoise, SYNTHETIC_POINT, vibration } from "../synthetic-life.ts";
import { createDetection, DETECTION_DEFAULTS } from "./detection.ts";

const DAYS = 30;
const EVERY = 600;
/** A point with one axis, whose few indicators wander so much that chance alone sets their limits. */
const POINT = {
  ...SYNTHETIC_POINT,
  point: { ...SYNTHETIC_POINT.point, channels: SYNTHETIC_POINT.point.channels.slice(0, 1) },
};

/** A healthy point over the days: whose indicators wander by so much (ln): how many records turned it abnormal, and the limit on rms at the end. */
function live(falseAlarmDays: number, wander = 0.8) {
  const noise = repeatableNoise(1);
  const detection = createDetection(POINT, {
    ...DETECTION_DEFAULTS,
    baseline: { ...DETECTION_DEFAULTS.baseline, falseAlarmDays },
  });
  let [records, limit, before] = [0, 0, false];
  for (let i = 0; i < (DAYS * 86_400) / EVERY; i++) {
    const block = vibration({ seconds: i * EVERY }, noise);
    const indicators = Object.fromEntries(
      Object.keys(block.indicators).map((name) => [name, 3 * Math.exp(wander * noise())]),
    );
    const { pointwise, residuals } = detection.process({ ...block, indicators });
    if (pointwise && !before) records += 1;
    before = pointwise;
    limit = residuals.find(({ judged }) => judged.name === "rms")?.limit ?? limit;
  }
  return { records, limit };
}

describe("the rate of false alarms", () => {
  it("is at most one record a point in so many days: the longer they are, the further the limits", () => {
    const [daily, monthly] = [live(1), live(30)];
    expect(daily.records).toBeLessThanOrEqual(DAYS);
    expect(monthly.records).toBeLessThanOrEqual(DAYS / 30);
    expect(monthly.limit).toBeGreaterThan(1.3 * daily.limit);
  });

  it("moves the limits of indicators that hardly wander too", () => {
    expect(live(30, 0.01).limit).toBeGreaterThan(1.05 * live(1, 0.01).limit);
  });
});
