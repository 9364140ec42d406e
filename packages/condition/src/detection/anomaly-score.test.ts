import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anomalyScore, type LearntScore, shares } from "./anomaly-score.ts";

const finding = (score: number, character: LearntScore["character"]): LearntScore => ({
  score,
  character,
});

describe("anomalyScore", () => {
  it("lies between the largest score and a little above it", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.001, max: 10, noNaN: true }), { minLength: 1, maxLength: 10 }),
        (scores) => {
          const { all } = anomalyScore(
            scores.map((s) => finding(s, "lasting")),
            [],
          );
          const most = Math.max(...scores);
          expect(all).toBeGreaterThanOrEqual(most * 0.999_999);
          expect(all).toBeLessThanOrEqual(most * scores.length ** (1 / 8) * 1.000_001);
        },
      ),
    );
  });
  it("lets impulses alone not count as lasting", () => {
    const { all, lasting } = anomalyScore([finding(9, "impulsive")], []);
    expect(all).toBeCloseTo(9, 9);
    expect(lasting).toBeLessThan(1);
  });
  it("is not diluted or excused by the baseline where a limit is exceeded", () => {
    expect(anomalyScore([finding(0.1, "lasting")], [finding(1.5, "lasting")]).lasting).toBe(1.5);
  });
});

describe("shares", () => {
  it("sum to one and follow the scores", () => {
    const [a = 0, b = 0, c = 0] = shares([0.5, 2, 1].map((s) => finding(s, "lasting")));
    expect(a + b + c).toBeCloseTo(1, 9);
    expect(b).toBeGreaterThan(c);
    expect(c).toBeGreaterThan(a);
  });
  it("are zero where nothing speaks", () => {
    expect(shares([finding(0, "lasting")])).toEqual([0]);
  });
});
