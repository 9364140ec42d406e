import { amplitudeOf } from "../src/spectra/amplitude.ts";
import { squaredEnvelopeOf } from "../src/envelope/envelope.ts";
import { bandRmsOf, ISO_BAND } from "../src/spectra/integrate.ts";
import { fastKurtogramOf } from "../src/envelope/kurtogram.ts";
import { momentsOf } from "../src/statistics/moments.ts";
import { realSpectrum } from "../src/spectra/spectrum.ts";
import type { TransformEngine } from "../src/transform/transform.ts";

const RATE = 25_600;

/** A sine, noise and impacts: what a bearing block looks like to the arithmetic. */
export function testBlock(size: number): Float64Array {
  let state = 1;
  return Float64Array.from({ length: size }, (_, n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const impact = Math.exp(-(n % 240) / 12) * Math.sin(0.8 * n);
    return Math.sin(0.01 * n) + impact + state / 2 ** 32 - 0.5;
  });
}

/** All indicators of one block: moments, velocity rms, amplitude spectrum, squared envelope spectrum. */
export function indicatorsOf(engine: TransformEngine, samples: Float64Array): () => void {
  const reuse = realSpectrum(samples, engine);
  return () => {
    momentsOf(samples);
    const spectrum = realSpectrum(samples, engine, reuse);
    bandRmsOf(spectrum, RATE, ISO_BAND, 1);
    amplitudeOf(spectrum, RATE);
    squaredEnvelopeOf(spectrum, RATE, [3200, 6400], { engine, maxFrequency: 1600 });
  };
}

/** The fast kurtogram of one block whose spectrum is known. */
export function kurtogramOf(engine: TransformEngine, samples: Float64Array): () => void {
  const spectrum = realSpectrum(samples, engine);
  return () => {
    fastKurtogramOf(spectrum, RATE, { engine });
  };
}
