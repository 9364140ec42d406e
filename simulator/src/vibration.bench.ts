import { findBearing } from "@raceway/bearings/catalogue";
import { bench, describe } from "vitest";
import { payloadOf } from "./publisher.ts";
import { randomFor } from "./random.ts";
import { vibration } from "./vibration.ts";

const row = findBearing("6205");
if (row === undefined) throw new Error("the catalogue has no 6205");
const housing = {
  resonance: { hz: 3200, damping: 0.05 },
  bearing: { orders: row.orders, rotating: "inner" as const },
  slip: 0.01,
  nominalHz: 30,
  lineHz: 50,
};

describe("a block of an outer-race defect", () => {
  for (const count of [8192, 16_384]) {
    const run = { startHz: 30, endHz: 30, seconds: count / 25_600 };
    const operation = { run, load: 0.6, severities: { "outer-race": 1 } };
    bench(`${count} samples`, () => {
      vibration(housing, operation, 25_600, count, randomFor(1));
    });
  }
});

describe("a block as a message", () => {
  const samples = new Float64Array(16_384).map((_, i) => Math.sin(i));
  bench("16384 samples", () => {
    const block = { type: "waveform", point: "a/b/c/d", channel: "x", time: 1n } as const;
    payloadOf({ ...block, sampleRate: 25_600, unit: "m/s2", samples });
  });
});
