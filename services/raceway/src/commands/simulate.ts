import { demoScenario } from "@raceway/simulator/demo-scenario";
import { simulate } from "@raceway/simulator/simulate";
import type { Command } from "commander";
import { mqttLogin, mqttUrlOption, plantOption, positiveNumber, wholeNumber } from "../options.ts";
import { readPlant } from "../plant-option.ts";

interface SimulateCommandOptions {
  readonly plant: string;
  readonly mqtt: string;
  readonly seed: number;
  readonly speed: number;
}

/** `raceway simulate`: the sensors of a plant with one sick bearing. */
export function addSimulateCommand(program: Command): void {
  program
    .command("simulate")
    .description("publish what the sensors of a plant with one sick bearing would, over MQTT")
    .addOption(plantOption())
    .addOption(mqttUrlOption())
    .option("--seed <n>", "same seed, same waveforms", wholeNumber, 1)
    .option("--speed <factor>", "source seconds per second", positiveNumber, 1)
    .action(run);
}

async function run({ plant: path, mqtt, seed, speed }: SimulateCommandOptions): Promise<void> {
  const plant = readPlant(path);
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
  const start = BigInt(Date.now()) * 1_000_000n;
  process.stdout.write(`simulating ${plant.name} at ${mqtt}\n`);
  const report = await simulate({
    plant,
    scenario: demoScenario(plant),
    seed,
    speed,
    start,
    url: mqtt,
    ...mqttLogin(),
    signal: stop.signal,
  });
  process.stdout.write(`${report.published} records published\n`);
}
