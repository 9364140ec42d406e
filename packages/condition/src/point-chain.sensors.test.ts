import type { Waveform } from "@raceway/model/record";
import { describe, expect, it } from "vitest";
import { createManipulation } from "./manipulation/manipulation.ts";
import { createPointChain } from "./point-chain.ts";
import { repeatableNoise, SYNTHETIC_POINT, synthesizedTime } from "./synthetic-life.ts";

const LENGTH = 4096;

/** Blocks of weak noise around a rotating unbalance, as a sensor delivers them. */
function blocks(from: number, count: number, spoil: (samples: Float64Array) => Float64Array) {
  const noise = repeatableNoise(from + 1);
  return Array.from({ length: count }, (_, i): Waveform => {
    const samples = Float64Array.from(
      { length: LENGTH },
      (_, n) => 2 * Math.sin((2 * Math.PI * 30 * n) / 10_000) + noise(),
    );
    return {
      type: "waveform",
      point: SYNTHETIC_POINT.point.path,
      channel: "x",
      time: synthesizedTime(10 * (from + i)),
      sampleRate: 10_000,
      unit: "m/s2",
      samples: spoil(samples),
      speedRpm: 1800,
    };
  });
}

/** What is said of a sensor that was sound for sixty blocks. */
function verdictsOn(waveforms: readonly Waveform[]) {
  const manipulate = createManipulation(SYNTHETIC_POINT);
  const chain = createPointChain(SYNTHETIC_POINT);
  for (const waveform of blocks(0, 60, (samples) => samples)) chain.process(manipulate(waveform));
  return waveforms
    .flatMap((waveform) => chain.process(manipulate(waveform)).verdicts)
    .flatMap((v) =>
      v.kind === "sensor"
        ? [`sensor ${v.fault}`]
        : v.kind === "anomaly" && v.persistent && v.severity !== "normal"
          ? ["machine"]
          : [],
    );
}

describe("a waveform that only its sensor can have made", () => {
  it("stands at two levels: a sensor that jumped, not a machine", () => {
    const stepped = blocks(60, 20, (samples) =>
      samples.map((value, n) => value + (n < LENGTH / 2 ? 0 : 200)),
    );
    expect(verdictsOn(stepped)).toEqual(["sensor impossible-jump", "sensor impossible-jump"]);
  });

  it("comes again and again: a sensor that is stuck, not a machine", () => {
    const [first] = blocks(60, 1, (samples) => samples);
    if (first === undefined) throw new Error("one block was asked for");
    const repeated = Array.from({ length: 20 }, (_, i) => ({
      ...first,
      time: synthesizedTime(10 * (60 + i)),
    }));
    expect(verdictsOn(repeated)).toEqual(["sensor stuck", "sensor stuck"]);
  });

  it("rests on another offset from now on: nothing, for vibration is what changes", () => {
    expect(verdictsOn(blocks(60, 40, (samples) => samples.map((value) => value + 9.8)))).toEqual(
      [],
    );
  });
});

describe("a thermometer that its readings give away", () => {
  it("no longer speaks for the machine", () => {
    const manipulate = createManipulation(SYNTHETIC_POINT);
    const chain = createPointChain(SYNTHETIC_POINT);
    const channel = SYNTHETIC_POINT.point.channels.find(({ kind }) => kind === "temperature");
    if (channel === undefined) throw new Error("the synthetic point has a thermometer");
    const read = (from: number, values: readonly number[]) =>
      values.flatMap((value, i) => {
        const time = synthesizedTime(10 * (from + i));
        const reading = { point: SYNTHETIC_POINT.point.path, channel: channel.id, time } as const;
        const record = { type: "reading", ...reading, unit: "degC", value } as const;
        return chain.process(manipulate(record)).verdicts;
      });
    const anomalies = (verdicts: ReturnType<typeof read>) =>
      verdicts.filter((verdict) => verdict.kind === "anomaly");
    const wandering = (count: number, level: (i: number) => number) =>
      Array.from({ length: count }, (_, i) => level(i) + 0.1 * (i % 7));
    read(
      0,
      wandering(60, () => 50),
    );
    // Its junction breaks: first it creeps up faster than any housing should, then it reads what no housing has.
    const creeping = anomalies(
      read(
        60,
        wandering(40, (i) => 50 + 4 * i),
      ),
    );
    const broken = anomalies(
      read(
        100,
        wandering(60, () => 1254),
      ),
    );
    expect(creeping.at(-1)?.severity).toBe("alarm");
    expect(broken.at(-1)?.severity).toBe("normal");
  });
});
