import { squaredEnvelopeSeries } from "@raceway/dsp/envelope/envelope";
import { amplitudeSpectrum } from "@raceway/dsp/spectra/amplitude";
import { realSpectrum } from "@raceway/dsp/spectra/spectrum";
import type { PointContext } from "@raceway/model/plant";
import type { ComputedSpectrum } from "@raceway/model/record";
import { describe, expect, it } from "vitest";
import { createManipulation } from "../manipulation/manipulation.ts";
import { createDiagnosis } from "./diagnosis.ts";
import { noise, ORDERS, RATE, SHAFT_HZ, struck, testContext } from "./test-signal.ts";

/** Lines up to here, Hz, and how long the sensor measures for a spectrum, seconds. */
const [FMAX, SECONDS] = [800, 0.5];

/** The point with a sensor that computes its envelope's spectrum. */
function sensorAt(more: Partial<PointContext["machine"]> = {}): PointContext {
  const context = testContext();
  const [channel] = context.point.channels;
  if (channel === undefined) throw new Error("the test's point has a channel");
  const channels = [{ ...channel, id: "env", values: "envelope_spectrum" as const }];
  return {
    ...context,
    machine: { ...context.machine, ...more },
    point: { ...context.point, channels },
  };
}

/** What a sensor makes of a second: amplitudes of the demodulated band's envelope, mean removed, averaged over overlapping frames. */
function envelopeOf(samples: Float64Array) {
  const length = 4 * FMAX;
  const series = squaredEnvelopeSeries(realSpectrum(samples), RATE, [500, 5500], {
    maxFrequency: 2 * FMAX - 1,
    length,
  });
  const envelope = series?.values.map((value) => Math.sqrt(Math.max(0, value)));
  if (envelope === undefined) throw new Error("the test's band holds something");
  const frame = SECONDS * length;
  const starts = [0, frame / 2, frame];
  const frames = starts.map((at) => amplitudeSpectrum(envelope.slice(at, at + frame), length));
  const values = Float64Array.from({ length: FMAX * SECONDS }, (_, k) =>
    Math.sqrt(frames.reduce((sum, one) => sum + (one.values[k] ?? 0) ** 2, 0) / frames.length),
  );
  return { step: 1 / SECONDS, values };
}

function spectrum(samples: Float64Array, at: number, more: Partial<ComputedSpectrum> = {}) {
  return {
    type: "sensor-spectrum",
    point: "s/l/m/p",
    channel: "env",
    time: BigInt(at) * 600_000_000_000n,
    unit: "g",
    axis: "Hz",
    ...envelopeOf(samples),
    ...more,
  } as const satisfies ComputedSpectrum;
}

function peaksOf(whole: ComputedSpectrum, count: number): ComputedSpectrum {
  const { values } = whole;
  const tops = [...values.keys()]
    .filter((k) => k > 1 && (values[k] ?? 0) > Math.max(values[k - 1] ?? 0, values[k + 1] ?? 0))
    .sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0))
    .slice(0, count);
  const kept = new Float64Array(values.length).fill(Number.NaN);
  for (const k of tops) kept[k] = values[k] ?? 0;
  return { ...whole, values: kept, peaksOnly: true };
}

function judged(records: readonly ComputedSpectrum[], context = sensorAt()) {
  const manipulate = createManipulation(context);
  const diagnosis = createDiagnosis(context);
  return records.flatMap((record) => diagnosis.process(manipulate(record)));
}

const damaged = (order: number, count = 4) =>
  Array.from({ length: count }, (_, i) => spectrum(struck(order, 4, 10 + 7 * i), i));
const sound = (count = 4) =>
  Array.from({ length: count }, (_, i) => spectrum(noise(RATE, 3 + i), i));

describe("envelope spectra that a sensor computes", () => {
  it("name an outer race, and say that they are believed less than a waveform", () => {
    const [first, last] = judged(damaged(ORDERS.bpfo * 0.995));
    expect(first).toMatchObject({ fault: "outer-race", persistent: false, channel: "env" });
    expect(last).toMatchObject({ fault: "outer-race", persistent: true });
    expect(last?.confidence).toBeGreaterThan(0.4);
    expect(last?.confidence).toBeLessThanOrEqual(0.7);
    expect(last?.text).toContain("by a spectrum that the sensor computed");
    const [line] = last?.lines ?? [];
    expect(Math.abs((line?.foundHz ?? 0) - ORDERS.bpfo * SHAFT_HZ)).toBeLessThan(3);
  });

  it("name an inner race", () => {
    expect(judged(damaged(ORDERS.bpfi)).at(-1)?.fault).toBe("inner-race");
  });

  it("name nothing in a sound bearing's, nor where the blows are not the bearing's", () => {
    expect(judged(sound()).map(({ fault }) => fault)).toEqual(["unnamed"]);
    for (const order of [2.9, 4.35, 6.3])
      expect(judged(damaged(order)).at(-1)?.fault, `order ${order}`).toBe("unnamed");
  });

  it("may be lists of their tallest lines", () => {
    expect(judged(damaged(ORDERS.bpfo).map((one) => peaksOf(one, 10))).at(-1)?.fault).toBe(
      "outer-race",
    );
    expect(judged(sound().map((one) => peaksOf(one, 10))).at(-1)?.fault).toBe("unnamed");
  });

  it("may stand along orders, which need no tolerance of the speed", () => {
    const context = sensorAt({ speed: { nominalRpm: 60 * SHAFT_HZ, tolerance: 0.2 } });
    const ordered = damaged(ORDERS.bpfo).map((one) => ({
      ...one,
      axis: "order" as const,
      step: one.step / SHAFT_HZ,
    }));
    const last = judged(ordered, context).at(-1);
    expect(last?.fault).toBe("outer-race");
    expect(Math.abs((last?.lines[0]?.foundHz ?? 0) - ORDERS.bpfo * SHAFT_HZ)).toBeLessThan(3);
  });

  it("too coarse to tell the bearing's lines from the shaft's say so", () => {
    const coarse = damaged(ORDERS.bpfo).map((one) => ({ ...one, step: 20 }));
    expect(judged(coarse).map(({ text }) => text)).toEqual([
      expect.stringMatching(/^lines of the spectrum 0\.67 orders apart: the bearing's not sought/),
    ]);
  });

  it("without a speed are kept for people, and say that lines were not sought", () => {
    const context = sensorAt({ speed: { tolerance: 0.02 } });
    const [only] = damaged(ORDERS.bpfo, 1);
    if (only === undefined) throw new Error("the test makes one");
    const seen = createManipulation(context)(only);
    expect(seen.lesser).toEqual(["speed unknown: lines not sought"]);
    expect(seen.spectra.map(({ name }) => name)).toEqual(["envelope"]);
    expect(judged([only], context).map(({ text }) => text)).toEqual(seen.lesser);
  });

  it("stand where they were after a restart", () => {
    const records = damaged(ORDERS.bpfo, 6);
    const manipulate = createManipulation(sensorAt());
    const whole = createDiagnosis(sensorAt());
    const cut = createDiagnosis(sensorAt());
    for (const record of records.slice(0, 2))
      for (const each of [whole, cut]) each.process(manipulate(record));
    const resumed = createDiagnosis(sensorAt());
    resumed.restore(structuredClone(cut.snapshot()));
    for (const record of records.slice(2))
      expect(resumed.process(manipulate(record))).toEqual(whole.process(manipulate(record)));
  });
});
