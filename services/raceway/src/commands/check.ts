import { ISO_10816_3, outOfScope } from "@raceway/condition/detection/limits/iso-10816-3";
import { runExamples } from "@raceway/mapping/example-run";
import { type Machine, type MeasurementPoint, type Plant, pointsOf } from "@raceway/model/plant";
import type { Command } from "commander";
import { readPlant } from "../plant-option.ts";
import { describeChannel } from "./describe-channel.ts";
import { differences } from "./plant-differences.ts";

/** `raceway check FILE`: every fault of a plant file at once, or what it describes. */
export function addCheckCommand(program: Command): void {
  program
    .command("check")
    .description("check a plant file, and list every fault or what it describes")
    .argument("<file>", "plant file")
    .option(
      "--against <plant>",
      "say what is different from another plant file, or from the one that an ingest runs with (its data directory), and what will come of it",
    )
    .action(async (file: string, { against }: { readonly against?: string }) => {
      const plant = readPlant(file);
      if (against !== undefined) {
        process.stdout.write(differences(plant, against));
        return;
      }
      for (const { machine, point } of pointsOf(plant).values()) {
        const { bearing } = point;
        const what =
          bearing === undefined
            ? "no bearing"
            : `${bearing.designation} ±${(bearing.tolerance * 100).toFixed(1)} %`;
        process.stdout.write(
          `${point.path}  ${what}  ${zonesOf(machine, point)}  ${point.channels.map((c) => c.id).join(", ")}\n`,
        );
        if (bearing !== undefined) process.stdout.write(`  bearing: ${bearing.source}\n`);
        for (const channel of point.channels)
          for (const line of describeChannel(channel)) process.stdout.write(`  ${line}\n`);
      }
      if (!(await examplesHold(plant))) {
        process.exitCode = 1;
        process.stdout.write(`${file}: an example of a mapping does not give what it should\n`);
        return;
      }
      process.stdout.write(`${file} is sound\n`);
    });
}

/** Shows what becomes of the messages that mappings give as examples. */
async function examplesHold(plant: Plant): Promise<boolean> {
  const runs = await runExamples(plant);
  for (const { where, topic, made, faults } of runs) {
    process.stdout.write(`${where}  ${topic}\n`);
    const nothing = made.length === 0 && faults.length === 0 ? ["passed over"] : [];
    for (const text of [...made, ...nothing]) process.stdout.write(`  gives ${text}\n`);
    for (const fault of faults) process.stdout.write(`  wrong: ${fault}\n`);
  }
  return runs.every(({ faults }) => faults.length === 0);
}

/** Which zones of the standard apply at a point, or why none does. */
function zonesOf(machine: Machine, { channels }: MeasurementPoint): string {
  const { iso, speed } = machine;
  const reasons = channels
    .filter(({ kind }) => kind === "vibration")
    .map(({ unit }) => outOfScope(machine, { unit, speedRpm: speed.nominalRpm }));
  const [reason] = reasons;
  if (iso !== undefined && reasons.includes(undefined))
    return `${ISO_10816_3.edition} group ${iso.group} ${iso.support}`;
  return reason === undefined ? "no vibration" : `no ISO zones (${reason})`;
}
