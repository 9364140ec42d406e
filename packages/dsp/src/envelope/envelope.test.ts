import fc from "fast-check";
import { describe, expect, it } from "vitest";
import blocks from "../../golden/blocks.json" with { type: "json" };
import golden from "../../golden/envelope.json" with { type: "json" };
import { expectClose, noise, shifted } from "../../test/samples.ts";
import { fftjs } from "../transform/fftjs.ts";
import { loadPffft } from "../transform/pffft.ts";
import { squaredEnvelopeSpectrum } from "./envelope.ts";

const engines = [fftjs, await loadPffft()];

function blockOf(name: string): Float64Array {
  return Float64Array.from(name === "even" ? blocks.even : blocks.odd);
}

type Band = readonly [number, number];

describe.each(engines)("the squared envelope spectrum by $name", (engine) => {
  it.each(golden.spectra)(
    "of $block, band $band, $window, is the one made at full rate",
    (wanted) => {
      const window = wanted.window as "boxcar" | "hann";
      const samples = blockOf(wanted.block);
      const band = wanted.band as unknown as Band;
      const found = squaredEnvelopeSpectrum(samples, blocks.rate, band, { window, engine });
      const kept = Math.min(found.values.length, wanted.values.length);
      expectClose(
        found.values.subarray(0, kept),
        wanted.values.slice(0, kept),
        Math.max(engine.accuracy * 5, 1e-12),
      );
    },
  );

  it("gives the same lines when only the low ones are asked for", () => {
    const samples = noise(3000);
    const whole = squaredEnvelopeSpectrum(samples, 3000, [300, 1100], { engine });
    const low = squaredEnvelopeSpectrum(samples, 3000, [300, 1100], { engine, maxFrequency: 90 });
    expect(low.values).toHaveLength(91);
    expectClose(low.values, whole.values.subarray(0, 91), engine.accuracy * 5);
  });

  it("shows the rate of an amplitude modulation and its depth", () => {
    const samples = Float64Array.from({ length: 8192 }, (_, n) => {
      const t = n / 8192;
      return (1 + 0.5 * Math.cos(2 * Math.PI * 50 * t)) * 3 * Math.cos(2 * Math.PI * 2000 * t);
    });
    const { values, step, band } = squaredEnvelopeSpectrum(samples, 8192, [1500, 2500], { engine });
    expect(step).toBe(1);
    expect(band).toEqual([1500, 2500]);
    expect(values[0]).toBeCloseTo(9 * (1 + 0.125), 4);
    expect(values[50]).toBeCloseTo(9, 4);
    expect(values[100]).toBeCloseTo(9 * 0.125, 4);
    expect(values[75]).toBeCloseTo(0, 4);
  });

  it("does not depend on where a periodic block begins", () => {
    const samples = noise(640);
    const still = squaredEnvelopeSpectrum(samples, 640, [100, 250], { engine, window: "boxcar" });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 639 }), (by) => {
        const moved = squaredEnvelopeSpectrum(shifted(samples, by), 640, [100, 250], {
          engine,
          window: "boxcar",
        });
        expectClose(moved.values, still.values, engine.accuracy * 10);
      }),
      { numRuns: 20 },
    );
  });

  it("is zero for a constant block and for a band without a bin", () => {
    const constant = new Float64Array(512).fill(9.81);
    const found = squaredEnvelopeSpectrum(constant, 512, [50, 200], { engine });
    expectClose(found.values, new Float64Array(151), 1e-9);
    expect(squaredEnvelopeSpectrum(noise(64), 64, [3.2, 3.7], { engine }).values).toEqual(
      Float64Array.of(0),
    );
    expect(squaredEnvelopeSpectrum(noise(64), 64, [90, 200], { engine }).values).toEqual(
      Float64Array.of(0),
    );
  });

  it("clips the band to what the samples hold", () => {
    const { band } = squaredEnvelopeSpectrum(noise(100), 100, [0, 80], { engine });
    expect(band).toEqual([1, 49]);
  });

  it("refuses a band upside down", () => {
    expect(() => squaredEnvelopeSpectrum(noise(64), 64, [20, 10], { engine })).toThrow(
      "band 20–10 Hz",
    );
  });
});
