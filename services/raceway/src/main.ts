import { enableCompileCache, flushCompileCache } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Command } from "commander";

/** Compiled code is kept where only this service or whoever installed it may write; where nobody may, it is compiled at each start. */
const data = process.env["RACEWAY_DATA"];
const cache =
  data === undefined
    ? fileURLToPath(new URL("../../../node_modules/.cache/raceway", import.meta.url))
    : join(data, "compile-cache");
enableCompileCache(cache);
// For worker threads.
process.env["NODE_COMPILE_CACHE"] = cache;
/** It would be written at a good end only, and what is killed again and again must not compile each time. */
const FLUSH_MS = 5000;
setTimeout(flushCompileCache, FLUSH_MS).unref();

type Add = (program: Command) => void;

/** Every command with its module: only that of the command that is run is read, for a service that was killed has to be back soon. */
const COMMANDS: ReadonlyMap<string, () => Promise<Add>> = new Map([
  ["start", async () => (await import("./commands/start.ts")).addStartCommand],
  ["replay", async () => (await import("./commands/replay.ts")).addReplayCommand],
  ["analyse", async () => (await import("./commands/analyse.ts")).addAnalyseCommand],
  ["check", async () => (await import("./commands/check.ts")).addCheckCommand],
  ["reload", async () => (await import("./commands/reload.ts")).addReloadCommand],
  ["ingest", async () => (await import("./commands/ingest.ts")).addIngestCommand],
  ["alarms", async () => (await import("./commands/alarms.ts")).addAlarmsCommand],
  ["console", async () => (await import("./commands/console.ts")).addConsoleCommand],
  ["simulate", async () => (await import("./commands/simulate.ts")).addSimulateCommand],
  ["account", async () => (await import("./commands/account.ts")).addAccountCommand],
  ["audit", async () => (await import("./commands/audit.ts")).addAuditCommand],
  ["verify", async () => (await import("./commands/verify.ts")).addVerifyCommand],
  ["record", async () => (await import("./commands/record.ts")).addRecordCommand],
  [
    "prepare-store",
    async () => (await import("./commands/prepare-store.ts")).addPrepareStoreCommand,
  ],
  ["backup", async () => (await import("./commands/backup.ts")).addBackupCommand],
  ["restore", async () => (await import("./commands/restore.ts")).addRestoreCommand],
  ["lives", async () => (await import("./commands/lives.ts")).addLivesCommand],
  ["plan", async () => (await import("./commands/plan.ts")).addPlanCommand],
  ["cases", async () => (await import("./commands/cases.ts")).addCasesCommand],
  ["doctor", async () => (await import("./commands/doctor.ts")).addDoctorCommand],
  ["notify-test", async () => (await import("./commands/notify-test.ts")).addNotifyTestCommand],
]);

const program = new Command("raceway")
  .description("Predictive maintenance for bearing production lines")
  .showHelpAfterError();
const wanted = COMMANDS.get(process.argv[2] ?? "");
for (const add of wanted === undefined ? COMMANDS.values() : [wanted]) (await add())(program);

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`raceway: ${described(error)}\n`);
  // Whatever of a service that could not start would hold the process: only one that has ended is started again.
  process.exit(1);
}

/** What a user can mend is said in words; the errors of the language itself are faults of ours and keep their stack. */
function described(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const ours = [TypeError, ReferenceError, SyntaxError].some((kind) => error instanceof kind);
  return ours || process.env["RACEWAY_DEBUG"] ? String(error.stack) : error.message;
}
