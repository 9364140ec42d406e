import { test } from "vitest";
import { indicatorsOf, kurtogramOf, testBlock } from "../golden/block-pipeline.ts";
import { fftjs } from "./transform/fftjs.ts";
import { loadPffft } from "./transform/pffft.ts";
import type { TransformEngine } from "./transform/transform.ts";

const pffft = await loadPffft();
const OPTIONS = { time: 400, warmupTime: 200 };

function transformOf(engine: TransformEngine, samples: Float64Array): () => void {
  const plan = engine.real(samples.length);
  const re = new Float64Array(plan.bins);
  const im = new Float64Array(plan.bins);
  return () => plan.forward(samples, re, im);
}

const jobs = {
  "one real transform": transformOf,
  "rms, kurtosis, velocity rms, amplitude and squared envelope spectrum": indicatorsOf,
  "fast kurtogram": kurtogramOf,
};

for (const size of [2048, 8192, 32_768]) {
  const samples = testBlock(size);
  for (const [name, jobOf] of Object.entries(jobs))
    test(`${name} of ${size} samples`, async ({ bench }) => {
      await bench.compare(
        bench("fft.js", jobOf(fftjs, samples)),
        bench("pffft", jobOf(pffft, samples)),
        OPTIONS,
      );
    });
}
