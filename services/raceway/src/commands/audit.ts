import { existsSync } from "node:fs";
import type { Audit } from "@raceway/access/audit/audit";
import type { AuditEntry } from "@raceway/access/audit/entry";
import type { Command } from "commander";
import {
  type AccountsPlace,
  accountsOption,
  auditOf,
  auditPath,
  auditSealOption,
} from "../accounts-option.ts";
import { dataOption, wholeNumber } from "../options.ts";

interface AuditOptions extends AccountsPlace {
  readonly limit: number;
  readonly json?: true;
}

/** `raceway audit`: who did what, newest first; `raceway audit verify`: whether that is all of it. */
export function addAuditCommand(program: Command): void {
  const audit = program
    .command("audit")
    .description("who did what and when, newest first, and whether an entry was altered")
    .addOption(accountsOption())
    .addOption(auditSealOption())
    .addOption(dataOption())
    .option("--limit <n>", "most entries", wholeNumber, 50)
    .option("--json", "one entry a line, with what was before and after")
    .action(show);
  audit
    .command("verify")
    .description("finds entries that were altered, taken out or cut off, and says which")
    .action((_options, command: Command) => verifyAlone(command.optsWithGlobals<AuditOptions>()));
}

function show({ limit, json, ...place }: AuditOptions): void {
  withAudit(place, (audit) => {
    for (const entry of audit.read(limit))
      process.stdout.write(`${json ? JSON.stringify(entry) : inWords(entry)}\n`);
    verify(audit);
  });
}

function verifyAlone(place: AccountsPlace): void {
  withAudit(place, (audit) => {
    verify(audit);
    for (const name of audit.shippedTo()) {
      const { entries, since } = audit.waiting(name);
      const lag = entries === 0 ? "has every entry" : `lacks ${entries} entries, since ${since}`;
      process.stdout.write(`${name} ${lag}\n`);
    }
    const [newest] = audit.read(1);
    process.stdout.write(
      `every entry is as it was written; the newest is of ${newest?.at ?? "never"}\n`,
    );
  });
}

function withAudit(place: AccountsPlace, work: (audit: Audit) => void): void {
  const path = auditPath(place);
  if (!existsSync(path)) throw new RangeError(`${path} does not exist: nothing was changed yet`);
  const audit = auditOf(place, "command line");
  try {
    work(audit);
  } finally {
    audit.close();
  }
}

/** @throws Error that names every place that is wrong. */
function verify(audit: Audit): void {
  const breaks = audit.breaks();
  if (breaks.length === 0) return;
  const words = {
    altered: "was altered",
    missing: "was taken out",
    "cut off": "and all after it were cut off",
  };
  const list = breaks.map(({ id, what }) => `entry ${id} ${words[what]}`).join("; ");
  throw new Error(`${audit.path}: ${list}`);
}

function inWords({ at, who, role, address, what, target, outcome }: AuditEntry): string {
  return [at, who, role, address, what, target, outcome].join("  ");
}
