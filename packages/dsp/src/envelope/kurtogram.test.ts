import { describe, expect, it } from "vitest";
import golden from "../../golden/kurtosis.json" with { type: "json" };
import { expectClose, mix, noise } from "../../test/samples.ts";
import { fftjs } from "../transform/fftjs.ts";
import { loadPffft } from "../transform/pffft.ts";
import { fastKurtogram, kurtogramTree } from "./kurtogram.ts";
import { spectralKurtosis } from "./spectral-kurtosis.ts";

const engines = [fftjs, await loadPffft()];
const struck = {
  even: Float64Array.from(golden.blocks.even),
  odd: Float64Array.from(golden.blocks.odd),
};

/** Impacts that ring at 3.3 kHz under noise, 100 times a second, at 12.8 kHz. */
function ringing(length: number): Float64Array {
  return noise(length, 5).map((x, n) => {
    const since = (n % 128) / 12_800;
    return x + 4 * Math.exp(-since * 1500) * Math.sin(2 * Math.PI * 3300 * since);
  });
}

describe.each(engines)("the fast kurtogram by $name", (engine) => {
  it.each(["even", "odd"] as const)("of the %s block is the one made at full rate", (name) => {
    const { levels } = fastKurtogram(struck[name], golden.rate, { levels: 3, engine });
    expect(levels.map(({ values }) => values.length)).toEqual([1, 2, 3, 4, 6, 8]);
    golden.kurtograms[name].forEach(({ values }, row) => {
      expectClose(levels[row]?.values ?? [], values, engine.accuracy * 100);
    });
  });

  it("finds the band in which impacts ring", () => {
    const { best } = fastKurtogram(ringing(8192), 12_800, { engine });
    const [low = 0, high = 0] = best?.band ?? [];
    expect(low).toBeLessThan(3300);
    expect(high).toBeGreaterThan(3300);
    expect(best?.kurtosis).toBeGreaterThan(1);
    expect(best?.sigmas).toBeGreaterThan(5);
  });

  it("chooses only inside the range it is told", () => {
    const { best } = fastKurtogram(ringing(8192), 12_800, { engine, within: [4000, 6400] });
    expect(best?.band[0]).toBeGreaterThanOrEqual(4000);
    const none = fastKurtogram(ringing(8192), 12_800, { engine, within: [4000, 4001] });
    expect(none.best).toBeUndefined();
  });

  it("does not take the jump from the block's end to its start for an impact", () => {
    const drift = mix(...[1, 2, 3, 4].map((seed) => noise(8192, seed))).map((x) => 1e-4 * x);
    for (let n = 0; n < drift.length; n++) drift[n] = (drift[n] ?? 0) + Math.sin(n / 2000);
    const { best } = fastKurtogram(drift, 12_800, { engine, within: [1000, 6400] });
    expect(best?.kurtosis).toBeLessThan(2.5);
    expect(best?.sigmas).toBeLessThan(5);
  });

  it("is 0 everywhere for a constant block and a block of one sample", () => {
    const { levels } = fastKurtogram(new Float64Array(1024).fill(3), 1000, { engine });
    for (const { values } of levels) expect(values.every((value) => value === 0)).toBe(true);
    expect(fastKurtogram(Float64Array.of(1), 1000, { engine }).levels).toHaveLength(1);
  });

  it("is near 0 for noise and −1 for a sine", () => {
    const gaussian = mix(...[1, 2, 3, 4, 5, 6, 7, 8].map((seed) => noise(16_384, seed)));
    const { levels } = fastKurtogram(gaussian, 1000, { engine, levels: 3 });
    for (const { values } of levels)
      for (const value of values) expect(Math.abs(value)).toBeLessThan(0.2);
    const tone = Float64Array.from({ length: 1024 }, (_, n) => Math.sin((2 * Math.PI * n) / 16));
    expect(fastKurtogram(tone, 1000, { engine }).levels[0]?.values[0]).toBeCloseTo(-1, 4);
  });

  it("refuses levels that leave nothing in a band", () => {
    expect(() => fastKurtogram(noise(64), 1000, { engine, levels: 6 })).toThrow("at most 3 levels");
  });
});

describe("the tree of the kurtogram", () => {
  it("alternates halves and thirds", () => {
    expect(kurtogramTree(4)).toEqual([1, 2, 3, 4, 6, 8, 12, 16]);
  });
});

describe("spectral kurtosis", () => {
  it.each(golden.spectral)("of $block in segments of $segment is NumPy's", (wanted) => {
    const { block, segment, overlap } = wanted;
    const samples = block === "even" ? struck.even : struck.odd;
    const { values } = spectralKurtosis(samples, golden.rate, { segment, overlap });
    expectClose(values, wanted.values, 1e-10);
  });

  it("is 0 for a constant block", () => {
    const { values } = spectralKurtosis(new Float64Array(1000).fill(0.1), 1000);
    expect(values).toEqual(new Float64Array(129));
  });

  it("refuses a block of less than two segments", () => {
    expect(() => spectralKurtosis(noise(300), 1000)).toThrow("two segments at least");
  });
});
