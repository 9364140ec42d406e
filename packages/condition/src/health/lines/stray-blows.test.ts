import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { withoutStrays } from "./stray-blows.ts";

/** A squared envelope over its mean: blows every 40 values that ring for 4, of two strengths in turn, and a little noise. */
function blows(length: number): Float32Array {
  const values = Float32Array.from(
    { length },
    (_, n) => 0.2 + (n % 40 < 4 ? 4 + ((n / 40) & 1) : 0),
  );
  const mean = values.reduce((sum, value) => sum + value, 0) / length;
  return values.map((value) => value / mean);
}

const meanOf = (values: Float32Array) => values.reduce((sum, v) => sum + v, 0) / values.length;

describe("an envelope without stray blows", () => {
  it("leaves blows that come again and again as they are", () => {
    const envelope = blows(8000);
    expect(withoutStrays(envelope)).toBe(envelope);
  });

  it("limits a knock a hundred times as strong, and what is left has its mean again", () => {
    const envelope = blows(8000);
    for (let n = 3010; n < 3016; n++) envelope[n] = 600;
    const found = withoutStrays(envelope);
    const [usual, knock] = [found[2] ?? 0, found[3012] ?? 0];
    expect(knock).toBeGreaterThan(usual);
    expect(knock).toBeLessThan(4 * usual);
    expect(meanOf(found)).toBeCloseTo(1, 3);
  });

  it("leaves what is silent but for single blows as it is: there is nothing that they stray from", () => {
    const envelope = new Float32Array(1000);
    envelope[500] = 1000;
    expect(withoutStrays(envelope)).toBe(envelope);
  });

  it("never turns the order of two values round", () => {
    const values = fc.array(fc.float({ min: -2, max: 1e6, noNaN: true }), {
      minLength: 2,
      maxLength: 300,
    });
    fc.assert(
      fc.property(values, (list) => {
        const before = Float32Array.from(list);
        const found = withoutStrays(before);
        const order = [...before.keys()].sort((a, b) => (before[a] ?? 0) - (before[b] ?? 0));
        return order.every((n, i) => i === 0 || (found[order[i - 1] ?? 0] ?? 0) <= (found[n] ?? 0));
      }),
    );
  });
});
