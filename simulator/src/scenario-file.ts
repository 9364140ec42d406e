import { readFileSync } from "node:fs";
import { FAULTS, SENSOR_FAULTS } from "@raceway/model/verdict";
import { parse } from "yaml";
import { z } from "zod";
import type { Scenario } from "./scenario.ts";
import type { SimulatedFault } from "./severity.ts";

const seconds = z.number("seconds").min(0);
const positive = z.number("a number above 0").positive();
const share = z.number("a number from 0 to 1").min(0).max(1);
const hour = z.number("an hour from 0 to 24").min(0).max(24);
const simulated = FAULTS.filter((fault): fault is SimulatedFault => fault !== "unnamed");

const operatingPlan = z.strictObject({
  shiftHours: z.tuple([hour, hour]).exactOptional(),
  speedSteps: z
    .array(z.strictObject({ fromSeconds: seconds, factor: z.number("a factor").min(0).max(3) }))
    .exactOptional(),
  load: share.exactOptional(),
  loadSwing: share.exactOptional(),
  cycleSeconds: positive.exactOptional(),
});

const scenarioSchema = z.strictObject({
  name: z.string("a name").min(1),
  sampling: z.strictObject({
    vibrationEverySeconds: positive,
    soundEverySeconds: positive,
    readingEverySeconds: positive,
    samples: z.int("a whole number of samples").min(64).max(1_048_576),
    sampleRate: positive.exactOptional(),
  }),
  machines: z.record(z.string(), operatingPlan).exactOptional(),
  faults: z
    .array(
      z.strictObject({
        at: z.string("a point or machine path"),
        fault: z.enum(simulated, `one of ${simulated.join(", ")}`),
        onsetSeconds: seconds,
        growthSeconds: seconds,
        to: share.exactOptional(),
        bend: z.number("a number from 0 to 20").min(0).max(20).exactOptional(),
      }),
    )
    .exactOptional(),
  sensorFaults: z
    .array(
      z.strictObject({
        point: z.string("a point path"),
        channel: z.string("a channel id"),
        fault: z.enum(SENSOR_FAULTS, `one of ${SENSOR_FAULTS.join(", ")}`),
        fromSeconds: seconds,
        forSeconds: seconds.exactOptional(),
      }),
    )
    .exactOptional(),
  thermalSeconds: positive.exactOptional(),
});

/**
 * A scenario from YAML or JSON text.
 *
 * @param file its name, for error texts.
 * @throws Error that lists every fault with its path.
 */
export function parseScenario(text: string, file: string): Scenario {
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
  const parsed = scenarioSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(
    ({ path, message }) => `  ${path.join(".") || "(whole file)"}: ${message}`,
  );
  throw new Error(`${file} is no scenario:\n${faults.join("\n")}`);
}

/** Reads a scenario file. @throws Error when it cannot be read or is no scenario, naming the file. */
export function readScenarioFile(path: string): Scenario {
  return parseScenario(readFileSync(path, "utf8"), path);
}
