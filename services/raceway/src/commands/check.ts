import { pointsOf } from "@raceway/model/plant";
import type { Command } from "commander";
import { readPlant } from "../plant-option.ts";

/** `raceway check FILE`: every fault of a plant file at once, or what it describes. */
export function addCheckCommand(program: Command): void {
  program
    .command("check")
    .description("check a plant file, and list every fault or what it describes")
    .argument("<file>", "plant file")
    .action((file: string) => {
      for (const { machine, point } of pointsOf(readPlant(file)).values()) {
        const { bearing } = point;
        const what =
          bearing === undefined
            ? "no bearing"
            : `${bearing.designation} ±${(bearing.tolerance * 100).toFixed(1)} %`;
        const iso =
          machine.iso === undefined
            ? "no ISO zones"
            : `ISO group ${machine.iso.group} ${machine.iso.support}`;
        process.stdout.write(
          `${point.path}  ${what}  ${iso}  ${point.channels.map((c) => c.id).join(", ")}\n`,
        );
      }
      process.stdout.write(`${file} is sound\n`);
    });
}
