import { parsePlant } from "@raceway/plant/plant-file";
import { encodeReading, encodeWaveform, type WaveformBody } from "@raceway/wire/codec";
import { describe, expect, it } from "vitest";
import type { ManipulationJob } from "./manipulation-job.ts";
import { createManipulationPool } from "./manipulation-pool.ts";

const PLANT = parsePlant(
  "{ site: s, lines: [{ id: l, machines: [{ id: m, speed: { rpm: 1500 }, points: [{ id: p, bearing: '6205', channels: [{ id: temp, kind: temperature }] }] }] }] }",
  "plant.yaml",
  () => [],
);

function reading(value: number): ManipulationJob {
  const payload = encodeReading({ unit: "degC", value }, "json");
  const time = BigInt(value);
  return { kind: "message", class: "reading", point: "s/l/m/p", channel: "temp", time, payload };
}

describe("a message of a channel with a sensitivity or a scale", () => {
  const plant = parsePlant(
    `
site: s
lines:
  - id: l
    machines:
      - id: m
        points:
          - id: p
            channels:
              - { id: vib, kind: vibration, unit: g, sensitivity: 100 mV/g }
              - { id: plain, kind: vibration, unit: g }
              - { id: temp, kind: temperature, unit: degC, scale: 0.1 }
`,
    "plant.yaml",
    () => [],
  );
  const pool = createManipulationPool(plant, 0);
  const address = { kind: "message", point: "s/l/m/p", time: 1n } as const;
  const samples = Float64Array.from({ length: 512 }, (_, n) => Math.sin(n) / 64);

  it("is analysed as what it measures, waveform or reading", async () => {
    const volts = { sampleRate: 1000, unit: "V", samples } as const;
    const g = { ...volts, unit: "g", samples: samples.map((value) => value / 0.1) } as const;
    const observe = (channel: string, body: WaveformBody) =>
      pool.observe({
        ...address,
        class: "waveform",
        channel,
        payload: encodeWaveform(body, "cbor", "float64"),
      });
    const scaled = await observe("vib", volts);
    const plain = await observe("plain", g);
    expect(scaled.calibrated).toBe(true);
    expect(scaled.indicators["rms"]).toBeCloseTo(plain.indicators["rms"] ?? Number.NaN, 9);
    const payload = encodeReading({ unit: "degC", value: 415 }, "json");
    const reading = await pool.observe({ ...address, class: "reading", channel: "temp", payload });
    expect(reading.indicators["temperature"]).toBeCloseTo(41.5);
  });

  it("is set aside with the reason when its unit says that the factor would count twice", async () => {
    const body = { sampleRate: 1000, unit: "g", samples } as const;
    const payload = encodeWaveform(body, "cbor");
    await expect(
      pool.observe({ ...address, class: "waveform", channel: "vib", payload }),
    ).rejects.toThrow(/sensitivity, which wants V or mV/);
  });
});

it.each([0, 1, 2])(
  "with %i threads each job gets its own observation, and one that fails takes no other with it",
  async (threads) => {
    const pool = createManipulationPool(PLANT, threads);
    const jobs = Array.from({ length: 40 }, (_, n) =>
      n === 17 ? { ...reading(n), point: "nowhere" } : reading(n),
    );
    const outcomes = await Promise.allSettled(jobs.map(pool.observe));
    await pool.close();
    expect(outcomes.map((outcome) => outcome.status === "fulfilled" && outcome.value.time)).toEqual(
      jobs.map((_, n) => n !== 17 && BigInt(n)),
    );
  },
);

it("jobs that were given before it was closed have their observations", async () => {
  const pool = createManipulationPool(PLANT, 1);
  const jobs = Array.from({ length: 40 }, (_, n) => pool.observe(reading(n)));
  await pool.close();
  expect((await Promise.all(jobs)).map(({ time }) => time)).toEqual(jobs.map((_, n) => BigInt(n)));
});

it.each([0, 1, 2])(
  "with %i threads jobs are of the plant that counted when they were given, whichever thread they come to",
  async (threads) => {
    const scaled = (scale: number) =>
      parsePlant(
        `{ site: s, lines: [{ id: l, machines: [{ id: m, points: [{ id: p, channels: [{ id: temp, kind: temperature, unit: degC, scale: ${scale} }] }] }] }] }`,
        "plant.yaml",
        () => [],
      );
    const pool = createManipulationPool(scaled(1), threads);
    const given = [];
    for (const scale of [1, 2, 3]) {
      pool.know(scaled(scale));
      const jobs = Array.from({ length: 20 }, () => pool.observe(reading(10)));
      // Handed out before the next plant counts.
      await Promise.resolve();
      given.push(...jobs);
    }
    const read = (await Promise.all(given)).map(({ indicators }) => indicators["temperature"]);
    await pool.close();
    expect(read).toEqual(
      [10, 20, 30].flatMap((degrees) => Array.from({ length: 20 }, () => degrees)),
    );
  },
);
