import { realSpectrum } from "@raceway/dsp/spectra/spectrum";
import { loadPffft } from "@raceway/dsp/transform/pffft";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { modulationOf } from "../../manipulation/modulation.ts";
import { noise } from "../test-signal.ts";
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

  it("leaves the blows of a bearing that turns once in three seconds: its envelope holds them as long as ever beside the time between two", async () => {
    const engine = await loadPffft();
    const [rate, shaftHz, order, seconds] = [2560, 0.35, 3.6, 40];
    const samples = noise(rate * seconds, 3).map((value) => 0.05 * value);
    for (let at = 0.1; at < seconds; at += 1 / (order * shaftHz))
      for (let n = Math.ceil(at * rate); n < Math.min(samples.length, at * rate + 40); n++)
        samples[n] = (samples[n] ?? 0) + 3 * Math.exp(-200 * (n / rate - at)) * Math.sin(n);
    const ringing = samples.reduce((count, value) => count + (Math.abs(value) > 0.5 ? 1 : 0), 0);
    expect(ringing / samples.length).toBeLessThan(0.02);
    const { views } = modulationOf(realSpectrum(samples), rate, shaftHz, 5.4, engine);
    const full = views.find(({ name }) => name === "full")?.values ?? new Float32Array(0);
    const found = withoutStrays(full);
    const tallest = (values: Float32Array) => values.reduce((a, b) => Math.max(a, b), 0);
    expect(tallest(found) / tallest(full)).toBeGreaterThan(0.9);
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
