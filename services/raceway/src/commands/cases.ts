import { join } from "node:path";
import type { Command } from "commander";
import { keptCases, tally } from "../cases/kept-cases.ts";
import { dataOption } from "../options.ts";

/** `raceway cases`: what people found when they looked after alarms, to judge the diagnosis by. */
export function addCasesCommand(program: Command): void {
  program
    .command("cases")
    .description(
      "write the alarms of which somebody told what they found, one a line: what was said, whether it was right, what it was",
    )
    .addOption(dataOption())
    .action(({ data }: { readonly data: string }) => {
      const cases = keptCases(join(data, "alarms.sqlite"));
      process.stdout.write(cases.map((one) => `${JSON.stringify(one)}\n`).join(""));
      process.stderr.write([`${cases.length} cases`, ...tally(cases), ""].join("\n"));
    });
}
