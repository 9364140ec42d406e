import { describe, expect, it } from "vitest";
import { recalibrated, recalibrationOf } from "./recalibration.ts";

/** Names of one confidence, of which so many are right. */
const names = (confidence: number, right: number, of: number) =>
  Array.from({ length: of }, (_, i) => ({ rig: "r", confidence, right: i < right }));

describe("recalibration", () => {
  it("leaves confidences as they are that are right", () => {
    const { offset, slope } = recalibrationOf([...names(0.6, 60, 100), ...names(0.9, 90, 100)]);
    expect(offset).toBeCloseTo(0, 2);
    expect(slope).toBeCloseTo(1, 2);
  });

  it("takes down those that promise too much", () => {
    const found = recalibrationOf([...names(0.7, 50, 100), ...names(0.97, 80, 100)]);
    expect(recalibrated(found, 0.97)).toBeCloseTo(0.8, 1);
    expect(recalibrated(found, 0.7)).toBeCloseTo(0.5, 1);
  });

  it("is not carried away by a few names that were all right", () => {
    expect(recalibrated(recalibrationOf(names(0.8, 5, 5)), 0.8)).toBeLessThan(0.95);
  });
});
