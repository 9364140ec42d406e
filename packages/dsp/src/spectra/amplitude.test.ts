import fc from "fast-check";
import { describe, expect, it } from "vitest";
import blocks from "../../golden/blocks.json" with { type: "json" };
import golden from "../../golden/spectra.json" with { type: "json" };
import { expectClose, mix, noise, shifted, sine } from "../../test/samples.ts";
import { momentsOf } from "../statistics/moments.ts";
import { loadPffft } from "../transform/pffft.ts";
import { amplitudeSpectrum, densitySpectrum, powerSpectrum } from "./amplitude.ts";
import { windowed } from "./frequency-window.ts";
import { realSpectrum } from "./spectrum.ts";
import type { WindowName } from "./window.ts";
import { windowOf } from "./window.ts";

const WINDOWS: readonly WindowName[] = [
  "boxcar",
  "hann",
  "hamming",
  "blackman",
  "blackmanharris",
  "flattop",
];
const pffft = await loadPffft();

function blockOf(name: string): Float64Array {
  return Float64Array.from(name === "even" ? blocks.even : blocks.odd);
}

describe("power spectra", () => {
  it.each(golden.periodograms)(
    "$scaling of the $block block under $window is SciPy's",
    (wanted) => {
      const spectrum = wanted.scaling === "density" ? densitySpectrum : powerSpectrum;
      const window = wanted.window as WindowName;
      const { values, step } = spectrum(blockOf(wanted.block), blocks.rate, { window });
      expectClose(values, wanted.values);
      expect(step * blockOf(wanted.block).length).toBeCloseTo(blocks.rate, 9);
    },
  );

  it("holds the mean square of noise, whatever the window", () => {
    const samples = noise(65_536);
    const { rms } = momentsOf(samples);
    for (const window of WINDOWS) {
      const { values, step } = densitySpectrum(samples, 1000, { window });
      const power = values.reduce((sum, value) => sum + value * step, 0);
      expect(power / rms ** 2).toBeCloseTo(1, 1.5);
    }
  });
});

describe("an amplitude spectrum", () => {
  it.each(WINDOWS)("reads the amplitude of a sine under %s, and no offset", (window) => {
    const samples = sine(500, 1000, 100, 2.5, 1).map((x) => x + 40);
    for (const engine of [undefined, pffft]) {
      const options = engine === undefined ? { window } : { window, engine };
      const { values, step } = amplitudeSpectrum(samples, 1000, options);
      expect(step).toBe(2);
      expect(values[50]).toBeCloseTo(2.5, 4);
      expect(values[0]).toBeCloseTo(0, 4);
      expect(values[120]).toBeCloseTo(0, 4);
    }
  });

  it("does not depend on where a periodic block begins, without a window", () => {
    const samples = noise(240);
    const still = amplitudeSpectrum(samples, 240, { window: "boxcar" }).values;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 239 }), (by) => {
        const moved = amplitudeSpectrum(shifted(samples, by), 240, { window: "boxcar" }).values;
        expectClose(moved, still, 1e-12);
      }),
      { numRuns: 30 },
    );
  });

  it("is the root of twice the power spectrum", () => {
    const samples = noise(96);
    const amplitude = amplitudeSpectrum(samples, 96).values.subarray(1, 48);
    const power = powerSpectrum(samples, 96).values.subarray(1, 48);
    expectClose(
      amplitude,
      power.map((value) => Math.sqrt(2 * value)),
    );
  });

  it.each([1, 2, 3])("of %i samples is finite", (length) => {
    for (const window of WINDOWS) {
      const { values } = amplitudeSpectrum(noise(length), 10, { window });
      expect(values.every(Number.isFinite)).toBe(true);
    }
  });

  it("refuses an empty block and a rate of 0", () => {
    expect(() => amplitudeSpectrum(new Float64Array(), 10)).toThrow(RangeError);
    expect(() => amplitudeSpectrum(noise(8), 0)).toThrow("sample rate 0 Hz");
  });
});

describe("a window applied to the spectrum", () => {
  it.each([2, 5, 8, 9, 64, 101])("is the window applied to %i samples", (length) => {
    const samples = mix(noise(length), sine(length, length, 1.3, 2));
    const mean = samples.reduce((sum, x) => sum + x, 0) / length;
    for (const window of WINDOWS)
      for (const removeMean of [true, false]) {
        const { weights } = windowOf(window, length);
        const offset = removeMean ? mean : 0;
        const direct = realSpectrum(samples.map((x, n) => (x - offset) * (weights[n] ?? 0)));
        const convolved = windowed(realSpectrum(samples), window, removeMean);
        const scale = Math.sqrt(length);
        for (let k = 0; k < direct.re.length; k++) {
          expect(Math.abs((convolved.re[k] ?? 0) - (direct.re[k] ?? 0))).toBeLessThan(
            1e-12 * scale,
          );
          expect(Math.abs((convolved.im[k] ?? 0) - (direct.im[k] ?? 0))).toBeLessThan(
            1e-12 * scale,
          );
        }
      }
  });
});
