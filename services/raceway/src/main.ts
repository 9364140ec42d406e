import { Command } from "commander";
import { addAccountCommand } from "./commands/account.ts";
import { addAlarmsCommand } from "./commands/alarms.ts";
import { addAnalyseCommand } from "./commands/analyse.ts";
import { addAuditCommand } from "./commands/audit.ts";
import { addCheckCommand } from "./commands/check.ts";
import { addConsoleCommand } from "./commands/console.ts";
import { addDoctorCommand } from "./commands/doctor.ts";
import { addIngestCommand } from "./commands/ingest.ts";
import { addNotifyTestCommand } from "./commands/notify-test.ts";
import { addPrepareStoreCommand } from "./commands/prepare-store.ts";
import { addReplayCommand } from "./commands/replay.ts";
import { addSimulateCommand } from "./commands/simulate.ts";
import { addStartCommand } from "./commands/start.ts";

const program = new Command("raceway")
  .description("Predictive maintenance for bearing production lines")
  .showHelpAfterError();
addStartCommand(program);
addReplayCommand(program);
addAnalyseCommand(program);
addCheckCommand(program);
addIngestCommand(program);
addAlarmsCommand(program);
addConsoleCommand(program);
addSimulateCommand(program);
addAccountCommand(program);
addAuditCommand(program);
addPrepareStoreCommand(program);
addDoctorCommand(program);
addNotifyTestCommand(program);

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`raceway: ${described(error)}\n`);
  process.exitCode = 1;
}

/** What a user can mend is said in words; the errors of the language itself are faults of ours and keep their stack. */
function described(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const ours = [TypeError, ReferenceError, SyntaxError].some((kind) => error instanceof kind);
  return ours || process.env["RACEWAY_DEBUG"] ? String(error.stack) : error.message;
}
