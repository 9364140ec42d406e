import type { Channel } from "@raceway/model/plant";
import type { TraceBlock } from "@raceway/traces/trace";
import { describe, expect, it } from "vitest";
import { recordsOf } from "./records.ts";

function recorded(block: Partial<TraceBlock>, channel: Partial<Channel> = {}) {
  const point = { path: "s/l/m/p", id: "p", name: "p", channels: [] };
  const machine = {
    id: "m",
    name: "m",
    speed: { tolerance: 0 },
    loadUnit: "%",
    points: [],
  } as const;
  const context = { site: "s", line: { id: "l", name: "l", machines: [] }, machine, point };
  const target = {
    context,
    channel: {
      id: "x",
      name: "x",
      kind: "vibration",
      silentAfter: 300,
      limits: [],
      ...channel,
    } as const,
  };
  const samples = Float64Array.of(1, 2, 3);
  const whole = { channel: "x", kind: "vibration", time: 0n, samples, ...block } as const;
  return [...recordsOf(whole, target)].map((record) => {
    if (record.type === "reading") return [record.time, record.value];
    return record.type === "waveform"
      ? [record.sampleRate, record.unit, ...record.samples]
      : [`${record.step} ${record.axis}`, record.unit, ...record.values];
  });
}

describe("a recording that says what the plant file cannot mean", () => {
  it("is refused, naming both units, unless the channel has a scale into its own", () => {
    const bar = { sampleRate: 1000, foreignUnit: "bar" };
    expect(() => recorded(bar, { unit: "g" })).toThrow(
      'says "bar", which is no unit of vibration, and the plant file g',
    );
    expect(() => recorded({ ...bar, foreignUnit: "left" }, { unit: "g" })).not.toThrow();
    const calibration = { factor: 2, offset: 0 };
    expect(recorded(bar, { unit: "g", calibration })).toEqual([[1000, "g", 2, 4, 6]]);
  });

  it("as a waveform is none of a channel of computed values", () => {
    const values = { values: "velocity_rms", unit: "mm/s" } as const;
    expect(() => recorded({ sampleRate: 6000 }, values)).toThrow("6000 numbers a second");
    expect(recorded({ sampleRate: 1 }, values)).toHaveLength(3);
  });
});

describe("a spectrum that a sensor computed", () => {
  const env = { values: "envelope_spectrum", unit: "gE" } as const;

  it("stands on the lines that the recording says, else on those of the plant file", () => {
    expect(recorded({ lines: { step: 2, from: 0 } }, env)).toEqual([["2 Hz", "gE", 1, 2, 3]]);
    const spectrum = { step: 0.05, from: 0.05, axis: "order" } as const;
    expect(recorded({}, { ...env, spectrum })).toEqual([["0.05 order", "gE", Number.NaN, 1, 2, 3]]);
  });

  it("whose lines nobody says, or that a channel of waveforms is given, is refused", () => {
    expect(() => recorded({}, env)).toThrow("give p/x a `spectrum: { step }`");
    expect(() => recorded({ lines: { step: 2, from: 0 } }, { unit: "g" })).toThrow(
      "x is a spectrum, no waveform: `values: spectrum` or `envelope_spectrum` is right for p/x",
    );
  });
});

describe("a slow series", () => {
  const temp = { kind: "temperature", unit: "degC" } as const;

  it("becomes one reading a row, however far apart, at the row's own time", () => {
    for (const seconds of [1, 20, 60, 3600]) {
      const offsets = Float64Array.of(0, seconds, 2.5 * seconds);
      const at = (factor: number) => BigInt(factor * seconds * 1e9);
      expect(recorded({ sampleRate: 1 / seconds, offsets }, temp)).toEqual([
        [0n, 1],
        [at(1), 2],
        [at(2.5), 3],
      ]);
    }
  });

  it("faster than a row a second becomes the median of each ten seconds", () => {
    const samples = Float64Array.from({ length: 200 }, (_, at) => (at < 100 ? 5 : 7));
    expect(recorded({ sampleRate: 10, samples }, temp)).toEqual([
      [0n, 5],
      [10_000_000_000n, 7],
    ]);
  });
});

describe("a waveform", () => {
  it("keeps the declared rate when the recording says it within half a per cent, and else is refused", () => {
    expect(recorded({ sampleRate: 995.1, unit: "g" }, { sampleRate: 1000 })).toEqual([
      [1000, "g", 1, 2, 3],
    ]);
    expect(() => recorded({ sampleRate: 990, unit: "g" }, { sampleRate: 1000 })).toThrow(
      "the recording says 990 Hz, the plant file 1000 Hz for p/x: one of the two is right",
    );
    expect(recorded({ sampleRate: 990, rateError: 0.02, unit: "g" }, { sampleRate: 1000 })).toEqual(
      [[1000, "g", 1, 2, 3]],
    );
  });

  it("is converted by the plant file's factor, and a unit that contradicts it is refused", () => {
    const rate = { sampleRate: 10 };
    const scaled = { unit: "g", calibration: { factor: 0.5, offset: 0 } } as const;
    expect(recorded(rate, scaled)).toEqual([[10, "g", 0.5, 1, 1.5]]);
    expect(recorded({ ...rate, unit: "mg" }, { unit: "g" })).toEqual([[10, "mg", 1, 2, 3]]);
    expect(() => recorded({ ...rate, unit: "mm/s" }, { unit: "g" })).toThrow(
      /declares "g" \(acceleration\) \(p\/x\)/,
    );
    expect(() => recorded({ ...rate, foreignUnit: "furlong" })).toThrow(
      /unit "furlong" is not known/,
    );
    expect(() => recorded({ ...rate, unit: "dB re 1 g" })).toThrow(/is a level, no waveform/);
  });
});
