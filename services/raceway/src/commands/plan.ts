import { writeFileSync } from "node:fs";
import { nanosOfIso, nanosOfMillis } from "@raceway/model/time";
import { readPlanFiles } from "@raceway/plan/files/plan-files";
import { makePlan } from "@raceway/plan/plan";
import { planCalendar } from "@raceway/plan/plan-calendar";
import { planView } from "@raceway/plan/plan-view";
import type { Command } from "commander";
import { peopleOption, plantOption } from "../options.ts";
import { planText } from "../plan/plan-text.ts";
import { readPlant } from "../plant-option.ts";

interface PlanOptions {
  readonly plant: string;
  readonly folder: string;
  readonly people: number;
  readonly from?: string;
  readonly calendar?: string;
  readonly json?: true;
}

/** `raceway plan`: what is done when. */
export function addPlanCommand(program: Command): void {
  program
    .command("plan")
    .description(
      "put work into the planned stops of the lines, and orders on the lines around them, for the least cost (docs/plan.md)",
    )
    .addOption(plantOption())
    .requiredOption(
      "--folder <folder>",
      "orders.csv, routing.csv, materials.csv, stock.csv, work.csv: those that there are",
    )
    .addOption(peopleOption())
    .option("--from <time>", "the plan's beginning (2026-12-07T06:00:00Z); default: now")
    .option("--calendar <file>", "write the work as an iCalendar file, too")
    .option("--json", "as JSON")
    .action(async ({ plant: path, folder, people, from, calendar, json }: PlanOptions) => {
      const plant = readPlant(path);
      const now = nanosOfMillis(Date.now());
      const begin = from === undefined ? now : momentOf(from);
      const plan = await makePlan({
        lines: plant.lines,
        files: readPlanFiles(folder, begin),
        advised: [],
        people,
        from: begin,
      });
      process.stdout.write(
        json ? `${JSON.stringify(planView(plan), undefined, 2)}\n` : planText(plan, plant.lines),
      );
      if (calendar !== undefined) writeFileSync(calendar, planCalendar(plan, plant.site, now));
    });
}

function momentOf(text: string) {
  const time = nanosOfIso(text);
  if (time !== undefined) return time;
  throw new RangeError(
    `--from: found "${text}"; a time such as 2026-12-07T06:00:00Z would be right`,
  );
}
