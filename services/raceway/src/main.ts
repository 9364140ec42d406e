import { PlantFileError } from "@raceway/plant/plant-file";
import { TraceError } from "@raceway/traces/trace";
import { Command } from "commander";
import { addAlarmsCommand } from "./commands/alarms.ts";
import { addCheckCommand } from "./commands/check.ts";
import { addConsoleCommand } from "./commands/console.ts";
import { addIngestCommand } from "./commands/ingest.ts";
import { addReplayCommand } from "./commands/replay.ts";
import { addSimulateCommand } from "./commands/simulate.ts";
import { addStartCommand } from "./commands/start.ts";
import { MappingError } from "./replay/mapping.ts";

const program = new Command("raceway")
  .description("Predictive maintenance for bearing production lines")
  .showHelpAfterError();
addStartCommand(program);
addReplayCommand(program);
addCheckCommand(program);
addIngestCommand(program);
addAlarmsCommand(program);
addConsoleCommand(program);
addSimulateCommand(program);

try {
  await program.parseAsync();
} catch (error) {
  // What the user can mend is said in words; anything else is a fault of ours and keeps its stack.
  const expected = [PlantFileError, TraceError, MappingError, RangeError].some(
    (kind) => error instanceof kind,
  );
  process.stderr.write(
    `raceway: ${expected ? (error as Error).message : error instanceof Error ? error.stack : error}\n`,
  );
  process.exitCode = 1;
}
