import { existsSync } from "node:fs";
import { openAudit } from "@raceway/access/audit";
import type { Command } from "commander";
import { type AccountsPlace, accountsOption, auditPath } from "../accounts-option.ts";
import { dataOption, wholeNumber } from "../options.ts";

interface AuditOptions extends AccountsPlace {
  readonly limit: number;
  readonly json?: true;
}

/** `raceway audit`: who changed what, newest first. */
export function addAuditCommand(program: Command): void {
  program
    .command("audit")
    .description("who changed what and when, newest first, and whether an entry was altered")
    .addOption(accountsOption())
    .addOption(dataOption())
    .option("--limit <n>", "most entries", wholeNumber, 50)
    .option("--json", "one entry a line, with what was before and after")
    .action(show);
}

function show({ limit, json, ...place }: AuditOptions): void {
  const path = auditPath(place);
  if (!existsSync(path)) throw new RangeError(`${path} does not exist: nothing was changed yet`);
  const audit = openAudit(path);
  try {
    for (const entry of audit.read(limit)) {
      const { at, who, role, address, what, target, outcome } = entry;
      const words = [at, who, role, address, what, target, outcome].join("  ");
      process.stdout.write(`${json ? JSON.stringify(entry) : words}\n`);
    }
    const broken = audit.firstBroken();
    if (broken !== undefined)
      throw new Error(`entry ${broken} was altered, or one before it was taken out`);
  } finally {
    audit.close();
  }
}
