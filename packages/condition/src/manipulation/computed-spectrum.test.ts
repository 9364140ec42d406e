import { amplitudeSpectrum } from "@raceway/dsp/spectra/amplitude";
import type { ComputedSpectrum } from "@raceway/model/record";
import { describe, expect, it } from "vitest";
import { testContext } from "../health/test-signal.ts";
import { observeSpectrum } from "./computed-spectrum.ts";

const CONTEXT = testContext();
const RATE = 4096;

function observed(values: "spectrum" | "envelope_spectrum", more: Partial<ComputedSpectrum>) {
  const [channel] = CONTEXT.point.channels;
  if (channel === undefined) throw new Error("the test's point has a channel");
  return observeSpectrum(
    CONTEXT,
    { ...channel, values },
    {
      type: "sensor-spectrum",
      point: "s/l/m/p",
      channel: "vib",
      time: 0n,
      unit: "mm/s",
      axis: "Hz",
      step: 1,
      values: new Float64Array(1200),
      ...more,
    },
  );
}

/** A second of sines, as a sensor's amplitude spectrum under Hann's window. */
function sines(...parts: readonly (readonly [hz: number, amplitude: number])[]) {
  const samples = Float64Array.from({ length: RATE }, (_, n) =>
    parts.reduce((sum, [hz, a]) => sum + a * Math.sin((2 * Math.PI * hz * n) / RATE), 0),
  );
  const { step, values } = amplitudeSpectrum(samples, RATE);
  return { step, values: values.slice(0, 1200) };
}

describe("a spectrum that a sensor computed of the vibration", () => {
  it("gives the velocity of ISO 10816-3 and the shaft's lines", () => {
    const { indicators, spectra } = observed("spectrum", sines([30, 3], [60, 1], [400, 2]));
    expect(indicators["velocity_rms"]).toBeCloseTo(Math.sqrt((9 + 1 + 4) / 2), 2);
    expect(indicators["shaft_1x"]).toBeCloseTo(3, 2);
    expect(indicators["shaft_2x"]).toBeCloseTo(1, 2);
    expect(spectra.map(({ name, unit }) => [name, unit])).toEqual([["amplitude", "mm/s"]]);
  });

  it("of an acceleration is turned into velocity, and one that is cut off early gives no rms", () => {
    const { indicators } = observed("spectrum", { ...sines([100, 1]), unit: "m/s2" });
    expect(indicators["velocity_rms"]).toBeCloseTo(1000 / (2 * Math.PI * 100) / Math.SQRT2, 2);
    const { values, step } = sines([30, 3]);
    const short = observed("spectrum", { step, values: values.slice(0, 400) });
    expect(short.indicators["velocity_rms"]).toBeUndefined();
    expect(short.indicators["shaft_1x"]).toBeCloseTo(3, 2);
  });

  it("counts in decibels where the sensor does", () => {
    const values = new Float64Array(1200);
    values[107] = 120;
    const { spectra } = observed("envelope_spectrum", { unit: "dB re 1 um/s2", values });
    expect(spectra[0]?.values[107]).toBeCloseTo(1, 5);
  });
});

describe("a spectrum that a sensor computed of the envelope", () => {
  it("gives what its lines make together, and the bearing's among them", () => {
    const { indicators } = observed("envelope_spectrum", {
      ...sines([108, 0.5], [216, 0.2]),
      unit: "m/s2",
    });
    expect(indicators["envelope_rms"]).toBeCloseTo(Math.sqrt((0.25 + 0.04) / 2), 3);
    expect(indicators["envelope_bpfo"]).toBeCloseTo(0.5, 2);
  });

  it("of nothing says so, and none of its numbers is NaN or infinite", () => {
    for (const values of [new Float64Array(0), new Float64Array(900)]) {
      const { indicators, lesser } = observed("envelope_spectrum", { values });
      expect(Object.values(indicators)).toEqual([0]);
      expect(lesser).toEqual(["a spectrum of nothing: lines not sought"]);
    }
  });
});
