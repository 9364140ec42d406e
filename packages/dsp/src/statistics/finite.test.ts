import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bandpass } from "../envelope/bandpass.ts";
import { squaredEnvelopeSpectrum } from "../envelope/envelope.ts";
import { envelope } from "../envelope/hilbert.ts";
import { fastKurtogram } from "../envelope/kurtogram.ts";
import { spectralKurtosis } from "../envelope/spectral-kurtosis.ts";
import { aWeightedLevel } from "../sound/a-weighting.ts";
import { thirdOctaveSpectrum } from "../sound/third-octave.ts";
import { amplitudeSpectrum, densitySpectrum, powerSpectrum } from "../spectra/amplitude.ts";
import { prewhiten, realCepstrum } from "../spectra/cepstrum.ts";
import { bandRms, integrate } from "../spectra/integrate.ts";
import { welch } from "../spectra/welch.ts";
import { fftjs } from "../transform/fftjs.ts";
import { loadPffft } from "../transform/pffft.ts";
import type { TransformEngine } from "../transform/transform.ts";
import { momentsOf } from "./moments.ts";

const RATE = 1000;

/** Every function that takes a block, at its defaults where it has some. */
const analyses: Readonly<
  Record<string, (samples: Float64Array, engine: TransformEngine) => Iterable<number>>
> = {
  momentsOf: (samples) => Object.values(momentsOf(samples)),
  amplitudeSpectrum: (samples, engine) => amplitudeSpectrum(samples, RATE, { engine }).values,
  powerSpectrum: (samples, engine) => powerSpectrum(samples, RATE, { engine }).values,
  densitySpectrum: (samples, engine) => densitySpectrum(samples, RATE, { engine }).values,
  welch: (samples, engine) => welch(samples, RATE, { engine, segment: 32 }).values,
  squaredEnvelopeSpectrum: (samples, engine) =>
    squaredEnvelopeSpectrum(samples, RATE, [50, 400], { engine }).values,
  bandRms: (samples, engine) => [bandRms(samples, RATE, [10, 450], 2, engine)],
  integrate: (samples, engine) => integrate(samples, RATE, [10, 450], 1, engine),
  bandpass: (samples, engine) => bandpass(samples, RATE, [10, 450], { order: 4, engine }),
  envelope,
  realCepstrum,
  prewhiten,
  fastKurtogram: (samples, engine) =>
    fastKurtogram(samples, RATE, { engine, levels: samples.length < 32 ? 0 : 2 }).levels.flatMap(
      ({ values }) => Array.from(values),
    ),
  spectralKurtosis: (samples, engine) =>
    samples.length < 12 ? [] : spectralKurtosis(samples, RATE, { engine, segment: 8 }).values,
  aWeightedLevel: (samples, engine) => [aWeightedLevel(samples, RATE, engine)],
  thirdOctaveSpectrum: (samples, engine) => thirdOctaveSpectrum(samples, RATE, engine).meanSquares,
};

/** Blocks that sensors really send when something is wrong with them, beside ordinary ones. */
const blocks = fc
  .record({
    length: fc.integer({ min: 1, max: 150 }),
    kind: fc.constantFrom("noise", "constant", "zero", "impulse", "square"),
    size: fc.constantFrom(1e-200, 1e-30, 1e-3, 1, 1e12),
    seed: fc.integer({ min: 1, max: 1000 }),
  })
  .map(({ length, kind, size, seed }) =>
    Float64Array.from({ length }, (_, n) => {
      if (kind === "zero") return 0;
      if (kind === "constant") return size * seed;
      if (kind === "impulse") return n === seed % length ? size : 0;
      if (kind === "square") return n % 8 < 4 ? size : -size;
      return size * Math.sin(seed * n * n);
    }),
  );

describe.each([fftjs, await loadPffft()])("with $name", (engine) => {
  it.each(Object.keys(analyses))(
    "%s gives finite numbers for finite samples, and the same ones again",
    (name) => {
      fc.assert(
        fc.property(blocks, (samples) => {
          const before = samples.slice();
          const found = Array.from(analyses[name]?.(samples, engine) ?? [Number.NaN]);
          expect(found.filter((value) => !Number.isFinite(value))).toEqual([]);
          expect(samples).toEqual(before);
          expect(Array.from(analyses[name]?.(samples, engine) ?? [])).toEqual(found);
        }),
        { numRuns: 60 },
      );
    },
  );
});
