import { readdirSync, readFileSync } from "node:fs";
import { runExamples } from "@raceway/mapping/example-run";
import { createMappings } from "@raceway/mapping/mappings";
import { describe, expect, it } from "vitest";
import { plantOf } from "./running-ingest.ts";

const FOLDER = new URL("../examples/sensors/", import.meta.url);
const PRESETS = readdirSync(FOLDER).filter((name) => name.endsWith(".yaml"));
const read = (name: string) => readFileSync(new URL(name, FOLDER), "utf8");

describe.each(PRESETS)("examples/sensors/%s", (name) => {
  const plant = plantOf(read(name));

  it("names its source, and gives from its documented payloads what it says", async () => {
    expect(read(name)).toMatch(/^# .+\n# Payload: .+/);
    const runs = await runExamples(plant);
    expect(runs.length).toBeGreaterThan(0);
    expect(runs.flatMap(({ faults }) => faults)).toEqual([]);
    expect(runs.some(({ made }) => made.length > 0)).toBe(true);
  });

  it("says what is wrong with a payload that is cut off anywhere", async () => {
    const mappings = createMappings(plant);
    for (const { examples } of plant.mappings ?? [])
      for (const { topic, payload } of examples)
        for (let length = 0; length < payload.length; length++) {
          const mapped = await mappings.translate(topic, Buffer.from(payload.slice(0, length)));
          if (mapped.fault !== undefined) expect(mapped.fault.reason.length).toBeGreaterThan(5);
          else if (/^[[{]/.test(payload)) expect(mapped.messages).toEqual([]);
        }
  });
});
