import { readFileSync } from "node:fs";
import { FAULTS, SIGNAL_FAULTS } from "@raceway/model/verdict";
import { readYaml } from "@raceway/plant/yaml-text";
import { z } from "zod";
import type { Scenario } from "./scenario.ts";
import type { SimulatedFault } from "./severity.ts";

/** Faults that one report lists. */
const MOST_FAULTS = 100;

const seconds = z.number("seconds").min(0);
const positive = z.number("a number above 0").positive();
const share = z.number("a number from 0 to 1").min(0).max(1);
const hour = z.number("an hour from 0 to 24").min(0).max(24);
const simulated = FAULTS.filter(
  (fault): fault is SimulatedFault => fault !== "unnamed" && fault !== "bent-shaft",
);

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
        fault: z.enum(SIGNAL_FAULTS, `one of ${SIGNAL_FAULTS.join(", ")}`),
        fromSeconds: seconds,
        forSeconds: seconds.exactOptional(),
      }),
    )
    .exactOptional(),
  hotSpells: z
    .array(
      z.strictObject({
        fromSeconds: z.number().min(0),
        forSeconds: positive,
        kelvins: z.number().min(-60).max(60),
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
  const reading = readYaml(text);
  if (!reading.ok) {
    const faults = reading.faults.map(
      ({ line, found, allowed }) => `  line ${line ?? "?"}: found ${found}; allowed: ${allowed}`,
    );
    throw new Error(`${file} is no YAML:\n${faults.join("\n")}`);
  }
  const parsed = scenarioSchema.safeParse(reading.yaml.value);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues
    .slice(0, MOST_FAULTS)
    .map(({ path, message }) => `  ${path.join(".") || "(whole file)"}: ${message.slice(0, 300)}`);
  throw new Error(`${file} is no scenario:\n${faults.join("\n")}`);
}

/** Reads a scenario file. @throws Error when it cannot be read or is no scenario, naming the file. */
export function readScenarioFile(path: string): Scenario {
  return parseScenario(readFileSync(path, "utf8"), path);
}
