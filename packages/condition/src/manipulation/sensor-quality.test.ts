import { describe, expect, it } from "vitest";
import { temperatureFaults, waveformFaults } from "./sensor-quality.ts";

/** Sum of uniform numbers from a small congruential generator: near enough to Gaussian noise. */
function noise(n: number, seed = 1): Float64Array {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
  return Float64Array.from({ length: n }, () => next() + next() + next() + next());
}
const faults = (samples: Float64Array, fullScale?: number) =>
  waveformFaults(samples, fullScale).map(({ fault }) => fault);

describe("sensor quality", () => {
  it("finds nothing in noise, in a sine, or in noise on a coarse converter", () => {
    expect(faults(noise(8192))).toEqual([]);
    expect(faults(noise(8192).map((_, n) => Math.sin(n * 0.1)))).toEqual([]);
    expect(faults(noise(8192).map((x) => Math.round(x * 4) / 4))).toEqual([]);
  });
  it("calls a constant block a flat line and nothing else", () => {
    expect(faults(new Float64Array(100).fill(2.5))).toEqual(["flat-line"]);
  });
  it("sees clipping at flat tops even when full scale is not declared", () => {
    expect(faults(noise(8192).map((x) => Math.max(-0.8, Math.min(0.8, x))))).toEqual(["clipping"]);
  });
  it("sees a gap of zeros, and a gap of near silence", () => {
    expect(faults(noise(8192).map((x, n) => (n > 4000 && n < 5000 ? 0 : x)))).toEqual(["drop-out"]);
    expect(faults(noise(8192).map((x, n) => (n > 4000 ? x * 1e-6 : x)))).toEqual(["drop-out"]);
  });
  it("sees values beyond the declared full scale", () => {
    expect(faults(noise(8192), 0.5)).toContain("out-of-range");
    expect(faults(noise(8192), 10)).toEqual([]);
  });
  it("says nothing about the shape of a handful of samples", () => {
    expect(faults(Float64Array.of(1, 1, 1))).toEqual([]);
  });
  it("accepts every temperature that a housing can have", () => {
    expect(temperatureFaults(-20)).toEqual([]);
    expect(temperatureFaults(163)).toEqual([]);
    expect(temperatureFaults(867)).toHaveLength(1);
  });
});
