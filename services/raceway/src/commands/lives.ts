import { appendFileSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RecordedLife } from "@raceway/model/recorded-life";
import { readLivesFile } from "@raceway/plant/lives-file";
import type { Command } from "commander";
import { keptDurations, keptLives, livesAnew } from "../lives/kept-lives.ts";
import { survivalPicture, survivalText } from "../lives/survival.ts";
import { dataOption, plantOption } from "../options.ts";
import { readPlant } from "../plant-option.ts";

/** `raceway lives`: finished lives of bearings, from one plant to another. */
export function addLivesCommand(program: Command): void {
  const lives = program
    .command("lives")
    .description(
      "finished lives of bearings, which running ones are compared with: from one plant to another",
    );
  lives
    .command("export")
    .description(
      "write the lives that this plant's own bearings finished, one a line, without any name but the bearing's designation",
    )
    .addOption(plantOption())
    .addOption(dataOption())
    .action(({ plant, data }: { readonly plant: string; readonly data: string }) => {
      const { lives, unnamed } = keptLives(join(data, "ingest.sqlite"), readPlant(plant));
      process.stdout.write(lines(lives));
      process.stderr.write(`${lives.length} finished lives\n`);
      if (unnamed > 0)
        process.stderr.write(
          `${unnamed} left out: their points name no bearing (bearing.designation), and a point's path is nobody else's business\n`,
        );
    });
  lives
    .command("survival")
    .description(
      "say how long this plant's bearings last, by kind: the share that lasts longer (Kaplan and Meier), those that still run counted",
    )
    .addOption(plantOption())
    .addOption(dataOption())
    .option("--picture <file>", "draw it too, as SVG")
    .action(async ({ plant, data, picture }: SurvivalOptions) => {
      const durations = keptDurations(join(data, "ingest.sqlite"), readPlant(plant));
      process.stdout.write(survivalText(durations));
      if (picture !== undefined) writeFileSync(picture, await survivalPicture(durations));
    });
  lives
    .command("import")
    .description(
      "add lives from another plant to the file that `finishedLives` of a plant file names",
    )
    .argument("<file>", "lives as `raceway lives export` writes them")
    .requiredOption("--into <file>", "the file of finished lives; made if it is not there")
    .action((file: string, { into }: { readonly into: string }) => {
      const coming = livesIn(file);
      const anew = livesAnew(coming, existsSync(into) ? livesIn(into) : []);
      appendFileSync(into, lines(anew));
      process.stderr.write(
        `${anew.length} lives added to ${into}, ${coming.length - anew.length} were there: ${kindsOf(anew)}\n`,
      );
    });
}

interface SurvivalOptions {
  readonly plant: string;
  readonly data: string;
  readonly picture?: string;
}

/** @throws RangeError with the line, when it holds something else */
function livesIn(path: string): readonly RecordedLife[] {
  const read = readLivesFile(path);
  if ("found" in read) throw new RangeError(`${read.found}; allowed: ${read.allowed}`);
  return read.lives;
}

function lines(lives: readonly RecordedLife[]): string {
  return lives.map((life) => `${JSON.stringify(life)}\n`).join("");
}

function kindsOf(lives: readonly RecordedLife[]): string {
  return [...new Set(lives.map(({ kind }) => kind))].join(", ") || "none";
}
