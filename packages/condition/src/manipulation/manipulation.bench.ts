import { fftjs } from "@raceway/dsp/transform/fftjs";
import { loadPffft } from "@raceway/dsp/transform/pffft";
import { test } from "vitest";
import { block, noise, testContext } from "../health/test-signal.ts";
import { createManipulation } from "./manipulation.ts";

const pffft = await loadPffft();
const OPTIONS = { time: 400, warmupTime: 200 };
const record = block(noise(8192, 1), 0);
const withBearing = testContext();
const { bearing: _, ...bare } = withBearing.point;
const withoutBearing = { ...withBearing, point: bare };

const jobs = {
  "indicators, spectra and sensor quality": withoutBearing,
  "the same with the material of the diagnosis": withBearing,
};

for (const [name, context] of Object.entries(jobs))
  test(`${name} of one vibration block of 8192 samples`, async ({ bench }) => {
    const reference = createManipulation(context, { engine: fftjs });
    const fast = createManipulation(context, { engine: pffft });
    await bench.compare(
      bench("fft.js", () => {
        reference(record);
      }),
      bench("pffft", () => {
        fast(record);
      }),
      OPTIONS,
    );
  });
