import type { PointContext, SpeedFacts } from "@raceway/model/plant";
import type { Waveform } from "@raceway/model/record";
import { describe, expect, it } from "vitest";
import { block, noise, testContext } from "../health/test-signal.ts";
import { indicatorFacts } from "./indicators.ts";
import { createManipulation } from "./manipulation.ts";

const channel = (id: string, kind: "vibration" | "sound" | "temperature") => ({
  id,
  name: id,
  kind,
  silentAfter: 60,
  limits: [],
});

const context: PointContext = {
  site: "s",
  line: { id: "l", name: "l", machines: [] },
  machine: {
    id: "m",
    name: "m",
    speed: { tolerance: 0.01 },
    loadUnit: "%",
    lineFrequencyHz: 50,
    points: [],
  },
  point: {
    path: "s/l/m/p",
    id: "p",
    name: "p",
    bearing: {
      designation: "6205",
      orders: { bpfo: 3.585, bpfi: 5.415, bsf: 2.357, ftf: 0.398 },
      tolerance: 0.015,
      source: "test",
      rotating: "inner",
    },
    channels: [
      channel("vib", "vibration"),
      channel("mic", "sound"),
      channel("temp", "temperature"),
    ],
  },
};

const waveform = (samples: Float64Array, more: Partial<Waveform> = {}): Waveform => ({
  type: "waveform",
  point: "s/l/m/p",
  channel: "vib",
  time: 0n,
  sampleRate: 12_000,
  unit: "m/s2",
  samples,
  speedRpm: 1800,
  ...more,
});

const sine = (frequency: number, amplitude: number, seconds = 1, rate = 12_000) =>
  Float64Array.from(
    { length: Math.round(seconds * rate) },
    (_, n) => amplitude * Math.sin((2 * Math.PI * frequency * n) / rate),
  );

const manipulate = createManipulation(context);

describe("manipulation of vibration", () => {
  it("reads the velocity of a 100 Hz sine of 1 m/s² as 1000/(2π·100)/√2 mm/s", () => {
    const { indicators } = manipulate(waveform(sine(100, 1)));
    expect(indicators["velocity_rms"]).toBeCloseTo(1000 / (2 * Math.PI * 100) / Math.SQRT2, 3);
    expect(indicators["rms"]).toBeCloseTo(Math.SQRT1_2, 4);
  });

  it("converts g before anything else", () => {
    const { indicators } = manipulate(waveform(sine(100, 1), { unit: "g" }));
    expect(indicators["rms"]).toBeCloseTo(9.80665 * Math.SQRT1_2, 3);
  });

  it("reads imbalance at the shaft speed and the mains hum at twice its frequency", () => {
    const hum = sine(100, 0.5);
    const shaft = sine(30, 1);
    const { indicators } = manipulate(waveform(shaft.map((x, n) => x + (hum[n] ?? 0))));
    expect(indicators["shaft_1x"]).toBeCloseTo(1000 / (2 * Math.PI * 30), 1);
    expect(indicators["line_2x"]).toBeCloseTo(500 / (2 * Math.PI * 100), 2);
  });

  it("gives an uncalibrated channel shapes but no velocity", () => {
    const { indicators, calibrated } = manipulate(waveform(sine(100, 1), { unit: "V" }));
    expect(calibrated).toBe(false);
    expect(indicators).not.toHaveProperty("velocity_rms");
    expect(indicators["crest"]).toBeCloseTo(Math.SQRT2, 2);
  });

  it("keeps every indicator finite and catalogued whatever the block", () => {
    const noise = Float64Array.from({ length: 4096 }, (_, n) => Math.sin(n * n * 0.7));
    const blocks = [
      waveform(new Float64Array(4096)),
      waveform(Float64Array.of(1)),
      waveform(Float64Array.of(1, 2, 3)),
      waveform(noise.slice(0, 100)),
      waveform(noise, { sampleRate: 1000 }),
      waveform(noise.map((x) => x * 1e-12)),
      waveform(
        noise.map((x) => x * 1e9),
        { unit: "mm/s" },
      ),
      waveform(noise, { channel: "mic", unit: "Pa" }),
      waveform(new Float64Array(4096), { channel: "mic", unit: "FS" }),
    ];
    for (const block of blocks) {
      const { indicators, spectra, modulation } = manipulate(block);
      for (const [name, value] of Object.entries(indicators)) {
        expect(value, name).toSatisfy(Number.isFinite);
        expect(indicatorFacts(name), name).toBeDefined();
      }
      for (const { values, name } of [...spectra, ...(modulation?.views ?? [])])
        expect(values.every(Number.isFinite), name).toBe(true);
    }
  });

  it("says why the lines are not sought: unknown speed, slow sampling", () => {
    const noise = Float64Array.from({ length: 12_000 }, (_, n) => Math.sin(n * n * 0.7));
    const { speedRpm: _, ...unknown } = waveform(noise);
    expect(manipulate(unknown).lesser).toContain("speed unknown: lines not sought");
    expect(manipulate(waveform(noise, { sampleRate: 400 })).lesser?.join()).toMatch(/too slow/);
    expect(manipulate(waveform(noise)).modulation?.views.length).toBeGreaterThan(5);
  });

  it("trusts a speed that comes with the record more than the name plate, as far as the plant file does", () => {
    const context = testContext();
    const { machine } = context;
    const toleranceOf = (speed: Partial<SpeedFacts>, record: Partial<Waveform>) =>
      createManipulation({
        ...context,
        machine: { ...machine, speed: { ...machine.speed, tolerance: 0.03, ...speed } },
      })(block(noise(1200, 1), 0, record)).speedTolerance;
    expect(toleranceOf({}, {})).toBe(0.03);
    expect(toleranceOf({}, { speedRpm: 1790 })).toBe(0.005);
    expect(toleranceOf({ tolerance: 0.001 }, { speedRpm: 1790 })).toBe(0.001);
    expect(toleranceOf({ measuredTolerance: 0.02 }, { speedRpm: 1790 })).toBe(0.02);
  });
  it("refuses a channel that the point does not have, naming those it has", () => {
    expect(() => manipulate(waveform(sine(1, 1), { channel: "x" }))).toThrow(/vib, mic, temp/);
  });
});

describe("manipulation of sound and temperature", () => {
  it("reads a 1 kHz tone of 1 Pa rms as 94 dB, A-weighted or not", () => {
    const tone = sine(1000, Math.SQRT2);
    const { indicators } = manipulate(waveform(tone, { channel: "mic", unit: "Pa" }));
    expect(indicators["level"]).toBeCloseTo(93.98, 1);
    expect(indicators["level_a"]).toBeCloseTo(93.98, 1);
    expect(indicators["octave_1000"]).toBeCloseTo(93.98, 1);
  });

  it("takes 867 °C for a fault of the sensor", () => {
    const reading = {
      type: "reading",
      point: "s/l/m/p",
      channel: "temp",
      time: 0n,
      unit: "degC",
      value: 867,
    } as const;
    expect(manipulate(reading).sensorFaults.map(({ fault }) => fault)).toEqual(["out-of-range"]);
    expect(manipulate({ ...reading, unit: "K", value: 300 }).indicators["temperature"]).toBeCloseTo(
      26.85,
      6,
    );
  });
});
