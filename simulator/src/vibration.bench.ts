import { findBearing } from "@raceway/bearings/catalogue";
import { test } from "vitest";
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

function block(count: number): Float64Array {
  const run = { startHz: 30, endHz: 30, seconds: count / 25_600 };
  const operation = { run, load: 0.6, severities: { "outer-race": 1 } };
  return vibration(housing, operation, 25_600, count, randomFor(1));
}

const samples = block(16_384);
const address = { type: "waveform", point: "a/b/c/d", channel: "x", time: 1n } as const;

/** Blocks a second that one core can make, and messages that it can write. */
test("an outer-race defect", async ({ bench }) => {
  await bench.compare(
    bench("block of 8192 samples", () => {
      block(8192);
    }),
    bench("block of 16384 samples", () => {
      block(16_384);
    }),
    bench("16384 samples as a message", () => {
      payloadOf({ ...address, sampleRate: 25_600, unit: "m/s2", samples });
    }),
    { time: 500 },
  );
});
