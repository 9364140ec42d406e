import { test } from "vitest";
import { amplitudeOf } from "./amplitude.ts";
import { squaredEnvelopeOf } from "./envelope.ts";
import { fftjs } from "./fftjs.ts";
import { bandRmsOf, ISO_BAND } from "./integrate.ts";
import { fastKurtogramOf } from "./kurtogram.ts";
import { momentsOf } from "./moments.ts";
import { loadPffft } from "./pffft.ts";
import { realSpectrum } from "./spectrum.ts";
import type { TransformEngine } from "./transform.ts";

const RATE = 25_600;
const pffft = await loadPffft();
const OPTIONS = { time: 400, warmupTime: 200 };

/** A sine, noise and impacts: what a bearing block looks like to the arithmetic. */
function block(size: number): Float64Array {
  let state = 1;
  return Float64Array.from({ length: size }, (_, n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const impact = Math.exp(-(n % 240) / 12) * Math.sin(0.8 * n);
    return Math.sin(0.01 * n) + impact + state / 2 ** 32 - 0.5;
  });
}

function transformOf(engine: TransformEngine, samples: Float64Array): () => void {
  const plan = engine.real(samples.length);
  const re = new Float64Array(plan.bins);
  const im = new Float64Array(plan.bins);
  return () => plan.forward(samples, re, im);
}

function indicatorsOf(engine: TransformEngine, samples: Float64Array): () => void {
  const reuse = realSpectrum(samples, engine);
  return () => {
    momentsOf(samples);
    const spectrum = realSpectrum(samples, engine, reuse);
    bandRmsOf(spectrum, RATE, ISO_BAND, 1);
    amplitudeOf(spectrum, RATE);
    squaredEnvelopeOf(spectrum, RATE, [3200, 6400], { engine, maxFrequency: 1600 });
  };
}

function kurtogramOf(engine: TransformEngine, samples: Float64Array): () => void {
  const spectrum = realSpectrum(samples, engine);
  return () => {
    fastKurtogramOf(spectrum, RATE, { engine });
  };
}

const jobs = {
  "one real transform": transformOf,
  "rms, kurtosis, velocity rms, amplitude and squared envelope spectrum": indicatorsOf,
  "fast kurtogram": kurtogramOf,
};

for (const size of [2048, 8192, 32_768]) {
  const samples = block(size);
  for (const [name, jobOf] of Object.entries(jobs))
    test(`${name} of ${size} samples`, async ({ bench }) => {
      await bench.compare(
        bench("fft.js", jobOf(fftjs, samples)),
        bench("pffft", jobOf(pffft, samples)),
        OPTIONS,
      );
    });
}
