import { parsePlant } from "@raceway/plant/plant-file";
import { encodeReading } from "@raceway/wire/codec";
import { expect, it } from "vitest";
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
