import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { distance, noise } from "../../test/samples.ts";
import { realSpectrum } from "../spectra/spectrum.ts";
import { fftjs } from "./fftjs.ts";
import { loadPffft } from "./pffft.ts";
import { nextPowerOfTwo } from "./transform.ts";

const pffft = await loadPffft();
const engines = [fftjs, pffft];

/** The definition, in quadratic time. */
function slowSpectrum(samples: Float64Array): { re: Float64Array; im: Float64Array } {
  const n = samples.length;
  const bins = Math.floor(n / 2) + 1;
  const re = new Float64Array(bins);
  const im = new Float64Array(bins);
  for (let k = 0; k < bins; k++)
    for (let i = 0; i < n; i++) {
      const angle = (-2 * Math.PI * ((k * i) % n)) / n;
      re[k] = (re[k] ?? 0) + (samples[i] ?? 0) * Math.cos(angle);
      im[k] = (im[k] ?? 0) + (samples[i] ?? 0) * Math.sin(angle);
    }
  return { re, im };
}

const LENGTHS = [1, 2, 3, 4, 5, 7, 8, 16, 31, 32, 48, 60, 64, 96, 100, 128, 250, 480, 1000, 1024];

describe.each(engines)("the transform of $name", (engine) => {
  it.each(LENGTHS)("of %i samples is the sum that defines it", (length) => {
    const samples = noise(length);
    const { re, im } = realSpectrum(samples, engine);
    const slow = slowSpectrum(samples);
    expect(re).toHaveLength(Math.floor(length / 2) + 1);
    expect(distance([...re, ...im], [...slow.re, ...slow.im])).toBeLessThan(
      Math.max(engine.accuracy, 1e-12),
    );
  });

  it.each(LENGTHS)("of %i samples comes back", (length) => {
    const samples = noise(length, 7);
    const plan = engine.real(length);
    const { re, im } = realSpectrum(samples, engine);
    const back = new Float64Array(length);
    plan.inverse(re, im, back);
    expect(distance(back, samples)).toBeLessThan(engine.accuracy * 2);
  });

  it("keeps energy (Parseval) and is linear", () => {
    const block = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), {
      minLength: 1,
      maxLength: 200,
    });
    fc.assert(
      fc.property(block, fc.double({ min: -8, max: 8, noNaN: true }), (values, factor) => {
        const samples = Float64Array.from(values);
        const n = samples.length;
        const { re, im } = realSpectrum(samples, engine);
        const energy = samples.reduce((sum, x) => sum + x * x, 0);
        let spectral = 0;
        for (let k = 0; k < re.length; k++) {
          const twice = k === 0 || 2 * k === n ? 1 : 2;
          spectral += twice * ((re[k] ?? 0) ** 2 + (im[k] ?? 0) ** 2);
        }
        const scale = Math.max(energy, 1e-9);
        expect(Math.abs(spectral / n - energy) / scale).toBeLessThan(engine.accuracy * 10);
        const other = noise(n);
        const sum = realSpectrum(
          samples.map((x, i) => x + factor * (other[i] ?? 0)),
          engine,
        );
        const second = realSpectrum(other, engine);
        const size = Math.sqrt(energy * n) + 8 * n + 1;
        for (let k = 0; k < re.length; k++) {
          const real = (re[k] ?? 0) + factor * (second.re[k] ?? 0);
          const imaginary = (im[k] ?? 0) + factor * (second.im[k] ?? 0);
          expect(Math.abs((sum.re[k] ?? 0) - real)).toBeLessThan(engine.accuracy * 10 * size);
          expect(Math.abs((sum.im[k] ?? 0) - imaginary)).toBeLessThan(engine.accuracy * 10 * size);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("offers fast lengths that are no shorter than asked", () => {
    for (const minimum of [1, 31, 32, 33, 1000, 8193]) {
      const good = engine.goodLength(minimum);
      expect(good).toBeGreaterThanOrEqual(minimum);
      expect(good).toBeLessThanOrEqual(Math.max(32, nextPowerOfTwo(minimum)));
    }
  });

  it("overwrites a spectrum of the same size when given one", () => {
    const first = realSpectrum(noise(64), engine);
    const other = realSpectrum(noise(64, 2), engine);
    const reused = realSpectrum(noise(64, 2), engine, first);
    expect(reused).toBe(first);
    expect(reused).toEqual(other);
    expect(realSpectrum(noise(32), engine, first)).not.toBe(first);
  });

  it("refuses lengths that are none", () => {
    expect(() => engine.real(0)).toThrow(/0 samples/);
    expect(() => engine.complex(2.5)).toThrow(/2.5 samples/);
  });

  it("gives the same bytes for the same input, also after hundreds of other lengths", () => {
    const samples = noise(4096);
    const before = realSpectrum(samples, engine);
    for (let size = 2; size < 200; size += 1) realSpectrum(noise(size), engine);
    for (let size = 32; size < 32 * 70; size += 32) realSpectrum(noise(size), engine);
    expect(realSpectrum(samples, engine)).toEqual(before);
  });
});

describe("the two engines", () => {
  it.each([32, 96, 2048, 2560, 8192, 12_000, 32_768, 2 ** 20])(
    "agree to 1e-6 at %i samples",
    (length) => {
      const samples = noise(length, 3);
      const slow = realSpectrum(samples, fftjs);
      const fast = realSpectrum(samples, pffft);
      expect(distance([...fast.re, ...fast.im], [...slow.re, ...slow.im])).toBeLessThan(1e-6);
    },
  );
});
